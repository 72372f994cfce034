"""Anyone asks what they may do here, which commands there are, or how one is used.

Command: `!help`, `!help all`, `!help [command]`; the command with or without its prefix
"""

import re

from commands.parsing.command import DECLARED, EVERYWHERE, Asked, Command, Here
from commands.parsing.errors import Usage
from commands.parsing.grammar import nothing, token
from commands.parsing.line import Line, folded
from commands.parsing.names import nearest
from commands.parsing.queries import Help
from deliberation.terms import Authority

ALL = "all"
_PREFIX = re.compile(r"^\W+")


def parse(line: Line, here: Here) -> Asked:  # noqa: ARG001 - the same in every room
    """Read the command's arguments."""
    word, behind = token(line)
    name = _PREFIX.sub("", folded(word))
    if not name:
        nothing(line)
        return Asked(line.command, Help())
    if name == ALL:
        nothing(behind)
        return Asked(line.command, Help(all=True))
    if name not in DECLARED:
        raise line.error(Usage.NO_SUCH_COMMAND, word=name[:40], nearest=nearest(name, DECLARED))
    nothing(behind)
    return Asked(line.command, Help(name))


COMMAND = Command(
    name="help",
    place=240,
    usage=("!help", "!help all", "!help [command]"),
    rooms=EVERYWHERE,
    who=Authority.ANYONE,
    parse=parse,
    meant="commands command usage ping start hello hi",
)

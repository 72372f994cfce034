"""Anyone asks who is on the council.

Command: `!roster`
"""

from commands.parsing.command import EVERYWHERE, Asked, Command, Here
from commands.parsing.grammar import nothing
from commands.parsing.line import Line
from commands.parsing.queries import ShowRoster
from deliberation.terms import Authority


def parse(line: Line, here: Here) -> Asked:  # noqa: ARG001 - the same in every room
    """Read the command's arguments: none."""
    nothing(line)
    return Asked(line.command, ShowRoster())


COMMAND = Command(
    name="roster",
    place=230,
    usage=("!roster",),
    rooms=EVERYWHERE,
    who=Authority.ANYONE,
    parse=parse,
    meant="members who people representatives",
)

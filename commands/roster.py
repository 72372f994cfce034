"""Anyone asks who is on the council.

Command: `!roster`
"""

from commands.command import EVERYWHERE, Asked, Command, Here
from commands.grammar import nothing
from commands.line import Line
from commands.queries import ShowRoster
from deliberation.terms import Authority


def parse(line: Line, here: Here) -> Asked:  # noqa: ARG001 - the same in every room
    """Read the command's arguments: none."""
    nothing(line)
    return Asked(line.command, ShowRoster())


COMMAND = Command(
    name="roster",
    usage=("!roster",),
    rooms=EVERYWHERE,
    who=Authority.ANYONE,
    parse=parse,
)

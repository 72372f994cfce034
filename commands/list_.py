"""Anyone asks for the proposals.

Command: `!list`
"""

from commands.parsing.command import EVERYWHERE, Asked, Command, Here
from commands.parsing.grammar import nothing
from commands.parsing.line import Line
from commands.parsing.queries import Listing
from deliberation.terms import Authority


def parse(line: Line, here: Here) -> Asked:  # noqa: ARG001 - the same in every room
    """Read the command's arguments: none."""
    nothing(line)
    return Asked(line.command, Listing())


COMMAND = Command(
    name="list",
    place=190,
    usage=("!list",),
    rooms=EVERYWHERE,
    who=Authority.ANYONE,
    parse=parse,
    meant="proposals all",
)

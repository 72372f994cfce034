"""The council chair establishes that consensus can't be reached.

Command: `!close REASON`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import proposal, reason
from commands.parsing.line import Line
from deliberation.acts import Close
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    return Asked(line.command, Close(reason(line)), number)


COMMAND = Command(
    name="close",
    place=85,
    usage=("!close REASON",),
    rooms=(RoomKind.PLENARY,),
    who=Authority.COUNCIL_CHAIR,
    parse=parse,
    acts={Close: "close"},
    meant="finish fail stop",
    ends=True,
)

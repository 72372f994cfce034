"""The council chair takes back the current draft, before it was referred.

Command: `!undraft REASON`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import proposal, reason
from commands.parsing.line import Line
from deliberation.acts import Undraft
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    return Asked(line.command, Undraft(reason(line)), number)


COMMAND = Command(
    name="undraft",
    place=40,
    usage=("!undraft REASON",),
    rooms=(RoomKind.PLENARY,),
    who=Authority.COUNCIL_CHAIR,
    parse=parse,
    acts={Undraft: "undraft"},
)

"""A chair ends the call that is open in a room; what it found until then is recorded.

Command: `!end`; in the forum with `P12`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import nothing, proposal
from commands.parsing.line import Line
from deliberation.acts import EndCall
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    nothing(line)
    return Asked(line.command, EndCall(), number)


COMMAND = Command(
    name="end",
    place=78,
    usage=("!end P12", "!end"),
    rooms=(RoomKind.FORUM, RoomKind.PLENARY, RoomKind.CAUCUS),
    who=Authority.CHAIR,
    parse=parse,
    acts={EndCall: "end"},
    meant="endcall end-call",
)

"""The council chair sets the deadline of the open round, changes it, or takes it away.

Command: `!deadline 7d`, `!deadline 2026-12-04 18:00` or `!deadline none`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import proposal
from commands.parsing.line import Line
from commands.parsing.terms import whole_term
from deliberation.acts import SetDeadline
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    return Asked(line.command, SetDeadline(whole_term(line)), number)


COMMAND = Command(
    name="deadline",
    place=57,
    usage=("!deadline 7d", "!deadline 2026-12-04 18:00", "!deadline none"),
    rooms=(RoomKind.PLENARY,),
    who=Authority.COUNCIL_CHAIR,
    parse=parse,
    acts={SetDeadline: "deadline"},
    meant="until due",
)

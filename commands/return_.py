"""The council chair returns the proposal to the caucuses: a new round on the current draft.

Command: `!return [7d] REASON`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import proposal, reason
from commands.parsing.line import Line
from commands.parsing.terms import maybe_term
from deliberation.acts import Return
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    term, line = maybe_term(line)
    return Asked(line.command, Return(reason(line), term), number)


COMMAND = Command(
    name="return",
    place=70,
    usage=("!return [7d] REASON",),
    rooms=(RoomKind.PLENARY,),
    who=Authority.COUNCIL_CHAIR,
    parse=parse,
    acts={Return: "return"},
    meant="resend",
)

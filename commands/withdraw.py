"""Who tabled a proposal takes it back.

Command: `!withdraw P12 REASON`, in plenary without `P12`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import proposal, reason
from commands.parsing.line import Line
from deliberation.acts import Withdraw
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    return Asked(line.command, Withdraw(reason(line)), number)


COMMAND = Command(
    name="withdraw",
    place=100,
    usage=("!withdraw P12 REASON", "!withdraw REASON"),
    rooms=(RoomKind.FORUM, RoomKind.DIRECT, RoomKind.PLENARY),
    who=Authority.TABLER,
    parse=parse,
    acts={Withdraw: "withdraw"},
    meant="cancel retract delete",
    ends=True,
)

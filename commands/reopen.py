"""The forum chair or the council chair takes up again what has ended.

Command: `!reopen P12 REASON`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import proposal, reason
from commands.parsing.line import Line
from deliberation.acts import Reopen
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    return Asked(line.command, Reopen(reason(line)), number)


COMMAND = Command(
    name="reopen",
    place=90,
    usage=("!reopen P12 REASON",),
    rooms=(RoomKind.FORUM, RoomKind.DIRECT),
    who=Authority.CHAIR,
    parse=parse,
    acts={Reopen: "reopen"},
)

"""A chair takes back what they recorded last in a room, since it was a slip.

Command: `!correct REASON`; in the forum with `P12`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import proposal, reason
from commands.parsing.line import Line
from deliberation.acts import Correct
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    of = line.message.reply_to or "" if here.proposal else ""
    return Asked(line.command, Correct(reason(line), of), number)


COMMAND = Command(
    name="correct",
    place=79,
    usage=("!correct P12 REASON", "!correct REASON"),
    rooms=(RoomKind.FORUM, RoomKind.PLENARY, RoomKind.CAUCUS),
    who=Authority.CHAIR,
    parse=parse,
    acts={Correct: "correct"},
    meant="undo oops mistake",
)

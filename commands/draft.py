"""The council chair issues the next draft; a caucus chair gives the caucus's own wording.

Command: `!draft`, with the text below, in a file, or in the message replied to
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import proposal
from commands.parsing.line import Line
from commands.parsing.texts import text
from deliberation.acts import GiveCaucusText, IssueDraft
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    content, source = text(line)
    act = GiveCaucusText if here.room is RoomKind.CAUCUS else IssueDraft
    return Asked(line.command, act(content), number, source)


COMMAND = Command(
    name="draft",
    usage=("!draft\n…",),
    rooms=(RoomKind.PLENARY, RoomKind.CAUCUS),
    who=Authority.CHAIR,
    parse=parse,
)

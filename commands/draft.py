"""The council chair issues the next draft; a caucus chair gives the caucus's own wording.

Command: `!draft`, with the text below, in a file, or in the message replied to
"""

from collections.abc import Callable, Mapping

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import proposal
from commands.parsing.line import Line
from commands.parsing.texts import text
from deliberation.acts import GiveCaucusText, IssueDraft
from deliberation.terms import Authority, RoomKind

_ACT: Mapping[RoomKind, Callable[[str], IssueDraft | GiveCaucusText]] = {
    RoomKind.PLENARY: IssueDraft,
    RoomKind.CAUCUS: GiveCaucusText,
}


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    content, source = text(line)
    return Asked(line.command, _ACT[here.room](content), number, source)


COMMAND = Command(
    name="draft",
    place=30,
    usage=("!draft\n…",),
    rooms=tuple(_ACT),
    who=Authority.CHAIR,
    parse=parse,
    acts={IssueDraft: "draft", GiveCaucusText: "draft"},
    meant="issue revise edit write upload",
    takes_text=True,
)

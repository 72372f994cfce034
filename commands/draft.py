"""The council chair issues the next draft; a caucus chair gives the caucus's own wording.

Command: `!draft`, or `!draft ¶7` for the words of one clause, with the text below, in a file,
or in the message replied to
"""

from collections.abc import Mapping

from commands.parsing.command import Asked, Command, Here, InReply
from commands.parsing.grammar import clause, proposal
from commands.parsing.line import Line
from commands.parsing.texts import text
from deliberation.acts import GiveCaucusText, IssueDraft
from deliberation.terms import Authority, RoomKind

_ACT: Mapping[RoomKind, type[IssueDraft | GiveCaucusText]] = {
    RoomKind.PLENARY: IssueDraft,
    RoomKind.CAUCUS: GiveCaucusText,
}


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments; a reply whose words stand elsewhere may say in which text."""
    number, line = proposal(line, here)
    name, line = clause(line)
    content, source = text(line, name)
    replied = line.message.reply_to if name and not isinstance(source, InReply) else None
    act = _ACT[here.room](content, clause=name)
    return Asked(line.command, act, number, source, base=replied or "")


COMMAND = Command(
    name="draft",
    place=30,
    usage=("!draft\n…", "!draft ¶3\n…"),
    rooms=tuple(_ACT),
    who=Authority.CHAIR,
    parse=parse,
    acts={IssueDraft: "draft", GiveCaucusText: "draft"},
    meant="issue revise edit write upload",
    takes_text=True,
)

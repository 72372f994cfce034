"""Anyone in the forum tables a proposal on behalf of a body.

Command: `!propose TITLE`; on the next line `From: INITIATOR`; then the text, below,
in a file, or in the message replied to
"""

import re

from commands.parsing.command import Asked, Command, Here
from commands.parsing.errors import Usage
from commands.parsing.grammar import MAX_TITLE, blank, limited
from commands.parsing.line import Line
from commands.parsing.texts import text
from deliberation.acts import Propose
from deliberation.terms import Authority, RoomKind

_FROM = re.compile(r"[\s*_]*from[\s*_]*[:：][*_]*", re.IGNORECASE)


def parse(line: Line, here: Here) -> Asked:  # noqa: ARG001 - there is no proposal yet
    """Read the command's arguments."""
    title = _one_line(line, "title")
    if not title:
        raise line.error(Usage.TITLE_MISSING)
    line = line.next_line()
    while line.rest and blank(line.rest_of_line):
        line = line.next_line()
    stated = _FROM.match(line.rest_of_line)
    line = line.skip(stated.end() if stated else 0)
    initiator = _one_line(line, "initiator") if stated else ""
    if not initiator:
        raise line.error(Usage.INITIATOR_MISSING)
    content, source = text(line.skip(len(line.rest_of_line)))
    return Asked(line.command, Propose(title, initiator, content), text=source)


def _one_line(line: Line, what: str) -> str:
    """Return what is left of the line, each run of blanks as one space."""
    return limited(line, " ".join(line.rest_of_line.split()), what, MAX_TITLE)


COMMAND = Command(
    name="propose",
    place=10,
    usage=("!propose TITLE\nFrom: INITIATOR\n…",),
    rooms=(RoomKind.FORUM,),
    who=Authority.ANYONE,
    parse=parse,
    acts={Propose: "propose"},
    meant="table submit new motion proposal",
    takes_text=True,
)

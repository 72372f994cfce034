"""A chair ends a deputy's term, or the secretariat announces its end.

Command: `!undeputy [KEY] @user [reason]`; `KEY` is a caucus's, `council` or
`forum`, and may be left out in its rooms
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import note
from commands.parsing.line import Line
from commands.parsing.person import body_and_person
from deliberation.acts import RemoveDeputy
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    named = body_and_person(line, here)
    return Asked(line.command, RemoveDeputy(named.person, named.body, note(named.line)))


COMMAND = Command(
    name="undeputy",
    place=150,
    usage=("!undeputy [KEY] @user [reason]",),
    rooms=(RoomKind.FORUM, RoomKind.PLENARY, RoomKind.CAUCUS, RoomKind.DIRECT),
    who=Authority.CHAIR_OR_SECRETARIAT,
    parse=parse,
    acts={RemoveDeputy: "undeputy"},
)

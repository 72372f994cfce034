"""A chair names a deputy, or the secretariat announces one.

Command: `!deputy [KEY] @user [reason]`; `KEY` is a caucus's, `council` or
`forum`, and may be left out in its rooms
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import note
from commands.parsing.line import Line
from commands.parsing.person import body_and_person
from deliberation.acts import NameDeputy
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    named = body_and_person(line, here)
    return Asked(line.command, NameDeputy(named.person, named.body, note(named.line)))


COMMAND = Command(
    name="deputy",
    place=140,
    usage=("!deputy [KEY] @user [reason]",),
    rooms=(RoomKind.FORUM, RoomKind.PLENARY, RoomKind.CAUCUS, RoomKind.DIRECT),
    who=Authority.CHAIR_OR_SECRETARIAT,
    parse=parse,
    acts={NameDeputy: "deputy"},
)

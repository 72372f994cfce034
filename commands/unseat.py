"""A caucus chair takes a representative's seat.

Command: `!unseat [KEY] @user [reason]`; `KEY` is the caucus's, and may be left out in its rooms
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import note
from commands.parsing.line import Line
from commands.parsing.person import body_and_person
from deliberation.acts import Unseat
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    named = body_and_person(line, here)
    return Asked(line.command, Unseat(named.person, named.body, note(named.line)))


COMMAND = Command(
    name="unseat",
    place=120,
    usage=("!unseat [KEY] @user [reason]",),
    rooms=(RoomKind.CAUCUS, RoomKind.DIRECT),
    who=Authority.CHAIR,
    parse=parse,
    acts={Unseat: "unseat"},
    meant="kick ban remove",
)

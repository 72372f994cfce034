"""A caucus chair gives a person one of the caucus's seats.

Command: `!seat [KEY] @user`; `KEY` is the caucus's, and may be left out in its rooms
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import nothing
from commands.parsing.line import Line
from commands.parsing.person import body_and_person
from deliberation.acts import Seat
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    named = body_and_person(line, here)
    nothing(named.line)
    return Asked(line.command, Seat(named.person, named.body))


COMMAND = Command(
    name="seat",
    place=110,
    usage=("!seat [KEY] @user",),
    rooms=(RoomKind.CAUCUS, RoomKind.DIRECT),
    who=Authority.CHAIR,
    parse=parse,
    acts={Seat: "seat"},
    meant="invite add join",
)

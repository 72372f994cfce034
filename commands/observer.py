"""The council chair admits an observer.

Command: `!observer @user`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import nothing
from commands.parsing.line import Line
from commands.parsing.person import person
from deliberation.acts import NameObserver
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    named = person(line, here)
    nothing(named.line)
    return Asked(line.command, NameObserver(named.person))


COMMAND = Command(
    name="observer",
    place=160,
    usage=("!observer @user",),
    rooms=(RoomKind.PLENARY, RoomKind.DIRECT),
    who=Authority.COUNCIL_CHAIR,
    parse=parse,
    acts={NameObserver: "observer"},
)

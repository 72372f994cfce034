"""The council chair ends an observer's admission.

Command: `!unobserver @user`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import nothing
from commands.parsing.line import Line
from commands.parsing.person import person
from deliberation.acts import RemoveObserver
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    named = person(line, here)
    nothing(named.line)
    return Asked(line.command, RemoveObserver(named.person))


COMMAND = Command(
    name="unobserver",
    place=170,
    usage=("!unobserver @user",),
    rooms=(RoomKind.PLENARY, RoomKind.DIRECT),
    who=Authority.COUNCIL_CHAIR,
    parse=parse,
    acts={RemoveObserver: "unobserver"},
)

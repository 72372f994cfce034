"""A chair has the call that is open in a room end later.

Command: `!extend 24h`; in the forum with `P12`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.errors import Usage
from commands.parsing.grammar import proposal
from commands.parsing.line import Line
from commands.parsing.terms import whole_term
from deliberation.acts import ExtendCall
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    term = whole_term(line)
    if term is None:
        raise line.error(Usage.TERM, found=line.rest.strip())
    return Asked(line.command, ExtendCall(term), number)


COMMAND = Command(
    name="extend",
    place=77,
    usage=("!extend P12 24h", "!extend 24h"),
    rooms=(RoomKind.FORUM, RoomKind.PLENARY, RoomKind.CAUCUS),
    who=Authority.CHAIR,
    parse=parse,
    acts={ExtendCall: "extend"},
    meant="prolong longer",
)

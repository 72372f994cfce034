"""A chair calls for objections to the present text of a room, until a time.

Command: `!call [72h] [WORDS]`; in the forum with `P12`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import note, proposal
from commands.parsing.line import Line
from commands.parsing.terms import clear_term
from deliberation.acts import OpenCall
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    term, line = clear_term(line)
    return Asked(line.command, OpenCall(note(line), term), number)


COMMAND = Command(
    name="call",
    place=75,
    usage=("!call P12 [72h] [WORDS]", "!call [72h] [WORDS]"),
    rooms=(RoomKind.FORUM, RoomKind.PLENARY, RoomKind.CAUCUS),
    who=Authority.CHAIR,
    parse=parse,
    acts={OpenCall: "call"},
    meant="lastcall last-call fcp",
)

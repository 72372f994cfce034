"""A chair opens a silence procedure on the present text of a room.

Command: `!silence [72h] [WORDS]`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import note, proposal
from commands.parsing.line import Line
from commands.parsing.terms import clear_term
from deliberation.acts import OpenSilence
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    term, line = clear_term(line)
    return Asked(line.command, OpenSilence(note(line), term), number)


COMMAND = Command(
    name="silence",
    place=76,
    usage=("!silence [72h] [WORDS]",),
    rooms=(RoomKind.PLENARY, RoomKind.CAUCUS),
    who=Authority.CHAIR,
    parse=parse,
    acts={OpenSilence: "silence"},
    meant="silent tacit",
)

"""Who raised an objection, or joined it, stands behind it no longer.

Command: `!lift O3 [note]`; in the forum and in a direct chat with `P12`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import note, proposal
from commands.parsing.line import Line
from commands.parsing.objections import one_label, only
from deliberation.acts import LiftObjection
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    objection, line = one_label(line)
    return Asked(line.command, LiftObjection(objection, note(only(line))), number)


COMMAND = Command(
    name="lift",
    place=72,
    usage=("!lift P12 O3 [note]", "!lift O3 [note]", "!lift P12 cs.O3 [note]"),
    rooms=(RoomKind.FORUM, RoomKind.PLENARY, RoomKind.CAUCUS, RoomKind.DIRECT),
    who=Authority.ANYONE,
    parse=parse,
    acts={LiftObjection: "lift"},
)

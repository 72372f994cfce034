"""The council chair refers the current draft to all caucuses.

Command: `!refer [7d] [note]`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import note, proposal
from commands.parsing.line import Line
from commands.parsing.terms import maybe_term
from deliberation.acts import Refer
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    term, line = maybe_term(line)
    return Asked(line.command, Refer(note(line), term), number)


COMMAND = Command(
    name="refer",
    place=50,
    usage=("!refer [7d] [note]",),
    rooms=(RoomKind.PLENARY,),
    who=Authority.COUNCIL_CHAIR,
    parse=parse,
    acts={Refer: "refer"},
    meant="send caucus caucuses",
)

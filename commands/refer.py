"""The council chair refers the current draft to all caucuses.

Command: `!refer [note]`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import note, proposal
from commands.parsing.line import Line
from deliberation.acts import Refer
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    return Asked(line.command, Refer(note(line)), number)


COMMAND = Command(
    name="refer",
    place=50,
    usage=("!refer [note]",),
    rooms=(RoomKind.PLENARY,),
    who=Authority.COUNCIL_CHAIR,
    parse=parse,
    acts={Refer: "refer"},
    meant="send caucus caucuses",
)

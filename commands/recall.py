"""The council chair takes a round back to plenary before every caucus has reported.

Command: `!recall REASON`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import proposal, reason
from commands.parsing.line import Line
from deliberation.acts import Recall
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    return Asked(line.command, Recall(reason(line)), number)


COMMAND = Command(
    name="recall",
    place=60,
    usage=("!recall REASON",),
    rooms=(RoomKind.PLENARY,),
    who=Authority.COUNCIL_CHAIR,
    parse=parse,
    acts={Recall: "recall"},
    meant="pull abort",
)

"""A chair takes back what was given last.

In plenary the current draft, before it was referred; in a caucus its latest wording of that,
before it was released.

Command: `!undraft REASON`
"""

from collections.abc import Callable, Mapping

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import proposal, reason
from commands.parsing.line import Line
from deliberation.acts import TakeBackCaucusText, Undraft
from deliberation.terms import Authority, RoomKind

_ACT: Mapping[RoomKind, Callable[[str], Undraft | TakeBackCaucusText]] = {
    RoomKind.PLENARY: Undraft,
    RoomKind.CAUCUS: TakeBackCaucusText,
}


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    return Asked(line.command, _ACT[here.room](reason(line)), number)


COMMAND = Command(
    name="undraft",
    place=40,
    usage=("!undraft REASON",),
    rooms=tuple(_ACT),
    who=Authority.CHAIR,
    parse=parse,
    acts={Undraft: "undraft", TakeBackCaucusText: "undraft"},
)

"""A chair calls rough consensus, or its absence; what that means, the room says.

Command: in the forum `!consensus yes P12 [note]` (forward) or `!consensus no P12
REASON` (decline); in a caucus `!consensus yes [note]`, `!consensus amended [note]` or
`!consensus no REASON` (its position); in plenary `!consensus yes [note]` (finalise) or
`!consensus no REASON` (return)
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import keyword, maybe_proposal, note, proposal, reason
from commands.parsing.line import Line
from deliberation.acts import Act, Decline, Finalise, Forward, RecordPosition, Return
from deliberation.terms import Authority, Position, RoomKind


def _position(position: Position, said: Callable[[Line], str]) -> Callable[[Line], Act]:
    # Which draft was shown in the room the clerk knows, and puts in.
    return lambda line: RecordPosition(position, said(line), shown=0)


_MEANING: Mapping[RoomKind, Mapping[str, Callable[[Line], Act]]] = {
    RoomKind.FORUM: {
        "yes": lambda line: Forward(note(line)),
        "no": lambda line: Decline(reason(line)),
    },
    RoomKind.PLENARY: {
        "yes": lambda line: Finalise(note(line)),
        "no": lambda line: Return(reason(line)),
    },
    RoomKind.CAUCUS: {
        "yes": _position(Position.AGREED, note),
        "amended": _position(Position.AMENDED, note),
        "no": _position(Position.NOT_AGREED, reason),
    },
}


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments; `P12` may stand before the keyword too."""
    early, line = maybe_proposal(line, here)
    meaning = _MEANING[here.room]
    answer, line = keyword(line, meaning)
    number, line = proposal(line, replace(here, replied_proposal=early))
    return Asked(line.command, meaning[answer](line), number)


COMMAND = Command(
    name="consensus",
    place=20,
    usage=(
        "!consensus yes P12 [note]",
        "!consensus no P12 REASON",
        "!consensus yes [note]",
        "!consensus amended [note]",
        "!consensus no REASON",
    ),
    rooms=tuple(_MEANING),
    who=Authority.CHAIR,
    parse=parse,
    acts={
        Forward: "consensus yes",
        Decline: "consensus no",
        RecordPosition: "consensus",
        Finalise: "consensus yes",
    },
    meant="vote agree agreed approve accept adopt object reject yes no amend amended",
)

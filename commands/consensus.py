"""A chair calls rough consensus, or its absence; what that means, the room says.

Command: in the forum `!consensus yes P12 [note]` (forward) or `!consensus no P12
REASON` (decline); in a caucus `!consensus yes [note]`, `!consensus amended [cs.2] [note]` or
`!consensus no REASON` (its position; with `with cs.O1` before note or reason, that objection goes
out too); in plenary `!consensus yes [note]` (finalise) or
`!consensus no REASON` (return)
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from commands.parsing.command import Asked, Command, Here
from commands.parsing.errors import Usage
from commands.parsing.grammar import (
    caucus_text,
    excerpt,
    keyword,
    maybe_proposal,
    note,
    proposal,
    reason,
)
from commands.parsing.line import Line
from commands.parsing.objections import released, with_finding
from commands.parsing.terms import maybe_term
from deliberation.acts import (
    Act,
    Decline,
    Finalise,
    Forward,
    Label,
    RecordPosition,
    Return,
    TakeBackPosition,
)
from deliberation.terms import Authority, Position, RoomKind


def _amended(line: Line, here: Here) -> Act:
    named, line = caucus_text(line, here)
    number, draft = (named.number, named.draft or 0) if named else (0, 0)
    finding, out, line = _given(line, here)
    asked = RecordPosition(Position.AMENDED, note(line), 0, objections=out, finding=finding)
    return replace(asked, text=number, on=draft)


def _not_agreed(line: Line, here: Here) -> Act:
    finding, out, line = _given(line, here)
    why = reason(line)
    return RecordPosition(Position.NOT_AGREED, why, 0, objections=out, finding=finding)


def _given(line: Line, here: Here) -> tuple[bool, tuple[Label, ...], Line]:
    """Read what else goes out with a position: figures, and objections, in any order."""
    early, line = with_finding(line)
    out, line = released(line, here.caucus)
    late, line = with_finding(line) if not early else (False, line)
    return early or late, out, line


def _agreed(line: Line) -> Act:
    finding, line = with_finding(line)
    return RecordPosition(Position.AGREED, note(line), 0, finding=finding)


def _returned(line: Line) -> Act:
    term, line = maybe_term(line)
    return Return(reason(line), term)


# Of positions: what was shown in the room the clerk knows, and puts in.
_MEANING: Mapping[RoomKind, Mapping[str, Callable[[Line, Here], Act]]] = {
    RoomKind.FORUM: {
        "yes": lambda line, _: Forward(note(line)),
        "no": lambda line, _: Decline(reason(line)),
    },
    RoomKind.PLENARY: {
        "yes": lambda line, _: Finalise(note(line)),
        "no": lambda line, _: _returned(line),
    },
    RoomKind.CAUCUS: {
        "yes": lambda line, _: _agreed(line),
        "amended": _amended,
        "no": _not_agreed,
        "none": lambda line, _: TakeBackPosition(reason(line)),
    },
}


_RECORDED_AS: Mapping[str, str] = MappingProxyType(
    {"agreed as amended": "amended", "not agreed": "no", "agreed": "yes"}
)
"""What is meant by the words in which the bot tells of positions."""
_QUALIFIED = re.compile(r"agreed[^\S\n]+(?=\w)(?!as\s+amended\b)", re.IGNORECASE)
"""*Agreed* with words that may take it back: *as ammended*, *in part*, *with our changes*."""


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments; `P12` may stand before the keyword too."""
    early, line = maybe_proposal(line, here)
    meaning = _MEANING[here.room]
    if _QUALIFIED.match(line.text, line.at):
        raise line.error(Usage.KEYWORD, choices=tuple(meaning), found=excerpt(line))
    answer, line = keyword(line, meaning, _RECORDED_AS)
    number, line = proposal(line, replace(here, replied_proposal=early))
    return Asked(line.command, meaning[answer](line, here), number)


COMMAND = Command(
    name="consensus",
    place=20,
    usage=(
        "!consensus yes P12 [note]",
        "!consensus no P12 REASON",
        "!consensus yes [note]",
        "!consensus amended [cs.2] [note]",
        "!consensus no REASON",
        "!consensus no with cs.O1 REASON",
        "!consensus none REASON",
    ),
    rooms=tuple(_MEANING),
    who=Authority.CHAIR,
    parse=parse,
    acts={
        Forward: "consensus yes",
        Decline: "consensus no",
        RecordPosition: "consensus",
        TakeBackPosition: "consensus none",
        Finalise: "consensus yes",
    },
    meant="vote position",
    meant_as={
        "yes": "yes agree agreed approve approved accept accepted adopt adopted",
        "amended": "amend amended amendment",
        "no": "no reject rejected disagree oppose",
    },
)

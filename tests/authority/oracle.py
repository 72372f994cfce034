"""Who may do what where: as docs/commands.md has it, command by command.

Typed from there, and taking nothing from the code. ``{tabled}``, ``{declined}`` and
``{person}`` stand for what a hall has. Imports nothing of ours.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, product

CAUCUSES = {"gov": "Government", "cs": "Civil society"}
ROOMS = ("forum", "plenary", "gov", "cs", "direct")
CHAIRS = {"council": "chair", "forum": "forum-chair", "gov": "gov-1", "cs": "cs-chair"}
"""Government has replaced its first chair, who now holds a seat."""
ROLES = (
    *("chair", "forum-chair", "cs-chair", "gov-1"),
    *("cs-1", "cs-2", "gov-chair", "gov-2"),  # representatives; a former chair; one removed
    *("observer", "secretary", "proposer", "visitor"),
)
INSIDE: Mapping[str, frozenset[str]] = {
    "forum": frozenset(ROLES),
    "plenary": frozenset(ROLES) - {"secretary", "visitor", "gov-2"},
    "gov": frozenset({"gov-1", "gov-chair"}),
    "cs": frozenset({"cs-chair", "cs-1", "cs-2"}),
    "direct": frozenset(ROLES),
}
"""Who may talk where."""

_COUNCIL = {"plenary": {"chair"}}
_CAUCUSES = {"gov": {"gov-1"}, "cs": {"cs-chair"}}
_TABLED = {"forum": {"proposer"}, "direct": {"proposer"}}
_CS = {"cs": {"cs-chair"}, "direct": {"cs-chair"}}
_SECRETARIAT = {"direct": {"secretary"}}

MAY: Mapping[str, Mapping[str, set[str]]] = {
    "!consensus yes {tabled}": {"forum": {"forum-chair"}},
    "!consensus no {tabled} A reason": {"forum": {"forum-chair"}},
    "!draft\nOther words.": {**_COUNCIL, **_CAUCUSES},
    "!undraft A reason": {**_COUNCIL, **_CAUCUSES},
    "!refer": _COUNCIL,
    "!recall A reason": _COUNCIL,
    "!return A reason": _COUNCIL,
    "!consensus yes": {**_COUNCIL, **_CAUCUSES},
    "!consensus amended": _CAUCUSES,
    "!consensus amended cs.1": {"cs": {"cs-chair"}},
    "!consensus yes but not yet": {},
    "!consensus yes {tabled}, {declined}": {},
    "!consensus no A reason": {**_COUNCIL, **_CAUCUSES},
    "!close A reason": _COUNCIL,
    "!reopen {declined} A reason": {"forum": {"forum-chair"}, "direct": {"forum-chair"}},
    "!withdraw {tabled} A reason": _TABLED,
    "!seat {person}": _CAUCUSES,
    "!seat {person}\n!refer": {},
    "!recall A reason\n!draft\nOther words.": {},
    "!seat cs {person}": {"direct": {"cs-chair"}, "cs": {"cs-chair"}},
    "!unseat cs {person} A reason": {"direct": {"cs-chair"}, "cs": {"cs-chair"}},
    "!chair cs {person}": _CS,
    "!chair cs {person} A reason": _SECRETARIAT,
    "!chair council {person}": {"plenary": {"chair"}, "direct": {"chair"}},
    "!chair council {person} A reason": _SECRETARIAT,
    "!chair forum {person}": {"forum": {"forum-chair"}, "direct": {"forum-chair"}},
    "!deputy cs {person}": _CS,
    "!deputy cs {person} A reason": _SECRETARIAT,
    "!undeputy cs {person}": _CS,
    "!undeputy cs {person} A reason": _SECRETARIAT,
    "!deputy council {person}": {"plenary": {"chair"}, "direct": {"chair"}},
    "!observer {person}": {"plenary": {"chair"}, "direct": {"chair"}},
    "!unobserver {person}": {"plenary": {"chair"}, "direct": {"chair"}},
}


@dataclass(frozen=True)
class Case:
    """A person of a role says a command in a room."""

    role: str
    room: str
    command: str

    @property
    def allowed(self) -> bool:
        """Whether the design has them do it there."""
        return self.role in MAY[self.command].get(self.room, ())

    @property
    def can_speak(self) -> bool:
        """Whether the homeserver lets them say anything there."""
        return self.role in INSIDE[self.room]


def forbidden() -> list[Case]:
    """Return every case that nothing may follow from."""
    cases = (Case(*each) for each in product(ROLES, ROOMS, MAY))
    return [case for case in cases if not case.allowed]


def covering(chance: random.Random, cases: Iterable[Case]) -> list[Case]:
    """Return some of the cases, in which every pair of role, room and command occurs."""
    shuffled = list(cases)
    chance.shuffle(shuffled)
    seen: set[tuple[str, str]] = set()
    found = []
    for case in shuffled:
        pairs = set(combinations((case.role, case.room, case.command), 2))
        if not pairs <= seen:
            seen |= pairs
            found.append(case)
    return found

"""The council's chain played again: what on the roster could not have been.

Holds the sixth invariant of docs/invariants.md against a record that somebody else gives.
Pure; imports ``faults``, and of ``deliberation`` the entries and their fold.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from deliberation import council as councils
from deliberation import entries as e
from deliberation.council import Council
from deliberation.terms import COUNCIL, FORUM
from storage.faults import Fault, FaultCode

Broken = tuple[FaultCode, str]
"""Which part of the invariant, and for which body or person."""


@dataclass(frozen=True)
class Roster:
    """What of the roster can be known: ``whole`` unless something that may change it is hidden."""

    council: Council = field(default_factory=Council)
    begun: bool = False
    whole: bool = True

    @property
    def known(self) -> Council | None:
        """The council, where it is known for sure."""
        return self.council if self.begun and self.whole else None


def after(roster: Roster, entry: e.Entry) -> Roster:
    """Return the roster after an entry of its chain that is shown."""
    return replace(roster, council=councils.apply(roster.council, entry), begun=True)


def unseen(roster: Roster) -> Roster:
    """Return the roster after something of which nobody knows what it is."""
    return replace(roster, begun=True, whole=False)


def faults(roster: Roster, entry: e.Entry) -> Iterator[Fault]:
    """Yield why the entry could not have been recorded, the roster being as it was."""
    if not roster.begun and not (isinstance(entry.payload, e.Constituted) and entry.number == 1):
        yield Fault(FaultCode.FIRST, entry.number, {"proposal": 0})
        return
    if not roster.whole:
        return
    then = councils.apply(roster.council, entry)
    if not _can_be(entry.payload, roster.council, then):
        yield Fault(FaultCode.NO_CHANGE, entry.number)
    for code, named in sorted(_broken(then) - _broken(roster.council)):
        yield Fault(code, entry.number, _fields(code, named, then))


def _can_be(payload: e.Payload, before: Council, then: Council) -> bool:
    """Whether the entry changes something, and what it says of the time before is so."""
    if isinstance(payload, e.Constituted | e.UnseatingReason):
        return True
    if isinstance(payload, e.ChairNamed) and payload.outgoing != _chair(before, payload.body):
        return False
    return replace(before, since={}) != replace(then, since={})


def _chair(council: Council, body: str) -> str:
    if body in (COUNCIL, FORUM):
        return council.chair if body == COUNCIL else council.forum_chair
    caucus = council.caucus(body)
    return caucus.chair if caucus else ""


def _broken(council: Council) -> frozenset[Broken]:
    seats = [
        (FaultCode.SEATS, caucus.key)
        for caucus in council.caucuses
        if len(caucus.representatives) > council.seats
    ]
    people = {p for caucus in council.caucuses for p in caucus.members if p}
    places = [(FaultCode.TWO_PLACES, p) for p in people if _places(council, p) > 1]
    chairs = [(FaultCode.TWO_CHAIRS, p) for p in people if _chairs_two(council, p)]
    return frozenset((*seats, *places, *chairs))


def _places(council: Council, person: str) -> int:
    in_caucuses = sum(person in caucus.members for caucus in council.caucuses)
    return in_caucuses + (person in council.observers)


def _chairs_two(council: Council, person: str) -> bool:
    of_caucus = any(person in caucus.officers for caucus in council.caucuses)
    return of_caucus and person in council.officers


def _fields(code: FaultCode, named: str, council: Council) -> dict[str, str | int]:
    if code is not FaultCode.SEATS:
        return {"person": named}
    caucus = council.caucus(named)
    taken = len(caucus.representatives) if caucus else 0
    return {"body": named, "taken": taken, "seats": council.seats}

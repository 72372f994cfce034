"""The council as the record has it: who holds which seat, chair and deputyship.

``fold`` applies roster entries and never refuses; ``roster`` judges the acts.
Imports only ``entries``, ``namings``, methods and ``terms``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from deliberation import entries as e
from deliberation import namings
from deliberation.methods.method import BY_JUDGEMENT, CaucusMethod, of_values
from deliberation.namings import Namings
from deliberation.terms import COUNCIL, FORUM


@dataclass(frozen=True)
class Caucus:
    """A stakeholder group's caucus. The deputies are among the representatives."""

    key: str
    name: str
    chair: str
    deputies: tuple[str, ...]
    representatives: tuple[str, ...]
    method: CaucusMethod = BY_JUDGEMENT

    @property
    def members(self) -> tuple[str, ...]:
        """The chair and the representatives."""
        return (self.chair, *self.representatives)

    @property
    def officers(self) -> tuple[str, ...]:
        """The chair and the deputies."""
        return (self.chair, *self.deputies)


@dataclass(frozen=True)
class Council:
    """The council, its caucuses and the forum's chair.

    ``since`` gives for each person the number of the latest entry that gave them a role,
    ``namings`` what the secretariat announced about chairs and deputies.
    """

    name: str = ""
    recommends_as: str = ""
    seats: int = 0
    chair: str = ""
    deputies: tuple[str, ...] = ()
    forum_chair: str = ""
    forum_deputies: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    caucuses: tuple[Caucus, ...] = ()
    since: Mapping[str, int] = field(default_factory=dict)
    namings: Namings = field(default_factory=Namings)

    @property
    def officers(self) -> tuple[str, ...]:
        """The council's chair and deputies."""
        return (self.chair, *self.deputies)

    @property
    def forum_officers(self) -> tuple[str, ...]:
        """The forum's chair and deputies."""
        return (self.forum_chair, *self.forum_deputies)

    @property
    def members(self) -> tuple[str, ...]:
        """Everyone on the roster, whom plenary hears: representatives, observers, all officers.

        Each once.
        """
        of_caucuses = (person for caucus in self.caucuses for person in caucus.members)
        return _once((*self.officers, *of_caucuses, *self.observers, *self.forum_officers))

    @property
    def bodies(self) -> tuple[str, ...]:
        """The keys that a roster command may name."""
        return (COUNCIL, FORUM, *(caucus.key for caucus in self.caucuses))

    def chair_of(self, body: str) -> str:
        """Return the chair of a body; empty if it has none, or there is no such body."""
        return next(iter(self.officers_of(body)), "")

    def deputies_of(self, body: str) -> tuple[str, ...]:
        """Return the deputies of a body's chair."""
        return self.officers_of(body)[1:]

    def officers_of(self, body: str) -> tuple[str, ...]:
        """Return a body's chair and deputies."""
        if body in (COUNCIL, FORUM):
            return self.officers if body == COUNCIL else self.forum_officers
        caucus = self.caucus(body)
        return caucus.officers if caucus else ()

    def caucus(self, key: str) -> Caucus | None:
        """Return the caucus with this key, or None."""
        return next((caucus for caucus in self.caucuses if caucus.key == key), None)

    def caucus_of(self, person: str) -> Caucus | None:
        """Return the caucus that the person is a member of, or None."""
        return next((caucus for caucus in self.caucuses if person in caucus.members), None)


def fold(entries: Iterable[e.Entry]) -> Council:
    """Return the council that the entries of its chain make. Other entries are passed over."""
    council = Council()
    for entry in entries:
        council = apply(council, entry)
    return council


def apply(council: Council, entry: e.Entry) -> Council:
    """Return the council after the entry. Never refuses; passes over entries of proposals."""
    payload = entry.payload
    if not isinstance(payload, e.CouncilPayload):
        return council
    changed = _changed(council, payload)
    newly = [p for p in changed.members if p not in council.since] + _named(payload)
    since = {person: n for person, n in council.since.items() if person in changed.members}
    known = namings.after(council.namings, entry, changed.bodies)
    return replace(changed, since=since | dict.fromkeys(newly, entry.number), namings=known)


def constituted(payload: e.Constituted) -> Council:
    """Return the council that a constitution makes."""
    council = _constituted(Council(), payload)
    return replace(council, since=dict.fromkeys(council.members, 1))


def _named(payload: e.CouncilPayload) -> list[str]:
    """Return the person to whom an entry gives a role, by name."""
    match payload:
        case e.Seated() | e.ChairNamed() | e.DeputyNamed() | e.ObserverNamed():
            return [payload.person]
        case e.Unseated() | e.UnseatingReason() | e.DeputyRemoved() | e.ObserverRemoved():
            return []
        case e.Constituted():
            return []  # it names many: who is new among the members is seen there
        case e.NamingAnnounced() | e.NamingEnded() | e.MethodSet():
            return []  # it gives nobody a role, or not yet
        case _:
            assert_never(payload)


def _changed(  # noqa: C901, PLR0911 - one a kind
    council: Council, payload: e.CouncilPayload
) -> Council:
    match payload:
        case e.Constituted():
            return _constituted(council, payload)
        case e.Seated(caucus=key, person=person):
            return _with(council, key, lambda c: _seat(c, person))
        case e.Unseated(caucus=key, person=person):
            return _with(council, key, lambda c: _unseat(c, person))
        case e.ChairNamed():
            return _chair_named(council, payload)
        case e.DeputyNamed(body=body, person=person):
            return _with_deputies(council, body, lambda old: _once((*old, person)))
        case e.DeputyRemoved(body=body, person=person):
            return _with_deputies(council, body, lambda old: _without(old, person))
        case e.ObserverNamed(person=person):
            return replace(council, observers=_once((*council.observers, person)))
        case e.ObserverRemoved(person=person):
            return replace(council, observers=_without(council.observers, person))
        case e.MethodSet():
            own = of_values(payload.method, payload.quorum, payload.majority)
            return _with(council, payload.caucus, lambda c: replace(c, method=own))
        case e.UnseatingReason() | e.NamingAnnounced() | e.NamingEnded():
            return council
        case _:
            assert_never(payload)


def _constituted(council: Council, payload: e.Constituted) -> Council:
    caucuses = tuple(_seeded(seed, council.caucus(seed.key)) for seed in payload.caucuses)
    return replace(
        council,
        name=payload.name,
        recommends_as=payload.recommends_as,
        seats=payload.seats,
        chair=payload.chair,
        deputies=payload.deputies,
        forum_chair=payload.forum_chair,
        forum_deputies=payload.forum_deputies,
        observers=payload.observers,
        caucuses=caucuses,
    )


def _seeded(seed: e.CaucusSeed, known: Caucus | None) -> Caucus:
    """Return a caucus as it is seeded; one that was there keeps its method."""
    people = seed.chair, seed.deputies, seed.representatives
    return Caucus(seed.key, seed.name, *people, known.method if known else BY_JUDGEMENT)


def _chair_named(council: Council, payload: e.ChairNamed) -> Council:
    person = payload.person
    if payload.body == COUNCIL:
        return replace(council, chair=person, deputies=_without(council.deputies, person))
    if payload.body == FORUM:
        rest = _without(council.forum_deputies, person)
        return replace(council, forum_chair=person, forum_deputies=rest)

    def named(caucus: Caucus) -> Caucus:
        caucus = replace(_unseat(caucus, person), chair=person)
        return _seat(caucus, payload.outgoing) if payload.outgoing_seated else caucus

    return _with(council, payload.body, named)


def _seat(caucus: Caucus, person: str) -> Caucus:
    return replace(caucus, representatives=_once((*caucus.representatives, person)))


def _unseat(caucus: Caucus, person: str) -> Caucus:
    return replace(
        caucus,
        representatives=_without(caucus.representatives, person),
        deputies=_without(caucus.deputies, person),
    )


def _with(council: Council, key: str, change: Callable[[Caucus], Caucus]) -> Council:
    caucuses = tuple(change(c) if c.key == key else c for c in council.caucuses)
    return replace(council, caucuses=caucuses)


def _with_deputies(
    council: Council, body: str, change: Callable[[tuple[str, ...]], tuple[str, ...]]
) -> Council:
    if body == COUNCIL:
        return replace(council, deputies=change(council.deputies))
    if body == FORUM:
        return replace(council, forum_deputies=change(council.forum_deputies))
    return _with(council, body, lambda c: replace(c, deputies=change(c.deputies)))


def _once(people: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person for person in people if person))


def _without(people: Iterable[str], person: str) -> tuple[str, ...]:
    return tuple(other for other in people if other != person)

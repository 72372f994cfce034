"""The registers of objections on a proposal: the fold of their entries. Never refuses.

Imports ``terms``, the matter's payloads, and the entry.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from deliberation.entries.entry import Entry
from deliberation.entries.proposal_chain import PositionRecorded
from deliberation.objections import payloads as p
from deliberation.terms import COUNCIL, FORUM, Disposition, Position


@dataclass(frozen=True)
class Disposed:
    """What a chair did with an objection.

    ``draft``, ``text`` and ``fingerprint`` are of the text that accommodates it, if one does.
    """

    disposition: Disposition
    reason: str
    person: str
    draft: int = 0
    text: int = 0
    fingerprint: str = ""


@dataclass(frozen=True)
class Objection:
    """An objection in the register of a body.

    ``draft``, ``text`` and ``fingerprint`` are of the text that it is about. ``behind`` are those
    who stand behind it, who raised it first: user ids, or a caucus's key if it is in ``caucus``'s
    name, where it has the number ``of``; ``binders`` are those whose objections bind. ``again`` is
    how often it was raised again although nothing had changed. ``late``: it came after a call on
    its text had ended. ``event`` is the message by which it was raised in this body's room, and
    ``changed`` the number of the last entry about it; ``since`` is that by which it was last raised
    or upheld.
    """

    body: str
    number: int
    concern: str
    clauses: tuple[str, ...]
    person: str
    draft: int
    text: int
    fingerprint: str
    binders: tuple[str, ...]
    behind: tuple[str, ...]
    caucus: str = ""
    of: int = 0
    event: str = ""
    again: int = 0
    late: bool = False
    disposed: Disposed | None = None
    changed: int = 0
    since: int = 0

    @property
    def label(self) -> str:
        """Its label: ``O3``, or in a caucus ``cs.O3``."""
        prefix = "" if self.body in (FORUM, COUNCIL) else f"{self.body}."
        return f"{prefix}O{self.number}"

    @property
    def binding(self) -> bool:
        """Whether a chair's *yes* has to wait for it: for somebody who stands behind it.

        It doesn't for one that came late, unless the chair upheld it.
        """
        return any(each in self.binders for each in self.behind) and not self.waits_for_none

    @property
    def waits_for_none(self) -> bool:
        """Whether it came late, and was not upheld."""
        upheld = self.disposed is not None and not self.disposed.disposition.addresses
        return self.late and not upheld

    @property
    def lifted(self) -> bool:
        """Whether nobody stands behind it any more."""
        return not self.behind

    @property
    def is_open(self) -> bool:
        """Whether no chair has done anything with it, and it isn't lifted."""
        return self.disposed is None and not self.lifted


Objections = tuple[Objection, ...]


def of_body(objections: Objections, body: str) -> Objections:
    """Return the objections in the register of a body, by number."""
    return tuple(each for each in objections if each.body == body)


def numbered(objections: Objections, body: str, number: int) -> Objection | None:
    """Return an objection by the key of its body and its number, or None."""
    return next((o for o in objections if (o.body, o.number) == (body, number)), None)


def next_number(objections: Objections, body: str) -> int:
    """Return the number of the next objection of a register; none is given twice."""
    return 1 + max((each.number for each in of_body(objections, body)), default=0)


def after(
    objections: Objections, payload: p.ObjectionPayload, entry: Entry, *, late: bool = False
) -> Objections:
    """Return the objections after an entry about them.

    ``late``: what it raises comes after a call on that text has ended.
    """
    at = entry.number
    match payload:
        case p.ObjectionRaised():
            return (*objections, replace(_raised(payload, entry), late=late))
        case p.ObjectionJoined():
            return _of_one(objections, payload, lambda o: _joined(o, payload, entry))
        case p.ObjectionRaisedAgain():
            return _of_one(
                objections, payload, lambda o: replace(_again(o, payload, entry), late=late)
            )
        case p.ObjectionLifted():
            return _of_one(
                objections, payload, lambda o: replace(without(o, entry.person), changed=at)
            )
        case p.ObjectionsDisposed():
            disposed = _disposed(payload, entry)
            numbers = {(payload.body, number) for number in payload.numbers}
            return _each(objections, numbers, lambda o: _with(o, disposed, at))
        case p.ObjectionsDeclared():
            return objections
        case _:
            assert_never(payload)


def in_time(objections: Objections, body: str) -> Objections:
    """Return the objections as another call begins in a body's room: it asks for those, too."""
    return tuple(replace(o, late=False) if o.body == body else o for o in objections)


def _raised(payload: p.ObjectionRaised, entry: Entry) -> Objection:
    about = payload.draft, payload.caucus_text, payload.fingerprint
    return Objection(
        *(payload.body, payload.number, payload.concern, payload.clauses, entry.person, *about),
        binders=(entry.person,) if payload.binding else (),
        behind=(entry.person,),
        event=entry.event,
        changed=entry.number,
        since=entry.number,
    )


def _joined(objection: Objection, payload: p.ObjectionJoined, entry: Entry) -> Objection:
    joined = (entry.person,)
    binders = (*objection.binders, *(joined if payload.binding else ()))
    behind = (*objection.behind, *joined)
    return replace(objection, binders=binders, behind=behind, changed=entry.number)


def _again(objection: Objection, payload: p.ObjectionRaisedAgain, entry: Entry) -> Objection:
    others = tuple(each for each in objection.behind if each != entry.person)
    return replace(
        objection,
        draft=payload.draft,
        text=payload.caucus_text,
        fingerprint=payload.fingerprint,
        again=0 if payload.changed else objection.again + 1,
        behind=(entry.person, *others),
        disposed=None,
        changed=entry.number,
        since=entry.number,
    )


def without(objection: Objection, person: str) -> Objection:
    """Return an objection without somebody behind it.

    That is the caucus in whose name it is, if the person doesn't stand behind it themselves.
    """
    gone = person if person in objection.behind else objection.caucus
    behind = tuple(each for each in objection.behind if each != gone)
    return replace(objection, behind=behind)


def _disposed(payload: p.ObjectionsDisposed, entry: Entry) -> Disposed:
    text = payload.draft, payload.caucus_text, payload.fingerprint
    return Disposed(Disposition(payload.disposition), payload.reason, entry.person, *text)


def _with(objection: Objection, disposed: Disposed, at: int) -> Objection:
    since = objection.since if disposed.disposition.addresses else at
    return replace(objection, disposed=disposed, changed=at, since=since)


def _of_one(
    objections: Objections,
    payload: p.ObjectionJoined | p.ObjectionRaisedAgain | p.ObjectionLifted,
    change: Callable[[Objection], Objection],
) -> Objections:
    return _each(objections, {(payload.body, payload.number)}, change)


def _each(
    objections: Objections,
    which: Collection[tuple[str, int]],
    change: Callable[[Objection], Objection],
) -> Objections:
    return tuple(change(o) if (o.body, o.number) in which else o for o in objections)


# --- in a caucus's name -------------------------------------------------------------------


@dataclass(frozen=True)
class Released:
    """A caucus's objection, as it enters the council's register under a number of its own."""

    caucus: str
    of: int
    number: int
    concern: str
    clauses: tuple[str, ...]
    draft: int
    fingerprint: str


def released(objections: Objections, each: Released, entry: int) -> Objections:
    """Return the objections with one in a caucus's name; the same again stands anew if lifted."""
    known = numbered(objections, COUNCIL, each.number)
    if known:
        again = (*known.behind, *(() if each.caucus in known.behind else (each.caucus,)))
        disposed = known.disposed if known.behind else None
        now = replace(known, behind=again, disposed=disposed, changed=entry)
        return _each(objections, {(COUNCIL, each.number)}, lambda _: now)
    new = Objection(
        *(COUNCIL, each.number, each.concern, each.clauses, "", each.draft, 0, each.fingerprint),
        binders=(each.caucus,),
        behind=(each.caucus,),
        caucus=each.caucus,
        of=each.of,
        changed=entry,
    )
    return (*objections, new)


def agreed(objections: Objections, caucus: str, entry: int) -> Objections:
    """Return the objections once a caucus agrees: it stands behind those in its name no longer."""
    return _each(
        objections,
        {(o.body, o.number) for o in objections if o.caucus == caucus and caucus in o.behind},
        lambda o: replace(without(o, caucus), changed=entry),
    )


def after_position(known: Objections, payload: PositionRecorded, entry: int) -> Objections:
    """Return the objections, with those that go out; once the caucus agrees, without its own."""
    if Position(payload.position).agrees_to_draft:
        known = agreed(known, payload.caucus, entry)
    for each in payload.objections:
        known = released(known, Released(payload.caucus, **vars(each)), entry)
    return known


def in_name_of(objections: Iterable[Objection], caucus: str, of: int) -> Objection | None:
    """Return the council's objection that is a caucus's with the number ``of`` there, or None."""
    return next((o for o in objections if o.caucus == caucus and o.of == of), None)

"""Records that somebody forged: a true one, changed, and sealed again from its beginning.

A forger who writes a whole chain anew seals it as well, so that only what it says can give it
away. ``RECORD`` is a proposal that was recommended in its second round; a forgery is a function
of its entries.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import templates
from deliberation import acts as a
from deliberation import entries as e
from deliberation.terms import COUNCIL, PUBLIC, Position, Stage
from deliberation.text import fingerprint
from storage.seal import GENESIS, Sealed, seal
from storage.verify import verify
from tests.deliberation.assembly import PROPOSAL, forwarded
from tests.storage.look import export

Entries = tuple[e.Entry, ...]
Chains = tuple[int, ...]
Forge = Callable[[Entries], Entries]
Document = dict[str, Any]

ALONE, ROSTER = (PROPOSAL,), (e.COUNCIL_CHAIN,)
WITH_ROSTER = (*ROSTER, *ALONE)
CHAIR, CS, GOV = "council chair", "cs chair", "gov chair"
PLENARY, CAUCUSES, RECOMMENDED = Stage.PLENARY, Stage.CAUCUSES, Stage.RECOMMENDED
ONE, TWO, OTHER = (fingerprint(text) for text in ("First text.", "Second text.", "Other."))
UNLESS = (
    " (It could only be if that caucus had been taken out of the council since; the roster's"
    " chain tells.)"
)
"""What is said where a roster would tell whether the caucus was still there."""


def _played() -> Entries:
    record = forwarded()  # entries 1 to 5
    record.in_plenary(a.Refer())  # 6
    record.in_caucus("cs", a.GiveCaucusText("Our text."))  # 7
    record.says("cs", Position.AMENDED)  # 8
    record.says("gov")  # 9, with which the round closes: 10
    record.in_plenary(a.IssueDraft("Second text."))  # 11
    record.in_plenary(a.Refer())  # 12
    record.says("cs")  # 13
    record.says("gov")  # 14, and 15
    record.in_plenary(a.Finalise())  # 16
    return in_public(record.entries)


def in_public(entries: Iterable[e.Entry]) -> Entries:
    """Return the entries as they are where plenaries are public."""
    return tuple(
        replace(each, audience=PUBLIC) if each.audience == COUNCIL else each for each in entries
    )


def sealed(entries: Iterable[e.Entry]) -> tuple[Sealed, ...]:
    """Seal entries onto each other, with salts that are the same every time."""
    last, ends, made = GENESIS, dict[int, str](), list[Sealed]()
    for each in entries:
        salt = f"{each.number:064x}"
        made.append(seal(each, last, ends.get(each.proposal, GENESIS), salt))
        last = ends[each.proposal] = made[-1].hash
    return tuple(made)


RECORD = _played()


def document(
    entries: Sequence[e.Entry] = RECORD,
    chains: Iterable[int] = ALONE,
    doors: Iterable[str] | None = (PUBLIC,),
) -> Document:
    """Return the export of some chains, for those behind some doors (None: for all)."""
    part = [item for item in sealed(entries) if item.entry.proposal in set(chains)]
    return export(part, None if doors is None else frozenset(doors))


def said_of(forge: Forge, chains: Chains, doors: Iterable[str] | None = (PUBLIC,)) -> list[str]:
    """Return what ``verify`` says of an export of a forgery: the public one."""
    faults = verify(document(forge(RECORD), chains, doors))
    return [templates.fault(fault.code, fault.number, fault.fields) for fault in faults]


# --- what a forger does ---------------------------------------------------------------


def as_it_was(entries: Entries) -> Entries:
    """Change nothing."""
    return entries


def entry(number: int, /, **changes: Any) -> Forge:
    """Change an entry: by whom it is, for whom, to which stage it leads."""
    return lambda entries: tuple(
        replace(each, **changes) if each.number == number else each for each in entries
    )


def payload(number: int, /, **changes: Any) -> Forge:
    """Change what an entry says."""
    return lambda entries: tuple(
        replace(each, payload=replace(each.payload, **changes)) if each.number == number else each
        for each in entries
    )


def says(number: int, other: e.Payload) -> Forge:
    """Have an entry say something else altogether."""
    return entry(number, payload=other)


def without(*numbers: int) -> Forge:
    """Leave entries out, and give the others new numbers."""
    return lambda entries: _numbered(each for each in entries if each.number not in numbers)


def until(number: int) -> Forge:
    """Cut the record short after an entry."""
    return lambda entries: entries[:number]


def moved(number: int, after: int) -> Forge:
    """Put an entry after another."""

    def forge(entries: Entries) -> Entries:
        (one,) = (each for each in entries if each.number == number)
        rest = [each for each in entries if each.number != number]
        at = 1 + next(k for k, each in enumerate(rest) if each.number == after)
        return _numbered([*rest[:at], one, *rest[at:]])

    return forge


def added(after: int, what: e.Payload, person: str, stage: Stage | None = None) -> Forge:
    """Invent an entry after another, in the same chain if it leads to a stage."""

    def forge(entries: Entries) -> Entries:
        before = entries[after - 1]
        chain = PROPOSAL if stage else e.COUNCIL_CHAIN
        new = replace(
            before,
            payload=what,
            person=person,
            stage=stage,
            proposal=chain,
            audience=e.audience(what, PUBLIC),
            event="$invented",
        )
        return _numbered([*entries[:after], new, *entries[after:]])

    return forge


def in_council(entries: Entries) -> Entries:
    """Have it all be as it is where plenaries are for members."""
    return tuple(replace(each, audience=e.audience(each.payload, COUNCIL)) for each in entries)


def both(*forges: Forge) -> Forge:
    """Do one after the other."""

    def forge(entries: Entries) -> Entries:
        for each in forges:
            entries = each(entries)
        return entries

    return forge


def _numbered(entries: Iterable[e.Entry]) -> Entries:
    return tuple(replace(each, number=at) for at, each in enumerate(entries, start=1))

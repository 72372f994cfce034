"""What of a changed configuration may be applied to the record, and how it then reads. Pure."""

from dataclasses import replace

import templates
from bot.cli.problems import WRONG_USE, Problem
from deliberation import entries as e
from deliberation.council import Caucus, Council


def applied(seed: e.Constituted, council: Council) -> e.Constituted | None:
    """Return the entry that applies the file's seats and caucuses, or None if nothing changes.

    The people stay those of the record; of a new caucus they are the file's. Raises Problem
    if a caucus would have more representatives than seats, or somebody two places that one
    person can't hold (docs/invariants.md, 6).
    """
    caucuses = tuple(_merged(given, council.caucus(given.key)) for given in seed.caucuses)
    changed = replace(
        _as_it_is(council),
        name=seed.name,
        recommends_as=seed.recommends_as,
        seats=seed.seats,
        caucuses=caucuses,
    )
    _admissible(changed)
    return None if changed == _as_it_is(council) else changed


def _merged(given: e.CaucusSeed, recorded: Caucus | None) -> e.CaucusSeed:
    return replace(_of(recorded), name=given.name) if recorded else given


def _of(caucus: Caucus) -> e.CaucusSeed:
    return e.CaucusSeed(
        caucus.key, caucus.name, caucus.chair, caucus.deputies, caucus.representatives
    )


def _as_it_is(council: Council) -> e.Constituted:
    return e.Constituted(
        name=council.name,
        recommends_as=council.recommends_as,
        seats=council.seats,
        chair=council.chair,
        deputies=council.deputies,
        forum_chair=council.forum_chair,
        forum_deputies=council.forum_deputies,
        observers=council.observers,
        caucuses=tuple(_of(caucus) for caucus in council.caucuses),
    )


def _admissible(changed: e.Constituted) -> None:
    seen: set[str] = set(changed.observers)
    for caucus in changed.caucuses:
        taken = len(caucus.representatives)
        if taken > changed.seats:
            _refuse("too_many_seated", name=caucus.name, taken=taken, seats=changed.seats)
        for person in (caucus.chair, *caucus.representatives):
            if person in seen:
                _refuse("two_places", person=person)
            seen.add(person)
        for person in (caucus.chair, *caucus.deputies):
            if person in (changed.chair, *changed.deputies):
                _refuse("two_chairs", person=person)


def _refuse(code: str, **fields: str | int) -> None:
    raise Problem(templates.said(code, **fields), WRONG_USE)

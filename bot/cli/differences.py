"""How the configuration differs from the record, and what of it may be applied. Pure."""

from collections.abc import Iterator
from dataclasses import replace

import templates
from bot.cli.problems import WRONG_USE, Problem
from deliberation import entries as e
from deliberation.council import Caucus, Council


def differences(seed: e.Constituted, council: Council) -> Iterator[str]:
    """Yield a sentence for each thing that the file has otherwise than the record."""
    for what in ("name", "recommends_as", "seats", "chair", "deputies"):
        yield from _differs(f"council.{what}", getattr(seed, what), getattr(council, what))
    yield from _differs("council.forum_chair", seed.forum_chair, council.forum_chair)
    yield from _differs("council.observers", set(seed.observers), set(council.observers))
    keys = [caucus.key for caucus in seed.caucuses], [caucus.key for caucus in council.caucuses]
    yield from _differs("council.caucuses", *keys)
    for index, given in enumerate(seed.caucuses):
        known = council.caucus(given.key)
        if known:
            yield from _of_caucus(f"council.caucuses[{index}]", given, known)


def _of_caucus(path: str, given: e.CaucusSeed, known: Caucus) -> Iterator[str]:
    yield from _differs(f"{path}.name", given.name, known.name)
    yield from _differs(f"{path}.chair", given.chair, known.chair)
    people = set(given.representatives), set(known.representatives)
    yield from _differs(f"{path}.representatives", *people)


def _differs(path: str, given: object, known: object) -> Iterator[str]:
    if given != known:
        yield templates.said("difference", path=path, given=given, known=known)


def applied(seed: e.Constituted, council: Council) -> e.Constituted | None:
    """Return the entry that applies the file's seats and caucuses, or None if nothing changes.

    The people stay those of the record; of a new caucus they are the file's. Raises Problem
    if a caucus would have more representatives than seats, or somebody two places.
    """
    caucuses = tuple(_merged(given, council.caucus(given.key)) for given in seed.caucuses)
    changed = e.Constituted(
        name=seed.name,
        recommends_as=seed.recommends_as,
        seats=seed.seats,
        chair=council.chair,
        deputies=council.deputies,
        forum_chair=council.forum_chair,
        forum_deputies=council.forum_deputies,
        observers=council.observers,
        caucuses=caucuses,
    )
    _admissible(changed)
    return None if changed == _as_it_is(council) else changed


def _merged(given: e.CaucusSeed, known: Caucus | None) -> e.CaucusSeed:
    return replace(_of(known), name=given.name) if known else given


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
    seen: dict[str, str] = dict.fromkeys(changed.observers, "observers")
    for caucus in changed.caucuses:
        taken = len(caucus.representatives)
        if taken > changed.seats:
            raise Problem(
                templates.said(
                    "too_many_seated", name=caucus.name, taken=taken, seats=changed.seats
                ),
                WRONG_USE,
            )
        for person in (caucus.chair, *caucus.representatives):
            if person in seen:
                raise Problem(templates.said("two_places", person=person), WRONG_USE)
            seen[person] = caucus.key

"""How the configuration differs from the record. Pure."""

from collections.abc import Iterable, Iterator, Mapping

import templates
from deliberation import entries as e
from deliberation.council import Council

Holders = Mapping[str, tuple[str, ...]]
"""Who holds what, by the path that the file has for it."""


def differences(
    seed: e.Constituted,
    council: Council,
    chain: Iterable[e.Entry] = (),
    *,
    opens: bool = False,
) -> Iterator[str]:
    """Yield a sentence for each thing that the file has otherwise than the record.

    ``chain`` are the council's entries. Where the file still has the people whom one of its
    constitutions had, commands have changed them since: that is no contradiction. ``opens``:
    the file has plenaries public that were for members.
    """
    if opens:
        yield templates.said("plenary_closed")
    if not council.caucuses:
        return  # nothing is of record yet
    for what in ("name", "recommends_as", "seats"):
        yield from _differs(f"council.{what}", getattr(seed, what), getattr(council, what))
    keys = [c.key for c in seed.caucuses], [c.key for c in council.caucuses]
    yield from _differs("council.caucuses", *keys)
    for index, given in enumerate(seed.caucuses):
        caucus = council.caucus(given.key)
        if caucus:
            yield from _differs(f"council.caucuses[{index}].name", given.name, caucus.name)
    yield from _of_people(seed, council, chain)


def _of_people(seed: e.Constituted, council: Council, chain: Iterable[e.Entry]) -> Iterator[str]:
    payloads = (entry.payload for entry in chain)
    earlier = [_holders(p, seed) for p in payloads if isinstance(p, e.Constituted)]
    recorded = _holders(council, seed)
    for path, given in _holders(seed, seed).items():
        if path in recorded and all(given != each.get(path) for each in earlier):
            yield from _differs(path, given, recorded[path], people=True)


def _holders(council: e.Constituted | Council, seed: e.Constituted) -> Holders:
    holders = {
        "council.chair": (council.chair, *council.deputies),
        "council.forum_chair": (council.forum_chair, *council.forum_deputies),
        "council.observers": tuple(sorted(council.observers)),
    }
    there = {caucus.key: caucus for caucus in council.caucuses}
    for index, given in enumerate(seed.caucuses):
        caucus = there.get(given.key)
        if caucus:
            path = f"council.caucuses[{index}]"
            holders[f"{path}.chair"] = (caucus.chair, *caucus.deputies)
            holders[f"{path}.representatives"] = tuple(sorted(caucus.representatives))
    return holders


def _differs(path: str, given: object, recorded: object, *, people: bool = False) -> Iterator[str]:
    if given != recorded:
        yield templates.said("difference", path=path, given=given, known=recorded, people=people)

"""Who may see what: the doors of a room, and what of a proposal is seen behind them.

Nothing else decides it, for messages, answers, briefings and exports alike. Pure: imports
``deliberation`` and ``places`` alone.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import assert_never

from bot.relay.places import Place
from deliberation.council import Council
from deliberation.proposal import Draft, Proposal
from deliberation.terms import COUNCIL, PUBLIC, RoomKind, caucus_door


def seen(proposal: Proposal | None, doors: Collection[str], plenary: str) -> Proposal | None:
    """Return the proposal as those behind the doors may see it.

    A caucus text is seen in its caucus, and once it is released where plenary is seen.
    Who doesn't see plenary (``plenary: members``) sees no positions and no draft but
    the first and the recommendation; the stage is for everybody.
    """
    if proposal is None:
        return None
    if plenary not in doors:
        return replace(proposal, texts=(), positions={}, drafts=_public_drafts(proposal))
    texts = tuple(t for t in proposal.texts if t.released or caucus_door(t.caucus) in doors)
    return replace(proposal, texts=texts)


def _public_drafts(proposal: Proposal) -> tuple[Draft, ...]:
    stands = proposal.recommendation
    public = {1, stands.draft} if stands else {1}
    return tuple(draft for draft in proposal.drafts if draft.number in public)


def doors_seen_in(place: Place) -> frozenset[str]:
    """Return the doors whose entries everyone in the room may see (direct chats: public)."""
    match place.kind:
        case RoomKind.PLENARY:
            return frozenset({PUBLIC, COUNCIL})
        case RoomKind.CAUCUS:
            return frozenset({PUBLIC, COUNCIL, place.part})
        case RoomKind.FORUM | RoomKind.DIRECT | RoomKind.OTHER:
            return frozenset({PUBLIC})
        case _:
            assert_never(place.kind)


def personal_doors(person: str, council: Council) -> frozenset[str]:
    """Return the doors behind which a person is by their own right."""
    if person not in council.members:
        return frozenset()
    caucus = council.caucus_of(person)
    return frozenset({COUNCIL, *([caucus_door(caucus.key)] if caucus else [])})


def doors_by_audience(council: Council) -> dict[str, frozenset[str]]:
    """Return each audience of entries, with the doors that those of it see through."""
    doors = {PUBLIC: frozenset({PUBLIC}), COUNCIL: frozenset({PUBLIC, COUNCIL})}
    for caucus in council.caucuses:
        door = caucus_door(caucus.key)
        doors[door] = doors[COUNCIL] | {door}
    return doors

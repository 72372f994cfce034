"""What every room should be: name, topic, picture, members, power, pins, children.

The other half of the relay: ``posts`` says what is sent, ``wanted`` says how each room
stands. The courier compares it with the room and writes the difference. Pure: imports
``deliberation`` and the rest of the relay alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

from bot.relay import places
from bot.relay.looks.names import name_of, topic_of
from bot.relay.looks.picture import Picture, picture_of
from bot.relay.power import BOT_ONLY, SPEAKER, moderated, power_levels
from bot.relay.room_settings import RoomSettings
from bot.relay.shown import GREETING
from bot.relay.visibility import doors_seen_in, seen
from deliberation.council import Council
from deliberation.proposal import Proposal
from deliberation.reference import Reference
from deliberation.terms import RoomKind


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How a room should stand.

    ``members`` maps each person to be invited to the number of the entry that made them
    one; whoever else is in an invite-only room is removed. ``power`` is the content of
    ``m.room.power_levels`` without the bot. ``pin`` is what the pinned message is about
    (``P12/3``), ``children`` the places of a space's rooms, ``suggested`` those of them that
    whoever reads the space can enter, ``alias`` the public alias's localpart or empty.
    ``ended`` is the number of the entry that ended the proposal, or 0: whoever became a member
    after it is not invited. ``encrypted``: an encrypted room stays so, whatever is wanted.
    ``chairs`` are those whose room it is: if one of them leaves, the secretariat is told.
    ``leads`` may act there, the chair first: they are invited before others.
    ``enter_from`` are the places whose members may enter by themselves, and ``enterers`` those of
    ``members`` who are in one of them: they are not invited.
    """

    name: str = ""
    topic: str = ""
    picture: Picture | None = None
    public: bool
    world_readable: bool
    members: Mapping[str, int]
    power: Mapping[str, Any]
    pin: str = ""
    children: tuple[str, ...] = ()
    suggested: frozenset[str] = frozenset()
    alias: str = ""
    listed: bool = False
    ended: int = 0
    encrypted: bool = False
    chairs: frozenset[str] = frozenset()
    leads: tuple[str, ...] = ()
    enter_from: tuple[str, ...] = ()
    enterers: frozenset[str] = frozenset()

    @property
    def invitees(self) -> Mapping[str, int]:
        """The members who are to be invited if they aren't there."""
        asked = {p: entry for p, entry in self.members.items() if p not in self.enterers}
        if not self.ended:
            return asked
        return {person: entry for person, entry in asked.items() if entry < self.ended}


def wanted(
    name: str,
    council: Council,
    proposal: Proposal | None,
    settings: RoomSettings,
    kept: Sequence[int] = (),
    *,
    sealed: bool = False,
    speaks: bool = False,
) -> Wanted:
    """Return how the room of a place should stand.

    ``kept`` are the proposals whose rooms the bot keeps; the council space alone needs it.
    ``sealed``: the room is encrypted already. ``speaks``: it is still open to speak in, though
    the proposal has ended.
    """
    place = places.parse(name)
    ended = proposal.ended_by if proposal and not speaks else 0
    target = _of_place(place, council, proposal, settings, kept=kept, ended=ended)
    encrypted = settings.encrypts(place)
    return replace(
        target,
        name=name_of(place, council, proposal, settings),
        topic=topic_of(place, council, proposal, settings, encrypted=encrypted or sealed),
        picture=picture_of(place, council),
        encrypted=encrypted,
    )


def members(
    place: places.Place, council: Council, proposal: Proposal | None, settings: RoomSettings
) -> dict[str, int]:
    """Return who is to be in a place's room, each with the number of the entry that says so."""
    everyone = _since(council, council.members)
    match place.kind:
        case RoomKind.FORUM:
            return dict.fromkeys((*settings.moderators, *settings.secretariat), 1) | everyone
        case RoomKind.PLENARY:
            if proposal and proposal.tabled_by not in everyone:
                everyone[proposal.tabled_by] = proposal.tabled
            return everyone
        case RoomKind.CAUCUS:
            caucus = council.caucus(place.caucus)
            return _since(council, caucus.members if caucus else ())
        case RoomKind.DIRECT:
            return {place.part: 1}
        case RoomKind.OTHER:
            is_secretariat = place.name == places.SECRETARIAT_PLACE
            others = dict.fromkeys(settings.secretariat, 1) if is_secretariat else {}
            return everyone if place.is_space else others
        case _:
            assert_never(place.kind)


def enterers(place: places.Place, council: Council, settings: RoomSettings) -> frozenset[str]:
    """Return who may enter a place's room by themselves: a proposal's space, those in a caucus.

    Each of them is invited to the caucus's room, and to the plenary.
    """
    if not (settings.restricted and place.is_space and place.proposal):
        return frozenset()
    return frozenset(person for caucus in council.caucuses for person in caucus.members if person)


def is_public(place: places.Place, settings: RoomSettings) -> bool:
    """Whether anyone may enter a place's room."""
    match place.kind:
        case RoomKind.FORUM:
            return True
        case RoomKind.PLENARY:
            return settings.plenary_public
        case RoomKind.CAUCUS | RoomKind.DIRECT:
            return False
        case RoomKind.OTHER:
            return place.name == places.SPACE_PLACE
        case _:
            assert_never(place.kind)


def _of_place(  # noqa: PLR0911 - one a kind of room
    place: places.Place,
    council: Council,
    proposal: Proposal | None,
    settings: RoomSettings,
    *,
    kept: Sequence[int],
    ended: int,
) -> Wanted:
    """Return it but for its looks; ``ended``: by which entry it can only be read, or 0."""
    match place.kind:
        case RoomKind.FORUM:
            return _forum(place, council, settings)
        case RoomKind.PLENARY:
            return _plenary(place, council, _of_record(place, proposal), settings, ended)
        case RoomKind.CAUCUS:
            return _caucus(place, council, _of_record(place, proposal), settings, ended)
        case RoomKind.DIRECT:
            return _simple(place, council, settings)
        case RoomKind.OTHER:
            if place.name == places.SPACE_PLACE:
                return _space(place, council, settings, kept)
            if place.name == places.SECRETARIAT_PLACE:
                return _simple(place, council, settings)
            return _proposal_space(place, council, _of_record(place, proposal), settings)
        case _:
            assert_never(place.kind)


def _of_record(place: places.Place, proposal: Proposal | None) -> Proposal:
    if proposal is None:
        raise ValueError(f"{place.name} is about no proposal of record")
    return proposal


def _space(
    place: places.Place, council: Council, settings: RoomSettings, kept: Sequence[int]
) -> Wanted:
    of_proposals = [places.space_of(number) for number in kept]
    plenaries = [places.plenary_of(number) for number in kept] if settings.plenary_public else []
    open_to_all = (places.FORUM_PLACE, *plenaries)
    return Wanted(
        public=True,
        world_readable=True,
        members=members(place, council, None, settings),
        power=power_levels(events_default=BOT_ONLY),
        children=(*open_to_all, *of_proposals),
        suggested=frozenset(open_to_all),
        alias=settings.slug,
        listed=True,
    )


def _forum(place: places.Place, council: Council, settings: RoomSettings) -> Wanted:
    return Wanted(
        public=True,
        world_readable=True,
        members=members(place, council, None, settings),
        power=moderated(settings.moderators),
        pin=GREETING,
        alias=f"{settings.slug}-forum",
        listed=True,
        chairs=frozenset({council.forum_chair}),
        leads=council.forum_officers,
    )


def _proposal_space(
    place: places.Place, council: Council, proposal: Proposal, settings: RoomSettings
) -> Wanted:
    rooms = places.rooms_of(proposal.number, (c.key for c in council.caucuses))
    return Wanted(
        public=False,
        world_readable=False,
        members=members(place, council, proposal, settings),
        power=power_levels(events_default=BOT_ONLY),
        children=rooms[1:],
        suggested=frozenset({places.plenary_of(proposal.number)}),  # each caucus is its own's
        enter_from=rooms[2:] if settings.restricted else (),
        enterers=enterers(place, council, settings),
        ended=proposal.ended_by,
    )


def _plenary(
    place: places.Place, council: Council, proposal: Proposal, settings: RoomSettings, ended: int
) -> Wanted:
    speakers = members(place, council, proposal, settings)
    # When it ends, nobody loses their power: it is not enough any more. Clients show each loss.
    power = power_levels(
        events_default=BOT_ONLY if ended else SPEAKER,
        users=dict.fromkeys(speakers, SPEAKER),
    )
    public = is_public(place, settings)
    return Wanted(
        public=public,
        world_readable=public,
        members=speakers,
        power=power,
        pin=_pin(place, proposal, settings),
        alias=f"{settings.slug}-p{proposal.number}" if public else "",
        ended=ended,
        chairs=frozenset({council.chair}),
        leads=council.officers,
    )


def _caucus(
    place: places.Place, council: Council, proposal: Proposal, settings: RoomSettings, ended: int
) -> Wanted:
    caucus = council.caucus(place.caucus)
    return Wanted(
        public=False,
        world_readable=False,
        members=members(place, council, proposal, settings),
        power=power_levels(events_default=BOT_ONLY if ended else 0),
        pin=_pin(place, proposal, settings),
        ended=ended,
        chairs=frozenset({caucus.chair} if caucus else ()),
        leads=caucus.officers if caucus else (),
    )


def _simple(place: places.Place, council: Council, settings: RoomSettings) -> Wanted:
    """Return how a room should stand in which there is nothing but talk."""
    people = members(place, council, None, settings)
    return Wanted(
        public=False,
        world_readable=False,
        members=people,
        power=power_levels(),
        leads=tuple(people),
    )


def _pin(place: places.Place, proposal: Proposal, settings: RoomSettings) -> str:
    """Return what the pinned message is about: the current draft, if there is one."""
    visible = seen(proposal, doors_seen_in(place), settings.plenary)
    current = visible.current if visible else None
    return str(Reference(proposal.number, current.number)) if current else ""


def _since(council: Council, people: tuple[str, ...]) -> dict[str, int]:
    return {person: council.since[person] for person in people if person}

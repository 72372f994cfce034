"""What every room should be: name, topic, members, power, pins, children.

The other half of the relay: ``posts`` says what is sent, ``wanted`` says how each room
stands. The courier compares it with the room and writes the difference. Pure: imports
``deliberation``, ``places`` and the words of ``templates``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

import templates
from bot.relay import places
from deliberation.council import Council
from deliberation.proposal import Proposal
from deliberation.reference import Reference
from deliberation.terms import RoomKind

BOT_ONLY = 100
"""The power that nobody but the bot has."""
SPEAKER = 10
"""The power of those who may talk where others only read."""


@dataclass(frozen=True)
class RoomSettings:
    """What of the configuration decides how rooms are."""

    slug: str
    server: str
    plenary_public: bool
    encryption: str
    secretariat: tuple[str, ...]

    def encrypts(self, place: places.Place) -> bool:
        """Whether a place's room is to be encrypted; nothing is said in a space."""
        if place.is_space:
            return False
        match place.kind:
            case RoomKind.CAUCUS | RoomKind.DIRECT:
                return self.encryption in ("all", "caucuses")
            case RoomKind.FORUM | RoomKind.PLENARY | RoomKind.OTHER:
                return self.encryption == "all"
            case _:
                assert_never(place.kind)


@dataclass(frozen=True)
class Wanted:
    """How a room should stand.

    ``members`` maps each person to be invited to the number of the entry that made them
    one; whoever else is in an invite-only room is removed. ``power`` is the content of
    ``m.room.power_levels`` without the bot. ``pin`` is what the pinned message is about
    (``P12/3``), ``children`` the places of a space's rooms, ``alias`` the public
    alias's localpart or empty. ``ended`` is the number of the entry that ended the
    proposal, or 0: whoever became a member after it is not invited. ``encrypted``: an
    encrypted room stays so, whatever is wanted. ``chairs`` are those whose room it is: if one
    of them leaves, the secretariat is told.
    """

    name: str
    topic: str
    public: bool
    world_readable: bool
    members: Mapping[str, int]
    power: Mapping[str, Any]
    pin: str = ""
    children: tuple[str, ...] = ()
    alias: str = ""
    listed: bool = False
    ended: int = 0
    encrypted: bool = False
    chairs: frozenset[str] = frozenset()

    @property
    def invitees(self) -> Mapping[str, int]:
        """The members who are to be invited if they aren't there."""
        if not self.ended:
            return self.members
        return {person: entry for person, entry in self.members.items() if entry < self.ended}


def wanted(
    name: str,
    council: Council,
    proposal: Proposal | None,
    settings: RoomSettings,
    kept: Sequence[int] = (),
) -> Wanted:
    """Return how the room of a place should stand.

    ``kept`` are the proposals whose rooms the bot keeps; the council space alone needs it.
    """
    place = places.parse(name)
    target = _of_place(place, council, proposal, settings, kept)
    return replace(target, encrypted=settings.encrypts(place))


def members(
    place: places.Place, council: Council, proposal: Proposal | None, settings: RoomSettings
) -> dict[str, int]:
    """Return who is to be in a place's room, each with the number of the entry that says so."""
    everyone = _since(council, council.members)
    match place.kind:
        case RoomKind.FORUM:
            return everyone
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
    kept: Sequence[int],
) -> Wanted:
    match place.kind:
        case RoomKind.FORUM:
            return _forum(place, council, settings)
        case RoomKind.PLENARY:
            return _plenary(place, council, _of_record(place, proposal), settings)
        case RoomKind.CAUCUS:
            return _caucus(place, council, _of_record(place, proposal), settings)
        case RoomKind.DIRECT:
            return _simple("direct", place, council, settings)
        case RoomKind.OTHER:
            if place.name == places.SPACE_PLACE:
                return _space(place, council, settings, kept)
            if place.name == places.SECRETARIAT_PLACE:
                return _simple("secretariat", place, council, settings)
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
    return Wanted(
        name=council.name,
        topic=templates.topic("space", council=council),
        public=True,
        world_readable=True,
        members=members(place, council, None, settings),
        power=_power(events_default=BOT_ONLY),
        children=(places.FORUM_PLACE, *plenaries, *of_proposals),
        alias=settings.slug,
        listed=True,
    )


def _forum(place: places.Place, council: Council, settings: RoomSettings) -> Wanted:
    return Wanted(
        name=templates.room_name("forum", council=council),
        topic=templates.topic("forum", council=council),
        public=True,
        world_readable=True,
        members=members(place, council, None, settings),
        power=_power(),
        alias=f"{settings.slug}-forum",
        listed=True,
        chairs=frozenset({council.forum_chair}),
    )


def _proposal_space(
    place: places.Place, council: Council, proposal: Proposal, settings: RoomSettings
) -> Wanted:
    rooms = places.rooms_of(proposal.number, (c.key for c in council.caucuses))
    return Wanted(
        name=templates.room_name("proposal", council=council, proposal=proposal),
        topic=templates.topic("proposal", council=council, proposal=proposal),
        public=False,
        world_readable=False,
        members=members(place, council, proposal, settings),
        power=_power(events_default=BOT_ONLY),
        children=rooms[1:],
        ended=_ended(proposal),
    )


def _plenary(
    place: places.Place, council: Council, proposal: Proposal, settings: RoomSettings
) -> Wanted:
    speakers = members(place, council, proposal, settings)
    ended = proposal.stage.ended
    power = _power(
        events_default=BOT_ONLY if ended else SPEAKER,
        users={} if ended else dict.fromkeys(speakers, SPEAKER),
    )
    public = is_public(place, settings)
    return Wanted(
        name=templates.room_name("plenary", council=council, proposal=proposal),
        topic=templates.topic("plenary", council=council, proposal=proposal),
        public=public,
        world_readable=public,
        members=speakers,
        power=power,
        pin=_current(proposal),
        alias=f"{settings.slug}-p{proposal.number}" if public else "",
        ended=_ended(proposal),
        chairs=frozenset({council.chair}),
    )


def _caucus(
    place: places.Place, council: Council, proposal: Proposal, settings: RoomSettings
) -> Wanted:
    caucus = council.caucus(place.caucus)
    return Wanted(
        name=templates.room_name("caucus", council=council, proposal=proposal, caucus=caucus),
        topic=templates.topic("caucus", council=council, proposal=proposal, caucus=caucus),
        public=False,
        world_readable=False,
        members=members(place, council, proposal, settings),
        power=_power(events_default=BOT_ONLY if proposal.stage.ended else 0),
        pin=_current(proposal),
        ended=_ended(proposal),
        chairs=frozenset({caucus.chair} if caucus else ()),
    )


def _simple(kind: str, place: places.Place, council: Council, settings: RoomSettings) -> Wanted:
    """Return how a room should stand in which there is nothing but talk."""
    return Wanted(
        name=templates.room_name(kind, council=council),
        topic=templates.topic(kind, council=council),
        public=False,
        world_readable=False,
        members=members(place, council, None, settings),
        power=_power(),
    )


def _ended(proposal: Proposal) -> int:
    return proposal.head if proposal.stage.ended else 0


def _current(proposal: Proposal) -> str:
    current = proposal.current
    return str(Reference(proposal.number, current.number)) if current else ""


def _since(council: Council, people: tuple[str, ...]) -> dict[str, int]:
    return {person: council.since[person] for person in people if person}


def _power(*, events_default: int = 0, users: Mapping[str, int] | None = None) -> dict[str, Any]:
    """Return power levels in which everything but talking is the bot's alone."""
    return {
        "users": dict(users or {}),
        "users_default": 0,
        "events": {},
        "events_default": events_default,
        "state_default": BOT_ONLY,
        "invite": BOT_ONLY,
        "kick": BOT_ONLY,
        "ban": BOT_ONLY,
        "redact": BOT_ONLY,
        "notifications": {"room": BOT_ONLY},
    }

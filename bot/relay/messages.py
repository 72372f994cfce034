"""An entry and the state give the messages, and for whom; ``crossing`` is the table.

A template is given what those in the room may see: of the proposal what ``seen`` gives, and the
entry if it is for them. Of an entry that isn't, it is given what the row names under ``crosses``.
Pure: imports ``deliberation``, views and the rest of the relay alone, never storage, Matrix or a
clock.
"""

from collections.abc import Iterator
from typing import assert_never

from bot.relay import crossing, officers, places
from bot.relay.crossing import Says, To
from bot.relay.heard import (
    Heard,
    about_of,
    answered_before,
    call_of,
    draft_number,
    electorate,
    is_late,
    lifted_by,
    repeats,
    still_standing,
)
from bot.relay.post import MESSAGE, Post
from bot.relay.shown import QUESTION_WORDS, SHOW_DRAFT, draft_data, type_of
from bot.relay.visibility import (
    account_seen,
    call_seen,
    council_seen,
    crossed,
    doors_seen_in,
    edited_seen,
    entry_seen,
    place_seen,
    positions_seen,
    registers_seen,
    seen,
)
from deliberation.terms import PUBLIC, RoomKind
from templates.views import CallView, CouncilView, Data

_ALIKE = ("entry", "payload", "council", "zone", "now")
"""What a showing of a draft is given of its entry in all caucuses."""


def posts(heard: Heard) -> tuple[Post, ...]:
    """Return the messages that an entry gives rise to, in the order in which they go out."""
    council = council_seen(heard.council)
    return tuple(
        _post(heard, says, place, council)
        for says in crossing.RELAY[type(heard.entry.payload)]
        if says.when(heard)
        for place in _places(heard, says.to)
    )


def _post(heard: Heard, says: Says, name: str, council: CouncilView) -> Post:
    place, call = places.parse(name), call_of(heard)
    return Post(
        place=name,
        words=says.words,
        data=_data(heard, says, place, council),
        answer=says.answer,
        quiet=says.quiet,
        mentions=says.mentions(heard, place.caucus),
        shows=draft_number(heard) if says.shows else 0,
        about=(about := about_of(heard, says.about)),
        text=about if says.about == "text" else "",
        pin=says.pin,
        event_type=type_of(call) if says.words == QUESTION_WORDS and call else MESSAGE,
        only_with=place.part if says.to is To.ELECTORATE else "",
    )


def _places(  # noqa: C901, PLR0912 - one arm a door
    heard: Heard, to: To
) -> Iterator[str]:
    number = heard.entry.proposal
    plenary = places.plenary_of(number)
    rooms = [places.caucus_room(number, caucus.key) for caucus in heard.council.caucuses]
    opened = heard.after is not None and heard.after.forwarded
    match to:
        case To.HERE:
            yield from filter(None, (heard.here,))
        case To.FORUM:
            yield places.FORUM_PLACE
        case To.ELSEWHERE_FORUM:
            if heard.here != places.FORUM_PLACE:
                yield places.FORUM_PLACE
        case To.PLENARY:
            yield plenary
        case To.OPENED_PLENARY:
            if opened and heard.here != plenary:
                yield plenary
        case To.CAUCUSES:
            yield from rooms
        case To.OPENED_CAUCUSES:
            yield from rooms if opened else ()
        case To.REGISTER | To.OWN_ROOM:
            if to is To.OWN_ROOM or heard.here != _own_room(heard):
                yield _own_room(heard)
        case To.ELECTORATE:
            yield from map(places.direct_with, electorate(heard))
        case To.BODIES:
            yield from officers.rooms(heard)
        case _:
            assert_never(to)


def _own_room(heard: Heard) -> str:
    body: str = getattr(heard.entry.payload, "body")  # noqa: B009 - only such rows ask for it
    return places.room_of(heard.entry.proposal, body)


def _data(heard: Heard, says: Says, place: places.Place, council: CouncilView) -> Data:
    """Return what a template is given; a showing of a draft in a caucus, nothing of the room."""
    doors = doors_seen_in(place)
    proposal = seen(heard.after, doors, heard.plenary)
    shown = draft_data(proposal, place) if says.shows and proposal else {}
    told = {} if says.words == SHOW_DRAFT else _told(heard, says, place, council)
    if told and shown and place.kind is RoomKind.CAUCUS:
        return {**shown, **{name: told[name] for name in _ALIKE}, "lapses": bool(told["before"])}
    return {**told, **shown}


def _told(heard: Heard, says: Says, place: places.Place, council: CouncilView) -> Data:
    """Return what a template is given of the entry, the state before and after it, and the room."""
    doors = doors_seen_in(place)
    proposal = seen(heard.after, doors, heard.plenary)
    entry = entry_seen(heard.entry, doors)
    return {
        "place": place_seen(place),  # first, as it alone differs where many rooms are told the same
        "proposal": proposal,
        "before": positions_seen(heard.before, doors, heard.plenary),
        "registers": registers_seen(heard.after, doors, heard.plenary) if says.registers else (),
        **_of_objections(heard),
        "call": _call(heard) if entry else None,
        "council": council,
        "entry": entry,
        "payload": entry.payload if entry else crossed(heard.entry, says.crosses),
        "caucus": council.caucus(place.caucus),
        "head": heard.head,
        "edited": edited_seen(heard.edited) if says.answer and heard.edited else None,
        "idle": heard.idle if says.answer else "",
        "account": account_seen(heard.account) if says.answer else None,
        "changes": officers.told_in(place, heard),
        "naming": officers.carried_out(heard),
        "overtaken": officers.overtaken(heard),
        "called_off": officers.called_off_in(place, heard),
        "told": officers.rooms(heard) if says.answer else (),
        "zone": heard.zone,
        "now": heard.entry.recorded_time,
        **_after_ending(heard),
    }


def _after_ending(heard: Heard) -> Data:
    """Return what a template is given of how it goes on when a proposal has ended."""
    return {
        "forum": heard.forum,
        "server": heard.server,
        "statements": heard.statements,
        "speaks_until": heard.speaks_until,
        "correctable_until": heard.correctable_until,
        "is_public": int(heard.plenary == PUBLIC),
    }


def _of_objections(heard: Heard) -> Data:
    """Return what is told of objections beside the registers."""
    return {
        "repeats": repeats(heard),
        "late": is_late(heard),
        "still_standing": still_standing(heard),
        "lifted": lifted_by(heard),
        "answered": answered_before(heard),
    }


def _call(heard: Heard) -> CallView | None:
    """Return the call that an entry is about, for those whom the entry is for; nobody answered yet.

    What a call found the record has; how an open one stands is said by ``clerk.calls``.
    """
    call = call_of(heard)
    if call is None or heard.after is None:
        return None
    return call_seen(call, heard.after, heard.council, ())

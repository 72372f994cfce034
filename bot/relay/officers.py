"""Who is chair or deputy: who may act in a room, and what is told when it changes, to whom.

Whatever the entry: who is chair or deputy is compared before and after it. It is told in the
body's own rooms and in plenary, as far as they are open; where none is, in the forum. Pure:
imports ``deliberation``, the views and the rest of the relay alone.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import assert_never

from bot.relay import places
from bot.relay.heard import Heard
from bot.relay.places import Place
from bot.relay.visibility import naming_seen
from deliberation import entries as e
from deliberation.council import Council
from deliberation.officers import confirmed_by
from deliberation.terms import COUNCIL, FORUM, OfficerChange, RoomKind
from templates.views import NamingView, OfficersView


def officers_in(place: Place, council: Council | None) -> tuple[str, ...]:
    """Return the chair and deputies of the body whose room this is; nobody in any other room."""
    if council is None:
        return ()
    match place.kind:
        case RoomKind.FORUM:
            return council.forum_officers
        case RoomKind.PLENARY:
            return council.officers
        case RoomKind.CAUCUS:
            caucus = council.caucus(place.caucus)
            return caucus.officers if caucus else ()
        case RoomKind.DIRECT | RoomKind.OTHER:
            return ()
        case _:
            assert_never(place.kind)


# --- what changes ---------------------------------------------------------------------------


def changes(heard: Heard) -> tuple[OfficersView, ...]:
    """Return for each body whose chair or deputies the entry changes who is and was.

    That a council is constituted for the first time changes nobody's office.
    """
    was, now = heard.was, heard.council
    if was is None or not was.caucuses:
        return ()
    bodies = dict.fromkeys((*was.bodies, *now.bodies))
    return tuple(_change(body, was, now) for body in bodies if _differs(body, was, now))


def _differs(body: str, was: Council, now: Council) -> bool:
    before, after = was.officers_of(body), now.officers_of(body)
    return (before[:1], set(before)) != (after[:1], set(after))


def _change(body: str, was: Council, now: Council) -> OfficersView:
    before, after = was.officers_of(body), now.officers_of(body)
    is_new = before[:1] != after[:1]
    return OfficersView(
        body,
        chair=now.chair_of(body) if is_new else "",
        outgoing=was.chair_of(body) if is_new else "",
        deputies=tuple(person for person in after[1:] if person not in before[1:]),
        ended=tuple(person for person in before[1:] if person not in after),
    )


def carried_out(heard: Heard) -> NamingView | None:
    """Return the naming by the secretariat that takes effect with the entry, or None."""
    return None if _is_by_chair(heard) else _gone(heard)


def overtaken(heard: Heard) -> NamingView | None:
    """Return the naming that has no effect any more, since the chair named somebody, or None.

    None too if the chair did what was announced.
    """
    gone = _gone(heard) if _is_by_chair(heard) else None
    done = getattr(heard.entry.payload, "person", "")
    return None if gone is None or gone.person == done else gone


def called_off(heard: Heard) -> tuple[NamingView, ...]:
    """Return the namings that can't take effect any more, since their caucus is none now.

    Who was to be deputy no longer is none now, so of that there is nothing to say.
    """
    payload, was, now = heard.entry.payload, heard.was, heard.council.namings.under_way
    if was is None or not isinstance(payload, e.Constituted):
        return ()
    gone = (naming for naming in was.namings.under_way if naming not in now)
    return tuple(naming_seen(n) for n in gone if n.change != OfficerChange.UNDEPUTY)


def _is_by_chair(heard: Heard) -> bool:
    body = getattr(heard.entry.payload, "body", "")
    return heard.was is not None and heard.entry.person == heard.was.chair_of(body)


def _gone(heard: Heard) -> NamingView | None:
    payload, was, now = heard.entry.payload, heard.was, heard.council.namings.under_way
    if was is None or not isinstance(payload, e.ChairNamed | e.DeputyNamed | e.DeputyRemoved):
        return None
    gone = (naming_seen(naming) for naming in was.namings.under_way if naming not in now)
    return next(gone, None)


# --- where it is told -----------------------------------------------------------------------


def rooms(heard: Heard) -> tuple[str, ...]:
    """Return the places in which an entry is told, by the bodies that it is about."""
    found = (place for body in _bodies(heard) for place in _rooms_of(body, heard))
    return tuple(dict.fromkeys(found))


def _bodies(heard: Heard) -> tuple[str, ...]:
    payload = heard.entry.payload
    if isinstance(payload, e.NamingAnnounced | e.NamingEnded):
        return (payload.body,)
    called = (naming.body for naming in called_off(heard))
    return (*(change.body for change in changes(heard)), *called)


def _rooms_of(body: str, heard: Heard) -> Iterator[str]:
    if body == FORUM or not heard.live:
        yield places.FORUM_PLACE
        return
    for number in heard.live:
        if body != COUNCIL and heard.council.caucus(body):
            yield places.caucus_room(number, body)
        yield places.plenary_of(number)


def told_in(place: Place, heard: Heard) -> tuple[OfficersView, ...]:
    """Return those of the changes that are told in a room."""
    return tuple(c for c in changes(heard) if place.name in _rooms_of(c.body, heard))


def called_off_in(place: Place, heard: Heard) -> tuple[NamingView, ...]:
    """Return those of the namings that were called off that are told in a room."""
    return tuple(n for n in called_off(heard) if place.name in _rooms_of(n.body, heard))


# --- whom it mentions -----------------------------------------------------------------------


def concerned(heard: Heard, key: str) -> tuple[str, ...]:
    """Mention who becomes or stops being chair or deputy; in a caucus's room, of that caucus.

    And where the secretariat names, whoever can refuse.
    """
    payload = heard.entry.payload
    if isinstance(payload, e.NamingAnnounced | e.NamingEnded):
        return _once(payload.person, *heard.council.officers_of(payload.body))
    told = [change for change in changes(heard) if key in ("", change.body)]
    people = [p for c in told for p in (c.chair, c.outgoing, *c.deputies, *c.ended)]
    return _once(*people, *(naming.person for naming in called_off(heard) if not key))


def _once(*people: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person for person in people if person))


# --- who hears of an identity ---------------------------------------------------------------


def hear_of(
    person: str, council: Council, secretariat: Collection[str], names: Iterable[str]
) -> tuple[str, ...]:
    """Return the places that hear of a person's identity: where they are, and who confirms it is.

    ``names`` are those of open rooms. The secretariat's room is one of them if nobody in chat
    confirms it, or if there is no other; none if nobody is of the secretariat.
    """
    body, caucus = confirmed_by(person, council, secretariat), council.caucus_of(person)
    rooms = [places.parse(name) for name in names]
    in_plenary = caucus is None or body == COUNCIL
    found = [
        room.name
        for room in rooms
        if (caucus and room.caucus == caucus.key)
        or (in_plenary and person in council.members and room.kind is RoomKind.PLENARY)
    ]
    needs_secretariat = secretariat and not (body and found)
    return (*found, *((places.SECRETARIAT_PLACE,) if needs_secretariat else ()))

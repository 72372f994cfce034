"""What the homeserver tells us, as frozen data, and how raw JSON becomes it.

May know: the JSON of the Matrix specification. Must never import: nio, aiohttp, anything of ours.

Other people's servers wrote much of this JSON. Whatever is missing or of a wrong type becomes
empty; nothing here raises.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from sys import intern
from typing import Any, cast

MEMBER = "m.room.member"
ENCRYPTED = "m.room.encrypted"
LAST_TS = 2**53 - 1
"""The greatest number that an event may have (Matrix spec 1.15, appendices §Canonical JSON)."""
TO_DEVICE = 100
"""How many messages to our device a sync brings at most (Matrix spec 1.15 §Send-to-Device)."""


class Doubt(StrEnum):
    """Why a message may not be its sender's, though it was sealed on a device of their account."""

    UNSIGNED = "unsigned"  # they have cross-signing, and have not signed the device
    CHANGED = "changed"  # their master key is another than the one that was pinned
    GONE = "gone"  # they had cross-signing, and have none now


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a room, as it was sent (Matrix spec 1.15 §Room event format).

    `ts` is the sender's server's clock, in milliseconds, or 0 if that made no sense. `state_key`
    is None unless it is a state event; `redacts` is the id of the event that a redaction
    removes. A redacted message has an empty `content`. `sealed`: it came encrypted, and is shown
    as what was in it; `ratchet` then names its place in its session, which no other message has,
    and `doubt` says why nothing that it asks is to be done, if that is so.
    `edited` is the id of the sender's latest edit, if the server told of one with the event
    (Matrix spec 1.15 §Event replacements); the `content` stays as it was before. `replaces` is the
    id of the state event that stood before this one, if the server said so.
    """

    room_id: str
    event_id: str
    sender: str
    ts: int
    type: str
    content: Mapping[str, Any]
    state_key: str | None = None
    redacts: str | None = None
    sealed: bool = False
    ratchet: str = ""
    edited: str = ""
    doubt: Doubt | None = None
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """What one sync tells of one joined room; `events` are oldest first.

    When it is `limited`, events are missing before the first one: `prev_batch` is where to page
    back from.
    """

    room_id: str
    events: tuple[Event, ...]
    limited: bool
    prev_batch: str | None


@dataclass(frozen=True, slots=True)
class Invite:
    """An invitation of the bot; `inviter` is a user id, or empty if the server named nobody."""

    room_id: str
    inviter: str
    encrypted: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """One answer to a sync; `token` is the `since` of the next (Matrix spec 1.15 §Syncing).

    `left` are the ids of rooms that the bot left, was removed from, or refused to enter.
    `more_keys`: behind the keys that came with it, others may wait for the next sync. `devices`
    are those who have other devices than before.
    """

    token: str
    joined: tuple[Timeline, ...] = ()
    invited: tuple[Invite, ...] = ()
    left: tuple[str, ...] = ()
    more_keys: bool = False
    devices: tuple[str, ...] = ()


def mapping(value: object) -> Mapping[str, Any]:
    """The JSON object itself, or an empty one in place of anything else."""
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def sequence(value: object) -> Sequence[Any]:
    """The JSON array itself, or an empty one in place of anything else."""
    return value if isinstance(value, list | tuple) else ()


def text(value: object) -> str:
    """The JSON string itself, or an empty one in place of anything else."""
    return value if isinstance(value, str) else ""


def event(room_id: str, raw: object) -> Event:
    """An event from its JSON; what is missing is empty.

    What many events have in common is kept once: after a long absence there may be thousands.
    """
    source = mapping(raw)
    content = mapping(source.get("content"))
    ts = source.get("origin_server_ts")
    state_key = source.get("state_key")
    return Event(
        room_id=room_id,
        event_id=text(source.get("event_id")),
        sender=intern(text(source.get("sender"))),
        ts=ts if type(ts) is int and 0 <= ts <= LAST_TS else 0,
        type=intern(text(source.get("type"))),
        content=content,
        state_key=state_key if isinstance(state_key, str) else None,
        redacts=redacted_by(source),
        edited=edited_by(source),
        replaces=text(mapping(source.get("unsigned")).get("replaces_state")),
    )


def redacted_by(source: Mapping[str, Any]) -> str | None:
    """The id that a redaction names; None of any other event, whatever its sender wrote."""
    if source.get("type") != "m.room.redaction":
        return None
    # Room versions before 11 have it at the top, later ones in the content.
    inside = mapping(source.get("content")).get("redacts")
    return text(source.get("redacts")) or text(inside) or None


def edited_by(source: Mapping[str, Any]) -> str:
    """The id of the sender's latest edit of an event, or empty."""
    relations = mapping(mapping(source.get("unsigned")).get("m.relations"))
    edit = mapping(relations.get("m.replace"))
    return text(edit.get("event_id")) if edit.get("sender") == source.get("sender") else ""


def events(room_id: str, raw: object) -> tuple[Event, ...]:
    """The events of a JSON array, in its order; those without an id are left out."""
    parsed = (event(room_id, each) for each in sequence(raw))
    return tuple(each for each in parsed if each.event_id)


def timeline(room_id: str, raw: object) -> Timeline:
    """A room's timeline from its entry in `rooms.join` of a sync."""
    source = mapping(mapping(raw).get("timeline"))
    return Timeline(
        room_id=room_id,
        events=events(room_id, source.get("events")),
        limited=source.get("limited") is True,
        prev_batch=text(source.get("prev_batch")) or None,
    )


def invite(room_id: str, raw: object, user_id: str) -> Invite:
    """An invitation of `user_id` from its entry in `rooms.invite` of a sync."""
    state = events_of_state(mapping(mapping(raw).get("invite_state")).get("events"), room_id)
    inviters = (each.sender for each in state if is_invitation(each, user_id))
    return Invite(
        room_id=room_id,
        inviter=next(inviters, ""),
        encrypted=any(each.type == "m.room.encryption" for each in state),
    )


def events_of_state(raw: object, room_id: str) -> tuple[Event, ...]:
    """Stripped state (Matrix spec 1.15 §Stripped state): its events have no id and no time."""
    return tuple(event(room_id, each) for each in sequence(raw))


def batch(raw: object, user_id: str) -> Batch:
    """A whole answer to a sync made as `user_id`."""
    source = mapping(raw)
    rooms = mapping(source.get("rooms"))
    joined, invited = mapping(rooms.get("join")), mapping(rooms.get("invite"))
    changed = mapping(source.get("device_lists")).get("changed")
    return Batch(
        token=text(source.get("next_batch")),
        joined=tuple(timeline(room_id, each) for room_id, each in joined.items()),
        invited=tuple(invite(room_id, each, user_id) for room_id, each in invited.items()),
        left=tuple(mapping(rooms.get("leave"))),
        more_keys=len(sequence(mapping(source.get("to_device")).get("events"))) >= TO_DEVICE,
        devices=tuple(filter(None, map(text, sequence(changed)))),
    )


def is_invitation(each: Event, user_id: str) -> bool:
    """Whether an event invites `user_id`."""
    return (
        each.type == MEMBER
        and each.state_key == user_id
        and each.content.get("membership") == "invite"
    )


def invitation_in(events: Iterable[Event], user_id: str) -> Event | None:
    """The first event that invites `user_id`, in the order given."""
    return next((each for each in events if is_invitation(each, user_id)), None)

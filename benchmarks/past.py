"""A record with a past: proposals that ended long ago, and some that are live.

Written through storage, as the bot would have left it: entries, the cache, what came in,
what was sent (bodies erased), rooms and invitations. Nothing of it is in Matrix: the bot
left the rooms of what has ended, and those of the live ones are as wanted already.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import insert

from benchmarks.texts import draft
from bot.relay import places
from bot.relay.compose import derived
from bot.settings import Settings
from deliberation import entries as e
from deliberation.terms import Position, Stage
from deliberation.text import fingerprint
from storage import outbox, record, schema
from storage.database import Database
from storage.inbox import InboxState
from storage.outbox import Row, RowState
from storage.record import Unsealed
from storage.rooms import Room, RoomState
from texts.read import Format

AT_ONCE = 50
"""Proposals in one transaction."""
HOUR_MS = 3_600_000
MARKDOWN = Format.MARKDOWN.value
Act = tuple[e.Payload, Stage]


async def write(
    database: Database, settings: Settings, numbers: Sequence[int], *, ended: bool
) -> None:
    """Write proposals with these numbers into the record, and all that hangs on them."""
    for first in range(0, len(numbers), AT_ONCE):
        await _write(database, settings, numbers[first : first + AT_ONCE], ended=ended)


async def _write(
    database: Database, settings: Settings, numbers: Sequence[int], *, ended: bool
) -> None:
    entries = [each for n in numbers for each in _entries(settings, n, ended=ended)]
    rooms_of = [each for n in numbers for each in _rooms(settings, n, ended=ended)]
    sent = [each for n in numbers for each in _sent(settings, n, ended=ended)]
    invited = [each for room in rooms_of for each in _invitations(settings, room)]
    taken = [_taken(each) for each in entries]
    async with database.write() as conn:
        await record.append(conn, entries)
        await conn.execute(insert(schema.rooms), [vars(room) for room in rooms_of])
        await conn.execute(insert(schema.inbox), taken)
        await conn.execute(insert(schema.invitations), invited)
        await outbox.put(conn, [replace(row, state=RowState.SENT) for row in sent])


def _acts(settings: Settings, number: int, *, ended: bool) -> Iterator[Act]:
    """Yield what was done about a proposal: two rounds, the second of which agreed."""
    text, keys = draft(number), [caucus.key for caucus in settings.seed.caucuses]
    print_, title = fingerprint(text), f"Proposal {number}"
    yield e.Tabled(title, "A coalition", text, print_, MARKDOWN), Stage.TABLED
    yield e.Forwarded("", 1, print_), Stage.PLENARY
    for round_ in (1, 2):
        yield e.Referred(round_, round_, print_, ""), Stage.CAUCUSES
        for key in keys:
            ours = f"{text}\n\nWith regard to {key}."
            given = e.CaucusTextGiven(key, round_, 1, ours, fingerprint(ours), MARKDOWN)
            yield given, Stage.CAUCUSES
            agreed = e.PositionRecorded(key, Position.AGREED, round_, print_, round_, "")
            yield agreed, Stage.CAUCUSES
        yield e.RoundClosed(round_, round_), Stage.PLENARY
        if round_ == 1:
            text = draft(number + 1)
            print_ = fingerprint(text)
            yield e.Drafted(2, text, print_, MARKDOWN), Stage.PLENARY
    if ended:
        yield e.Recommended(2, print_, text, "", MARKDOWN), Stage.RECOMMENDED


def _entries(settings: Settings, number: int, *, ended: bool) -> list[Unsealed]:
    then = _then(settings, ended=ended)
    return [
        Unsealed(
            proposal=number,
            audience=e.audience(payload, settings.plenary),
            payload=payload,
            stage=stage,
            person=settings.seed.chair,
            event=_event(number, place),
            event_time=then + place,
            recorded_time=then + place,
            cause=_event(number, place),
        )
        for place, (payload, stage) in enumerate(_acts(settings, number, ended=ended))
    ]


def _then(settings: Settings, *, ended: bool) -> int:
    now = time.time_ns() // 1_000_000
    return now - settings.leave_after - HOUR_MS if ended else now - HOUR_MS


def _event(number: int, place: int | str) -> str:
    return f"${derived(b'past', number, place)}"


def _taken(entry: Unsealed) -> dict[str, Any]:
    return {
        "cause": entry.cause,
        "state": InboxState.DONE,
        "sender": entry.person,
        "command": True,
    }


def _places(settings: Settings, number: int) -> tuple[str, ...]:
    return places.rooms_of(number, (caucus.key for caucus in settings.seed.caucuses))


def _rooms(settings: Settings, number: int, *, ended: bool) -> Iterator[Room]:
    for name in _places(settings, number):
        place = places.parse(name)
        yield Room(
            place=name,
            proposal=number,
            kind="space" if place.is_space else place.kind.value,
            attempt=1,
            alias=derived(b"past", name),
            room_id=f"!{derived(b'past', 'room', name)}abc",
            state=RoomState.LEFT if ended else RoomState.READY,
            shown=2,
            wanted=9,
            reconciled=9,
            ended_at=_then(settings, ended=True) if ended else 0,
        )


def _invitations(settings: Settings, room: Room) -> Iterator[dict[str, Any]]:
    members = [
        person
        for caucus in settings.seed.caucuses
        if room.kind != "caucus" or places.parse(room.place).caucus == caucus.key
        for person in (caucus.chair, *caucus.representatives)
    ]
    for person in members:
        yield {"place": room.place, "person": person, "entry": 1}


def _sent(settings: Settings, number: int, *, ended: bool) -> Iterator[Row]:
    """Yield what was sent: an answer and a tick an act, and two messages a room and round."""
    then = _then(settings, ended=ended)
    plenary = places.plenary_of(number)
    for place, _ in enumerate(_acts(settings, number, ended=ended)):
        yield _row(number, plenary, f"answer {place}", then)
        yield replace(_row(number, plenary, f"tick {place}", then), event_type="m.reaction")
    for name in _places(settings, number)[1:]:
        for draft_ in (1, 2):
            yield _row(number, name, f"referred {draft_}", then)
            shown = _row(number, name, f"shown {draft_}", then)
            yield replace(shown, about=f"P{number}/{draft_}", shows=draft_, pin=True)


def _row(number: int, place: str, what: str, then: int) -> Row:
    key = derived(b"past", number, place, what)
    return Row(
        key=key,
        cause=_event(number, what),
        place=place,
        event_type="m.room.message",
        content=None,
        event_id=_event(number, f"{place} {what}"),
        created_at=then,
    )

"""What is asked in time is worked on, what is too much is put off; floods are passed over."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from bot.clerk.item import Altered, Encrypted, Flooded, Item, Matter, of_event
from bot.errors import MatrixError
from bot.gate.floods import AT_ONCE, EDITS, PUT_OFF, ROOMS, SHUT, UNREADABLE, Divided, Floods
from bot.gate.moments import LATE, Moments
from bot.gate.quota import MOST, Quota
from bot.listener.invitations import Invitations
from bot.matrix import Event, Invite
from bot.ratelimit import RateLimit
from bot.relay import places
from commands.parsing.command import Unknown

BOT = "@bot:test"
ALL = AT_ONCE + PUT_OFF
HOUR = 3_600_000
NOW = 1_700_000_000_000


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def items(
    person: str, number: int, place: str = "forum", body: str = "", what: Matter | None = None
) -> list[Item]:
    """Return so many commands of a person, all asked at the same time."""
    ids = [f"${person}{place}{each}" for each in range(number)]
    content = {"body": body}
    events = [Event("!r", each, person, 1, "m.room.message", content) for each in ids]
    return [of_event(each, places.parse(place), what or Unknown("x", "")) for each in events]


def giants(person: str, number: int) -> list[Item]:
    return items(person, number, body="word " * 12_000)


def notices(taken: Sequence[Item]) -> list[str]:
    """Return where somebody was told."""
    return [item.place.name for item in taken if isinstance(item.what, Flooded)]


def nobody(_item: Item) -> bool:
    return False


def divided(gate: Floods, some: Sequence[Item]) -> Divided:
    return gate.divide(some, nobody)


def test_who_asks_much_at_once_has_it_put_off_and_what_is_too_much_for_that_passed_over() -> None:
    found = divided(Floods(BOT, Clock()), items("@a:test", 1000))
    assert len(found.now) == AT_ONCE + 1
    assert len(found.later) == PUT_OFF
    assert notices(found.now) == ["forum"]
    assert len(found.passed) == 1000 - ALL - 1


def test_what_is_asked_behind_what_was_put_off_waits_for_it_however_late_it_is_asked() -> None:
    gate = Floods(BOT, Clock())
    surplus = divided(gate, items("@a:test", AT_ONCE + 2)).later
    assert len(surplus) == 2
    behind = [replace(item, asked_at=HOUR) for item in items("@a:test", 2, "P1/plenary")]
    assert divided(gate, behind[:1]).later == [replace(behind[0], seen_until=HOUR)]
    for item in (*surplus, behind[0]):
        gate.worked_on(item)
    assert divided(gate, behind[1:]).now == behind[1:]


def test_who_floods_one_room_is_told_in_the_next_too_but_not_in_all_of_them() -> None:
    gate = Floods(BOT, Clock())
    divided(gate, items("@a:test", 1000))
    assert notices(divided(gate, items("@a:test", 10, "P1/plenary")).now) == ["P1/plenary"]
    many = [item for n in range(50) for item in items("@a:test", 3, f"P{n}/plenary")]
    found = divided(gate, many).now
    assert len(notices(found)) == len(found) == ROOMS - 2


def test_a_flood_takes_nothing_from_anybody_else() -> None:
    gate = Floods(BOT, Clock())
    divided(gate, items("@a:test", 1000))
    found = divided(gate, items("@chair:test", AT_ONCE))
    assert len(found.now) == AT_ONCE
    assert not notices(found.now)
    assert not found.passed


def test_nothing_more_is_taken_of_who_floods_until_it_is_done_and_some_time_has_passed() -> None:
    clock = Clock()
    gate = Floods(BOT, clock)
    put_off = divided(gate, items("@a:test", 1000)).later
    clock.now = SHUT
    assert divided(gate, items("@a:test", 1)).passed
    for item in put_off:
        gate.worked_on(item)
    clock.now = SHUT - 0.1
    assert divided(gate, items("@a:test", 1)).passed
    clock.now = SHUT
    again = [replace(item, asked_at=HOUR) for item in items("@a:test", 1000)]
    found = divided(gate, again)
    assert len(found.now) == AT_ONCE + 1
    assert notices(found.now) == ["forum"]


def test_who_asks_twice_a_second_on_end_never_waits() -> None:
    gate = Floods(BOT, Clock())
    for turn in range(1000):
        (item,) = items("@a:test", 1)
        assert divided(gate, [replace(item, asked_at=turn * 500)]).now


def test_giant_messages_count_more() -> None:
    found = divided(Floods(BOT, Clock()), giants("@a:test", 1000))
    assert len(found.now) == AT_ONCE // 8 + 1
    assert len(found.later) == PUT_OFF // 8


def test_the_bot_s_own_messages_are_never_put_off() -> None:
    assert len(divided(Floods(BOT, Clock()), items(BOT, 1000)).now) == 1000


def test_edits_deletions_and_what_cannot_be_read_use_nothing_up() -> None:
    gate = Floods(BOT, Clock())
    (event,) = (item.event for item in items("@a:test", 1))
    assert event
    for what in (Altered("$x", deleted=False), Altered("$x", deleted=True), Encrypted(event)):
        divided(gate, items("@a:test", 1000, what=what))
    assert len(divided(gate, items("@a:test", AT_ONCE)).now) == AT_ONCE


def test_a_flood_of_edits_or_of_what_cannot_be_read_is_passed_over_without_a_word() -> None:
    (event,) = (item.event for item in items("@a:test", 1))
    assert event
    edit, unreadable = Altered("$x", deleted=False), Encrypted(event)
    for what, taken in ((edit, EDITS), (unreadable, UNREADABLE)):
        found = divided(Floods(BOT, Clock()), items("@a:test", 1000, what=what))
        assert (len(found.now), len(found.passed)) == (taken, 1000 - taken)
        assert not notices(found.now)


def test_an_edit_of_what_is_put_off_waits_for_it() -> None:
    gate = Floods(BOT, Clock())
    (surplus,) = divided(gate, items("@a:test", AT_ONCE + 1)).later
    edit = items("@a:test", 1, "P1/plenary", what=Altered(surplus.cause, deleted=False))
    assert divided(gate, edit).later == edit


def test_what_must_be_kept_is_put_off_and_never_passed_over() -> None:
    gate = Floods(BOT, Clock())
    found = gate.divide(items("@chair:test", 1000), lambda item: item.place.name == "forum")
    assert (len(found.now), len(found.later)) == (AT_ONCE, 1000 - AT_ONCE)
    elsewhere = gate.divide(items("@chair:test", 2, "P1/plenary"), nobody)
    assert (notices(elsewhere.now), len(elsewhere.passed)) == (["P1/plenary"], 1)


# --- when it was asked ------------------------------------------------------------------


def said(times: Sequence[int]) -> list[Event]:
    return [Event("!r", f"${n}", "@a:test", at, "m.room.message", {}) for n, at in enumerate(times)]


def test_an_event_was_sent_after_the_one_before_it_and_before_it_was_received() -> None:
    moments = Moments()
    assert moments.of("forum", said([10, 5, 0, 99, 20]), 50) == [10, 11, 12, 50, 51]
    assert moments.of("forum", said([0, 60]), 70) == [52, 60]


def test_while_the_bot_runs_nothing_was_sent_long_before_it_is_told() -> None:
    moments = Moments()
    moments.heard(NOW - 1000)
    claimed = moments.of("forum", said([NOW - HOUR, NOW - HOUR // 2, NOW]), NOW)
    assert claimed == [NOW - LATE + 1, NOW - LATE + 2, NOW]


def test_after_the_bot_was_down_events_were_sent_since_it_last_heard_of_the_homeserver() -> None:
    moments = Moments()
    moments.heard(NOW - HOUR)
    claimed = moments.of("forum", said([NOW - 9 * HOUR, NOW - HOUR // 2]), NOW)
    assert claimed == [NOW - HOUR + 1, NOW - HOUR // 2]


def asked(of: Sequence[str], each: int, pause: int) -> Iterator[Item]:
    """Yield commands that people asked while the bot was down, in the order of their times."""
    moments = Moments()
    moments.heard(NOW - HOUR)
    for person in of:
        some = items(person, each)
        times = [NOW - HOUR + turn * pause for turn in range(each)]
        found = moments.of(f"direct:{person}", said(times), NOW)
        yield from (replace(item, asked_at=at) for item, at in zip(some, found, strict=True))


def test_ten_thousand_commands_of_fifty_people_in_an_hour_count_as_asked() -> None:
    people = [f"@{number}:test" for number in range(50)]
    for pause in (18_000, 500):
        found = divided(Floods(BOT, Clock()), list(asked(people, 200, pause)))
        assert len(found.now) == 10_000, pause
    hasty = divided(Floods(BOT, Clock()), list(asked(people, 200, 0)))
    assert len(hasty.now) + len(hasty.later) == 10_000
    assert not notices(hasty.now)


def test_however_many_people_there_are_few_accounts_are_kept() -> None:
    quota = Quota(at_once=5, a_second=1)
    for number in range(10 * MOST):
        assert quota.admits(f"@{number}:test", float(number))
    assert len(quota._accounts) <= MOST


def test_a_time_that_was_before_the_last_takes_nothing_away() -> None:
    quota = Quota(at_once=3, a_second=1)
    assert [quota.admits("@a:test", now) for now in (100.0, 0.0, 50.0, 100.5, 101.0)] == [
        *(True, True, True, False, True)
    ]


class Server:
    """Declines invitations, of which it refuses the first."""

    def __init__(self) -> None:
        self.left: list[str] = []

    async def leave(self, room_id: str) -> None:
        self.left.append(room_id)
        if len(self.left) == 1:
            raise MatrixError("M_UNKNOWN", "no")


def invites(person: str, number: int) -> list[Invite]:
    return [Invite(f"!{person}{each}", person, encrypted=False) for each in range(number)]


async def test_few_invitations_of_one_person_are_followed_and_the_rest_declined(
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr("bot.listener.invitations.DECLINE_PAUSE", 0)
    server = Server()
    invitations = Invitations(cast("Any", server), RateLimit(), Clock())
    welcome = invitations.admitted([*invites("@a:test", 1000), *invites("@b:test", 1)])
    assert len(welcome) == 11
    assert welcome[-1].inviter == "@b:test"
    declining = asyncio.create_task(invitations.decline())
    async with asyncio.timeout(10):
        while len(server.left) < 990:  # noqa: ASYNC110 - nobody is told
            await asyncio.sleep(0)
    declining.cancel()
    assert not {each.room_id for each in welcome} & set(server.left)


def test_a_crowd_of_inviters_is_followed_as_far_as_the_bot_can_enter() -> None:
    clock = Clock()
    invitations = Invitations(cast("Any", Server()), RateLimit(), clock)
    crowd = [invite for n in range(10_000) for invite in invites(f"@{n}:test", 1)]
    assert len(invitations.admitted(crowd)) == 100
    clock.now = 60
    assert invitations.admitted(invites("@late:test", 1))

"""Who floods is told so, and not acted on for a while; nobody else notices."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

from bot.clerk.item import Encrypted, Flooded, Item, of_event
from bot.errors import MatrixError
from bot.listener.floods import AT_ONCE, CLOSED, ROOMS, Floods
from bot.listener.invitations import Invitations
from bot.listener.quota import MOST, Quota
from bot.matrix import Event, Invite
from bot.ratelimit import RateLimit
from bot.relay import places

BOT = "@bot:test"


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def items(person: str, number: int, place: str = "forum", body: str = "") -> list[Item]:
    ids = [f"${person}{place}{each}" for each in range(number)]
    content = {"body": body}
    events = [Event("!r", each, person, 1, "m.room.encrypted", content) for each in ids]
    return [of_event(each, places.parse(place), Encrypted(each)) for each in events]


def giants(person: str, number: int) -> list[Item]:
    return items(person, number, body="word " * 12_000)


def notices(taken: Sequence[Item]) -> list[str]:
    """Return where somebody was told."""
    return [item.place.name for item in taken if isinstance(item.what, Flooded)]


def test_who_sends_too_much_is_told_once_in_a_room_and_the_rest_passed_over() -> None:
    taken, passed = Floods(BOT, Clock()).divide(items("@a:test", 1000))
    assert len(taken) == AT_ONCE + 1
    assert notices(taken) == ["forum"]
    assert len(passed) == 1000 - len(taken)


def test_who_floods_one_room_is_told_in_the_next_too_but_not_in_all_of_them() -> None:
    gate = Floods(BOT, Clock())
    gate.divide(items("@a:test", 1000))
    taken, _ = gate.divide(items("@a:test", 10, "P1/plenary"))
    assert notices(taken) == ["P1/plenary"]
    many = [item for n in range(50) for item in items("@a:test", 3, f"P{n}/plenary")]
    taken, _ = gate.divide(many)
    assert len(notices(taken)) == len(taken) == ROOMS - 2


def test_a_flood_takes_nothing_from_anybody_else() -> None:
    gate = Floods(BOT, Clock())
    gate.divide(items("@a:test", 1000))
    taken, passed = gate.divide(items("@chair:test", AT_ONCE))
    assert len(taken) == AT_ONCE
    assert not notices(taken)
    assert not passed


def test_half_a_minute_later_commands_are_taken_again_and_a_second_flood_told_again() -> None:
    clock = Clock()
    gate = Floods(BOT, clock)
    gate.divide(items("@a:test", 1000))
    clock.now = CLOSED - 0.1
    assert gate.divide(items("@a:test", 1))[0] == []
    clock.now = CLOSED
    taken, _ = gate.divide(items("@a:test", 1000))
    assert len(taken) == AT_ONCE + 1
    assert notices(taken) == ["forum"]


def test_who_waits_for_each_answer_is_never_passed_over() -> None:
    clock = Clock()
    gate = Floods(BOT, clock)
    for turn in range(1000):
        clock.now = turn * 0.1
        assert gate.divide(items("@a:test", 1))[0] != []


def test_giant_messages_count_more() -> None:
    taken, _ = Floods(BOT, Clock()).divide(giants("@a:test", 1000))
    assert len(taken) == AT_ONCE // 8 + 1


def test_the_bot_s_own_messages_are_never_passed_over() -> None:
    taken, passed = Floods(BOT, Clock()).divide(items(BOT, 1000))
    assert len(taken) == 1000
    assert not notices(taken)
    assert not passed


def test_however_many_people_there_are_few_accounts_are_kept() -> None:
    quota = Quota(at_once=5, a_second=1)
    for number in range(10 * MOST):
        assert quota.admits(f"@{number}:test", float(number))
    assert len(quota._accounts) <= MOST


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

"""How fast to go is learned from refusals; after that hardly anything is refused."""

import asyncio
from collections.abc import Iterable
from random import Random

import pytest

from bot.errors import MatrixError
from bot.pace import IDLE, STOCK_INTERVAL, Holds, Pace
from bot.ratelimit import NotYet, RateLimit, Turn
from bot.rooms.inviting.order import of_person, of_room
from tests.bot.skipping import skipping
from tests.bot.stock import TAKES, Synapse

PEOPLE = [f"@{number:02}:test" for number in range(18)]
ROOMS = ("P1/plenary", "P1/caucus:cs", "P1/space")


async def send(limit: RateLimit, server: Synapse, times: int, turn: Turn = ()) -> None:
    await asyncio.gather(
        *(limit.ask(lambda: server.send(str(turn)), turn=turn) for _ in range(times))
    )


async def invite(limit: RateLimit, server: Synapse, room: str, people: Iterable[str]) -> None:
    async def one(person: str) -> None:
        await limit.ask(
            lambda: server.invite(room, person),
            turn=of_person(room, person, PEOPLE[:1]),
            about=("invitations", f"!{room}", person),
        )

    await asyncio.gather(*map(one, people))


def test_after_two_refusals_a_stock_limit_is_kept_and_used_to_the_full() -> None:
    server, limit = Synapse(), RateLimit(3)

    async def work() -> float:
        start = asyncio.get_running_loop().time()
        await send(limit, server, 100)
        return asyncio.get_running_loop().time() - start

    took = skipping(work())
    assert server.refused.total() <= 10  # one a minute to see whether it was lifted
    assert limit.pace.interval == pytest.approx(STOCK_INTERVAL, rel=0.02)
    assert took == pytest.approx(90 * STOCK_INTERVAL, rel=0.05)


def test_many_at_once_cost_one_refusal_each_and_then_none() -> None:
    server, limit = Synapse(), RateLimit()
    skipping(send(limit, server, 40))
    assert server.refused.total() <= 16 + 5


def test_of_many_invitations_one_finds_out_that_there_is_a_limit() -> None:
    server, limit = Synapse(), RateLimit()
    skipping(invite(limit, server, "P1/plenary", PEOPLE))
    assert server.refused.total() <= 4


def test_where_there_is_no_limit_many_go_at_once() -> None:
    server, limit = Synapse(lifted=True), RateLimit()

    async def work() -> float:
        await invite(limit, server, "P1/plenary", PEOPLE)
        start = asyncio.get_running_loop().time()
        await invite(limit, server, "P1/space", PEOPLE[:12])
        return asyncio.get_running_loop().time() - start

    assert skipping(work()) < 2 * TAKES


def test_a_limit_that_is_lifted_is_noticed_within_two_minutes() -> None:
    server, limit = Synapse(), RateLimit()

    async def work() -> None:
        await send(limit, server, 30)
        server.lifted = True
        start = asyncio.get_running_loop().time()
        await send(limit, server, 200)
        assert asyncio.get_running_loop().time() - start < 120

    skipping(work())
    assert not limit.pace.is_limited


def test_refusals_by_chance_are_hardly_ever_taken_for_a_limit() -> None:
    """A proxy may refuse now and then: whoever slows down for that waits for nothing."""
    assert sum(map(waits_by_chance, range(12))) < 12 * 15


def waits_by_chance(seed: int) -> float:
    """Return how long requests take where one in 25 is refused; if all went at once, 3 s."""
    server, limit, chance = Synapse(lifted=True), RateLimit(), Random(seed)

    async def sends() -> None:
        if chance.randrange(25) == 0:
            raise MatrixError("M_UNKNOWN", "", status=429, retry=True, retry_after=0.15)
        await server.send()

    async def work() -> float:
        waited = 0.0
        for _ in range(60):
            start = asyncio.get_running_loop().time()
            await asyncio.gather(*(limit.ask(sends) for _ in range(chance.randint(1, 5))))
            waited += asyncio.get_running_loop().time() - start
            await asyncio.sleep(chance.random() * IDLE)
        return waited

    return skipping(work())


def test_a_room_is_whole_before_the_next_and_who_leads_comes_first_of_all() -> None:
    server, limit = Synapse(), RateLimit()

    async def work() -> None:
        await send(limit, server, 12)  # so that the limit is known
        await asyncio.gather(*(invite(limit, server, room, PEOPLE) for room in reversed(ROOMS)))

    skipping(work())
    rooms = [what.split()[0] for _, what in server.done if "@" in what]
    assert next(what for _, what in server.done if "@" in what) == "P1/plenary @00:test"
    assert rooms[2:20] == ["P1/plenary"] * 17 + ["P1/caucus:cs"]
    assert rooms[-18:] == ["P1/space"] * 18
    assert sum(number for what, number in server.refused.items() if "@" in what) == 0


def test_whom_nobody_may_invite_for_minutes_holds_nobody_else_up() -> None:
    server, limit = Synapse(), RateLimit()

    async def work() -> tuple[float, float]:
        for number in range(5):
            await invite(limit, server, f"room {number}", ["@often:test"])
        start = asyncio.get_running_loop().time()
        often = asyncio.create_task(invite(limit, server, "P1/plenary", ["@often:test"]))
        await invite(limit, server, "P1/plenary", ["@other:test"])
        other = asyncio.get_running_loop().time() - start
        await often
        return other, asyncio.get_running_loop().time() - start

    other, often = skipping(work())
    assert other < 1
    assert often == pytest.approx(1 / 0.003, rel=0.01)
    assert server.refused.total() == 1


def test_a_new_room_that_has_to_wait_holds_up_no_message() -> None:
    server, limit = Synapse(), RateLimit()

    async def create(number: int) -> None:
        await limit.ask(
            lambda: server.create(f"P{number}/plenary"),
            turn=of_room(f"P{number}/plenary"),
            about=("creations",),
        )

    async def work() -> float:
        for number in range(10):
            await asyncio.sleep(STOCK_INTERVAL)
            await create(number)
        start = asyncio.get_running_loop().time()
        waits = [asyncio.create_task(create(number)) for number in (10, 11)]
        await asyncio.sleep(1)
        await send(limit, server, 1)
        said = asyncio.get_running_loop().time() - start
        await asyncio.gather(*waits)
        return said

    assert skipping(work()) < 2
    assert server.refused["room"] <= 3  # which costs nothing


def test_who_has_only_so_long_is_told_when_it_may_be_asked() -> None:
    server, limit = Synapse(), RateLimit()

    async def work() -> None:
        now = asyncio.get_running_loop().time()
        limit.holds.hold(("invitations", "!a", "@a:test"), 300, now, 0)
        with pytest.raises(NotYet) as later:
            await limit.ask(lambda: server.invite("!a", "@a:test"), about=("@a:test",), within=15)
        assert later.value.at == now + 300

    skipping(work())


def test_a_short_wait_is_a_rooms_and_of_two_rooms_everybodys() -> None:
    holds = Holds()
    holds.hold(("invitations", "!a", "@a:test"), 3, 0, STOCK_INTERVAL)
    assert holds.until(("invitations", "!a", "@b:test")) == 3
    assert holds.until(("invitations", "!b", "@a:test")) == 0
    holds.hold(("invitations", "!b", "@b:test"), 3, 1, STOCK_INTERVAL)
    assert holds.until(("invitations", "!c", "@c:test")) == 4


def test_a_long_wait_is_the_persons() -> None:
    holds = Holds()
    holds.hold(("invitations", "!a", "@a:test"), 200, 0, STOCK_INTERVAL)
    assert holds.until(("invitations", "!a", "@b:test")) == 0
    assert (holds.until(("@a:test",)), holds.longest) == (200, 200)


def test_while_no_limit_is_known_nothing_waits() -> None:
    pace = Pace()
    for _ in range(1000):
        pace.made(0.0)
        pace.granted(0.0, 0.0)
    assert (pace.wait(0.0), pace.is_limited) == (0.0, False)

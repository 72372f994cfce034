"""A homeserver that doesn't answer is asked by one request at a time, ever later."""

import asyncio
import random
from dataclasses import dataclass, field

import pytest

from bot.accounts import servers as module
from bot.accounts.servers import LONGEST, Servers, Silent
from bot.errors import MatrixError

DAY = 86_400
DEAD = MatrixError("M_UNKNOWN", "no answer", status=502, retry=True, uncertain=True)
LATE = MatrixError("TIMEOUT", "no answer", retry=True, uncertain=True)
REFUSES = MatrixError("M_FORBIDDEN", "not that one", status=403)
AWAY = MatrixError("UNREACHABLE", "connection refused", retry=True)
BUSY = MatrixError("M_LIMIT_EXCEEDED", "too often", status=429, retry=True)


@dataclass
class Clock:
    """Shows the time that it is given, in seconds."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Other:
    """Another homeserver: fails with ``error`` while there is one; ``asked`` counts requests."""

    error: MatrixError | None = None
    asked: int = 0
    at_once: int = 0
    most_at_once: int = field(default=0)

    async def request(self) -> str:
        self.asked += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if self.error:
            raise self.error
        return "invited"


@pytest.fixture(autouse=True)
def no_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random, "uniform", lambda _least, most: most)


async def all_ask(servers: Servers, other: Other, name: str = "other", times: int = 90) -> set[str]:
    """Have so many ask a server at the same time; return what came of it."""
    asked = (servers.ask(name, other.request) for _ in range(times))
    results = await asyncio.gather(*asked, return_exceptions=True)
    return {each if isinstance(each, str) else type(each).__name__ for each in results}


@pytest.mark.parametrize("error", [DEAD, LATE])
async def test_of_many_who_ask_a_dead_server_first_one_does(error: MatrixError) -> None:
    other = Other(error)
    assert await all_ask(Servers("here", Clock()), other) == {"MatrixError", "Silent"}
    assert other.asked == 1


async def test_a_server_that_answers_is_asked_by_all_at_once_after_the_first() -> None:
    other = Other()
    assert await all_ask(Servers("here", Clock()), other) == {"invited"}
    assert other.asked == 90
    assert other.most_at_once == 89


async def test_a_dead_server_is_asked_a_few_times_and_then_once_an_hour() -> None:
    clock, other = Clock(), Other(DEAD)
    servers = Servers("here", clock)
    while clock.now < DAY:
        await all_ask(servers, other, times=5)
        clock.now += 60
    assert 24 + 5 <= other.asked <= 24 + 12


async def test_once_it_answers_all_go_on() -> None:
    clock, other = Clock(), Other(DEAD)
    back: list[str] = []
    servers = Servers("here", clock, back.append)
    await all_ask(servers, other)
    other.error, clock.now = None, LONGEST
    assert await all_ask(servers, other, times=1) == {"invited"}
    assert back == ["other"]
    assert await all_ask(servers, other) == {"invited"}
    assert other.asked == 1 + 1 + 90


async def test_while_one_finds_out_whether_it_is_back_the_others_don_t_wait_for_that() -> None:
    clock, other = Clock(), Other(DEAD)
    servers = Servers("here", clock)
    await all_ask(servers, other)
    clock.now = LONGEST
    other.error = None
    assert await all_ask(servers, other) == {"invited", "Silent"}
    assert other.asked == 2


@pytest.mark.parametrize("error", [REFUSES, AWAY, BUSY])
async def test_one_refusal_or_our_own_server_s_failure_is_no_dead_server(
    error: MatrixError,
) -> None:
    servers, other = Servers("here", Clock()), Other(error)
    assert await all_ask(servers, other) == {"MatrixError"}
    assert not servers.is_silent("other")


async def test_a_silent_server_that_refuses_somebody_answers_again() -> None:
    clock, other = Clock(), Other(DEAD)
    servers = Servers("here", clock)
    await all_ask(servers, other, times=1)
    clock.now, other.error = LONGEST, REFUSES
    await all_ask(servers, other, times=1)
    other.error = None
    assert await all_ask(servers, other) == {"invited"}
    assert other.most_at_once == 90


async def test_our_own_server_is_never_taken_for_another_that_is_dead() -> None:
    other = Other(DEAD)
    assert await all_ask(Servers("here", Clock()), other, "here") == {"MatrixError"}
    assert other.asked == 90


async def test_each_server_is_judged_by_itself() -> None:
    servers, dead, well = Servers("here", Clock()), Other(DEAD), Other()
    await all_ask(servers, dead, "dead")
    assert await all_ask(servers, well, "well") == {"invited"}


async def test_what_was_asked_together_and_failed_counts_as_one_failure() -> None:
    clock, other = Clock(), Other()
    servers = Servers("here", clock)
    await all_ask(servers, other, times=1)
    other.error = DEAD
    await all_ask(servers, other)
    clock.now = module.FIRST
    assert not servers.is_silent("other")


async def test_of_the_rooms_that_wait_the_one_that_waits_for_longest_finds_out() -> None:
    clock, other = Clock(), Other(DEAD)
    servers = Servers("here", clock)
    await all_ask(servers, other, times=1)
    for place in ("a", "b"):
        servers.hold(place, {"other"})
    assert not servers.frees("a")
    clock.now = module.FIRST
    assert servers.until_next() == 0
    assert (servers.frees("a"), servers.frees("b")) == (True, False)
    servers.hold("a")
    assert servers.frees("b")
    other.error = None
    await all_ask(servers, other, times=1)
    servers.hold("c", {"other"})
    assert not servers.holds("c")
    assert servers.frees("b")


async def test_a_room_waits_for_silent_servers_alone() -> None:
    servers, other = Servers("here", Clock()), Other(DEAD)
    await all_ask(servers, other, times=1)
    servers.hold("a", {"other", "limited"})
    servers.hold("b", ())
    assert not servers.holds("a")
    assert not servers.holds("b")
    assert servers.until_next() == LONGEST


async def test_for_whom_somebody_waits_a_server_is_asked_that_has_been_silent_for_long() -> None:
    clock, other = Clock(), Other(DEAD)
    servers = Servers("here", clock)
    while clock.now < DAY:
        await all_ask(servers, other, times=1)
        clock.now = servers._silent["other"].until
    await all_ask(servers, other, times=1)
    other.error = None
    with pytest.raises(Silent):
        await servers.ask("other", other.request, now=True)
    clock.now += module.FIRST
    assert servers.is_silent("other")
    assert await servers.ask("other", other.request, now=True) == "invited"
    assert not servers.is_silent("other")


async def test_a_server_from_which_something_came_is_asked_sooner_but_not_at_every_word() -> None:
    clock, other = Clock(), Other(DEAD)
    servers = Servers("here", clock)
    while not servers._silent or servers._silent["other"].until - clock.now < LONGEST:
        clock.now = servers._silent["other"].until if servers._silent else 0
        await all_ask(servers, other, times=1)
    assert servers.heard("other")
    assert not servers.heard("other")
    assert servers.is_silent("other")
    clock.now += module.HEARD_AFTER
    assert not servers.is_silent("other")
    assert not servers.heard("well")
    asked, end = other.asked, clock.now + LONGEST
    while clock.now < end:
        servers.heard("other")
        await all_ask(servers, other, times=2)
        clock.now += 1
    assert other.asked - asked <= LONGEST / module.HEARD_AFTER + 1


async def test_who_asks_a_silent_server_is_told_so_at_once() -> None:
    servers, other = Servers("here", Clock()), Other(DEAD)
    await all_ask(servers, other, times=1)
    with pytest.raises(Silent):
        await servers.ask("other", other.request)
    assert other.asked == 1

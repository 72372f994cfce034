"""In what order requests go, and what a refusal for too many of them (429) holds up."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.errors import MatrixError
from bot.pace import ENOUGH
from bot.ratelimit import AT_ONCE, FOR_ANSWERS, OVERTAKEN, RateLimit, Urgency
from bot.retry import LONGEST

ANSWER, MESSAGE, ROOM = Urgency.ANSWER, Urgency.MESSAGE, Urgency.ROOM


@dataclass
class Slow:
    """A homeserver that answers a request when it is told to."""

    rate_limit: RateLimit = field(default_factory=RateLimit)
    asked: list[str] = field(default_factory=list)
    _answers: dict[str, asyncio.Future[None]] = field(default_factory=dict)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def ask(self, what: str, urgency: Urgency, *, elsewhere: bool = False) -> None:
        """Have the bot ask something; it is in ``asked`` once it comes here."""

        async def request() -> None:
            self.asked.append(what)
            answer = self._answers[what] = asyncio.get_running_loop().create_future()
            await answer

        asking = self.rate_limit.ask(request, urgency, elsewhere=elsewhere)
        self._tasks.append(asyncio.create_task(asking, name=what))
        await self.rests()

    async def answer(self, *asked: str) -> None:
        """Answer some of what was asked, one after the other."""
        for what in asked:
            self._answers[what].set_result(None)
            await self.rests()

    async def refuse(self, what: str, seconds: float) -> None:
        """Refuse something with a 429 for so long."""
        self._answers[what].set_exception(limited(seconds))
        await self.rests()

    async def hears(self, what: str) -> None:
        """Wait until something is asked."""
        async with asyncio.timeout(10):
            while self.asked[-1] != what:  # noqa: ASYNC110 - nobody is told
                await asyncio.sleep(0.001)

    async def give_up(self, what: str) -> None:
        """Have the bot no longer wait for something."""
        (task,) = (each for each in self._tasks if each.get_name() == what)
        task.cancel()
        await self.rests()

    async def rests(self) -> None:
        """Let the bot go as far as it can."""
        for _ in range(10):
            await asyncio.sleep(0)

    async def ends(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@pytest.fixture
async def slow() -> AsyncIterator[Slow]:
    found = Slow()
    yield found
    await found.ends()


def limited(seconds: float) -> MatrixError:
    return MatrixError("M_LIMIT_EXCEEDED", "", status=429, retry=True, retry_after=seconds)


async def test_a_limit_that_lasts_for_minutes_holds_up_its_own_request_alone() -> None:
    """A homeserver limits how often one person is invited; nobody else is to wait for that."""
    rate_limit = RateLimit()

    async def invite() -> None:
        raise limited(LONGEST + 1)

    async def other() -> str:
        return "answered"

    with pytest.raises(MatrixError):
        await rate_limit.ask(invite)
    async with asyncio.timeout(LONGEST / 2):
        assert await rate_limit.ask(other) == "answered"


async def test_after_a_refusal_requests_go_one_by_one_until_enough_succeeded() -> None:
    rate_limit, at_once, most = RateLimit(4), 0, list[int]()
    refusals = [limited(0.001)]

    async def request() -> None:
        nonlocal at_once
        if refusals:
            raise refusals.pop()
        at_once += 1
        most.append(at_once)
        await asyncio.sleep(0)
        at_once -= 1

    await asyncio.gather(*(rate_limit.ask(request, ANSWER) for _ in range(ENOUGH)))
    assert max(most) == 1
    await asyncio.gather(*(rate_limit.ask(request, ANSWER) for _ in range(8)))
    assert max(most) == 4


async def test_what_waits_goes_by_its_urgency_and_then_as_it_was_asked(slow: Slow) -> None:
    full = [f"before {number}" for number in range(AT_ONCE)]
    for what in full:
        await slow.ask(what, ANSWER)
    later = ("room 1", ROOM), ("message 1", MESSAGE), ("answer 1", ANSWER)
    for what, urgency in (*later, ("room 2", ROOM), ("message 2", MESSAGE), ("answer 2", ANSWER)):
        await slow.ask(what, urgency)
    assert slow.asked == full
    await slow.answer(*full)
    in_order = [f"{what} {nth}" for what in ("answer", "message", "room") for nth in (1, 2)]
    assert slow.asked[AT_ONCE:] == in_order


async def test_an_answer_goes_at_once_however_much_room_work_is_under_way(slow: Slow) -> None:
    for number in range(AT_ONCE * 2):
        await slow.ask(f"room {number}", ROOM)
        await slow.ask(f"invitation {number}", ROOM, elsewhere=True)
        await slow.ask(f"message {number}", MESSAGE)
    assert len(slow.asked) == AT_ONCE - FOR_ANSWERS
    await slow.ask("answer", ANSWER)
    await slow.ask("tick", ANSWER)
    assert slow.asked[-2:] == ["answer", "tick"]


async def test_who_is_on_another_homeserver_does_not_hold_up_room_work(slow: Slow) -> None:
    for number in range(AT_ONCE):
        await slow.ask(f"invitation {number}", ROOM, elsewhere=True)
    await slow.ask("room", ROOM)
    assert slow.asked[-1] == "room"


async def test_room_work_goes_on_though_answers_have_no_end(slow: Slow) -> None:
    for number in range(AT_ONCE):
        await slow.ask(f"answer {number}", ANSWER)
    await slow.ask("room", ROOM)
    await slow.ask("message", MESSAGE)
    for number in range(2 * (OVERTAKEN + 1)):
        assert not {"room", "message"} <= {*slow.asked}
        await slow.ask(f"answer {AT_ONCE + number}", ANSWER)
        await slow.answer(slow.asked[number])
    assert {"room", "message"} <= {*slow.asked}


async def test_after_a_refusal_too_the_most_urgent_goes_first(slow: Slow) -> None:
    full = [f"before {number}" for number in range(AT_ONCE)]
    for what in full:
        await slow.ask(what, ANSWER)
    for what, urgency in (("room", ROOM), ("message", MESSAGE), ("answer", ANSWER)):
        await slow.ask(what, urgency)
    await slow.refuse("before 0", 0.001)
    await slow.hears("answer")
    assert slow.asked == [*full, "answer"]
    await slow.answer("answer", "before 0", "message")
    assert slow.asked == [*full, "answer", "before 0", "message", "room"]


async def test_after_a_refusal_nothing_goes_before_its_time(slow: Slow) -> None:
    await slow.ask("room", ROOM)
    await slow.refuse("room", LONGEST)
    await slow.ask("answer", ANSWER)
    assert slow.asked == ["room"]


async def test_what_is_given_up_leaves_its_place_to_others(slow: Slow) -> None:
    for number in range(AT_ONCE + 2):
        await slow.ask(f"answer {number}", ANSWER)
    await slow.give_up(f"answer {AT_ONCE}")
    await slow.give_up("answer 0")
    assert slow.asked[AT_ONCE:] == [f"answer {AT_ONCE + 1}"]
    await slow.ask("last", ANSWER)
    await slow.answer("answer 1")
    assert slow.asked[-1] == "last"

"""What is done at the same time has ended when the caller goes on, also when some of it fails."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

import pytest

from bot.together import carried_out, gathered

Together = Callable[[Iterable[Coroutine[Any, Any, str]]], Awaitable[list[str]]]
both = pytest.mark.parametrize("together", [gathered, carried_out])


class Work:
    """Keeps what was done and what was cancelled; ending takes a moment, as on a database."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.cancelled: list[str] = []

    async def does(self, name: str, after: float = 0.0) -> str:
        try:
            await asyncio.sleep(after)
        except asyncio.CancelledError:
            await asyncio.sleep(0.01)
            self.cancelled.append(name)
            raise
        self.done.append(name)
        return name

    async def fails(self, error: Exception, after: float = 0.0) -> str:
        await asyncio.sleep(after)
        raise error


@both
async def test_what_each_returns_comes_in_order(together: Together) -> None:
    work = Work()
    assert await together([work.does("slow", 0.01), work.does("quick")]) == ["slow", "quick"]
    assert await together([]) == []


@both
async def test_what_failed_first_is_raised_as_it_is(together: Together) -> None:
    work, cause = Work(), OSError("why")
    first = ValueError("first")
    first.__cause__ = cause
    with pytest.raises(ValueError, match="first") as raised:
        await together([work.fails(KeyError("later"), 0.01), work.fails(first)])
    assert (raised.value, raised.value.__cause__) == (first, cause)


async def test_what_only_asks_is_cancelled_when_one_fails() -> None:
    work = Work()
    with pytest.raises(ValueError, match="no"):
        await gathered([work.does("other", 60), work.fails(ValueError("no"))])
    assert (work.done, work.cancelled) == ([], ["other"])


async def test_what_changes_something_is_done_though_another_fails() -> None:
    work = Work()
    with pytest.raises(ValueError, match="no"):
        await carried_out([work.does("other", 0.01), work.fails(ValueError("no"))])
    assert (work.done, work.cancelled) == (["other"], [])


@both
async def test_when_the_caller_is_cancelled_all_have_ended_before_it_has(
    together: Together,
) -> None:
    work = Work()
    task = asyncio.ensure_future(together([work.does("one", 60), work.does("two", 60)]))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (work.done, work.cancelled) == ([], ["one", "two"])


@both
async def test_a_caller_that_is_cancelled_while_the_others_end_is_cancelled(
    together: Together,
) -> None:
    work = Work()
    task = asyncio.ensure_future(together([work.does("other", 60), work.fails(ValueError("no"))]))
    for _ in range(5):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

"""Several things done at the same time, of which none goes on once the caller does.

asyncio's own ``gather`` leaves the others running when one fails; a ``TaskGroup`` raises a group
of errors, where callers handle a typed one: ``ungrouped`` raises that. May know: asyncio. Must
never import: anything of ours.
"""

import asyncio
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


async def gathered(asked: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Return what each returns, in order. When one fails, the others are cancelled.

    For what changes nothing. Raises what failed first, after all have ended.
    """
    tasks = [asyncio.create_task(each) for each in asked]
    try:
        return await asyncio.gather(*tasks)
    except Exception:
        for task in tasks:
            task.cancel()
        raise
    finally:
        await asyncio.gather(*tasks, return_exceptions=True)


async def carried_out(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Return what each returns, in order. When one fails, the others are done all the same.

    For what changes something: what always fails must not keep the rest from ever being done.
    Raises what failed first, after all have ended.
    """
    tasks = [asyncio.create_task(each) for each in work]
    try:
        return await asyncio.gather(*tasks)
    finally:
        await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def ungrouped() -> Iterator[None]:
    """Raise the first error of a group by itself, for a ``TaskGroup`` within."""
    try:
        yield
    except BaseExceptionGroup as group:
        raise _first(group) from group


def _first(error: BaseException) -> BaseException:
    return _first(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error

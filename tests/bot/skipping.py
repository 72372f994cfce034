"""An event loop in which waiting takes no time: whenever nothing is ready, it is later at once."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Skipping(asyncio.SelectorEventLoop):
    """Skips to the time of what is scheduled next."""

    _skipped = 0.0

    def time(self) -> float:
        return super().time() + self._skipped

    def _run_once(self) -> None:
        scheduled = [each for each in self._scheduled if not each.cancelled()]  # type: ignore[attr-defined]
        if scheduled and not self._ready:  # type: ignore[attr-defined]
            self._skipped += max(min(each.when() for each in scheduled) - self.time(), 0)
        super()._run_once()  # type: ignore[misc]


def skipping(work: Coroutine[Any, Any, T]) -> T:
    """Return what comes of some work, without waiting."""
    with asyncio.Runner(loop_factory=Skipping) as runner:
        return runner.run(work)

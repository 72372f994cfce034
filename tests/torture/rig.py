"""What a part of the torture is given, and how the parts are found and run.

A part is a file of this folder with ``async def run(rig: Rig) -> None``, which raises
AssertionError when a promise is broken. ``SHARE`` in it says how much of the time it gets,
if not one share like the others.
"""

import importlib
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from demo.homeserver import Homeserver

FOLDER = Path(__file__).parent
RUN = "async def run(rig: Rig)"


@dataclass
class Rig:
    """What a part works with. ``random`` is seeded; ``homeserver`` has no rate limits.

    ``folder`` is the part's own, and ``deadline`` when it is to end, on ``time.monotonic``.
    """

    random: random.Random
    folder: Path
    homeserver: Callable[[], Awaitable[Homeserver]]
    deadline: float
    counts: Counter[str] = field(default_factory=Counter)

    def more(self) -> bool:
        """Whether there is time left for another round."""
        return time.monotonic() < self.deadline


@dataclass(frozen=True)
class Part:
    """A part, by name, and how many shares of the time it gets."""

    name: str

    @property
    def module(self) -> ModuleType:
        return importlib.import_module(f"tests.torture.{self.name}")

    @property
    def share(self) -> float:
        return float(getattr(self.module, "SHARE", 1))


@dataclass(frozen=True)
class Result:
    """What a part did, in how many seconds, and what promise was broken, if one was."""

    part: str
    counts: Counter[str]
    seconds: float
    broken: BaseException | None = None


def parts() -> list[str]:
    """Return the names of the parts that there are."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if f"\n{RUN}" in path.read_text())


@asynccontextmanager
async def shared(
    given: Homeserver | None = None,
) -> AsyncIterator[Callable[[], Awaitable[Homeserver]]]:
    """One homeserver for all parts, started when the first asks for it."""
    async with AsyncExitStack() as stack:
        found = given

        async def homeserver() -> Homeserver:
            nonlocal found
            if found is None:
                found = await stack.enter_async_context(Homeserver.start())
            return found

        yield homeserver


async def torture(
    names: Sequence[str],
    *,
    seed: int,
    seconds: float,
    folder: Path,
    given: Homeserver | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> list[Result]:
    """Run the parts one after the other; the time that one leaves is the next ones'."""
    results: list[Result] = []
    end = time.monotonic() + seconds
    async with shared(given) as homeserver:
        waiting = [Part(name) for name in names]
        while waiting:
            shares = sum(part.share for part in waiting)
            part, left = waiting.pop(0), max(end - time.monotonic(), 0)
            tell(part.name)
            deadline = time.monotonic() + left * part.share / shares
            own = folder / part.name
            own.mkdir()
            # Of its own, so that a part does the same whichever others run.
            chance = random.Random(f"{seed} {part.name}")
            results.append(await _run(part, Rig(chance, own, homeserver, deadline)))
    return results


async def _run(part: Part, rig: Rig) -> Result:
    began, broken = time.monotonic(), None
    try:
        await part.module.run(rig)
    except Exception as error:  # noqa: BLE001 - told at the end, after the other parts
        broken = error
    return Result(part.name, rig.counts, time.monotonic() - began, broken)

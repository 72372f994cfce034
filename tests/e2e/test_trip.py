"""The trip of a message is as the page has it: each function is called, in that order."""

import asyncio
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tests.e2e.conftest import Convene

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-it-works.md").read_text(encoding="utf-8")
STEP = re.compile(r"^\| `([a-z_/]+\.py)` \| `([\w.]+)` \|", re.MULTILINE)
Step = tuple[str, str]


@contextmanager
def watched(steps: set[Step]) -> Iterator[list[Step]]:
    """Note each call of one of these functions, and each time that one goes on."""
    called: list[Step] = []

    def note(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        step = (code.co_filename.removeprefix(f"{ROOT}/"), code.co_qualname)
        if event == "call" and step in steps:
            called.append(step)

    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(None)


async def test_a_position_travels_as_the_page_has_it(convene: Convene) -> None:
    steps = STEP.findall(PAGE)
    assert len(steps) > 20
    async with convene(caucuses={"cs": "Civil society"}) as council:
        number = await council.opened()
        chair, room = council["cs-chair"], await council.caucus(number, "cs")
        await council["chair"].commands(await council.plenary(number), "!refer")
        await chair.reads(room, "One.")
        with watched(set(steps)) as called:
            await chair.commands(room, "!consensus yes")
            await council["chair"].reads(await council.plenary(number), "rough consensus")
            async with asyncio.timeout(60):
                while steps[-1] not in called:  # noqa: ASYNC110 - nobody is told of it
                    await asyncio.sleep(0.01)
    left = iter(called)
    assert [step for step in steps if step not in left] == []  # a subsequence, in that order

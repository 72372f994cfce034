"""What may have killed the process is worked on alone; nothing innocent is given up with it."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from bot.alone import Alone
from bot.clerk.clerk import ATTEMPTS
from storage.attempts import Attempts

DEADLY = "$deadly"


async def lives(
    path: Path, causes: Iterable[str], deadly: str = "", *, killed: bool = False
) -> set[str]:
    """Work on causes side by side, as a process does that dies of one of them, or is killed.

    Returns the causes that were given up.
    """
    attempts = Attempts(path)
    alone, given_up, over = Alone(attempts), set[str](), asyncio.Event()
    causes = list(causes)

    async def works(cause: str) -> None:
        async with alone.turn(cause) as attempt:
            if attempt > ATTEMPTS:
                given_up.add(cause)
            else:
                if cause == deadly:
                    over.set()
                if killed or cause == deadly:
                    await asyncio.Event().wait()
                await asyncio.sleep(0.001)  # the homeserver is asked
        attempts.over(cause)

    for cause in causes:
        alone.expect(cause)
    tasks = [asyncio.create_task(works(cause)) for cause in causes]
    if killed:
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        over.set()
    waiting = asyncio.create_task(over.wait())
    everything = asyncio.ensure_future(asyncio.wait(tasks))
    await asyncio.wait((waiting, everything), return_when=asyncio.FIRST_COMPLETED)
    written = path.read_bytes()  # noqa: ASYNC240 - nobody else waits
    for task in (*tasks, waiting):
        task.cancel()
    await asyncio.gather(*tasks, everything, waiting, return_exceptions=True)
    attempts.close()
    path.write_bytes(written)  # noqa: ASYNC240 - as it was when the process was killed
    return given_up


async def test_what_is_worked_on_side_by_side_when_the_process_is_killed_is_never_given_up(
    tmp_path: Path,
) -> None:
    causes = [f"${number}" for number in range(8)]
    for _ in range(3 * ATTEMPTS):
        assert await lives(tmp_path / "attempts", causes, killed=True) == set()
        causes = causes[1:] + causes[:1]
    assert await lives(tmp_path / "attempts", causes) == set()


async def test_what_kills_the_process_is_given_up_and_nothing_beside_it_is(tmp_path: Path) -> None:
    path, causes = tmp_path / "attempts", ["$a", "$b", DEADLY, "$c"]
    starts = 0
    while not (given_up := await lives(path, causes, DEADLY)):
        starts += 1
        assert starts <= ATTEMPTS + 1
    assert given_up == {DEADLY}


async def test_nothing_else_is_worked_on_while_a_suspect_is(tmp_path: Path) -> None:
    await lives(tmp_path / "attempts", ["$a", "$b"], killed=True)
    attempts = Attempts(tmp_path / "attempts")
    alone, order = Alone(attempts), list[str]()

    async def works(cause: str) -> None:
        async with alone.turn(cause):
            order.append(f"{cause} begins")
            await asyncio.sleep(0.001)
            order.append(f"{cause} ends")

    alone.expect("$b")
    alone.expect("$other")
    await asyncio.gather(*(works(cause) for cause in ("$other", "$another", "$b")))
    assert order[:2] == ["$b begins", "$b ends"]
    assert order[2:] == [*("$other begins", "$another begins", "$other ends", "$another ends")]
    attempts.close()

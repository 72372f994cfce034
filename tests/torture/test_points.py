"""Every request and every transaction of the trip has its points, also one written tomorrow."""

import ast
import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from tests.torture import marks

PURE = ("commands", "deliberation", "templates")
LOADED = """
import sys
from tests.torture import loaded, marks
without = [
    name for name in sys.modules
    if marks.is_on_the_trip(name) and not hasattr(sys.modules[name], "__passing__")
]
assert not without, without
assert "bot.courier.courier" in sys.modules
"""
WAITING = ast.Await | ast.AsyncWith | ast.AsyncFor


def waits(path: Path) -> bool:
    """Whether a module waits for anything."""
    return any(isinstance(node, WAITING) for node in ast.walk(ast.parse(path.read_bytes())))


def test_only_what_runs_while_a_message_is_on_its_trip_waits_for_anything_or_it_is_listed() -> None:
    """Where nothing waits, nothing asks the network or the database."""
    unmarked = {m for m, path in marks.modules(*PURE, *marks.TRIP) if waits(path)}
    unmarked -= {module for module in unmarked if marks.is_on_the_trip(module)}
    assert unmarked
    assert all(module.startswith(marks.OFF_THE_TRIP) for module in unmarked), unmarked


def test_a_process_that_is_to_be_killed_has_every_module_of_the_trip_with_its_points() -> None:
    subprocess.run([sys.executable, "-c", LOADED], check=True, cwd=marks.ROOT)


def test_an_await_has_a_point_on_either_side_and_a_transaction_four() -> None:
    source = (
        "async def put(db):\n    async with db.write() as conn:\n        await conn.execute()\n"
    )
    marking = marks.Marking(marks.ROOT / "bot" / "new.py")
    marking.visit(ast.parse(source))
    assert marking.points == [
        *(f"{side} bot/new.py:2 db.write()" for side in marks.CONTEXT),
        *(f"{side} bot/new.py:3 conn.execute()" for side in marks.AWAIT),
    ]


async def test_the_points_are_passed_in_their_order_and_what_is_raised_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passed: list[str] = []
    monkeypatch.setattr(marks.Marks, "reached", passed.append)

    async def answered() -> int:
        return 3

    async def late() -> None:
        async with marks.within("c", asyncio.timeout(0)):
            assert await marks.passing("a", answered()) == 3
            await marks.passing("b", asyncio.Event().wait())

    with pytest.raises(TimeoutError):
        await late()
    assert passed == ["before entering c", "after entering c", "before a", "after a", "before b"]

"""``make quick`` is quick because nothing in it starts a program without saying so."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROGRAMS, QUICK_TOO

HERE = Path(__file__).parent
NOTHING = (sys.executable, "-c", "")


def test_a_test_that_starts_a_program_without_saying_so_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="PROGRAMS"):
        subprocess.run(NOTHING, check=True)
    with pytest.raises(pytest.fail.Exception, match="PROGRAMS"):
        os.fork()


async def test_a_test_that_starts_a_program_beside_it_without_saying_so_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="PROGRAMS"):
        await asyncio.create_subprocess_exec(*NOTHING)


def test_every_path_that_is_named_begins_that_of_a_test() -> None:
    there = [path.relative_to(HERE).as_posix() for path in HERE.rglob("test_*.py")]
    named = [start for start in (*PROGRAMS, *QUICK_TOO) if any(p.startswith(start) for p in there)]
    assert named == [*PROGRAMS, *QUICK_TOO]


def test_this_test_is_quick(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("quick")

"""The benchmarks run; how fast anything is, is for ``make bench`` to say, never for a test."""

import asyncio
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = (
    "opening a proposal, encrypted",
    "opening a proposal, against its writes alone, encrypted",
    "round trip of an act (a caucus text), encrypted",
    "round trip of a query (!status), encrypted",
    "relaying a draft to 2 caucuses, encrypted",
    "round trip while texts of 68 KiB are tabled",
    "round trip while a draft of 70 kB is issued elsewhere ",
    "round trip while a draft of 70 kB is issued elsewhere, the longest",
    "round trip while 3 proposals are opened elsewhere",
    "round trip while a draft goes out to 2 caucuses ",
    "round trip while a draft goes out to 2 caucuses, 95th percentile",
    "4 commands of 2 people while the bot was down",
    "round trip of an act (a caucus text) with 2 objections and 4 answers",
    "round trip of a query (!status) with 2 objections and 4 answers",
    "starting with 3 ended and 2 live proposals",
    "starting with 3 timers due, against none",
    "inviting who must act next under stock limits",
    "inviting everybody under stock limits",
    "comparing 10 clauses of 60 words, 3 changed in each",
    "comparing 400 words in one clause",
    "comparing 200 clauses of a word, beside half",
    "peak memory in MB of comparing, beside half",
)
MEMORY = ("while texts of", "with 4 commands", "with 2 live proposals")


@pytest.mark.slow
async def test_every_row_is_printed_with_its_limit_as_soon_as_it_is_measured() -> None:
    quick = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks", "--quick"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert quick.stdout is not None
    said: list[str] = []
    while not said or not said[-1].startswith(ROWS[0]):
        line = (await quick.stdout.readline()).decode()
        assert line, "".join(said)
        said.append(line)
    assert quick.returncode is None
    said += (await quick.stdout.read()).decode().splitlines(keepends=True)
    assert await quick.wait() == 0, "".join(said)
    rows = [line for line in said if "reached" in line.lower()]
    for what in ROWS:
        assert any(line.startswith(what) for line in rows), what
    if sys.platform == "linux":
        for what in MEMORY:
            assert any(line.startswith(f"peak memory {what}") for line in rows), what
    assert any(line.startswith("  … opening proposals") for line in said)
    assert "16 requests at once" in "".join(said)

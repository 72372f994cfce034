"""The benchmarks run; how fast anything is, is for ``make bench`` to say, never for a test."""

import asyncio
import sys
from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.measure import Comparison

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
async def test_every_part_is_measured_and_the_table_names_its_limits() -> None:
    quick = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks", "--quick"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complaints = (stream.decode() for stream in await quick.communicate())
    assert quick.returncode == 0, complaints
    limits = [line for line in said.splitlines() if line.startswith(("reached", "not reached"))]
    assert len(limits) == 5
    for what in ("round trip", "opening", "relaying a draft to 2", "starting with 5 ended"):
        assert any(what in line for line in limits)
    assert "peak memory" in said
    assert "16 requests at once" in said


def test_a_limit_is_compared_with_the_ratio_of_the_medians() -> None:
    compared = Comparison("anything", 1.1)
    for ours, bare in ((10.0, 10.0), (11.0, 10.0), (90.0, 20.0)):
        compared.add(ours, bare)
    assert compared.medians == (11.0, 10.0)
    assert compared.reached
    assert list(report.verdicts([compared])) == ["reached      1.10 of 1.10  anything"]

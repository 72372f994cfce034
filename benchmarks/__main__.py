"""``python -m benchmarks``: measure everything on a homeserver of our own, row by row.

Each row is printed as soon as it is measured.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path

from rich.console import Console

from benchmarks import (
    backlog,
    beside,
    beside_draft,
    beside_opening,
    beside_relay,
    beside_texts,
    comparing,
    objecting,
    opening,
    relaying,
    report,
    round_trip,
    starting,
    stock_limits,
)
from benchmarks.bench import Bench
from benchmarks.measure import QUICK, Figure, Scale
from benchmarks.quiet import quiet

Measure = Callable[[Bench], AsyncIterator[list[Figure]]]
TOO_LONG = "backlog-10000"
"""The row that is measured only where it is asked for."""
NAMES = (
    *("opening", "trip", "relaying"),
    *("beside-texts", "beside-draft", "beside-opening", "beside-relay"),
    *("backlog", TOO_LONG, "objecting", "starting", "stock-limits", "comparing"),
)


def steps(scale: Scale, chosen: Collection[str]) -> Iterator[Measure]:
    """Yield how the chosen rows are measured, those together that share a council."""
    for size, sealed in product(scale.sizes, scale.sealed):
        for name, measure in _steps(scale, chosen, size, encrypted=sealed):
            if name in chosen:
                yield measure
    if "objecting" in chosen:
        yield objecting.measure
    if "starting" in chosen:
        yield starting.measure
    if "stock-limits" in chosen:
        yield stock_limits.measure
    if "comparing" in chosen:
        yield comparing.measure


def _steps(
    scale: Scale, chosen: Collection[str], size: int, *, encrypted: bool
) -> Iterator[tuple[str, Measure]]:
    """Yield what is measured in one council. What is opened first is used by others."""
    once = encrypted == scale.sealed[0]
    smallest, largest = size == scale.sizes[0], size == scale.sizes[-1]
    if smallest:
        yield "opening", partial(opening.measure, size=size, encrypted=encrypted)
        yield "trip", partial(round_trip.measure, size=size, encrypted=encrypted)
    yield "relaying", partial(relaying.measure, size=size, encrypted=encrypted)
    if once:
        loads: dict[str, tuple[bool, beside.Prepare]] = {
            "beside-texts": (smallest, beside_texts.prepare),
            "beside-draft": (smallest, beside_draft.prepare),
            "beside-opening": (smallest, beside_opening.prepare),
            "beside-relay": (largest, beside_relay.prepare),
        }
        here = {name: load for name, (fits, load) in loads.items() if fits and name in chosen}
        for first in list(here)[:1]:
            prepare = list(here.values())
            yield first, partial(beside.measure, size=size, prepare=prepare, encrypted=encrypted)
    if once and largest:
        for name, each in (("backlog", scale.backlog), (TOO_LONG, scale.flood)):
            yield name, partial(backlog.measure, size=size, each=each, encrypted=encrypted)


async def measure(scale: Scale, chosen: Collection[str], folder: Path) -> list[Figure]:
    """Measure the chosen rows, printing each; return all figures."""
    progress, console, found = report.Progress(), Console(highlight=False, soft_wrap=True), []
    async with Bench.open(folder, scale, progress) as bench:
        console.print(report.heading())
        for step in steps(scale, chosen):
            start = time.monotonic()
            async for figures in step(bench):
                took, start = time.monotonic() - start, time.monotonic()
                found += figures
                progress.done()
                for figure, line in zip(figures, report.rows(figures, took), strict=True):
                    console.print(line, style="" if figure.reached else "red", markup=False)
                console.file.flush()
    return found


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="see that it works, no more")
    parser.add_argument(
        "--only",
        choices=NAMES,
        action="append",
        help=f"measure this, and what else is named so; without it all but {TOO_LONG}",
    )
    parser.add_argument(
        "--seconds", type=float, help="for how long texts of 1 MiB are tabled, 60 for the limit"
    )
    asked = parser.parse_args()
    scale = QUICK if asked.quick else Scale()
    if asked.seconds is not None:
        scale = replace(scale, seconds=asked.seconds)
    chosen = asked.only or [name for name in NAMES if name != TOO_LONG]
    quiet()
    start = time.monotonic()
    for line in report.surroundings():
        print(line)
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        found = asyncio.run(measure(scale, chosen, Path(folder)))
    print(report.summary(found, time.monotonic() - start))


if __name__ == "__main__":
    main()

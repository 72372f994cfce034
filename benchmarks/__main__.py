"""``python -m benchmarks``: measure everything on a homeserver of our own, print the table.

``--quick`` measures next to nothing, to see that all of it works; ``--only PART`` one part.
"""

import argparse
import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from itertools import product
from pathlib import Path

from benchmarks import opening, relaying, report, round_trip, starting
from benchmarks.measure import QUICK, Comparison, Scale
from benchmarks.quiet import quiet
from benchmarks.sitting import sitting
from demo.homeserver import Homeserver

PARTS = ("trip", "opening", "relaying", "starting")


def tell(what: str) -> None:
    """Say what is under way, on a terminal alone."""
    if sys.stderr.isatty():
        print(f"\r\033[K{what}", end="", file=sys.stderr, flush=True)


async def measure(
    scale: Scale, parts: tuple[str, ...], folder: Path, found: list[Comparison]
) -> int:
    """Measure the parts into ``found``; return the peak memory in KiB (0: not measured)."""
    peak = 0
    async with AsyncExitStack() as stack:
        tell("starting a homeserver")
        homeserver = await stack.enter_async_context(Homeserver.start())
        for sealed in scale.sealed if "trip" in parts else ():
            async with sitting(homeserver, folder, scale.named, 1, encrypted=sealed) as council:
                found += await round_trip.measure(council, scale, tell, encrypted=sealed)
        for sealed in scale.sealed if "opening" in parts else ():
            seats = scale.people - 1
            async with sitting(homeserver, folder, scale.named, seats, encrypted=sealed) as council:
                found += await opening.measure(council, scale, tell, encrypted=sealed)
        sizes = scale.caucuses if "relaying" in parts else ()
        for size, sealed in product(sizes, scale.sealed):
            tell(f"a council of {size} caucuses")
            caucuses = relaying.council_of(size)
            async with sitting(homeserver, folder, caucuses, 0, encrypted=sealed) as council:
                found += await relaying.measure(council, size, scale, tell, encrypted=sealed)
        if "starting" in parts:
            more, peak = await starting.measure(homeserver, folder, scale, tell)
            found += more
    return peak


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="see that it works, no more")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part")
    chosen = parser.parse_args()
    scale = QUICK if chosen.quick else Scale()
    quiet()
    console = report.console()
    for line in report.surroundings(scale):
        console.print(line)
    found: list[Comparison] = []
    peak = 0
    try:
        with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
            parts = tuple(chosen.only or PARTS)
            peak = asyncio.run(measure(scale, parts, Path(folder), found))
    finally:  # what was measured before something failed took minutes
        tell("")
        console.print(report.table(found, plain=not console.is_terminal))
        for line in report.verdicts(found):
            console.print(line)
    if peak:
        console.print(f"peak memory  {peak / 1024:.0f} MiB, of the bot with all proposals")


if __name__ == "__main__":
    main()

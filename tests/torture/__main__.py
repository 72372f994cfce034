"""``python -m tests.torture``: keep breaking things for a while, and see that promises hold.

Prints how many kills, faults, forgeries there were, and ends with exit code 1 when a
promise was broken; the seed that is printed gives the same choices again.
"""

import argparse
import asyncio
import secrets
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

import structlog
from rich.console import Console
from rich.table import Table

from tests.torture.rig import Result, parts, torture

MINUTES = 10.0


def tell(part: str) -> None:
    """Say which part begins."""
    print(f"{part} …", file=sys.stderr, flush=True)  # noqa: T201 - for who waits


def table(results: Sequence[Result]) -> Table:
    """Return what was counted, by part."""
    shown = Table("part", "seconds", "counted", "how many", "held", box=None)
    for result in results:
        held = "no" if result.broken else "yes"
        lines = [(what, f"{number:,}") for what, number in result.counts.items()] or [("", "")]
        for number, line in enumerate(lines):
            first = (result.part, f"{result.seconds:.0f}") if not number else ("", "")
            shown.add_row(*first, *line, "" if number else held)
    return shown


def chosen() -> argparse.Namespace:
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--seed", type=int, help="makes the same choices again")
    parser.add_argument("--minutes", type=float, default=MINUTES, help=f"by default {MINUTES:.0f}")
    parser.add_argument("--only", choices=parts(), action="extend", nargs="+", metavar="PART")
    return parser.parse_args()


def main() -> int:
    """Run the parts; return the exit code."""
    asked = chosen()
    seed = secrets.randbelow(10**6) if asked.seed is None else asked.seed
    names = asked.only or parts()
    console = Console(width=100)
    console.print(f"seed {seed}, {asked.minutes:g} minutes, {', '.join(names)}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        seconds = 60 * asked.minutes
        results = asyncio.run(
            torture(names, seed=seed, seconds=seconds, folder=Path(folder), tell=tell)
        )
    console.print(table(results))
    for result in (broken := [each for each in results if each.broken]):
        traceback.print_exception(result.broken)
        console.print(f"{result.part}: a promise was broken, with --seed {seed}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

"""``python -m tests.mutants``: change the code a little, and see that a test notices.

Draws a sample of all mutants, tries each against the tests of its file (``table.py``) in
copies of the repository, and prints those that survive. The exit code is 1 when fewer than
nine in ten are killed, or when a mutant that is listed as equivalent is killed. An interrupt
ends all that was started, and has the counts of what was tried until then printed.
"""

import argparse
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import yaml

from tests.mutants.change import Mutant, mutants
from tests.mutants.table import HELD_BY

ROOT = Path(__file__).parents[2]
EQUIVALENT = Path(__file__).with_name("equivalent.yaml")
SAMPLE = 600
ENOUGH = 0.9
INTERRUPTED = 130
"""The exit code after an interrupt, as shells have it."""
_NOT_COPIED = shutil.ignore_patterns(
    *(".*", "__pycache__", "build", "dist", "htmlcov", "data", "node_modules")
)

Worker = subprocess.Popen[str]


def chosen() -> argparse.Namespace:
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--seed", type=int, help="draws the same mutants of the same code again")
    parser.add_argument("--sample", type=int, default=SAMPLE, help=f"by default {SAMPLE}")
    parser.add_argument("--jobs", type=int, default=2, help="how many at the same time: 2")
    parser.add_argument("--only", metavar="WORD", help="only names and files with this in them")
    return parser.parse_args()


def drawn(asked: argparse.Namespace, seed: int) -> list[Mutant]:
    """Return the sample, in the order in which it is tried."""
    every = [each for path in HELD_BY for each in mutants(path, (ROOT / path).read_text())]
    if asked.only:
        every = [each for each in every if asked.only in f"{each.name} {each.path}"]
    return random.Random(seed).sample(every, min(asked.sample, len(every)))


def tell(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201 - what this program is for


@contextmanager
def worker(folder: Path, number: int) -> Iterator[Worker]:
    """Start a process in a copy of its own; nothing is ever written into the repository."""
    copy = folder / str(number)
    shutil.copytree(ROOT, copy, ignore=_NOT_COPIED)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with (folder / f"{number}.log").open("w") as log:
        process = subprocess.Popen(
            (sys.executable, "-m", "tests.mutants.worker"),
            cwd=copy,
            env=environment | {"TMPDIR": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,  # so that it can be ended with all that it started
        )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def ask(process: Worker, path: str, code: str, tests: Sequence[str]) -> dict[str, Any]:
    """Have a worker try a file's code; see ``worker``."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps({"path": path, "code": code, "tests": tests}) + "\n")
    process.stdin.flush()
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer


def unchanged(workers: Sequence[Worker], paths: set[str], folder: Path) -> None:
    """Try the tests without a change, or no failure would mean anything."""
    tests = list(dict.fromkeys(test for path in sorted(paths) for test in HELD_BY[path]))
    with threads(len(workers)) as pool:
        answers = pool.map(lambda each: ask(each, next(iter(paths)), "", tests), workers)
        if any(answer["code"] != 0 for answer in answers):
            tell("".join(log.read_text()[-3_000:] for log in folder.glob("*.log")))
            raise SystemExit("The tests fail without any change.")


@contextmanager
def threads(number: int) -> Iterator[ThreadPoolExecutor]:
    """Have threads for which nobody waits: they end when the workers they ask do."""
    pool = ThreadPoolExecutor(number)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def tried(sample: Sequence[Mutant], workers: Sequence[Worker]) -> Iterator[tuple[Mutant, Any]]:
    """Yield each mutant with the answer to it, as it comes."""
    free: SimpleQueue[Worker] = SimpleQueue()
    for each in workers:
        free.put(each)

    def attempt(mutant: Mutant) -> tuple[Mutant, Any]:
        process = free.get()
        try:
            return mutant, ask(process, mutant.path, mutant.code, HELD_BY[mutant.path])
        finally:
            free.put(process)

    with threads(len(workers)) as pool:
        asked = [pool.submit(attempt, mutant) for mutant in sample]
        yield from (each.result() for each in as_completed(asked))


@dataclass
class Result:
    """What was tried so far, and what of it survived; ``whole`` once all was tried."""

    done: list[Mutant] = field(default_factory=list)
    left: list[Mutant] = field(default_factory=list)
    whole: bool = False


def result_of(sample: Sequence[Mutant], workers: Sequence[Worker]) -> Result:
    """Try the sample, and tell how far it is; after an interrupt, what was tried until then."""
    found, began = Result(), time.monotonic()
    try:
        for mutant, answer in tried(sample, workers):
            found.done.append(mutant)
            note(mutant, answer, found)
            if len(found.done) % 10 == 0 or len(found.done) == len(sample):
                far = f"{len(found.done)} of {len(sample)}, {len(found.left)} survived"
                tell(f"{far}, {(time.monotonic() - began) / 60:.1f} minutes")
    except KeyboardInterrupt:
        tell("interrupted")
        return found
    found.whole = True
    return found


def note(mutant: Mutant, answer: dict[str, Any], found: Result) -> None:
    """Tell what became of a mutant, unless a test killed it."""
    if answer["code"] == 0:
        found.left.append(mutant)
        tell(f"survived ({answer['seconds']:.0f} s): {mutant}")
    elif answer["code"] is None or answer["code"] < 0:
        tell(f"killed by its time or memory ({answer['seconds']:.0f} s): {mutant}")


def told(sample: Sequence[Mutant], left: Sequence[Mutant]) -> int:
    """Print the counts by file and in all; return the exit code."""
    listed = set(yaml.safe_load(EQUIVALENT.read_text()) or {})
    survived = Counter(each.path for each in left)
    for path, number in Counter(each.path for each in sample).items():
        tell(f"{path:26} {number:4} mutants, {number - survived[path]:4} killed")
    equivalent = [each for each in left if each.name in listed]
    wrong = [each for each in sample if each.name in listed and each not in left]
    for each in wrong:
        tell(f"listed as equivalent, and killed: {each}")
    killed = len(sample) - len(left)
    share = killed / len(sample) if sample else 0.0
    others = len(left) - len(equivalent)
    tell(f"{killed} of {len(sample)} killed ({share:.1%}), {len(equivalent)} equivalent,")
    tell(f"{others} survived otherwise; {ENOUGH:.0%} are to be killed")
    return int(share < ENOUGH or bool(wrong))


def main() -> int:
    """Try a sample; return the exit code."""
    for each in (signal.SIGTERM, signal.SIGHUP):  # tidies up as after an interrupt
        signal.signal(each, signal.default_int_handler)
    asked, began = chosen(), time.monotonic()
    seed = secrets.randbelow(10**6) if asked.seed is None else asked.seed
    sample = drawn(asked, seed)
    tell(f"seed {seed}: {len(sample)} mutants, {asked.jobs} at the same time")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(_folder()))
        workers = [stack.enter_context(worker(folder, n)) for n in range(asked.jobs)]
        tell("the tests without a change …")
        unchanged(workers, {each.path for each in sample}, folder)
        tell(f"hold ({(time.monotonic() - began) / 60:.1f} minutes)")
        found = result_of(sample, workers)
    code = told(found.done, found.left)
    tell(f"seed {seed}, {(time.monotonic() - began) / 60:.1f} minutes")
    return code if found.whole else INTERRUPTED


@contextmanager
def _folder() -> Iterator[str]:
    """A folder for all that is written; PostgreSQL, which isn't root, may go through it."""
    with tempfile.TemporaryDirectory(prefix="mutants-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield folder


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # before any mutant was tried
        tell("interrupted")
        sys.exit(INTERRUPTED)

"""Two texts read from cold, compared and rendered: in ms, and beside half of them.

What is twice as long is to take twice as long, and twice the memory: "bare" is half of it. Nothing
is asked of the homeserver.
"""

import gc
import random
import statistics
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable

from benchmarks.bench import Bench
from benchmarks.measure import Figure, Limit
from templates.changes import changes
from templates.passages import whole
from texts.read import Format, forget, read

Words = list[list[str]]
"""The words of each clause."""
Pair = tuple[str, str]

TIMES = 5
WORDS = 60
CHANGED = 3
VOCABULARY = 3000
CLAUSES_LIMIT = 150
"""In ms, for 500 clauses."""
WORDS_LIMIT = 200
"""In ms, for 20,000 words."""
TWICE = 2.6
"""By how much what is twice as long may take longer."""
TWICE_MEMORY = 2.3


async def measure(bench: Bench) -> AsyncIterator[list[Figure]]:
    """Compare texts of each shape."""
    many = bench.scale.clauses
    for what, pair, most in _limited(many):
        bench.tell(what)
        took = milliseconds(pair)
        yield [Figure(what, took, 0, TIMES, most, Limit.TIME)]
    for what, shape, length in _shapes(many):
        bench.tell(what)
        whole, half = shape(length), shape(length // 2)
        yield [Figure(f"{what}, beside half", *_turns(whole, half), TIMES, TWICE)]
    what = "peak memory in MB of comparing, beside half"
    whole, half = changed(2 * many, WORDS), changed(many, WORDS)
    yield [Figure(what, peak(whole), peak(half), 1, TWICE_MEMORY)]


def _limited(many: int) -> list[tuple[str, Pair, float]]:
    return [
        (
            f"comparing {many} clauses of {WORDS} words, {CHANGED} changed in each",
            changed(many, WORDS),
            CLAUSES_LIMIT,
        ),
        (f"comparing {many * 40} words in one clause", changed(1, many * 40), WORDS_LIMIT),
    ]


def _shapes(many: int) -> list[tuple[str, Callable[[int], Pair], int]]:
    return [
        (f"comparing {many * 80} equal words", equal, many * 80),
        (f"comparing {many} clauses with nothing in common", unlike, many),
        (f"comparing {many * 20} clauses of a word", single, many * 20),
        (f"comparing {many * 20} clauses of other words", other, many * 20),
    ]


def milliseconds(pair: Pair) -> float:
    """Return how long it takes to read two texts, nothing being known yet, and compare them."""
    return statistics.median(_once(pair) for _ in range(TIMES))


def _turns(whole: Pair, half: Pair) -> tuple[float, float]:
    """Return what both take, measured turn about, while Python collects no garbage.

    How often it does that grows by steps: 10,000 clauses fall on the far side of one.
    """
    gc.collect()
    gc.disable()
    try:
        took = [(_once(whole), _once(half)) for _ in range(TIMES)]
    finally:
        gc.enable()
    here, there = zip(*took, strict=True)
    return statistics.median(here), statistics.median(there)


def _once(pair: Pair) -> float:
    forget()
    changes.cache_clear()
    start = time.perf_counter()
    _shown(pair)
    return (time.perf_counter() - start) * 1e3


def _shown(pair: Pair) -> None:
    """Read both texts, compare them, and render what changed and the whole."""
    old, new = pair
    form = Format.MARKDOWN
    changes(old, form, new, form)
    whole(read(new))


def peak(pair: Pair) -> float:
    """Return the most memory, in MB, that reading and comparing takes."""
    forget()
    changes.cache_clear()
    tracemalloc.start()
    _shown(pair)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


# --- texts --------------------------------------------------------------------------------


def changed(clauses: int, words: int) -> Pair:
    """Return a text, and the same with some words of each clause changed."""
    chance = random.Random(1)
    old = _words(chance, clauses, words)
    new = [list(clause) for clause in old]
    for clause in new:
        for at in chance.sample(range(words), max(CHANGED, words // 70)):
            clause[at] = _word(chance)
    return _source(old), _source(new)


def equal(words: int) -> Pair:
    """Return a clause of one word again and again, and one with another in its middle."""
    old = ["same"] * words
    return _source([old]), _source([[*old[words // 2 :], "other", *old[: words // 3]]])


def unlike(clauses: int) -> Pair:
    """Return two texts that have no word in common."""
    chance = random.Random(1)
    old, new = (_words(chance, clauses, WORDS) for _ in "ab")
    return _source(old), _source([[f"z{word}" for word in clause] for clause in new])


def single(clauses: int) -> Pair:
    """Return a text whose clauses are all of the same word, and one that ends otherwise."""
    old = "\n\n".join(["word"] * clauses)
    return old, old.removesuffix("word") + "other"


def other(clauses: int) -> Pair:
    """Return two texts of clauses of a word each, all of them different."""
    old, new = ("\n\n".join(f"{letter}{n}" for n in range(clauses)) for letter in "uv")
    return old, new


def _words(chance: random.Random, clauses: int, words: int) -> Words:
    return [[_word(chance) for _ in range(words)] for _ in range(clauses)]


def _word(chance: random.Random) -> str:
    return f"w{chance.randrange(VOCABULARY)}"


def _source(clauses: Words) -> str:
    return "\n\n".join(f"{n}. {' '.join(words)}." for n, words in enumerate(clauses, 1))

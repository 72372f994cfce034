"""What two sequences have in common: all of it where they are short, much where they are long."""

import random
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from tests.texts.lcs import longest
from texts import sequence
from texts.sequence import common, pairs, rising

ELEMENTS = st.lists(st.sampled_from("abcd"), max_size=25)


@given(ELEMENTS, ELEMENTS, st.sampled_from([0, 4, 40, 40_000_000]))
def test_runs_are_equal_rise_and_do_not_touch(old: list[str], new: list[str], exact: int) -> None:
    with patch.object(sequence, "_EXACT", exact), patch.object(sequence, "_PIECE", 5):
        found = common(old, new)
    i = j = 0
    for number, (a, b, size) in enumerate(found):
        assert size > 0
        assert a >= i
        assert b >= j
        assert not number or (a, b) != (i, j)
        assert old[a : a + size] == new[b : b + size]
        i, j = a + size, b + size


@given(ELEMENTS)
def test_a_sequence_has_all_in_common_with_itself(elements: list[str]) -> None:
    assert pairs(elements, elements) == [(k, k) for k in range(len(elements))]


def test_what_a_few_hundred_words_have_in_common_is_exact() -> None:
    chance = random.Random(1)
    old, new = ([chance.choice("abcdefgh") for _ in range(300)] for _ in range(2))
    assert len(pairs(old, new)) == longest(old, new)


def test_in_a_long_one_little_is_lost_though_no_word_stands_once() -> None:
    chance = random.Random(1)
    old = [chance.choice("abcdefghijklmnopqrst") for _ in range(9000)]
    new = [*(chance.choice("uvwxyz") for _ in range(2500)), *old]
    for at in chance.sample(range(2500, len(new)), 40):
        new[at] = "z"
    assert len(pairs(["A", *old, "B"], ["C", *new, "D"])) >= 9000 - 60
    both = "abcdefghijklmnopqrst"
    fuller = [*(chance.choice(both) for _ in range(2500)), *old]
    for at in chance.sample(range(2500, len(fuller)), 40):
        fuller[at] = chance.choice(both)
    assert len(pairs(["A", *old, "B"], ["C", *fuller, "D"])) >= 9000 - 60


def test_a_rising_chain_is_the_longest() -> None:
    assert rising([(0, 5), (1, 1), (2, 2), (3, 0), (4, 3)]) == [(1, 1), (2, 2), (4, 3)]
    assert rising([]) == []

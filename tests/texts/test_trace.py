"""What became of one passage, among all that changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.compare import compare
from texts.read import read
from texts.trace import of_new, of_old

OLD = "1. One is one.\n2. Two is two.\n3. Three is three.\n4. Four; five is five."
NEW = "1. One is one.\n2. Three is three.\n3. Four.\n4. Five is five.\n5. Six is new here."


@pytest.mark.parametrize("old, new", [(1, []), (0, [0]), (2, [1])])
def test_a_passage_is_found_by_where_it_stood(old: int, new: list[int]) -> None:
    was, now = of_old(compare(read(OLD), read(NEW)), old)
    assert (list(was), list(now)) == ([old], new)


@pytest.mark.parametrize("old, new", [([], 4), ([0], 0), ([2], 1)])
def test_a_passage_is_found_by_where_it_stands(old: list[int], new: int) -> None:
    was, now = of_new(compare(read(OLD), read(NEW)), new)
    assert (list(was), list(now)) == (old, [new])


def test_of_what_stayed_only_that_one_is_named() -> None:
    found = compare(read(OLD), read(OLD))
    assert of_new(found, 2) == of_old(found, 2) == (range(2, 3), range(2, 3))


def test_of_what_was_split_or_joined_all_are() -> None:
    one = "1. The board meets twice a year, and it reports to everybody on what it has done."
    two = "1. The board meets twice a year, and\n2. it reports to everybody on what it has done."
    split, joined = compare(read(one), read(two)), compare(read(two), read(one))
    assert of_new(split, 1) == (range(1), range(2))
    assert of_old(joined, 1) == (range(2), range(1))


clauses = st.lists(st.sampled_from(("one two", "three four", "five six", "seven")), max_size=6)


@given(clauses, clauses)
def test_it_is_the_same_from_both_sides(old: list[str], new: list[str]) -> None:
    found = compare(read("\n\n".join(old)), read("\n\n".join(new)))
    for index in range(len(found.new)):
        was, now = of_new(found, index)
        assert index in now
        assert all(index in of_old(found, each)[1] for each in was)

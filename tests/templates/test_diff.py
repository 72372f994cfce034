"""What changed between two texts."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.text import blocks
from templates.diff import Kind, Op, compare

WORDS = st.sampled_from(
    ["open", "fair", "nets", "the", "the", "[must]", "**all**", "all", "*", "\u00a0x"]
)
CLAUSE = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
MARKED = st.tuples(st.sampled_from(["", "- ", "1. ", "## ", "> ", "\t"]), CLAUSE).map("".join)
TEXT = st.one_of(
    st.lists(MARKED, max_size=8).map("\n\n".join),
    st.lists(MARKED, max_size=8).map("\n".join),
    st.text(max_size=200),
)


def words(text: str) -> list[str]:
    return [word for block in blocks(text) for word in block.source.split()]


def unmarked(found: list[str]) -> list[str]:
    return [re.sub(r"[*_]", "", word) for word in found]


@given(TEXT, TEXT)
def test_what_is_unchanged_and_added_is_the_new_text(old: str, new: str) -> None:
    assert compare(old, new).words(Op.SAME, Op.ADDED) == words(new)


@given(TEXT, TEXT)
def test_what_is_unchanged_and_removed_is_the_old_text(old: str, new: str) -> None:
    assert unmarked(compare(old, new).words(Op.SAME, Op.REMOVED)) == unmarked(words(old))


@given(TEXT)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert compare(text, text).same_words


@given(TEXT, TEXT)
def test_every_new_clause_is_accounted_for_once(old: str, new: str) -> None:
    numbers: list[int] = []
    for piece in compare(old, new).pieces:
        if piece.kind is Kind.UNCHANGED:
            numbers += range(piece.now, piece.last + 1) if piece.last else ()
        elif piece.now:
            numbers.append(piece.now)
    assert numbers == [block.number for block in blocks(new) if block.number]


def test_one_word_that_changed_is_shown_alone() -> None:
    (piece,) = compare("Networks shall be open.", "Networks must be open.").pieces
    assert [(run.op, run.text) for run in piece.runs] == [
        (Op.SAME, "Networks"),
        (Op.REMOVED, "shall"),
        (Op.ADDED, "must"),
        (Op.SAME, "be open."),
    ]


def test_a_word_whose_emphasis_alone_changed_is_the_same_word() -> None:
    old = "Whoever **hijacks** or *leaks a route*, must stop it."
    (piece,) = compare(old, "Whoever hijacks or leaks a route, shall stop it.").pieces
    assert [(run.op, run.text) for run in piece.runs] == [
        (Op.SAME, "Whoever hijacks or leaks a route,"),
        (Op.REMOVED, "must"),
        (Op.ADDED, "shall"),
        (Op.SAME, "stop it."),
    ]


def test_a_clause_whose_emphasis_alone_changed_is_not_called_unchanged() -> None:
    diff = compare("One **two**.\n\nThree four.", "One two.\n\nThree _four_.")
    assert diff.same_words
    assert [(piece.kind, piece.same_words) for piece in diff.pieces] == [(Kind.CHANGED, True)] * 2


@pytest.mark.parametrize(
    "old, new",
    [
        ("A fee* is due* now.", "A fee is due now."),
        ("Write `*x*` here.", "Write `x` here."),
        (r"Write \*x\* here.", "Write x here."),
        ("At https://a.example/*b* now.", "At https://a.example/b now."),
        ("A snake_case_name here.", "A snakecasename here."),
        ("Of 2 *3* 4* here.", "Of 2 *3 4* here."),
    ],
)
def test_a_star_or_underline_that_marks_no_emphasis_counts(old: str, new: str) -> None:
    assert not compare(old, new).same_words


def test_spacing_alone_is_no_change_of_words() -> None:
    assert compare("One  two\nthree", "One two three").same_words


def test_clauses_keep_their_old_number_beside_the_new() -> None:
    diff = compare("One two.\n\nThree four.", "Something else here.\n\nOne two.\n\nThree four.")
    assert [(p.kind, p.was, p.now, p.last) for p in diff.pieces] == [
        (Kind.ADDED, 0, 1, 0),
        (Kind.UNCHANGED, 1, 2, 3),
    ]


def test_a_large_text_is_compared_in_bounded_time() -> None:
    old = "\n\n".join(" ".join("ab"[(i * j) % 7 % 2] for j in range(150)) for i in range(1700))
    new = "\n\n".join(" ".join("ab"[(i + j) % 5 % 2] for j in range(150)) for i in range(1700))
    start = time.process_time()
    diff = compare(old, new)
    assert diff.words(Op.SAME, Op.ADDED) == words(new)
    assert time.process_time() - start < 10

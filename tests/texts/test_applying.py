"""Operations lead from one text to the other, and are refused by a text of which they aren't."""

import pytest

from tests.texts.short import PLAIN
from texts.block import Passage
from texts.compare import compare
from texts.operations import Join, Keep, Move, Relabel, Split, apply
from texts.read import read

LONG = "The council calls upon all members to publish their rules"
CLAUSES = [
    f"The council {verb} what it {verb} of old."
    for verb in ["notes", "hopes", "asks", "bans", "uses"]
]
CLAUSES.append("Nothing else.")


def passages(source: str) -> tuple[Passage, ...]:
    return read(source, PLAIN)


@pytest.mark.parametrize(
    "old, new",
    [
        ("a b c d", "a b c e"),
        ("One a.\n\nTwo b.\n\nThree c.", "One a.\n\nThree c."),
        ("1. a\n\n2. b", "1. x\n\n2. a\n\n3. b"),
    ],
)
def test_a_difference_is_refused_by_another_text(old: str, new: str) -> None:
    found = compare(passages(old), passages(new))
    for other in (
        "z y x w",
        "z.\n\ny.\n\nx.",
        "5) z\n\n6) y",
        "",
        old + "\n\nMore.",
    ):
        with pytest.raises(ValueError, match=r"these operations|other|left over"):
            apply(passages(other), found.operations)


def test_words_that_are_left_over_are_of_another_text() -> None:
    found = compare(passages("a b c d"), passages("a b c e"))
    with pytest.raises(ValueError, match="left over"):
        apply(passages("a b c d f"), found.operations)


def test_each_kind_of_operation_says_where_it_was_and_is() -> None:
    old = read("\n\n".join(CLAUSES))
    moved = read("\n\n".join([*CLAUSES[1:5], CLAUSES[0], CLAUSES[5]]))
    assert compare(old, moved).operations == (
        Keep(1, 0, 4),
        Move(0, 4, (compare(old, moved).operations[1].edits)),  # type: ignore[union-attr]
        Keep(5, 5, 1),
    )
    first, second = read("1. a\n\n2. b"), read("1. c d\n\n2. a\n\n3. b")
    assert Relabel(0, 1, (("1.", "2."), ("2.", "3."))) in compare(first, second).operations
    whole, parts = (
        read(f"{LONG}, and so on it goes for ever."),
        read(f"{LONG}.\n\nAnd so on it goes for ever."),
    )
    assert isinstance(compare(whole, parts).operations[0], Split)
    assert isinstance(compare(parts, whole).operations[0], Join)

"""What is unusual in a text that follows another is said; what isn't, is not."""

import pytest

from templates.unusual import Oddity, unusual

MANY = "\n\n".join(f"{n}. Clause {n} is about {word}." for n, word in enumerate("abcdefg", 1))


def found(new: str, old: str = MANY) -> tuple[Oddity, str] | None:
    oddity = unusual(old, "markdown", new, "markdown")
    return (oddity.oddity, oddity.meant) if oddity else None


def test_one_clause_in_place_of_many_names_the_one_that_was_probably_meant() -> None:
    assert found("Clause 5 is about everything in e.") == (Oddity.ONE, "5")


def test_one_clause_that_is_like_none_names_none() -> None:
    assert found("Networks shall be open to all who ask.") == (Oddity.ONE, "")


def test_twice_as_many_clauses_are_unusual() -> None:
    assert found(MANY + "\n\n" + MANY.replace("Clause", "Paragraph")) == (Oddity.TWICE, "")


def test_a_text_of_which_hardly_a_word_is_left_is_unusual() -> None:
    other = "\n\n".join(f"Networks{n} shall{n} be{n} open{n}." for n in range(6))
    assert found(other) == (Oddity.HARDLY, "")


@pytest.mark.parametrize(
    "new",
    [MANY.replace("about", "on"), MANY + "\n8. One more clause.", MANY.partition("\n\n5.")[0]],
)
def test_an_ordinary_revision_is_not_unusual(new: str) -> None:
    assert found(new) is None


def test_of_a_short_text_nothing_is_unusual() -> None:
    assert found("Something else.", old="One.\n\nTwo.") is None

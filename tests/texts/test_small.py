"""A difference is small: on no edit of the corpus are more words touched than by patiencediff."""

import pytest
from patiencediff import PatienceSequenceMatcher

from tests.texts.corpus_files import Case, cases
from tests.texts.counted import plain, touched
from texts.compare import compare
from texts.read import read

LARGER = {
    # `§ 2` of a heading stays for them, though it stands before another title then: two words.
    "a whole new § 2 is inserted and the headings behind it renumbered; "
    "the clauses in them stay": 2,
}
"""Edits on which more words are touched, and by how many."""


def by_patience(old: list[str], new: list[str]) -> int:
    """Return how many words aren't in what both have in common."""
    matching = PatienceSequenceMatcher(None, old, new).get_matching_blocks()
    return len(old) + len(new) - 2 * sum(size for _, _, size in matching)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_no_more_words_are_touched_than_by_patiencediff(
    case: Case, subtests: pytest.Subtests
) -> None:
    for edit in case.edits:
        with subtests.test(edit.says):
            found = compare(read(case.source, case.form), read(edit.source, case.form))
            most = by_patience(plain(found.old), plain(found.new)) + LARGER.get(edit.says, 0)
            assert touched(found, labels=False) <= most


def test_labels_included_much_fewer_are_touched_in_all() -> None:
    ours = theirs = 0
    for case in cases():
        for edit in case.edits:
            found = compare(read(case.source, case.form), read(edit.source, case.form))
            ours += touched(found, labels=True)
            theirs += by_patience(case.source.split(), edit.source.split())
    assert ours * 4 < theirs * 3


@pytest.mark.parametrize(
    "old, new, words, and_labels",
    [
        ("One two-three four.", "One two-five four.", 2, 2),
        ("One two.", "One two.", 0, 0),
        ("One two three.", "One two, three!", 3, 3),
        ("1. a b\n\n2. c d", "1. x y z\n\n2. a b\n\n3. c d", 3, 3 + 1 + 4),
        ("1. a:\n   (a) x\n   (b) y\n2. b", "1. a:\n   (a) x\n   (c) y\n2. b", 0, 2),
        ("One.\n\nTwo three.", "One.", 2, 2),
    ],
)
def test_how_words_are_counted(old: str, new: str, words: int, and_labels: int) -> None:
    found = compare(read(old), read(new))
    assert (touched(found, labels=False), touched(found, labels=True)) == (words, and_labels)

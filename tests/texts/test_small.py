"""A difference is small: on no edit of the corpus are more words touched than by patiencediff."""

import pytest
from patiencediff import PatienceSequenceMatcher

from tests.texts.corpus_files import Case, cases
from tests.texts.counted import plain, touched
from texts.block import Passage, Text
from texts.compare import Difference, compare
from texts.operations import Delete, Insert
from texts.read import read


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
            assert touched(found, labels=False) <= by_patience(plain(found.old), plain(found.new))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_with_labels_two_more_are_touched_for_each_list_that_was_renumbered(
    case: Case, subtests: pytest.Subtests
) -> None:
    """A label belongs to its clause, and changes with what stands there.

    ``4.`` before a new clause is new; for who knows of nothing, the old ``4.`` has stayed there.
    """
    for edit in case.edits:
        with subtests.test(edit.says):
            found = compare(read(case.source, case.form), read(edit.source, case.form))
            most = by_patience(printed(found.old), printed(found.new))
            assert touched(found, labels=True) <= most + 2 * renumbered(found)


def printed(text: Text) -> list[str]:
    """Return the words of a text between white space, each block's label among them as one."""
    return [
        word
        for passage in text
        for block in passage.blocks
        for word in [*filter(None, [block.label]), *plain((Passage((block,)),))]
    ]


def renumbered(found: Difference) -> int:
    """Return how many labelled blocks are new or gone, each of which moves the labels behind it."""
    labels = [
        sum(bool(block.label) for passage in text for block in passage.blocks)
        for text in (found.old, found.new)
    ]
    alone = sum(
        bool(each.passage.blocks[0].label)
        for each in found.operations
        if isinstance(each, Insert | Delete)
    )
    return max(alone, abs(labels[0] - labels[1]))


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

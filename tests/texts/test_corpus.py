"""The corpus: how each text is read, and what each edit changed, as the tables say by hand."""

import pytest

from tests.texts.corpus_files import Case, cases
from tests.texts.written import AS_IT_STANDS, Row, added, operations, rows, struck
from texts.block import Kind
from texts.compare import compare
from texts.operations import apply, invert
from texts.read import read

CASES = cases()
NAMED = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


def as_expected(found: Row, expected: Row) -> Row:
    """Return a row with its words cut as the table has them, if they begin and end so."""
    if Kind(found.kind) in AS_IT_STANDS:
        return found._replace(words=expected.words)
    begin, dots, end = (part.strip() for part in expected.words.partition(" … "))
    if dots and found.words.startswith(begin) and found.words.endswith(end):
        return found._replace(words=expected.words)
    return found


def test_the_corpus_has_the_texts_that_the_issue_asks_for() -> None:
    assert len(CASES) >= 40
    assert all(4 <= len(case.edits) <= 7 for case in CASES)


@NAMED
def test_a_text_is_read_as_its_table_says(case: Case) -> None:
    found = rows(read(case.source, case.form))
    pairs = zip(found, case.rows, strict=False)
    cut = [as_expected(*pair) for pair in pairs] + found[len(case.rows) :]
    assert cut == case.rows


@NAMED
def test_an_edit_is_the_operations_and_words_of_its_table(
    case: Case, subtests: pytest.Subtests
) -> None:
    for edit in case.edits:
        with subtests.test(edit.says):
            found = compare(read(case.source, case.form), read(edit.source, case.form))
            assert operations(found) == edit.operations
            assert (struck(found), added(found)) == (edit.struck, edit.added)


@NAMED
def test_an_edit_leads_there_and_back(case: Case, subtests: pytest.Subtests) -> None:
    for edit in case.edits:
        with subtests.test(edit.says):
            found = compare(read(case.source, case.form), read(edit.source, case.form))
            assert apply(found.old, found.operations) == found.new
            assert apply(found.new, invert(found.operations)) == found.old

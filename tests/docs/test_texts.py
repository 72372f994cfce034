"""``docs/texts.md`` says of texts what the code does, and shows all that can become of a clause."""

from templates.changes import Became, changes
from templates.unusual import Oddity, unusual
from tests.docs import texts
from texts.read import Format

PAGE = texts.PAGE.read_text(encoding="utf-8")
MARKDOWN = Format.MARKDOWN


def test_texts_are_read_and_compared_as_the_page_has_it() -> None:
    assert texts.filled(PAGE) == PAGE


def test_every_kind_of_example_is_on_the_page() -> None:
    assert [head for head in texts.WORKED_OUT if PAGE.count(f"\n{head}\n") == 0] == []
    assert texts.SHOWN.search(PAGE)


def test_a_wrong_answer_on_the_page_is_noticed() -> None:
    for right, wrong in (
        ("1, 2, 2 (second), 3 |", "1, 2, 3, 4 |"),
        ("| ¶1 paragraph |", "| no clause: heading |"),
        ("(~~5~~ **3**)", "(3)"),
        ("in place of 3.", "in place of 4."),
        ("¶A\u00a0The Forum", "1. The Forum"),
    ):
        assert right in PAGE
        assert texts.filled(PAGE.replace(right, wrong)) == PAGE


def test_the_page_shows_whatever_can_become_of_a_clause() -> None:
    found = [changes(old, MARKDOWN, new, MARKDOWN) for old, new in texts.pairs(PAGE)]
    assert {row.became for each in found for row in each.rows} == set(Became)
    assert any(each.same for each in found)


def test_the_page_shows_whatever_is_unusual() -> None:
    found = [unusual(old, MARKDOWN, new, MARKDOWN) for old, new in texts.pairs(PAGE)]
    assert {each.oddity for each in found if each} == set(Oddity)

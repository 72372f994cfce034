"""Which lines stay lines, and which were only wrapped."""

import pytest

from tests.texts.short import MARKDOWN, PLAIN, lines
from texts.block import Kind
from texts.read import Format, read

BOTH = pytest.mark.parametrize("form", list(Format))


@pytest.mark.parametrize("first", ["(a) ", "a) ", "ii. ", "1.1 ", "– ", "第一條 ", "第一條"])
@BOTH
def test_a_line_that_begins_with_what_may_be_a_label_stays_a_line(first: str, form: Format) -> None:
    (found,) = lines(f"Whoever was told of it must answer,\n{first}in a week.", form)
    assert found[1:] == [f"{first}in a week."]


@pytest.mark.parametrize(
    "pair", ["(a) (b)", "a) b)", "i. ii.", "1.1 1.2", "• •", "– –", "第一條 第二條"]
)
@BOTH
def test_several_such_lines_are_a_list(pair: str, form: Format) -> None:
    one, two = pair.split()
    found = read(f"These may vote, and nobody else:\n{one} members,\n{two} observers.", form)
    assert [p.blocks[0].label for p in found] == [
        "",
        *("" if one in "•–" else x for x in (one, two)),
    ]
    assert [p.kind for p in found[1:]] == [Kind.BULLET if one in "•–" else Kind.ITEM] * 2


@pytest.mark.parametrize(
    "source, form, shown",
    [
        ("At C:\\\nfirst.", PLAIN, ["At C:\\", "first."]),
        ("At C:\\", MARKDOWN, ["At C:\\"]),
        ("At C:\\", PLAIN, ["At C:\\"]),
    ],
)
def test_a_backslash_that_breaks_no_line_stays(source: str, form: Format, shown: list[str]) -> None:
    assert lines(source, form) == [shown]


@pytest.mark.parametrize("end", [".", ";", ":", ","])
def test_a_full_line_that_ends_so_is_no_wrapped_one_before_what_may_be_a_label(end: str) -> None:
    long = f"Whoever has been told of it by the secretariat must answer to it{end}"
    assert lines(f"{long}\n(a) in a week.") == [[long, "(a) in a week."]]
    wrapped = "Whoever has been told of it by the secretariat must answer to point"
    assert lines(f"{wrapped}\n(a) in a week.") == [[f"{wrapped} (a) in a week."]]


def test_references_are_lines_each() -> None:
    long = "Recommendation of the council on the registers that public bodies keep"
    source = f"[1] {long}.\n[2] {long}.\n[12] {long}."
    assert lines(source) == [source.split("\n")]


@BOTH
def test_an_address_and_verse_keep_their_lines(form: Format) -> None:
    for source in (
        "The Secretariat\n7 Rue du Lac\n1202 Genève",
        "Roses are red,\nviolets are blue,\nsugar is sweet",
    ):
        assert lines(source, form) == [source.split("\n")]


@BOTH
def test_a_line_that_was_wrapped_is_run_together(form: Format) -> None:
    wrapped = (
        "Whoever has been told of a decision by the secretariat may, within\n"
        "fourteen days, ask for it to be explained, and the secretariat then\n"
        "answers in writing."
    )
    assert lines(wrapped, form) == [[wrapped.replace("\n", " ")]]


def test_a_line_that_ends_well_before_the_others_do_stays_a_line() -> None:
    wide = "Whoever has been told of a decision by the secretariat may, within fourteen days,"
    first = f"{wide}\nask for it to be explained, and the secretariat then answers."
    assert lines(f"{first}\nIt does so in\nwriting.") == [
        [first.replace("\n", " "), "It does so in", "writing."]
    ]


@pytest.mark.parametrize("end", ["  ", "\\", "   "])
def test_a_line_that_ends_hard_stays_a_line(end: str) -> None:
    long = "Whoever has been told of a decision by the secretariat may then, within"
    assert lines(f"{long}{end}\nfourteen days, ask why.") == [[long, "fourteen days, ask why."]]

"""What holds of any text whatever: it is read, and nothing of it is lost."""

import re
import time
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.texts.drawn import drafts, source
from texts.block import Kind, Text
from texts.compare import compare
from texts.operations import apply, invert
from texts.read import Format, lines_of, read, read_anew
from texts.words import unmarked

FORMS = st.sampled_from(Format)
MARKS = st.text(
    st.sampled_from(
        [
            *"ab1iA \t\n\n\n#-*+>|`~[](){}<>!\\=_.:;,\"'&§¶^•–①一第条ข้๑أ",
            *"\r\x00\x0b\u2028\u00a0\u0301\ud800\u202e",
        ]
    ),
    max_size=80,
)
ANY_TEXT = st.one_of(st.text(st.characters(codec=None), max_size=120), MARKS, drafts().map(source))
LINES = st.lists(
    st.text(st.sampled_from("ab -*+#>|`~12.)([]:\t=_!\\iv§"), max_size=14), max_size=14
).map("\n".join)


def said(text: Text) -> str:
    """Return all that a text's blocks say, the author's labels included."""
    return "".join(
        b.label + "".join(unmarked(w)[0] for w in b.words) for p in text for b in p.blocks
    )


def letters(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char)[0] in "LN")


@given(ANY_TEXT, FORMS)
def test_every_text_is_read_and_reading_again_is_the_same(text: str, form: Format) -> None:
    found = read(text, form)
    again = read_anew(text, form)
    assert again == found
    assert [(p.label, p.name) for p in again] == [(p.label, p.name) for p in found]


@given(ANY_TEXT, FORMS)
def test_a_passage_begins_at_level_0_and_has_its_lines_in_order(text: str, form: Format) -> None:
    end = 0
    for passage in read(text, form):
        assert [b.level for b in passage.blocks].index(0) == 0
        assert all(block.level for block in passage.blocks[1:])
        assert passage.begin < passage.end <= len(lines_of(text))
        assert passage.begin >= end or passage.kind is Kind.HIDDEN
        end = max(end, passage.end)


@given(ANY_TEXT, FORMS)
def test_each_word_has_what_stands_before_it(text: str, form: Format) -> None:
    for block in (b for p in read(text, form) for b in p.blocks):
        assert len(block.leads) == len(block.words)
        assert len(block.emphasis) in (0, len(block.words))
        assert all(not lead.strip() for lead in block.leads)
        assert all(block.words)


@given(ANY_TEXT, FORMS)
def test_clauses_have_names_of_their_own(text: str, form: Format) -> None:
    names = [passage.name for passage in read(text, form) if passage.name]
    assert len(set(names)) == len(names)
    assert all(passage.name and passage.label for passage in read(text, form) if passage.is_clause)


MARKS_OF_ITEMS = re.compile("[-*+•‣·◦▪▫●○–—]")
"""Bullets, which are no part of the words."""


@given(ANY_TEXT)
def test_of_a_plain_text_no_character_is_lost(text: str) -> None:
    typed = unicodedata.normalize("NFC", text.replace("¶", "").replace("\0", "\ufffd"))
    found, expected = ("".join(each.split()) for each in (said(read(typed, Format.PLAIN)), typed))
    assert MARKS_OF_ITEMS.sub("", found) == MARKS_OF_ITEMS.sub("", expected)
    assert Counter(found) <= Counter(expected)


@pytest.mark.parametrize("form", Format)
def test_a_nul_is_seen(form: Format) -> None:
    assert said(read("may \0 vote", form)) == "may\ufffdvote"


@given(LINES)
def test_of_a_markdown_text_no_letter_is_lost(text: str) -> None:
    found = [char for char in said(read(text)) if char in "abiv"]
    assert found == [char for char in text if char in "abiv"]


@given(
    st.lists(
        st.text(st.characters(categories=["L", "Nd", "Mn"]), min_size=1, max_size=8), max_size=9
    )
)
def test_letters_of_every_script_are_words(words: list[str]) -> None:
    for form in Format:
        assert letters(said(read(" ".join(["x", *words]), form))) == letters(
            unicodedata.normalize("NFC", " ".join(["x", *words]))
        )


@given(ANY_TEXT, ANY_TEXT, FORMS)
def test_any_two_texts_can_be_compared(one: str, other: str, form: Format) -> None:
    old, new = read(one, form), read(other, form)
    found = compare(old, new)
    assert apply(old, found.operations) == new
    assert apply(new, invert(found.operations)) == old


LONG = 1 << 16
"""Bytes: what takes a time that grows with the square takes seconds from here on."""


@pytest.mark.parametrize(
    "piece",
    [
        "The council recommends, [in principle](https://a.b), that *every* body `consider` it.\n\n",
        "word ",
        "The council recommends that every body consider it\n",
        "- The council recommends that every body consider it.\n",
        *("1. x\n", "(a) x\n", "§ 1\n", "# h\n\n1. x\n\n", "1.1 x\n2.1 y\n"),
        *("`a ", "[[", "**a ", "<a ", "\\", "![](", ">", "- ", "((((", "&amp;", "*a_", "> > a\n"),
        *(
            "| a |\n",
            "<!-- ",
            "[a]: b\n",
            "[^a]: b\n",
            "```\n",
            "---\n",
            "一",
            "①",
            "\u0301",
            "¶1\u00a0",
        ),
    ],
)
def test_a_long_text_is_read_while_nobody_grows_impatient(piece: str) -> None:
    text = (piece * (LONG // len(piece) + 1))[:LONG]
    for form in Format:
        began = time.process_time()
        read_anew(text, form)
        assert time.process_time() - began < 3  # some tenths; a shared machine is slower


def test_long_texts_of_which_no_word_is_rare_are_compared_while_nobody_grows_impatient() -> None:
    old = "\n\n".join(" ".join("ab"[(i * j) % 7 % 2] for j in range(150)) for i in range(400))
    new = "\n\n".join(" ".join("ab"[(i + j) % 5 % 2] for j in range(150)) for i in range(400))
    began = time.process_time()
    found = compare(read(old), read(new))
    assert apply(found.old, found.operations) == found.new
    assert time.process_time() - began < 10  # a second or so

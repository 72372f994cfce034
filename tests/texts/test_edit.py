"""A source changed in one place: a clause given other words, and the bot's labels put in."""

from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from texts.block import Kind, Passage, Text
from texts.edit import UnfitError, labelled, with_clause
from texts.names import find
from texts.operations import Head, tokens
from texts.read import Format, read
from texts.words import is_space

GIVEN = "\u00a0"
CORPUS = sorted(
    path for path in Path(__file__).parent.glob("corpus/*.*") if path.suffix in (".md", ".txt")
)
LINES = (
    *("", "", "", "words here", "more words, and others", "  indented words"),
    *("1. one", "2. two", "3. three", "1. again", "(5) members", "(a) first", "(b) second"),
    *("   (a) deeper", "   - deeper", "  (a) at two", "**4.** marked"),
    *("**5. all marked** and more", "6\\. escaped", "第一条 文", "第二条 本文", "① ring", "② ring"),
    *("- bullet", "* star", "-", "– dash", "> quoted", "> - in a quotation", "> > twice"),
    *("> 1. first", "# Heading", "## § 3 Another", "Title", "===", "---", "3."),
    *("¶3\u00a0given", "- ¶2\u00a0given", "> ¶9\u00a0given", "¶4\u00a02. both", "¶5\u00a0• both"),
    *("[^1]: a note", "<!-- hidden -->", "[a]: https://a.test", "two spaces  "),
)
CODE = (
    "> # Heading",
    "\ttab",
    "      deepest words",
    "```",
    "    code",
    "| a | b |",
    "|---|---|",
    "| 1 | 2 |",
)
sources = st.lists(st.sampled_from(LINES + CODE), max_size=14).map("\n".join)
PARTS = (
    *("words here", "more words,\nand others", "(5) members form a quorum", "# Heading"),
    *("1. one\n2. two\n   (a) first\n   (b) second\n3. three", "(a) one\n(b) two, and\nmore"),
    *("1. one:\n(a) first\n(b) second\n2. two", "**1.** one\n**2.** two", "- one\n- two"),
    *("* one\n  - inside\n* two", "第一条 文\n第二条 本文", "> quoted\n> words", "> - in it"),
    *("¶3\u00a0given", "- ¶2\u00a0given\n- ¶3\u00a0given", "1. all\n1. ones\n1. here"),
    *("```\ncode\n```", "| a | b |\n|---|---|\n| 1 | 2 |", "[^1]: a note", "<!-- hidden -->"),
)
tidy = st.lists(st.sampled_from(PARTS), min_size=1, max_size=6).map("\n\nWords between.\n\n".join)
"""Texts as people write them; what stands where it can be read in two ways is in ``sources``."""
without_code = st.lists(st.sampled_from(LINES), max_size=14).map("\n".join)
formats = st.sampled_from(Format)
tame = st.lists(
    st.sampled_from(("alpha", "beta", "gamma,", "delta.", "épsilon", "文", "9")),
    min_size=1,
    max_size=6,
)


def form_of(path: Path) -> Format:
    return Format.PLAIN if path.suffix == ".txt" else Format.MARKDOWN


def clauses(text: Text) -> list[Passage]:
    return [passage for passage in text if passage.is_clause]


def names(text: Text) -> list[str]:
    return [passage.name for passage in text]


def changed(source: str, name: str, words: str, form: Format = Format.MARKDOWN) -> str:
    (passage,) = find(read(source, form), name)
    return with_clause(source, form, passage, words)


# --- a clause with other words ------------------------------------------------------------


def test_an_empty_line_of_a_quotation_has_its_mark_and_nothing_behind() -> None:
    assert changed("> a\n> b", "1", "c\n\n  d  ") == "> c\n>\n>   d"


@pytest.mark.parametrize(
    "source, name, words, result",
    [
        ("One.\n\nTwo.\n", "2", "Other.", "One.\n\nOther.\n"),
        ("1. One.\n2. Two.\n3. Three.", "2", "Other.", "1. One.\n2. Other.\n3. Three."),
        ("1) One.\n2)   Two.", "2", "Other.", "1) One.\n2)   Other."),
        ("(a) One\n(b) Two", "b", "Other", "(a) One\n(b) Other"),
        ("  1. One.\n  2. Two.", "2", "Other.", "  1. One.\n  2. Other."),
        ("**1.** One.\n**2.** Two.", "2", "Other.", "**1.** One.\n**2.** Other."),
        ("**1. One** more.\n**2. Two** more.", "2", "Other.", "**1. One** more.\n**2.** Other."),
        ("1\\. One.\n2\\. Two.", "1", "Other.", "1\\. Other.\n2\\. Two."),
        ("第一条文。\n第二条文。", "第二条", "新。", "第一条文。\n第二条新。"),
        ("- One\n*  Two", "2", "Other", "- One\n*  Other"),
        ("> One\n> more.\n\nTwo.", "1", "Other\nwords.", "> Other\n> words.\n\nTwo."),
        ("```py\ncode\n```\n\nTwo.", "1", "other", "```py\nother\n```\n\nTwo."),
        ("    code\n\nTwo.", "1", "other\n\n  more", "    other\n\n      more\n\nTwo."),
        ("1. All\n1. ones\n1. here", "3", "too", "1. All\n1. ones\n1. too"),
        ("1.\n   One.\n2. Two.", "1", "Other.", "1. Other.\n2. Two."),
        ("1. A\n2. A\n# S\n1. B\n2. B", "S, 2", "Other", "1. A\n2. A\n# S\n1. B\n2. Other"),
        ("One.\r\n\r\nTwo.\r\n\r\nThree.", "2", "A\nb.", "One.\r\n\r\nA\r\nb.\r\n\r\nThree."),
    ],
)
def test_a_clause_has_other_words_and_its_label_as_it_was_printed(
    source: str, name: str, words: str, result: str
) -> None:
    assert changed(source, name, words) == result


def test_what_lies_in_an_item_is_replaced_with_it_and_what_comes_instead_lies_in_it() -> None:
    source = "1. The board:\n(a) meets;\n(b) reports.\n2. Two."
    words = "The board\nalone:\n(a) meets;\n\nand rests."
    assert changed(source, "1", words) == (
        "1. The board\n   alone:\n   (a) meets;\n\n   and rests.\n2. Two."
    )


@pytest.mark.parametrize(
    "source, name, words",
    [
        ("1. One.\n2. Two.", "2", "2. Other."),
        ("1. One.\n2. Two.", "2", "**2.** Other."),
        ("1. One.\n2. Two.", "2", "\n\n  2. Other.\n\n"),
        ("One.\n\nTwo.", "2", "¶2\u00a0Other."),
        ("One.\n\nTwo.", "2", "¶2 Other."),
        ("- One\n- Two", "2", "- ¶2\u00a0Other."),
        ("- One\n- Two", "2", "¶2\u00a0• Other."),
        ("> One.", "1", "> ¶1\u00a0Other."),
        ("> One.", "1", "¶1\u00a0Other."),
        ("```\nOne\n```", "1", "¶1\u00a0\n```\nOther.\n```"),
        ("```\nOne\n```", "1", "```\nOther.\n```"),
    ],
)
def test_what_comes_with_the_words_as_a_label_is_dropped(
    source: str, name: str, words: str
) -> None:
    assert changed(source, name, words) == changed(source, name, "Other.")


def test_another_label_than_its_own_is_words() -> None:
    assert changed("1. One.\n2. Two.", "2", "5. July.") == "1. One.\n2. 5. July."
    assert changed("One.\n\nTwo.", "2", "(5) members.") == "One.\n\n(5) members."


@pytest.mark.parametrize(
    "source, name, words",
    [
        ("One.\n\nTwo.", "1", "Two\n\nparagraphs."),
        ("One.\n\nTwo.", "1", "# A heading"),
        ("One.\n\nTwo.", "1", "1. A list\n2. of two"),
        ("One.\n\nTwo.", "1", "```\nnever closed"),
        ("One.\n\nTwo.", "1", "<!-- unseen -->"),
        ("1. One.\n2. Two.", "1", "1."),
        ("1. One.\n2. Two.", "1", "One\n\n# Heading"),
        ("One.\n\nTwo.", "1", "¶1\u00a0"),
        ("1. One.\n2. Two.\n\nThree.", "A", "3. Three."),  # it would be called otherwise
        (
            "1. One.\n2. Two:\n   (b) more.\n3. Three.",
            "1",
            "One:\n(a) first.",
        ),  # (b) is a label then
    ],
)
def test_words_that_are_not_one_clause_there_are_refused(
    source: str, name: str, words: str
) -> None:
    with pytest.raises(UnfitError):
        changed(source, name, words)


def test_a_plain_text_is_plain_in_its_clauses_too() -> None:
    assert changed("One.\n\nTwo.", "1", "# *Other*", Format.PLAIN) == "# *Other*\n\nTwo."


def only_that_one(source: str, form: Format, words: str) -> None:
    """Put the words in place of each clause in turn; fails if anything else changes."""
    text = read(source, form)
    for number, passage in enumerate(text):
        if not passage.is_clause or passage.kind is Kind.TABLE:
            continue
        result = with_clause(source, form, passage, words)
        now = read(result, form)
        assert names(now) == names(text)
        assert [*now[:number], *now[number + 1 :]] == [*text[:number], *text[number + 1 :]]
        said = [token for token in tokens([now[number]]) if not isinstance(token, Head)]
        assert [w for w in said if not is_space(w)] == list(read(words)[0].blocks[0].words)
        before, behind = source.split("\n")[: passage.begin], source.split("\n")[passage.end :]
        lines = result.split("\n")
        assert lines[: len(before)] == before
        assert lines[len(lines) - len(behind) :] == behind


@given(tidy, formats, tame)
def test_other_words_change_that_clause_alone(source: str, form: Format, words: list[str]) -> None:
    only_that_one(source, form, " ".join(words))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_other_words_change_that_clause_alone_in_real_texts(path: Path) -> None:
    only_that_one(path.read_text(encoding="utf-8"), form_of(path), "These other words")


@given(tidy, formats, st.data())
def test_a_clause_s_own_words_as_they_stand_in_the_file_change_nothing(
    source: str, form: Format, data: st.DataObject
) -> None:
    text = read(source, form)
    assume(clauses(text))
    passage = data.draw(st.sampled_from(clauses(text)))
    words = "\n".join(source.split("\n")[passage.begin : passage.end])
    assert read(with_clause(source, form, passage, words), form) == text


@given(
    sources,
    formats,
    st.text("ab1.()-*#>`|¶\u00a0 \n", max_size=30) | st.sampled_from(LINES),
    st.data(),
)
def test_whatever_is_given_it_changes_no_other_clause(
    source: str, form: Format, words: str, data: st.DataObject
) -> None:
    text = read(source, form)
    assume(clauses(text))
    passage = data.draw(st.sampled_from(clauses(text)))
    try:
        now = read(with_clause(source, form, passage, words), form)
    except UnfitError:
        return
    differ = [was.name for was, is_now in zip(text, now, strict=True) if was != is_now]
    assert set(differ) <= {passage.name}


# --- the bot's labels put in --------------------------------------------------------------


@pytest.mark.parametrize(
    "source, result",
    [
        ("One.\n\n  Two.", "¶1~One.\n\n  ¶2~Two."),
        ("# A\n\nWhereas.\n\n1. One.\n2. Two.", "# A\n\n¶A~Whereas.\n\n1. One.\n2. Two."),
        ("- One\n*  Two\n-", "- ¶1~One\n*  ¶2~Two\n- ¶3~"),
        ("> One\n> more", "> ¶1~One\n> more"),
        ("> > One", "> > ¶1~One"),
        (">\n> > One", ">\n> > ¶1~One"),
        ("> - One", "> ¶1~- One"),
        ("¶7~One.\n\n¶8~Two.", "¶1~One.\n\n¶2~Two."),
        ("¶7~• One\n- ¶8~Two", "• ¶1~One\n- ¶2~Two"),
        ("¶7~1. One\n2. Two", "1. One\n2. Two"),
        ("One\r\n\r\nTwo\r\n", "¶1~One\r\n\r\n¶2~Two\r\n"),
    ],
)
def test_the_bot_s_labels_stand_in_the_file(source: str, result: str) -> None:
    source, result = source.replace("~", GIVEN), result.replace("~", GIVEN)
    assert labelled(source, read(source)) == result


@pytest.mark.parametrize(
    "source, result",
    [
        ("```\ncode\n```", "¶1~\n```\ncode\n```"),
        ("One.\n\n| a |\n|---|", "¶1~One.\n\n¶2~\n| a |\n|---|"),
        ("    code", "¶1~\n    code"),
        ("> # Heading", "> ¶1~\n> # Heading"),
    ],
)
def test_above_code_tables_and_the_like_a_label_has_a_line_of_its_own(
    source: str, result: str
) -> None:
    assert labelled(source, read(source)) == result.replace("~", GIVEN)


def same_text(source: str, form: Format) -> None:
    text = read(source, form)
    with_labels = labelled(source, text)
    again = read(with_labels, form)
    assert again == text
    assert names(again) == names(text)
    assert labelled(with_labels, again) == with_labels


@given(without_code, formats)
@example("**4.** one\n---\n**5. two** more", Format.MARKDOWN)
def test_a_file_with_labels_is_read_as_the_same_text(source: str, form: Format) -> None:
    same_text(source, form)


@given(sources, formats)
def test_a_file_with_labels_is_read_as_the_same_text_with_code_too(
    source: str, form: Format
) -> None:
    same_text(source, form)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_real_file_with_labels_is_read_as_the_same_text(path: Path) -> None:
    same_text(path.read_text(encoding="utf-8"), form_of(path))

"""What looks like layout and is content: an image, a sign, an indentation in code."""

import pytest

from tests.texts.short import MARKDOWN, PLAIN, changes, labels, lines, outline
from texts.block import Kind
from texts.compare import compare
from texts.edit import with_clause
from texts.read import Format, read

BOTH = pytest.mark.parametrize("form", list(Format))
U = "https://a.example"


def same(old: str, new: str, form: Format = MARKDOWN) -> bool:
    return compare(read(old, form), read(new, form)).same


# --- images and links ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "old, new, struck, added",
    [
        (f"![a]({U})", f"[a]({U})", [f"<{U}>"], [f"<{U}>"]),
        (f"![]({U})", f"[]({U})", None, None),
        (f"[![a]({U}/1)]({U}/2)", f"[[a]({U}/1)]({U}/2)", None, None),
        (f"![a][b]\n\n[b]: {U}", f"[a][b]\n\n[b]: {U}", [f"<{U}>"], [f"<{U}>"]),
        (f'[a]({U} "b")', f"[a “b”]({U})", ["“", "b", "”"], ["“", "b", "”"]),
    ],
)
def test_an_image_is_no_link_and_a_title_no_words(
    old: str, new: str, struck: list[str] | None, added: list[str] | None
) -> None:
    assert not same(old, new)
    found = changes(old, new)
    if struck is not None:
        assert found[1:] == (struck, added)


def test_the_same_image_written_otherwise_is_the_same() -> None:
    assert same(f"![*a*]({U})\n\n[b]: {U}", f"![a][b]\n\n[b]: {U}")


# --- plus and minus -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "old, new",
    [
        ("- 100", "+ 100"),
        ("* 5", "- 5"),
        ("• 5", "– 5"),
        ("+ €5", "- €5"),
        ("- .5", "+ .5"),
        ("- **5**", "+ **5**"),
        ("1. Of the budget:\n   - 5\n   - 7", "1. Of the budget:\n   - 5\n   + 7"),
        ("- 100\n- 50", "- 100\n+ 50"),
    ],
)
@BOTH
def test_a_bullet_before_a_number_may_be_a_plus_or_a_minus(
    old: str, new: str, form: Format
) -> None:
    assert not same(old, new, form)
    assert changes(old, new, form)[0]


@pytest.mark.parametrize("old, new", [("- a", "+ a"), ("- a\n- b", "* a\n* b"), ("* 5", "• 5")])
def test_any_other_bullet_is_as_good_as_another(old: str, new: str) -> None:
    assert same(old, new)


@pytest.mark.parametrize("line", ["- 100", "+ 100", "\u2212 100", "+ €100"])
def test_in_a_plain_text_a_sign_before_a_number_is_words(line: str) -> None:
    assert outline(line, PLAIN) == [f"¶1 {line}"]
    assert outline(f"Costs:\n{line}\n{line}", PLAIN) == [f"¶1 Costs: {line} {line}"]
    assert lines(f"Costs:\n{line}\n{line}", PLAIN) == [["Costs:", line, line]]


def test_in_a_list_of_words_a_number_is_an_item_like_any_other() -> None:
    source = "- the chair;\n- 2 deputies;\n- 12 members."
    assert labels(source, PLAIN) == ["¶1", "¶2", "¶3"]
    assert [block.sign for passage in read(source, PLAIN) for block in passage.blocks] == [
        *("", "-", "-"),
    ]


@pytest.mark.parametrize(
    "words, result",
    [("+ 200", "+ 200"), ("200", "- 200"), ("* 200", "- 200"), ("+ a", "- a"), ("- 200", "- 200")],
)
def test_a_plus_or_a_minus_is_given_with_a_clause_s_words(words: str, result: str) -> None:
    source = "- 100\n- 50"
    assert with_clause(source, MARKDOWN, read(source)[0], words) == f"{result}\n- 50"


# --- white space in code ------------------------------------------------------------------


@pytest.mark.parametrize(
    "old, new, struck, added",
    [
        ("if a:\n    b\nc", "if a:\n    b\n    c", [], ["    "]),
        ("    a\n    b", "a\nb", ["    ", "    "], []),
        ("a\nb", "a b", ["\n"], [" "]),
        ("a\n\nb", "a\nb", ["\n"], []),
        ("\ta", "    a", ["\t"], ["    "]),
        ("a  b", "a b", ["  "], [" "]),
        ("f( a)", "f(a)", [" "], []),
    ],
)
@pytest.mark.parametrize(
    "within", ["```\n{}\n```", "> ~~~\n> {}\n> ~~~", "1. a\n\n   ```\n   {}\n   ```\n2. b"]
)
def test_white_space_counts_in_code(
    old: str, new: str, struck: list[str], added: list[str], within: str
) -> None:
    indent = within.partition("{}")[0].rpartition("\n")[2]
    was, now = (within.format(code.replace("\n", f"\n{indent}")) for code in (old, new))
    assert changes(was, now)[1:] == (struck, added)


def test_what_nobody_sees_at_the_end_of_a_line_of_code_counts_for_nothing() -> None:
    assert same("```\na  \n\nb\n```", "```\na\n  \nb\n```")


def test_in_words_that_are_code_spaces_count() -> None:
    assert changes("Use `a  b` now.", "Use `a b` now.") == (["change 1"], [" "], [])
    assert changes("Use `a b` now.", "Use `ab` now.") == (["change 1"], ["a", " ", "b"], ["ab"])
    assert same("Use  `a b`  now.", "Use `a b` now.")


@pytest.mark.parametrize(
    "old, new",
    [
        ("    if a:\n        b", "    if a:\n    b"),
        ("```python\na\n```", "```\npython\na\n```"),
        ("---\na:\n  b: c\n---", "---\na:\nb: c\n---"),
        ("|a|b|\n|-|-|\n|1|2|\n|3|4|", "|a|b|\n|-|-|\n|1|2||3|4|"),
        ("|a|b|\n|:-|-|\n|1|2|", "|a|b|\n|-:|-|\n|1|2|"),
    ],
)
def test_lines_count_in_what_is_made_of_them(old: str, new: str) -> None:
    assert not same(old, new)
    assert changes(old, new)[0]


def test_columns_of_a_table_are_layout() -> None:
    assert same("| a | b |\n|---|---|\n| 1 | 2 |", "|a|b|\n|---|---|\n|  1  |2|")


def test_indentation_of_a_comment_is_layout() -> None:
    assert same("<!-- a\n  b -->\n\nc", "<!-- a\nb -->\n\nc")
    assert read("<!-- a\n  b -->\n\nc")[0].kind is Kind.HIDDEN


@pytest.mark.parametrize(
    "old, new",
    [
        ("~~anti~~trust", "~~antitrust~~"),
        ("`a`b", "`ab`"),
        ("a~~b~~c", "ab~~c~~"),
        ("`a `", "`a`"),
        ("[`a `](https://a.example)", "[`a`](https://a.example)"),
    ],
)
def test_where_within_a_word_it_is_struck_or_code_counts(old: str, new: str) -> None:
    assert not same(old, new)
    assert same("**anti**trust", "*antitrust*")


def test_a_line_that_was_broken_in_code_has_a_space_there() -> None:
    assert outline("Use `a\nb` now.") == ["¶1 Use a b now."]
    assert same("Use `a\nb` now.", "Use `a b` now.")


# --- labels of what is no clause ----------------------------------------------------------


@pytest.mark.parametrize(
    "old, new, says",
    [
        ("# § 2 Aim", "# § 3 Aim", ["relabel § 2 -> § 3"]),
        ("# II. Aim", "# III. Aim", ["relabel II -> III"]),
        ("# Article 4 – Scope", "# Article 5 – Scope", ["relabel Article 4 -> Article 5"]),
        ("# § 2 Aim", "# Aim", ["relabel § 2 -> Aim"]),
        ("# **§ 2** *Aim*", "# § 2 Aim", []),
        ("# § 2 Aim", "## § 2 Aim", ["change § 2"]),
        ("# § 2 Aim", "# § 2 Means", ["change § 2"]),
        ("# 第一章总则", "# 第二章总则", ["relabel 第一章 -> 第二章"]),
        ("[^1]: One.", "[^2]: One.", ["relabel note [^1] -> note [^2]"]),
    ],
)
def test_a_heading_that_has_another_label_says_the_same(
    old: str, new: str, says: list[str]
) -> None:
    found, struck, added = changes(old, new)
    assert found == says
    assert all("§" not in word and not word.isdecimal() for word in struck + added)

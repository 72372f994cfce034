"""What a word is, in every script."""

import pytest

from texts.block import EMPHASIS, STRONG
from texts.read import read
from texts.words import marked, places, unmarked, words


@pytest.mark.parametrize(
    "text, expected",
    [
        ("can't won’t", ["can't", "won’t"]),
        ("3.14 3,000 1.10.2", ["3.14", "3,000", "1.10.2"]),
        ("example.org", ["example.org"]),
        ("multi-stakeholder", ["multi", "-", "stakeholder"]),
        ("10% (5)", ["10", "%", "(", "5", ")"]),
        ("snake_case", ["snake_case"]),
        ("… – « x »", ["…", "–", "«", "x", "»"]),
        ("naïve e\u0301te\u0301", ["naïve", "e\u0301te\u0301"]),
        ("снова члены", ["снова", "члены"]),
        ("مُحَمَّد ١٢٫٥", ["مُحَمَّد", "١٢٫٥"]),
        ("می‌خواهم", ["می‌خواهم"]),
        ('צה"ל וועד', ['צה"ל', "וועד"]),
        ("회의 구성원은", ["회의", "구성원은"]),
        ("数据保护，权利。", [*"数据保护，权利。"]),
        ("カタカナのデータ", [*"カタカナのデータ"]),
        ("か\u3099き", ["か\u3099", "き"]),
        ("น้ำใจ", ["น้ำ", "ใ", "จ"]),
        ("๑๒ ข้อ", ["๑๒", "ข้", "อ"]),
        ("ភាសា", ["ភា", "សា"]),
        ("မြန်မာ", ["မြ", "န်", "မ", "ာ"]),
        ("ພາສາ", ["ພ", "າ", "ສ", "າ"]),
        ("IGF会议2027年", ["IGF", "会", "议", "2027", "年"]),
        ("👩🏽‍💻🏳️‍🌈", ["👩🏽‍💻", "🏳️‍🌈"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("a\u00adb", ["a\u00adb"]),
        ("\u0301", ["\u0301"]),
        ("", []),
        (" \n\u2003", []),
    ],
)
def test_the_words_of_a_text(text: str, expected: list[str]) -> None:
    found, leads = words(text)
    assert list(found) == expected
    assert len(leads) == len(found)


def test_marks_of_direction_are_seen_as_words_or_within_one() -> None:
    found, _ = words("may \u202enot\u202c vote")
    assert found != words("may not vote")[0]
    assert "".join(found) == "may\u202enot\u202cvote"


def test_what_stands_before_a_word_is_kept_with_it() -> None:
    assert words("  a\n\tb  c. ") == (("a", "b", "c", "."), ("  ", "\n\t", "  ", ""))
    assert list(places(" ab  c")) == [(1, " ", "ab"), (5, "  ", "c")]


@pytest.mark.parametrize("marks", ["", "c", "s", "cs", "a"])
def test_a_word_and_what_it_is_besides(marks: str) -> None:
    assert unmarked(marked("word", marks)) == ("word", marks)


def found(source: str) -> list[tuple[str, str]]:
    (passage,) = read(source)
    return [unmarked(word) for word in passage.blocks[0].words]


@pytest.mark.parametrize(
    "source, expected",
    [
        ("a `b c` d", [("a", ""), ("b", "c"), (" ", "c"), ("c", "c"), ("d", "")]),
        ("a ~~b~~ d", [("a", ""), ("b", "s"), ("d", "")]),
        ("~~a `b`~~", [("a", "s"), ("b", "cs")]),
        ("[a b](https://c.example/d)", [("a", ""), ("b", ""), ("https://c.example/d", "a")]),
        ("![a](https://c.example)", [("a", ""), ("https://c.example", "i")]),
        ("&amp; &lt;", [("&", ""), ("<", "")]),
        ("\\*a\\*", [("*", ""), ("a", ""), ("*", "")]),
        ("<b>", [("<", ""), ("b", ""), (">", "")]),
        ("2 * 3 * 4", [("2", ""), ("*", ""), ("3", ""), ("*", ""), ("4", "")]),
        ("*a* __b__", [("a", ""), ("b", "")]),
    ],
)
def test_what_markdown_says_of_a_word(source: str, expected: list[tuple[str, str]]) -> None:
    assert found(source) == expected


def test_a_reference_has_its_definition_s_address_and_title() -> None:
    text = read('[a][b] and [b]\n\n[b]: https://c.example "d"')
    assert [unmarked(word) for word in text[0].blocks[0].words].count(
        ("https://c.example", "a")
    ) == 2


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://a.example", "page.md", "#anchor"]
)
def test_an_address_of_another_kind_is_no_link(address: str) -> None:
    assert "a" not in {marks for _, marks in found(f"[a]({address})")}


def test_emphasis_is_kept_beside_the_words() -> None:
    (passage,) = read("a *b* **c** ***d*** e")
    assert passage.blocks[0].emphasis == (0, EMPHASIS, STRONG, EMPHASIS | STRONG, 0)
    assert read("a b")[0].blocks[0].emphasis == read("a `b`")[0].blocks[0].emphasis == ()
    assert read("a *b*") == read("a b")

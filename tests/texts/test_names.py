"""What a typed name leads to, and how a name stands in an address."""

import pytest

from texts.names import find, slug
from texts.read import read

SECTIONS = read(
    "## Principles\n\n1. A a.\n\n2. B b.\n\n3. C c.\n\n## § 3 Means\n\n1. D.\n\n2. E.\n\n2. F."
)
PREAMBLE = read(
    "The Council,\n\nNoting,\n\n1. One.\n\n2. Two.\n\n3. Three.\n\n3. Again.\n\n4bis. Four."
)
PARAGRAPHS = read(
    "## § 3 Means\n\n(1) A a.\n\n(2) B b.\n\n## § 12 Ends\n\n(1) C c.\n\n(2) D d.\n\n(3) E e."
)
NAMELESS = read("# Title\n\nOne.\n\nTwo.\n\nThree.\n\n[^1]: Note.")


@pytest.mark.parametrize(
    "name, expected",
    [
        ("3", "3"),
        ("4bis", "4bis"),
        ("§ 3 (2)", "3-2"),
        ("Principles, 2", "principles-2"),
        ("3 (second)", "3-second"),
        ("Article 3", "article-3"),
        ("1.2", "1-2"),
        ("١٢", "12"),
        ("ข้อ ๑", "ข้อ-1"),
        ("第十一条", "第十一条"),
        ("Статья 3", "статья-3"),
        ("E\u0301tat", "état"),
        ("STRASSE ß", "strasse-ss"),
        ("¶A", "a"),
        ("  --  ", ""),
        ("", ""),
        ("[^1]", "1"),
    ],
)
def test_a_slug_is_letters_and_digits_with_hyphens_between(name: str, expected: str) -> None:
    assert slug(name) == expected
    assert slug(slug(name)) == slug(name)


@pytest.mark.parametrize("typed", ["3", "¶3", " 3 ", "3.", "(3)", "¶ 3", "¶3\u00a0", "٣"])
def test_a_name_is_typed_as_people_type_it(typed: str) -> None:
    assert [p.name for p in find(NAMELESS, typed)] == ["3"]


@pytest.mark.parametrize(
    "text, typed, expected",
    [
        (PREAMBLE, "3", ["3"]),
        (PREAMBLE, "3 (second)", ["3 (second)"]),
        (PREAMBLE, "3 second", ["3 (second)"]),
        (PREAMBLE, "A", ["A"]),
        (PREAMBLE, "¶b", ["B"]),
        (PREAMBLE, "4bis", ["4bis"]),
        (PREAMBLE, "4BIS.", ["4bis"]),
        (PREAMBLE, "4", []),
        (PREAMBLE, "d", []),
        (PREAMBLE, "ond", []),
        (PREAMBLE, "c", []),
        (PREAMBLE, "", []),
        (PREAMBLE, "¶", []),
        (PREAMBLE, "para.", []),
        (PREAMBLE, "paragraph 3", ["3"]),
        (SECTIONS, "principles 2", ["Principles, 2"]),
        (SECTIONS, "Principles, 2", ["Principles, 2"]),
        (SECTIONS, "PRINCIPLES (2)", ["Principles, 2"]),
        (SECTIONS, "principles", ["Principles"]),
        (SECTIONS, "2", ["Principles, 2", "§ 3, 2"]),
        (SECTIONS, "3", ["§ 3"]),
        (SECTIONS, "§ 3 Nr. 2", ["§ 3, 2"]),
        (SECTIONS, "4", []),
        (PARAGRAPHS, "§3(2)", ["§ 3 (2)"]),
        (PARAGRAPHS, "§ 3 (2)", ["§ 3 (2)"]),
        (PARAGRAPHS, "3 2", ["§ 3 (2)"]),
        (PARAGRAPHS, "§ 12 Abs. 1", ["§ 12 (1)"]),
        (PARAGRAPHS, "(2)", ["§ 3 (2)", "§ 12 (2)"]),
        (PARAGRAPHS, "§ 12", ["§ 12"]),
        (PARAGRAPHS, "§ 12 (3)", ["§ 12 (3)"]),
        (PARAGRAPHS, "§ 2", ["§ 3 (2)", "§ 12 (2)"]),
        (NAMELESS, "title", ["Title"]),
        (NAMELESS, "4", []),
    ],
)
def test_what_a_typed_name_can_mean(text: tuple, typed: str, expected: list[str]) -> None:  # type: ignore[type-arg]
    assert [p.name for p in find(text, typed)] == expected


@pytest.mark.parametrize("given", ["{}", "{}. {}"])
def test_a_clause_comes_before_a_heading_and_a_note_of_the_same_number(given: str) -> None:
    one, two, three = (given.format(n, "Words.") if "." in given else "Words." for n in (1, 2, 3))
    text = read(f"## 1. Scope\n\n{one}\n\n{two}\n\n## 2. Means\n\n{three}\n\n[^1]: Note.")
    assert [p.name for p in text if p.is_clause] == ["1", "2", "3"]
    for name in "12":
        assert [(p.name, p.is_clause) for p in find(text, name)] == [(name, True)]


def test_a_long_heading_is_cut_where_it_names_a_section() -> None:
    (heading,) = read("# " + "word " * 30)
    assert len(heading.name) == 60
    assert heading.name.endswith("…")


@pytest.mark.parametrize(
    "heading, section",
    [
        ("§ 3 Verbot", "§ 3"),
        ("II. Principles", "II"),
        ("Article 4 – Scope", "Article 4"),
        ("4. Scope", "4"),
        ("The *scope* of `it`", "The scope of it"),
        ("第三章 总则", "第三章"),
    ],
)
def test_a_section_is_called_by_its_heading_s_label_or_its_text(heading: str, section: str) -> None:
    assert [p.name for p in read(f"## {heading}")] == [section]


def test_what_is_named_often_is_told_apart_by_ordinals() -> None:
    text = read("\n\n".join("# A" for _ in range(12)))
    assert [p.name for p in text][:3] == ["A", "A (second)", "A (third)"]
    assert [p.name for p in text][9:] == ["A (tenth)", "A (11th)", "A (12th)"]


CITING = (
    "Abs. Absatz Art. article Artikel clause Nr. no. para. paragraph Ziffer alinéa párrafo пункт"
)


@pytest.mark.parametrize("word", CITING.split())
def test_words_by_which_a_clause_is_cited_are_no_part_of_its_name(word: str) -> None:
    assert [p.name for p in find(PARAGRAPHS, f"§ 12 {word} 3")] == ["§ 12 (3)"]

"""What looks like a label at the head of a line, and how its numeral can be read."""

from itertools import pairwise

import pytest

from texts.enumerators import ALPHABETS, Reading, enumerator


@pytest.mark.parametrize(
    "line, label, name, readings",
    [
        ("1. foo", "1.", "1", {"number": (1, 0)}),
        ("10) x", "10)", "10", {"number": (10, 0)}),
        ("(5) members", "(5)", "5", {"number": (5, 0)}),
        ("（5） 成员", "（5）", "5", {"number": (5, 0)}),
        ("4bis. x", "4bis.", "4bis", {"number": (4, 1)}),
        ("4 ter. x", "4 ter.", "4 ter", {"number": (4, 2)}),
        ("12A. y", "12A.", "12A", {"number": (12, 1)}),
        ("(2a) x", "(2a)", "2a", {"number": (2, 1)}),
        ("1\\. x", "1.", "1", {"number": (1, 0)}),
        ("**1.** x", "1.", "1", {"number": (1, 0)}),
        ("**1. Title.** x", "1.", "1", {"number": (1, 0)}),
        ("1.2 x", "1.2", "1.2", {"decimal": (1, 2)}),
        ("1.10. x", "1.10.", "1.10", {"decimal": (1, 10)}),
        ("1.2.3) x", "1.2.3)", "1.2.3", {"decimal": (1, 2, 3)}),
        ("(a) x", "(a)", "a", {"latin": (1, 0)}),
        ("aa) x", "aa)", "aa", {"double": (1, 0)}),
        ("B. x", "B.", "B", {"LATIN": (2, 0)}),
        ("ii. x", "ii.", "ii", {"roman": (2, 0), "double": (9, 0)}),
        ("(i) x", "(i)", "i", {"roman": (1, 0), "latin": (9, 0)}),
        ("(iv) x", "(iv)", "iv", {"roman": (4, 0)}),
        ("(h) x", "(h)", "h", {"latin": (8, 0)}),
        ("XIV. x", "XIV.", "XIV", {"ROMAN": (14, 0)}),
        ("mm. x", "mm.", "mm", {"roman": (2000, 0), "double": (13, 0)}),
        ("§ 3", "§ 3", "§ 3", {"number": (3, 0)}),
        ("§3 Verbot", "§3", "§3", {"number": (3, 0)}),
        ("Art. 3 X", "Art. 3", "Art. 3", {"number": (3, 0)}),
        ("Article 3. x", "Article 3.", "Article 3", {"number": (3, 0)}),
        ("ARTICLE II. x", "ARTICLE II.", "ARTICLE II", {"ROMAN": (2, 0)}),
        ("Article premier. x", "Article premier.", "Article premier", {"number": (1, 0)}),
        ("Artículo 1.º El", "Artículo 1", None, {}),
        ("Статья 3. X", "Статья 3.", "Статья 3", {"number": (3, 0)}),
        ("المادة ٣", "المادة ٣", "المادة ٣", {"number": (3, 0)}),
        ("١. كل", "١.", "١", {"number": (1, 0)}),
        ("١- كل", "١-", "١", {"number": (1, 0)}),
        ("أ) ب", "أ)", "أ", {"abjad": (1, 0), "arabic": (1, 0)}),
        ("ج) ب", "ج)", "ج", {"abjad": (3, 0), "arabic": (5, 0)}),
        ("ا) ب", "ا)", "ا", {"abjad": (1, 0), "arabic": (1, 0)}),
        ("а) один", "а)", "а", {"cyrillic": (1, 0)}),
        ("з) один", "з)", "з", {"cyrillic": (8, 0)}),
        ("ё) один", "ё)", "ё", {"cyrillic": (6, 1)}),
        ("й) один", "й)", "й", {"cyrillic": (9, 1)}),
        ("к) один", "к)", "к", {"cyrillic": (10, 0)}),
        ("א. ב", "א.", "א", {"hebrew": (1, 0)}),
        ("β) γ", "β)", "β", {"greek": (2, 0)}),
        ("나. x", "나.", "나", {"korean": (2, 0)}),
        ("第十一条は", "第十一条", "第十一条", {"chinese": (11, 0)}),
        ("第3條 x", "第3條", "第3條", {"number": (3, 0)}),
        ("제2조 x", "제2조", "제2조", {"number": (2, 0)}),
        ("一、总", "一、", "一", {"chinese": (1, 0)}),
        ("二十三、总", "二十三、", "二十三", {"chinese": (23, 0)}),
        ("一〇五、总", "一〇五、", "一〇五", {"chinese": (105, 0)}),
        ("（一）x", "（一）", "一", {"chinese": (1, 0)}),
        ("(一) x", "(一)", "一", {"chinese": (1, 0)}),
        ("ข้อ ๑ ก", "ข้อ ๑", "ข้อ ๑", {"number": (1, 0)}),
        ("มาตรา ๓", "มาตรา ๓", "มาตรา ๓", {"number": (3, 0)}),
        ("① x", "①", "①", {"number": (1, 0)}),
        ("⑩x", "⑩", "⑩", {"number": (10, 0)}),
        ("1.", "1.", "1", {"number": (1, 0)}),
    ],
)
def test_what_looks_like_a_label(
    line: str, label: str, name: str | None, readings: dict[str, tuple[int, ...]]
) -> None:
    found = enumerator(line)
    if name is None:
        assert found is None or found.label != label
        return
    assert found is not None
    assert (found.label, found.name) == (label, name)
    assert {reading.numerals: reading.value for reading in found.readings} == readings


@pytest.mark.parametrize(
    "line",
    [
        *("e.g. x", "i.e. x", "2026 was", "[1] RFC", "5 – 10 people", "1.5million", "1.x", "(5)x"),
        *("Articles of", "Part of the", "Art of war", "Article 12 of the statutes", "I agree"),
        *("a text", "12345. x", "iix. x", "ab) x", "", " 1. x", "(é) x", "1 x", "一个", "#1. x"),
        *("(abc) x", "§ x", "vx. x", "A.B. Smith", "-1. x", "2°C", "3rd. x", "¶3\u00a0x"),
    ],
)
def test_what_doesn_t(line: str) -> None:
    assert enumerator(line) is None


@pytest.mark.parametrize(
    "one, other",
    [
        ("1. x", "1) x"),
        ("1. x", "(1) x"),
        ("§ 1 X", "Article 1 X"),
        ("1.1 x", "1.1.1 x"),
        ("(1) x", "（1） x"),
        ("一、x", "（一）x"),
    ],
)
def test_lists_of_another_shape_are_other_lists(one: str, other: str) -> None:
    shapes = [found.shape for found in map(enumerator, (one, other)) if found]
    assert len(set(shapes)) == 2


@pytest.mark.parametrize(
    "one, other",
    [("1. x", "10. x"), ("§ 1 X", "§2 X"), ("1.1 x", "1.10. x"), ("ARTICLE 1 X", "Article 2 X")],
)
def test_items_of_one_list_have_the_same_shape(one: str, other: str) -> None:
    shapes = [found.shape for found in map(enumerator, (one, other)) if found]
    assert len(shapes) == 2
    assert len(set(shapes)) == 1


@pytest.mark.parametrize("numerals", ALPHABETS)
def test_the_letters_of_each_alphabet_follow_one_another(numerals: str) -> None:
    found = [enumerator(f"{letter}) x") for letter in ALPHABETS[numerals]]
    readings = [r for each in found if each for r in each.readings if r.numerals == numerals]
    assert len(readings) == len(ALPHABETS[numerals])
    assert readings[0].begins
    assert not any(reading.begins for reading in readings[1:])
    assert all(b.follows(a) for a, b in pairwise(readings))
    assert not readings[2].follows(readings[0])


@pytest.mark.parametrize(
    "first",
    ["1)", "i)", "I)", "a)", "A)", "а)", "أ)", "א)", "α)", "一、", "①", "1.1", "1.2.1", "§ 1"],
)
def test_what_a_list_can_begin_with(first: str) -> None:
    found = enumerator(f"{first} X")
    assert found
    assert any(reading.begins for reading in found.readings)


@pytest.mark.parametrize("first", ["2", "ii", "b", "B", "1bis", "1.2", "1A"])
def test_what_a_list_cannot_begin_with(first: str) -> None:
    found = enumerator(f"{first}. x")
    assert found
    assert not any(reading.begins for reading in found.readings)


@pytest.mark.parametrize(
    "before, after, follows",
    [
        ((4, 0), (5, 0), True),
        ((4, 0), (4, 1), True),
        ((4, 1), (4, 2), True),
        ((4, 1), (5, 0), True),
        ((4, 0), (6, 0), False),
        ((4, 0), (5, 1), False),
        ((4, 0), (4, 0), False),
        ((5, 0), (4, 0), False),
    ],
)
def test_which_number_follows_which(
    before: tuple[int, ...],
    after: tuple[int, ...],
    follows: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert Reading("number", after).follows(Reading("number", before)) is follows
    assert not Reading("latin", after).follows(Reading("number", before))


@pytest.mark.parametrize(
    "before, after, follows",
    [
        ((1, 9), (1, 10), True),
        ((1, 9), (2, 1), True),
        ((1, 9), (2, 2), False),
        ((1, 1), (1, 1, 1), True),
        ((1, 1), (1, 1, 2), False),
        ((1, 1, 3), (1, 2), True),
        ((1, 9), (1, 11), False),
        ((1, 9), (3, 1), False),
        ((1, 1), (1, 1), False),
    ],
)
def test_which_decimal_follows_which(
    before: tuple[int, ...],
    after: tuple[int, ...],
    follows: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert Reading("decimal", after).follows(Reading("decimal", before)) is follows

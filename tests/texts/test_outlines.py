"""What a lawyer expects of outlines, of signatures, and of letters that are numerals too."""

import pytest

from tests.texts.short import MARKDOWN, PLAIN, labels, names, outline
from texts.read import Format

BOTH = pytest.mark.parametrize("form", list(Format))
LETTERS = "\n".join(f"({letter}) point {letter};" for letter in "abcdefgh")


def inner(source: str, form: Format = MARKDOWN) -> list[str]:
    """Return the labels behind (h), with a dot for each level."""
    lines = [line.split(" ")[0] for line in outline(source, form)]
    return lines[lines.index("(h)") + 1 :]


# --- one item alone -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "I. General\n   A. Scope\nII. Final",
        "I. General\n\nA. Scope\n\nII. Final",
        "I. General\nA. Scope\nII. Final\n\nDone.",
    ],
)
@BOTH
def test_a_title_alone_in_an_outline_is_labelled(source: str, form: Format) -> None:
    found = outline(source, form)
    assert found[:2] == ["I. General", ".A. Scope"]
    assert "II. Final" in found


def test_what_lies_below_such_a_title_lies_inside_it() -> None:
    source = "I. General\n\nA. Scope\n\n1. One.\n\n2. Two.\n\nII. Final"
    assert outline(source) == ["I. General", ".A. Scope", "..1. One.", "..2. Two.", "II. Final"]


@pytest.mark.parametrize(
    "source",
    [
        "I. Speakers\n\nA. Smith spoke.\n\nII. Final",
        "I. General\n\nII. Final\n\nA. Smith",
        "1. Speakers\n\nA. Smith\n\n2. Final",
    ],
)
def test_a_sentence_or_a_signature_below_a_numeral_is_words(source: str) -> None:
    assert "¶A" in labels(source)
    assert all(".A." not in line for line in outline(source))


@BOTH
def test_one_alone_inside_an_item_is_a_label_where_another_item_has_its_like(form: Format) -> None:
    source = "1. One:\n   (a) alone.\n2. Two:\n   (a) first;\n   (b) second."
    assert outline(source, form)[:2] == ["1. One:", ".(a) alone."]
    alone = "1. One:\n   (a) alone.\n2. Two."
    assert ".(a) alone." not in outline(alone, form)
    apart = "# A\n\n1. One.\n\n2. Two.\n\n# B\n\n1. July 2027 is the day."
    assert labels(apart)[-1] == "¶A"


# --- signatures ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "names_below",
    [
        "A. Smith\nB. Jones",
        "A. Smith, chair\nB. de la Cruz, deputy",
        "A. B. Smith  \nB. O’Neill",
        "A. van den Berg\nB. Okafor-Lee\nC. Ng",
    ],
)
@pytest.mark.parametrize(
    "before",
    ["The end.\n\n", "1. One.\n\n2. Two.\n\n", "Signed by us:\n", "", "One.\n\n***\n\n"],
)
@BOTH
def test_names_that_end_a_text_are_signatures(names_below: str, before: str, form: Format) -> None:
    found = labels(before + names_below, form)
    assert not {"A.", "B.", "C."} & set(found)
    assert ({"1.", "2."} <= set(found)) == before.startswith("1.")
    assert all(".A." not in line for line in outline(before + names_below, form))


@pytest.mark.parametrize(
    "source",
    [
        "The annexes that follow are part of it:\nA. Budget\nB. Statutes",
        "Aim.\n\nA. Scope\nB. Means\n\nMore.",
        "The annexes that follow are part of it:  \nA. Budget\nB. Statutes",
        "Aim.\n\nA. Scope\nand whatever else\nB. Means",
        "Aim.\n\nA. Scope of it.\nB. Means of it.",
        "Aim.\n\nA. Scope\n\nB. Means",
        "I. Aim\n\nII. General\n\nA. Scope\nB. Means",
    ],
)
@BOTH
def test_what_else_is_lettered_is_an_outline(source: str, form: Format) -> None:
    said = [line.lstrip(".").split(" ")[0] for line in outline(source, form)]
    assert {"A.", "B."} <= set(said)


# --- letters that are numbers too ---------------------------------------------------------


@pytest.mark.parametrize(
    "behind, expected",
    [
        ("(i) x;\n(ii) y;\n(i) z;\n(j) end.", [".(i)", ".(ii)", "(i)", "(j)"]),
        ("(i) z:\n(i) x;\n(ii) y;\n(j) end.", ["(i)", ".(i)", ".(ii)", "(j)"]),
        ("(i) x;\n(ii) y;\n(iii) z;\n(j) end.", [".(i)", ".(ii)", ".(iii)", "(j)"]),
        ("   (i) x;\n   (ii) y;\n(i) z;\n(j) end.", [".(i)", ".(ii)", "(i)", "(j)"]),
        ("(i) z:\n   (i) x;\n   (ii) y;\n(j) end.", ["(i)", ".(i)", ".(ii)", "(j)"]),
        ("(i) z;\n(j) end.", ["(i)", "(j)"]),
    ],
)
@BOTH
def test_i_is_a_letter_behind_h_and_a_numeral_before_ii(
    behind: str, expected: list[str], form: Format
) -> None:
    assert inner(f"{LETTERS}\n{behind}", form) == expected


def test_capital_letters_are_read_so_too() -> None:
    capitals = "\n".join(f"({letter}) x" for letter in "ABCDEFGH")
    assert labels(f"{capitals}\n(I) x\n(II) y\n(I) z\n(J) end")[-2:] == ["(I)", "(J)"]


# --- a line between items -----------------------------------------------------------------


@pytest.mark.parametrize("between", ["\n---\n", "\n\n---\n\n", "\n***\n", "\n\n___\n"])
def test_a_list_goes_on_behind_a_line(between: str) -> None:
    assert labels(f"1. a{between}2. b") == ["1.", "rule", "2."]
    assert labels(f"(a) a{between}(b) b\n(c) c") == ["(a)", "rule", "(b)", "(c)"]


def test_dashes_below_a_number_make_a_heading_if_no_list_goes_on() -> None:
    assert labels("1. Aim\n---\n\nWords.") == ["heading", "¶1"]
    assert names("1. Aim\n---\n\nWords.") == ["1"]


def test_in_a_plain_text_dashes_are_words_and_end_no_list() -> None:
    assert labels("1. a\n\n---\n\n2. b", PLAIN) == ["1.", "¶A", "2."]

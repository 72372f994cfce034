"""What is a label and what is words, and how clauses are called."""

import pytest

from tests.texts.short import PLAIN, labels, names, outline

PREAMBLE = "The Council,\n\nRecalling its decision of 2025,\n\n"


def test_where_nobody_numbers_the_bot_does() -> None:
    assert labels("# Title\n\nOne.\n\n## Part\n\nTwo.\n\nThree.") == [
        "heading",
        "¶1",
        "heading",
        "¶2",
        "¶3",
    ]


def test_the_author_s_numbers_are_the_clauses_names_and_a_preamble_has_letters() -> None:
    numbered = "\n\n".join(f"{n}. Calls for measure {n}, see paragraph 2;" for n in range(1, 9))
    assert labels(PREAMBLE + numbered) == ["¶A", "¶B", *(f"{n}." for n in range(1, 9))]
    assert names(PREAMBLE + numbered) == ["A", "B", *map(str, range(1, 9))]


def test_after_z_letters_are_doubled() -> None:
    preamble = "\n\n".join(f"Noting matter number {n}," for n in range(54))
    found = labels(f"{preamble}\n\n1. One.\n\n2. Two.")
    assert (found[25], found[26], found[51], found[52], found[53]) == (
        *("¶Z", "¶AA", "¶AZ"),
        *("¶BA", "¶BB"),
    )


@pytest.mark.parametrize(
    "head",
    [
        "(5) members form a quorum.",
        "1. July 2027 is the day of entry into force.",
        "A. Smith spoke.",
        "c. 1900 it began.",
        "v. Spain, decided in 2011.",
        "e.g. in summer.",
        "2026 was a good year.",
        "[1] RFC 9110.",
        "§ 26 applies to the board.",
        "Article 12 of the statutes applies.",
        "1.5 million people use it.",
        "I. Kant spoke.",
        "M. Martin parle.",
        "第三条のとおり。",
    ],
)
def test_a_single_paragraph_that_begins_so_is_words(head: str) -> None:
    for form_source in (head, f"Before.\n\n{head}\n\nAfter."):
        assert all(label.startswith("¶") for label in labels(form_source))
        assert any(head.split(maxsplit=1)[0] in line for line in outline(form_source))


@pytest.mark.parametrize(
    "source",
    [
        "[1] RFC 9110.\n\n[2] RFC 9111.\n\n[3] RFC 9112.",
        "5. Calls on members.\n\n6. Bans it.",
        "A. Smith spoke.\n\nC. Jones answered.\n\nD. Roe went.",
        "2024. A year.\n\n2025. Another.",
        "1900 was early.\n\n1901 was later.",
        "e.g. one.\n\ni.e. two.",
        "7 people came.\n\n8 people went.",
        "A. Smith spoke.\n\nB. Jones spoke.\n\nB. Jones left.",
        "1. One.\n\n9. Nine.",
        "1. One.\n\n4. Four.\n\n3. Three.\n\n2. Two.",
    ],
)
def test_several_that_look_alike_and_are_no_list_are_words(source: str) -> None:
    assert labels(source) == [f"¶{n}" for n in range(1, source.count("\n\n") + 2)]


@pytest.mark.parametrize(
    "run",
    [
        "1. 2. 3. 4.",
        "1) 2) 3)",
        "(1) (2) (3)",
        "(a) (b) (c)",
        "a) b) c)",
        "a. b. c.",
        "i. ii. iii. iv.",
        "(i) (ii) (iii) (iv) (v)",
        "(h) (i) (j)",
        "A. B. C.",
        "I. II. III.",
        "1. 2. 3. 4. 4bis. 5.",
        "1. 2. 2A. 3.",
        "1. 3. 4. 7.",
        "1.1 1.2 1.3",
        "1.8. 1.9. 1.10. 1.11.",
        "а) б) в) г) д) е) ж) з) и) к) л)",
        "أ) ب) ج) د)",
        "أ) ب) ت) ث)",
        "١. ٢. ٣.",
        "١- ٢- ٣-",
        "א. ב. ג.",
        "① ② ③",
        "§\u00a01 §\u00a02 §\u00a03",
        "第一条 第二条 第三条",
        "第1條 第2條 第3條",
        "一、 二、 三、",
        "（一） （二） （三）",
        "(一) (二) (三)",
        "ข้อ\u00a0๑ ข้อ\u00a0๒ ข้อ\u00a0๓",
        "Article\u00a01 Article\u00a02 Article\u00a03",
        "Статья\u00a01. Статья\u00a02. Статья\u00a03.",
    ],
)
def test_what_runs_on_is_a_list_and_its_labels_are_as_printed(run: str) -> None:
    expected = [label.replace("\u00a0", " ") for label in run.split(" ")]
    source = "\n\n".join(f"{label} Word {n}." for n, label in enumerate(run.split(" ")))
    before = {"(h)": [f"({char}) Word." for char in "abcdefg"], "1.8.": []}.get(expected[0], [])
    if expected[0] == "1.8.":
        before = [f"1.{n}. Word." for n in range(1, 8)]
    whole = "\n\n".join([*before, source])
    assert labels(whole)[len(before) :] == expected


def test_one_that_stands_twice_keeps_its_printed_label_and_is_told_apart() -> None:
    source = "1. One.\n\n2. Two.\n\n3. Three.\n\n3. Again.\n\n4. Four."
    assert labels(source) == ["1.", "2.", "3.", "3.", "4."]
    assert names(source) == ["1", "2", "3", "3 (second)", "4"]


def test_one_out_of_order_keeps_the_list() -> None:
    source = "1. One.\n\n2. Two.\n\n7. Odd.\n\n3. Three.\n\n4. Four.\n\n5. Five."
    assert labels(source) == ["1.", "2.", "7.", "3.", "4.", "5."]


def test_a_deleted_number_s_words_may_say_so() -> None:
    source = "1. One.\n\n2. [deleted]\n\n3. Three."
    assert labels(source) == ["1.", "2.", "3."]


def test_all_ones_are_counted() -> None:
    assert labels("1. One.\n1. Two.\n1. Three.") == ["1.", "2.", "3."]


def test_what_goes_on_with_a_list_after_a_heading_belongs_to_it() -> None:
    assert labels("1. One.\n\n2. Two.\n\n## Part\n\n3. Three.") == ["1.", "2.", "heading", "3."]


def test_where_labels_begin_again_the_section_goes_with_them() -> None:
    rest = "2. Last.\n\n## Means\n\n1. Again.\n\n2. End."
    assert names(f"## Principles\n\n1. First.\n\n{rest}") == [
        "Principles, 1",
        "Principles, 2",
        "Means, 1",
        "Means, 2",
    ]
    assert names("## § 1 Aim\n\n(1) A.\n\n(2) B.\n\n## § 2 Means\n\n(1) C.\n\n(2) D.") == [
        "§ 1 (1)",
        "§ 1 (2)",
        "§ 2 (1)",
        "§ 2 (2)",
    ]


def test_where_they_go_on_the_section_is_left_out() -> None:
    assert names("## A\n\n1. One.\n\n2. Two.\n\n## B\n\n3. Three.\n\n4. Four.") == [*"1234"]


@pytest.mark.parametrize("form", ["**{}** Text", "**{} Text.** More", "{} Text"])
def test_a_label_may_stand_in_emphasis(form: str) -> None:
    assert labels("\n\n".join(form.format(f"{n}.") for n in (1, 2))) == ["1.", "2."]


def test_an_escaped_label_is_a_label() -> None:
    assert labels("1\\. One.\n\n2\\. Two.") == ["1.", "2."]


@pytest.mark.parametrize("form", ["¶{}\u00a0{}", "  ¶{}\u00a0 {}", "- ¶{}\u00a0{}"])
def test_the_bot_s_own_label_is_dropped_when_it_comes_back(form: str) -> None:
    for source in (
        "\n\n".join(form.format(n, "Words.") for n in (1, 2)),
        form.format("AB", "Words."),
    ):
        assert all(line.endswith(" Words.") and "¶" not in line[1:] for line in outline(source))


def test_lines_that_begin_with_the_bot_s_labels_are_clauses_each() -> None:
    assert outline("¶1\u00a0One.\n¶2\u00a0Two.") == ["¶1 One.", "¶2 Two."]
    assert outline("¶1\u00a0One.\n¶2\u00a0Two.", PLAIN) == ["¶1 One.", "¶2 Two."]


@pytest.mark.parametrize(
    "typed", ["¶3 Words.", "[3] Words.", "¶x\u00a0Words.", "3 Words.", "¶\u00a0Words."]
)
def test_any_other_form_stays_words(typed: str) -> None:
    assert outline(typed) == [f"¶1 {typed}".replace("\u00a0", " ")]


def test_what_is_indented_goes_on_with_no_list_at_the_margin() -> None:
    source = "1. One.\n\n2. Two.\n\n## Part\n\nWords.\n\n      3. Deep."
    assert outline(source)[-1] == "¶B 3. Deep."


def test_behind_the_bot_s_label_a_clause_begins_whatever_it_begins_with() -> None:
    assert outline("¶1\u00a0One.\n¶2\u00a0(a) Two.") == ["¶1 One.", "¶2 (a) Two."]


def test_a_section_goes_before_a_wide_bracket_without_a_comma() -> None:
    assert names("## 甲\n\n（一）子。\n\n（二）丑。\n\n## 乙\n\n（一）寅。\n\n（二）卯。") == [
        *("甲 （一）", "甲 （二）", "乙 （一）", "乙 （二）"),
    ]

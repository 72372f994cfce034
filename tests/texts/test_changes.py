"""What is said to have changed: each case with its operations and words."""

import pytest

from tests.texts.short import changes
from texts.block import Kind
from texts.compare import compare
from texts.operations import Change, Fate, Head, Keep, apply
from texts.read import Format, read

BOTH = pytest.mark.parametrize("form", list(Format))
LONG = "The council calls upon all members to publish their rules"


def same(old: str, new: str) -> bool:
    return compare(read(old), read(new)).same


# --- what counts --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "old, new, struck, added",
    [
        ("(5) members form a quorum.", "(3) members form a quorum.", "5", "3"),
        ("§ 26 applies to the board.", "§ 62 applies to the board.", "26", "62"),
        ("1. July 2027 is the day.", "15. July 2027 is the day.", "1", "15"),
        ("Networks shall be open.", "Networks must be open.", "shall", "must"),
        ("数据保护是每个人的权利。", "数据保障是每个人的权利。", "护", "障"),
        ("データの保護は重要だ。", "データの保全は重要だ。", "護", "全"),
        ("สมาชิกทุกคนมีสิทธิออกเสียง", "สมาชิกบางคนมีสิทธิออกเสียง", "ทุก", "บาง"),
        ("Ask *at once* now.", "Ask *at times* now.", "once", "times"),
        ("[It](https://a.example/1) is.", "[It](https://a.example/2) is.", "<1>", "<2>"),
        ("Use `a` here.", "Use a here.", "a", "a"),
        ("Use ~~a~~ here.", "Use a here.", "a", "a"),
    ],
)
def test_one_word_replaced_is_one_struck_and_one_added(
    old: str, new: str, struck: str, added: str
) -> None:
    address = "<https://a.example/{}>".format
    was, now = (address(each[1:-1]) if each[0] == "<" else each for each in (struck, added))
    spaceless = any("\u0e00" <= char < "\u0e7f" for char in was)
    words = [list(word) if spaceless else [word] for word in (was, now)]
    kind, *found = changes(old, new)
    assert kind == ["change 1"]
    assert ["".join(each) for each in found] == ["".join(each) for each in words]


@BOTH
def test_two_numbers_that_changed_places_are_two_changes(form: Format) -> None:
    old = "1. A vote lasts 7 days.\n\n2. A call lasts 14 days."
    new = "1. A vote lasts 14 days.\n\n2. A call lasts 7 days."
    assert changes(old, new, form) == (["change 1", "change 2"], ["7", "14"], ["14", "7"])


@BOTH
def test_numbers_of_references_that_changed_places_are_words(form: Format) -> None:
    old, new = "[1] RFC 9110.\n[2] RFC 9111.", "[2] RFC 9110.\n[1] RFC 9111."
    assert changes(old, new, form) == (["change 1"], ["1", "2"], ["2", "1"])


def test_other_numbers_at_the_head_are_seen() -> None:
    old, new = "1. Calls {}.\n\n2. Bans it.", "5. Calls {}.\n\n6. Bans it."
    found, _, added = changes(old.format("on all"), new.format("on all"))
    assert found == ["change 1", "change 2"]
    assert added == ["5", ".", "6", "."]


@pytest.mark.parametrize(
    "old, new",
    [
        ("One  two\nthree", "One two three"),
        ("A **b** c.", "A b c."),
        ("A *b* c.", "A __b__ c."),
        ("One.\n\n\nTwo.", "One.\n\nTwo."),
        ("A cafe\u0301.", "A caf\u00e9."),
        ("- One.\n- Two.", "* One.\n* Two."),
        ("1. One:\n  - a\n  - b\n2. Two.", "1. One:\n     - a\n     - b\n2. Two."),
        ("**1.** One.\n\n**2.** Two.", "1. One.\n\n2. Two."),
        ("Title\n=====", "# Title"),
        ("A [link](https://a.example).", "A [link](<https://a.example>)."),
        (
            "Whoever **hijacks** or *leaks a route*, stops.",
            "Whoever hijacks or leaks a route, stops.",
        ),
    ],
)
def test_spacing_line_ends_and_emphasis_count_for_nothing(old: str, new: str) -> None:
    assert same(old, new)
    assert changes(old, new) == ([], [], [])


@pytest.mark.parametrize(
    "old, new",
    [
        ("A fee* is due* now.", "A fee is due now."),
        ("Write `*x*` here.", "Write `x` here."),
        (r"Write \*x\* here.", "Write x here."),
        ("At https://a.example/*b* now.", "At https://a.example/b now."),
        ("A snake_case_name here.", "A snakecasename here."),
        ("Of 2 *3* 4* here.", "Of 2 *3 4* here."),
        ("A ~~b~~ c.", "A b c."),
        ("A `b` c.", "A b c."),
        ("A [b](https://a.example) c.", "A b c."),
        ("![b](https://a.example/1)", "![b](https://a.example/2)"),
        ('[b](https://a.example "c")', '[b](https://a.example "d")'),
        ("# Title", "## Title"),
        ("# Title", "Title"),
        ("One. Two.", "One.\n\nTwo."),
        ("- One.\n- Two.", "One.\n\nTwo."),
        ("1. One.\n\n2. Two.", "1) One.\n\n2) Two."),
        ("1. One\n   - a\n   - b\n2. c", "1. One\n   - a\n      - b\n2. c"),
        ("> One.", "One."),
        ("One.\n\n***\n\nTwo.", "One.\n\nTwo."),
        ("One.\n\n<!-- a -->", "One.\n\n<!-- b -->"),
        ("[^1]: One.", "[^2]: One."),
        ("may \u202enot\u202c vote", "may not vote"),
    ],
)
def test_everything_else_counts(old: str, new: str) -> None:
    assert not same(old, new)
    assert changes(old, new)[0]


# --- clauses ------------------------------------------------------------------------------


def numbered(words: list[str]) -> str:
    return "\n\n".join(f"{n}. {word}" for n, word in enumerate(words, 1))


CLAUSES = [
    f"{verb} that {what} be published in full;"
    for verb, what in (
        ("Recommends", "accounts"),
        ("Requests", "minutes and lists"),
        ("Decides", "letters to members"),
        ("Notes", "rules of its own"),
        ("Insists", "every old decision"),
        ("Hopes", "whatever remains"),
    )
]


def test_a_clause_that_moved_by_four_has_moved_and_no_word_changed() -> None:
    new = [*CLAUSES[1:5], CLAUSES[0], CLAUSES[5]]
    assert changes("\n\n".join(CLAUSES), "\n\n".join(new)) == (["move 1 -> 5"], [], [])
    found, struck, added = changes(numbered(CLAUSES), numbered(new))
    assert found == ["relabel 2..5 -> 1..4", "move 1 -> 5"]
    assert (struck, added) == ([], [])


def test_in_a_long_stretch_without_an_equal_clause_each_is_found_by_what_is_rare_in_it() -> None:
    same = [f"The {n}th matter of{n} goes to{n} office{n} on day{n} of{n} all." for n in range(30)]
    old = ["Nothing is like this at its head.", *same, "Nor like this."]
    new = ["Quite other words begin it.", *(c.replace("goes", "went") for c in same), "They end."]
    found, *_ = changes("\n\n".join(old), "\n\n".join(new))
    assert [each for each in found if each.startswith("change")] == [
        f"change {number}" for number in range(2, 32)
    ]


def test_what_changed_in_a_moved_clause_is_said_alone() -> None:
    new = [*CLAUSES[1:5], CLAUSES[0].replace("published", "printed"), CLAUSES[5]]
    found = changes("\n\n".join(CLAUSES), "\n\n".join(new))
    assert found == (["move 1 -> 5"], ["published"], ["printed"])


def test_a_clause_that_was_split_has_the_words_of_the_seam_alone() -> None:
    old = f"Before it.\n\n{LONG}, and requests the secretariat to keep a list of them.\n\nAfter it."
    new = (
        f"Before it.\n\n{LONG}.\n\nIt requests the secretariat to keep a list of them.\n\nAfter it."
    )
    assert changes(old, new) == (["split 2 -> 2, 3"], [",", "and"], [".", "It"])
    assert changes(new, old) == (["join 2, 3 -> 2"], [".", "It"], [",", "and"])


def test_a_clause_of_a_word_that_gets_another_has_changed() -> None:
    old, new = "First.\n\nSecond.\n\nThird.", "First.\n\nSecond.\n\nThird, changed."
    assert changes(old, new) == (["change 3"], [], [",", "changed"])


def test_numbers_that_moved_on_are_relabelled_in_one_stretch() -> None:
    new = numbered([CLAUSES[0], "Something else entirely, of no interest here.", *CLAUSES[1:]])
    assert changes(numbered(CLAUSES), new)[0] == ["insert 2", "relabel 2..6 -> 3..7"]
    assert changes(new, numbered(CLAUSES))[0] == ["delete 2", "relabel 3..7 -> 2..6"]


def test_the_bot_s_own_labels_are_no_change() -> None:
    new = ["Something else entirely, of no interest here.", *CLAUSES]
    assert changes("\n\n".join(CLAUSES), "\n\n".join(new)) == (["insert 1"], [], [])


def test_sub_items_keep_their_levels_in_a_difference() -> None:
    old, new = (
        read("1. One:\n   1. a b\n   2. c d\n2. Two."),
        read("1. One:\n   1. a b\n   2. c e\n2. Two."),
    )
    (change, _) = compare(old, new).operations
    assert isinstance(change, Change)
    assert [edit.tokens for edit in change.edits if edit.fate is not Fate.KEPT] == [("d",), ("e",)]
    assert [(b.level, b.label) for b in apply(old, [change, Keep(1, 1, 1)])[0].blocks] == [
        *((0, "1."), (1, "1."), (1, "2.")),
    ]


def test_an_item_that_was_added_inside_is_added_whole() -> None:
    old, new = (
        "1. Bans:\n   - a lie;\n   - a cheat;\n2. Two.",
        ("1. Bans:\n   - a lie;\n   - a theft;\n   - a cheat;\n2. Two."),
    )
    (change, _) = compare(read(old), read(new)).operations
    assert isinstance(change, Change)
    (tokens,) = (edit.tokens for edit in change.edits if edit.fate is Fate.ADDED)
    assert tokens == (Head(Kind.BULLET, 1, "", 0), "a", "theft", ";")


def test_a_sub_item_s_label_alone_is_no_word() -> None:
    old, new = "1. One:\n   (a) x\n   (b) y\n2. Two.", "1. One:\n   (a) x\n   (c) y\n2. Two."
    assert changes(old, new) == (["change 1"], [], [])


def test_a_label_goes_along_with_the_decimals_inside() -> None:
    old = "1. One\n1.1 a\n1.2 b\n\n2. Two\n2.1 c\n2.2 d"
    new = "1. New words\n\n2. One\n2.1 a\n2.2 b\n\n3. Two\n3.1 c\n3.2 d"
    assert changes(old, new)[0] == ["insert 1", "relabel 1..2 -> 2..3"]


def test_hidden_things_and_front_matter_change_into_their_own_kind_alone() -> None:
    old = "---\na: b\n---\n\n<!-- to be checked -->\n\nOne.\n\n[^1]: Note."
    new = "---\na: c\n---\n\n<!-- to be read -->\n\nOne.\n\n[^1]: Other."
    assert changes(old, new)[0] == ["change front", "change hidden", "change note [^1]"]


def test_a_heading_never_becomes_a_clause() -> None:
    found = changes("# The aim of all this\n\nOne.", "The aim of all this\n\nOne.")[0]
    assert sorted(found) == ["delete The aim of all this", "insert 1"]


def test_texts_with_nothing_in_common_are_deleted_and_inserted() -> None:
    assert sorted(changes("a b c.\n\nd e f.", "u v w")[0]) == ["delete 1", "delete 2", "insert 1"]


def test_from_and_to_nothing() -> None:
    assert changes("", "One.\n\nTwo.") == (["insert 1", "insert 2"], [], [])
    assert changes("One.\n\nTwo.", "") == (["delete 1", "delete 2"], [], [])
    assert compare((), ()).operations == ()
    assert compare((), ()).same


def test_what_was_deleted_stands_behind_what_stood_before_it() -> None:
    new = [CLAUSES[0], *CLAUSES[2:]]
    assert [
        type(each).__name__
        for each in compare(read("\n\n".join(CLAUSES)), read("\n\n".join(new))).operations
    ] == [
        *("Keep", "Delete", "Keep"),
    ]


def shared(words: int, *, of: int = 10) -> tuple[str, str]:
    """Return two clauses of so many words, of which some are the same."""
    old = [f"o{n}" for n in range(of)]
    return " ".join(old), " ".join([*old[:words], *(f"n{n}" for n in range(words, of))])


def test_passages_that_share_a_third_of_their_words_are_one_that_changed() -> None:
    (old, new), (other, unlike) = shared(4), shared(3)
    assert changes(f"One.\n\n{old}\n\nTwo.", f"One.\n\n{new}\n\nTwo.")[0] == ["change 2"]
    found = changes(f"One.\n\n{other}\n\nTwo.", f"One.\n\n{unlike}\n\nTwo.")[0]
    assert sorted(found) == ["delete 2", "insert 2"]


def test_one_that_moved_is_the_same_if_it_shares_six_tenths() -> None:
    (old, new), (other, unlike) = shared(7), shared(5)
    rest = "\n\n".join(CLAUSES)
    assert changes(f"{old}\n\n{rest}", f"{rest}\n\n{new}")[0] == ["move 1 -> 7"]
    found = changes(f"{other}\n\n{rest}", f"{rest}\n\n{unlike}")[0]
    assert sorted(found) == ["delete 1", "insert 7"]


def test_of_two_that_changed_places_the_shorter_one_moved() -> None:
    long, short = f"{LONG} and lists.", "Alpha beta."
    assert changes(f"{long}\n\n{short}", f"{short}\n\n{long}") == (["move 2 -> 1"], [], [])
    assert changes(f"{short}\n\n{long}", f"{long}\n\n{short}") == (["move 1 -> 2"], [], [])


def test_clauses_that_moved_are_found_though_none_is_like_no_other() -> None:
    same, rest = ["The council takes note."] * 10, [f"{each} {each}" for each in CLAUSES * 2]
    found = changes("\n\n".join([*same, *rest]), "\n\n".join([*rest, *same]))
    assert {line.split()[0] for line in found[0]} == {"move"}
    assert found[1:] == ([], [])


def test_a_heading_that_is_worded_anew_has_changed() -> None:
    assert changes("# Aim\n\nOne.", "# Purpose\n\nOne.")[0] == ["change Aim -> Purpose"]


def test_a_heading_is_no_part_of_a_clause_that_was_split() -> None:
    rest = "the council decides on rules for each of its members."
    old, new = f"Scope of all this, and {rest}", f"# Scope of all this\n\nAnd {rest}"
    assert changes(old, new)[0] == ["insert Scope of all this", "change 1"]


def test_a_rule_says_nothing_and_so_it_does_not_move() -> None:
    old, new = [CLAUSES[0], "***", *CLAUSES[1:]], [*CLAUSES, "***"]
    found = changes("\n\n".join(old), "\n\n".join(new))[0]
    assert sorted(found) == ["delete rule", "insert rule"]


def test_an_item_added_before_one_that_changed_is_added_whole() -> None:
    old = "1. Bans:\n   - a lie;\n   - a cheat;\n2. Two."
    new = "1. Bans:\n   - a lie;\n   - a theft;\n   - a cheat now;\n2. Two."
    (change, _) = compare(read(old), read(new)).operations
    assert isinstance(change, Change)
    first, *_ = (edit.tokens for edit in change.edits if edit.fate is Fate.ADDED)
    assert first == (Head(Kind.BULLET, 1, "", 0), "a", "theft", ";")

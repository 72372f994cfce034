"""A difference as it is shown: every word that changed stands there with its fate."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from templates.changes import Became, changes
from templates.markup import clean
from templates.plain import plain_text
from tests.docs.texts import said as told_by
from texts.compare import compare
from texts.operations import Delete, Fate, Insert, Keep, Relabel
from texts.read import read
from texts.words import unmarked, words

WORD = st.sampled_from(
    ["open", "fair", "nets", "the", "must", "`code`", "**all**", "*some*", "~~old~~", "10%", "会议"]
)
CLAUSE = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
TEXT = st.lists(CLAUSE, min_size=1, max_size=6).map("\n\n".join)


class _Fates(HTMLParser):
    """Collects what is struck out, what is bold, and what is neither."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, list[str]] = {"del": [], "strong": [], "": []}
        self.open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.open = tag if tag in self.said else self.open

    def handle_endtag(self, tag: str) -> None:
        self.open = "" if tag in self.said else self.open

    def handle_data(self, data: str) -> None:
        said = data.replace("[struck: ", "").replace("]", "")
        self.said[self.open] += words(re.sub(r"¶\d*", " ", said))[0]


def shown(old: str, new: str) -> str:
    rows = changes(old, "markdown", new, "markdown").rows
    return clean("".join(f"<p>{row.html}</p>\n" for row in rows))


def bodies(old: str, new: str) -> list[str]:
    rows = changes(old, "markdown", new, "markdown").rows
    return [plain_text(clean(f"<p>{row.html}</p>")) for row in rows]


def fated(old: str, new: str, fate: Fate) -> list[str]:
    """Return the words of that fate, as the operations have them."""
    found: list[str] = []
    for operation in compare(read(old), read(new)).operations:
        if isinstance(operation, Insert | Delete):
            if (fate is Fate.ADDED) is isinstance(operation, Insert):
                found += [w for block in operation.passage.blocks for w in block.words]
        elif not isinstance(operation, Keep | Relabel):
            for edit in operation.edits:
                if edit.fate is fate:
                    found += [token for token in edit.tokens if isinstance(token, str)]
    return [unmarked(word)[0] for word in found]


@given(TEXT, TEXT)
@example("open\n\n10% 会议", "会议 open")
def test_what_was_removed_is_struck_out_and_what_was_added_is_bold(old: str, new: str) -> None:
    fates = _Fates()
    fates.feed(shown(old, new))
    assert fates.said["del"] == fated(old, new, Fate.REMOVED)
    assert fates.said["strong"] == fated(old, new, Fate.ADDED)


@given(TEXT, TEXT)
def test_the_plain_words_say_the_same(old: str, new: str) -> None:
    said = "\n".join(bodies(old, new))
    assert said.count("~~") % 2 == 0
    for word in fated(old, new, Fate.REMOVED) + fated(old, new, Fate.ADDED):
        assert word in said


def test_one_word_that_changed_is_shown_alone() -> None:
    assert bodies("Networks shall be open.", "Networks must be open.") == [
        "Networks ~~shall~~ **must** be open."
    ]


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("All routes are public.", "routes are public.", "~~All~~ routes are public."),
        ("全部公开。", "公开。", "~~全部~~公开。"),
    ],
)
def test_words_at_the_head_that_go_do_not_touch_what_follows(old: str, new: str, said: str) -> None:
    assert bodies(old, new) == [said]


def test_one_character_of_a_script_without_spaces_is_shown_alone() -> None:
    assert bodies("网络应当开放。", "网络应该开放。") == ["网络应~~当~~**该**开放。"]


def test_what_changed_is_coloured_where_a_client_shows_it() -> None:
    html = shown("Networks shall be open.", "Networks must be open.")
    assert re.search(r'<span data-mx-color="#[0-9a-f]{6}"><del>shall</del></span>', html)
    assert re.search(r'<span data-mx-color="#[0-9a-f]{6}"><strong>must</strong></span>', html)


def _luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_colours_are_read_on_white_and_on_black() -> None:
    # WCAG 2.2 §1.4.3: text and what is behind it differ by 4.5 at least.
    colours = set(re.findall("#[0-9a-f]{6}", shown("It shall be.", "It must be.")))
    assert len(colours) == 2
    for light in map(_luminance, colours):
        assert 1.05 / (light + 0.05) >= 4.5
        assert (light + 0.05) / 0.05 >= 4.5


def test_the_authors_own_bold_and_struck_words_do_not_look_like_changes() -> None:
    old = "A **bold** and a ~~struck~~ word are here."
    assert bodies(old, old.replace("here", "there")) == [
        "A *bold* and a [struck: struck] word are ~~here~~ **there**."
    ]


def test_a_links_address_is_shown_where_it_changed() -> None:
    old = "See [the list](https://a.example/1) now."
    assert bodies(old, old.replace("/1", "/2")) == [
        "See the list ~~(https://a.example/1)~~ **(https://a.example/2)** now."
    ]


def test_nested_lists_keep_their_levels_and_labels() -> None:
    old = "1. It is open if:\n   (a) it is free:\n       - of charge\n   (b) it works.\n2. It ends."
    (said, _) = bodies(old, old.replace("of charge", "of any charge"))
    assert said.split("\n") == [
        "It is open if:",
        "\u2003(a) it is free:",
        "\u2003\u2003• of **any** charge",
        "\u2003(b) it works.",
    ]


def test_a_new_sub_item_is_shown_whole_on_a_line_of_its_own() -> None:
    old = "1. It is open if:\n   (a) it is free;\n   (b) it works.\n2. It ends."
    new = old.replace("(b)", "(c)").replace("free;\n", "free;\n   (b) it is near;\n")
    assert bodies(old, new)[0].split("\n")[1:] == [
        "\u2003(a) it is free;",
        "\u2003**(b)** **it is near;**",
        "\u2003~~(b)~~ **(c)** it works.",
    ]


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("  - it works", "  a) it works", "\u2003~~•~~ **a)** it works."),
        ("  - it works", "    - it works", "\u2003~~•~~ \u2003**•** it works."),
        ("    - it works", "  - it works", "\u2003\u2003~~•~~ **•** it works."),
    ],
)
def test_a_new_label_stands_beside_the_one_that_it_replaces(old: str, new: str, said: str) -> None:
    text = f"- It is open if:\n  - it is free;\n{old}.\n  b) it lasts.\n- It ends."
    assert said in bodies(text, text.replace(old, new))[0].split("\n")


def test_what_becomes_a_clause_of_its_own_begins_a_line() -> None:
    old = "1. It is open if:\n   - it is free;\n   - it works for all of us.\n2. It ends."
    new = old.replace("   - it works", "2. it works").replace("2. It ends", "3. It ends")
    assert "\n**2.** it works" in "\n".join(bodies(old, new))


@pytest.mark.parametrize(
    "became, old, new, now, was",
    [
        (Became.MOVED, "A b c.\n\nD e f.\n\nG h i.", "D e f.\n\nG h i.\n\nA b c.", "3", "1"),
        (Became.SPLIT, "A b c d. E f g h.", "A b c d.\n\nE f g h.", "1 and 2", "1"),
        (Became.JOINED, "A b c d.\n\nE f g h.", "A b c d. E f g h.", "1", "1 and 2"),
        (Became.ADDED, "A b c.", "A b c.\n\nD e f.", "2", ""),
        (Became.REMOVED, "A b c.\n\nD e f.", "A b c.", "2", ""),
        (Became.RELABELLED, "1. A b.\n2. C d.", "1. A b.\n3. C d.", "3", "2"),
        (Became.KEPT, "A b c.", "D e f.\n\nA b c.", "2", "1"),
    ],
)
def test_what_became_of_a_clause_is_said_with_its_names(
    became: Became, old: str, new: str, now: str, was: str
) -> None:
    rows = changes(old, "markdown", new, "markdown").rows
    (row,) = [each for each in rows if each.became is became]
    assert (row.now, row.was) == (now, was)


def test_a_clause_that_moved_unchanged_is_not_shown_again() -> None:
    rows = changes(
        "A b c.\n\nD e f.\n\nG h i.", "markdown", "D e f.\n\nG h i.\n\nA b c.", "markdown"
    ).rows
    assert [row.html for row in rows if row.became is Became.MOVED] == [""]


def test_a_character_that_turns_the_direction_is_made_visible() -> None:
    assert bodies("They may vote.", "They may \u202eton vote.") == [
        "They may **⟨U+202E⟩ton** vote."
    ]


def test_markup_in_a_text_is_words() -> None:
    assert "&lt;b&gt;" in shown("One x two.", "One <b> two.")


LISTED = "\n".join(f"{n}. Clause of {word}." for n, word in enumerate("abcdefgh", 1))


def told(old: str, new: str) -> list[tuple[str, str, str]]:
    rows = changes(old, "markdown", new, "markdown").rows
    return [(row.became, row.now, row.was) for row in rows]


def test_a_wrong_number_among_new_ones_is_not_hidden() -> None:
    numbers = [1, 3, 4, 6, 6, 7, 8, 9]
    new = "\n".join(f"{n}. Clause of {word}." for n, word in zip(numbers, "abcdefgh", strict=True))
    assert told(LISTED, new) == [
        ("kept", "1", ""),
        ("relabelled", "3–4", "2–3"),
        ("relabelled", "6", "4"),
        ("relabelled", "6 (second) to 9", "5–8"),
    ]


def test_labels_of_another_style_are_told_where_the_names_stay() -> None:
    new = re.sub(r"^(\d)\.", r"\1)", LISTED, flags=re.MULTILINE)
    (row,) = changes(LISTED, "markdown", new, "markdown").rows
    assert (row.became, row.now, row.labels) == (Became.RELABELLED, "1–8", ("1.", "1)"))


@pytest.mark.parametrize("mark", ["\u200e", "\u200b", "\u00ad"])
def test_a_sign_that_nobody_sees_is_told_where_it_changed(mark: str) -> None:
    said = bodies("Members may vote now.", f"Members may{mark} vote now.")
    assert f"⟨U+{ord(mark):04X}⟩" in said[0]


def test_a_kind_that_changed_is_told_by_its_sign() -> None:
    assert bodies("> a b c\n\n- d e f", "a b c\n\nd e f") == [
        "~~>~~ **¶** a b c",
        "~~•~~ **¶** d e f",
    ]


def test_what_moved_unchanged_is_told_by_its_first_words() -> None:
    old = "\n\n".join(f"Clause {w} is about one two three four." for w in "abcde")
    new = "\n\n".join(f"Clause {w} is about one two three four." for w in "bcdea")
    rows = changes(old, "markdown", new, "markdown").rows
    assert [row.begins for row in rows if row.became is Became.MOVED] == [
        "Clause a is about one two"
    ]


def test_headings_are_counted_apart_from_clauses() -> None:
    found = changes("# A\n\nOne two.", "markdown", "# B\n\nOne two.", "markdown")
    assert (found.count("changed"), found.others) == (0, 1)


# --- what looks like layout and is content ------------------------------------------------


@pytest.mark.parametrize(
    "old, new, said",
    [
        (
            "```\nif a:\n    b\nc\n```",
            "```\nif a:\n    b\n    c\n```",
            "if a:\n\u00a0\u00a0\u00a0\u00a0b\n**␣␣␣␣**c",
        ),
        (
            "```\nif a:\n    b\nc\n```",
            "```\nif a:\n    b\n\td\nc\n```",
            "if a:\n\u00a0\u00a0\u00a0\u00a0b\n\u00a0\u00a0\u00a0\u00a0**d**\nc",
        ),
        ("```\na\nb\n```", "```\na b\n```", "a~~↵~~**␣**b"),
        (
            "1. It is:\n\n   ```\n   a\n   b\n   ```\n2. x",
            "1. It is:\n\n   ```\n   a\n   c\n   d\n   b\n   ```\n2. x",
            "It is:\n\u2003a\n\u2003**c\n\u2003d**\n\u2003b",
        ),
        ("```\na b\n```", "```\na\nb\n```", "a~~␣~~**↵**\nb"),
        ("Use `a  b` now.", "Use `a b` now.", "Use `a` ~~`␣`~~ `b` now."),
        (
            "![a](https://a.example) b",
            "[a](https://a.example) b",
            "a ~~(image: https://a.example)~~ **(https://a.example)** b",
        ),
        (
            '[a](https://a.example "t")',
            "[a “t”](https://a.example)",
            "a ~~[title: “t”]~~ **“t”** (https://a.example)",
        ),
        ("- 100\n- 50", "+ 100\n- 50", "~~-~~ **+** 100"),
        ("- 5\n- 50", "* 5\n- 50", "~~-~~ **•** 5"),
        ("# § 2 Aim of it", "# § 3 Aims of it", "~~§ 2~~ **§ 3** ~~Aim~~ **Aims** of it"),
        ("## § 2 Aim of it", "# § 3 Aim of it", "~~## § 2~~ **# § 3** Aim of it"),
        ("## Aim", "# Aim", "~~##~~ **#** Aim"),
        (
            "1. One is here.\n2. x",
            "(1) Two is here.\n(2) x",
            "~~1.~~ **(1)** ~~One~~ **Two** is here.",
        ),
    ],
)
def test_what_of_it_changed_is_seen(old: str, new: str, said: str) -> None:
    assert bodies(old, new)[0] == said


def rows(old: str, new: str) -> list[str]:
    found = changes(old, "markdown", new, "markdown")
    told = told_by("{{ m.rows(found) }}", found=found)
    return [line.removeprefix("- ") for line in told.split("\n")]


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("# § 2 Aim", "# § 3 Aim", "Heading “§ 3” unchanged but for the label: § 2 is now § 3"),
        ("# Aim", "# § 3 Aim", "Heading “§ 3” unchanged but for the label: § 3 is new"),
        ("# § 3 Aim", "# Aim", "Heading “Aim” unchanged but for the label: § 3 is gone"),
        ("[^1]: a", "[^2]: a", "Footnote [^2] unchanged but for the label: [^1] is now [^2]"),
    ],
)
def test_a_label_of_what_is_no_clause_is_told(old: str, new: str, said: str) -> None:
    assert rows(old, new) == [said]


def test_headings_and_clauses_that_are_renumbered_in_a_row_are_told_apart() -> None:
    old = "# § 1 A\n\n1. One.\n\n# § 2 B\n\n2. Two.\n\n3. Three."
    new = "1. Zero.\n\n# § 2 A\n\n2. One.\n\n# § 3 B\n\n3. Two.\n\n4. Three."
    assert [line.split(" ")[0] for line in rows(old, new)] == [
        *("Clause", "Heading", "Clause", "Heading", "Clauses"),
    ]

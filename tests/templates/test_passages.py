"""How a text is shown: its clauses under their labels, everything in it kept."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from templates.markup import clean
from templates.passages import whole
from templates.plain import plain_text
from texts.block import Block, Text
from texts.read import read


def shown(text: str) -> str:
    return whole(read(text))


def body(text: str) -> str:
    return plain_text(clean(shown(text)))


def without_code(text: Text) -> list[Block]:
    return [block for each in text for block in each.blocks if not block.kind.as_typed]


CLAUSE = st.lists(
    st.sampled_from(
        ["open", "*fair*", "**nets**", "`code`", "~~old~~", "会议", "[a](https://b.c)"]
    ),
    min_size=1,
    max_size=6,
).map(" ".join)
MARK = st.sampled_from(["", "- ", "## ", "> ", "1. a\n2. ", "(a) x\n\n(b) ", "1. a\n   - "])


@given(st.lists(st.tuples(MARK, CLAUSE).map("".join), min_size=1, max_size=6).map("\n\n".join))
def test_what_is_shown_and_copied_back_is_the_same_text(text: str) -> None:
    assert without_code(read(body(text))) == without_code(read(text))


def test_clauses_that_the_author_does_not_number_are_labelled_by_the_bot() -> None:
    assert body("# A\n\nOne.\n\nTwo.\n\n## B\n\n- Three.") == (
        "# A\n\n¶1\u00a0One.\n\n¶2\u00a0Two.\n\n## B\n\n¶3\u00a0• Three."
    )


def test_labels_of_the_author_are_shown_as_they_were_written() -> None:
    assert body("A preamble.\n\n1. One.\n2. Two.\n2A. Three.") == (
        "¶A\u00a0A preamble.\n\n1. One.\n\n2. Two.\n\n2A. Three."
    )


def test_a_label_with_a_wide_sign_at_its_end_needs_no_space() -> None:
    typed = "第一条公开：\n（一）名单\n（二）收支\n\n第二条施行。"
    assert body(typed) == "第一条 公开：\n\u2003（一）名单\n\u2003（二）收支\n\n第二条 施行。"
    assert read(body(typed)) == read(typed)


@pytest.mark.parametrize(
    "typed", ["1. a\n2. b", "(1) a\n\n(2) b", "第一条 a\n第二条 b", "- a\n- b"]
)
def test_no_client_counts(typed: str) -> None:
    assert not re.search("<(ol|ul|li)", shown(typed))


def test_what_stands_within_a_clause_is_kept_on_lines_of_its_own() -> None:
    text = "1. One:\n   - a\n   - b\n\n   > quoted\n\n   ```\n   code\n     more\n   ```\n2. Two."
    assert [line for line in body(text).split("\n") if line] == [
        "1. One:",
        "\u2003• a",
        "\u2003• b",
        "\u2003> quoted",
        "```",
        "code",
        "  more",
        "```",
        "2. Two.",
    ]


def test_what_lies_deeper_is_indented_further() -> None:
    said = body("1. One:\n   (a) two:\n       (i) three\n       (ii) four\n   (b) five\n2. Six")
    assert said.split("\n")[:5] == [
        "1. One:",
        "\u2003(a) two:",
        "\u2003\u2003(i) three",
        "\u2003\u2003(ii) four",
        "\u2003(b) five",
    ]


def test_no_heading_is_larger_than_the_fourth_level() -> None:
    html = shown("# A\n\n> # B\n\n- # C")
    assert "<h1" not in html
    assert "<h4" in html


def test_a_table_is_shown_as_it_was_typed() -> None:
    html = clean(shown("Before.\n\n| a | b |\n|---|---|\n| 1 | 2 |"))
    assert "<table" not in html
    assert "| a | b |\n|---|---|\n| 1 | 2 |" in html


@pytest.mark.parametrize(
    "hidden", ["<!-- for the editor -->", '<a name="x"></a>', "[1]: https://a.example"]
)
def test_what_markdown_does_not_show_is_shown_as_it_was_typed(hidden: str) -> None:
    assert hidden in body(f"One.\n\n{hidden}\n\nTwo.")


@pytest.mark.parametrize("typed", ["a_b_c * d", "2 * 3 * 4", "snake_case [x] ~ # 1. a"])
def test_plain_words_are_not_escaped(typed: str) -> None:
    assert body(typed) == f"¶1\u00a0{typed}"


def test_an_address_that_says_itself_stands_once() -> None:
    assert body("<https://a.example/x_y>") == "¶1\u00a0https://a.example/x_y"


def test_a_link_keeps_its_address_in_plain_text() -> None:
    assert body("[here](https://a.example)") == "¶1\u00a0[here](https://a.example)"


def test_what_is_folded_away_is_in_the_plain_text() -> None:
    html = '<details><summary>Full</summary><ol start="4"><li>x</li></ol></details>'
    assert plain_text(html) == "Full\n\n4. x"


def test_removed_and_added_words_can_be_told_apart_in_plain_text() -> None:
    assert plain_text("<p><del>a</del> <strong>b</strong></p>") == "~~a~~ **b**"


SHAPES = (
    *(
        "{}",
        "**{}** {}",
        "- {}\n- {}",
        "1. {}\n   - {}\n     {}",
        "> {}\n> > {}",
        "# {}",
        "{}\n===",
    ),
    *("[{}](https://a.example/{} '{}')", "[{}][{}]", "[{}]: https://a.example/{} '{}'"),
    *("> [{}]: https://a.example '{}'", "- [{}]: <https://{}.example>\n  '{}'", "![{}](x '{}')"),
    *("```{} {}\n{}\n```", "    {}", "| {} | {} |\n|---|---|\n| {} | {} |", "<!-- {} -->", "---"),
    *("<b title='{}'>{}</b>", "`{}`", "<https://a.example/{}>", "[^{}]: {}", "~~{}~~ \\{} &amp;{}"),
)


@settings(max_examples=3 * settings().max_examples, deadline=None)
@given(
    st.lists(st.sampled_from(SHAPES), min_size=1, max_size=6),
    st.sampled_from(["\n\n", "\n", "\n  ", "\n\n   "]),
)
def test_no_word_of_a_text_is_hidden(shapes: list[str], between: str) -> None:
    count = iter(range(1_000))
    text = re.sub(r"\{\}", lambda _: f"word{next(count)}x", between.join(shapes))
    shown = body(text)
    assert [word for word in re.findall(r"word\d+x", text) if word not in shown] == []

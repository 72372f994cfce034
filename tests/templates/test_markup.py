"""How a text is shown: its clauses numbered by the bot, everything in it kept."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from templates.diff import Kind, compare
from templates.markup import clauses, clean
from templates.plain import plain_text


def body(text: str) -> str:
    return plain_text(clean(clauses(text)))


def test_clauses_are_numbered_by_the_bot_and_headings_are_not() -> None:
    assert body("# A\n\nOne.\n\n7. Two.\n9. Three.\n\n## B\n\n- Four.") == (
        "#### A\n\n1. One.\n2. Two.\n3. Three.\n\n##### B\n\n4. Four."
    )


def test_a_list_goes_on_with_its_number_behind_a_heading() -> None:
    assert '<ol start="2">' in clauses("One.\n\n# H\n\nTwo.")


def test_what_stands_within_a_clause_is_kept() -> None:
    text = "1. One:\n   - a\n   - b\n\n   > quoted\n\n   ```\n   code\n     more\n   ```\n2. Two."
    lines = [line for line in body(text).split("\n") if line]
    assert lines == [line for line in text.split("\n") if line]


def test_a_nested_list_keeps_its_own_start() -> None:
    assert "5. five\n   6. six" in body("- One:\n  5. five\n  6. six")


def test_no_heading_is_larger_than_the_fourth_level() -> None:
    html = clauses("# A\n\n> # B\n\n- # C")
    assert "<h1" not in html
    assert "<h4" in html


def test_a_table_is_shown_as_it_was_typed() -> None:
    html = clean(clauses("Before.\n\n| a | b |\n|---|---|\n| 1 | 2 |"))
    assert "<table" not in html
    assert "| a | b |\n|---|---|\n| 1 | 2 |" in html


@pytest.mark.parametrize("typed", ["a_b_c * d", "2 * 3 * 4", "snake_case [x] ~ # 1. a"])
def test_plain_words_are_not_escaped(typed: str) -> None:
    assert body(typed) == f"1. {typed}"


def test_a_link_address_that_stands_apart_is_a_clause_and_so_is_compared() -> None:
    before = "See [this][1].\n\n[1]: https://a.example"
    html = clean(clauses(before))
    assert "<li>[1]: https://a.example</li>" in html
    changed = compare(before, before.replace("a.example", "b.example"))
    assert any(piece.kind is not Kind.UNCHANGED for piece in changed.pieces)


def test_an_address_that_says_itself_stands_once() -> None:
    assert body("<https://a.example/x_y>") == "1. https://a.example/x_y"


def test_a_link_keeps_its_address_in_plain_text() -> None:
    assert body("[here](https://a.example)") == "1. [here](https://a.example)"


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

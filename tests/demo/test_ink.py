"""What a message looks like on the terminal."""

from rich.console import Console

from demo import ink

CHANGE = "<ul><li>Clause 1: within <del>two</del> <strong>three</strong> days</li></ul>"
FOLDED = "<details><summary>The full text</summary><ol><li>One.</li></ol></details><p>Behind</p>"


def shown(html: str, *, width: int = 40, plain: bool = False) -> list[str]:
    blocks = ink.blocks(html, {"@a:x": "Chair"}, plain=plain)
    return [line.plain for line in ink.lines(blocks, Console(width=width), width)]


def styled(html: str, words: str) -> str:
    (block,) = ink.blocks(html, {})
    start = block.text.plain.index(words)
    return " ".join(str(span.style) for span in block.text.spans if span.start == start)


def test_removed_words_are_struck_and_added_ones_bold() -> None:
    assert "strike" in styled(CHANGE, "two")
    assert "bold" in styled(CHANGE, "three")


def test_signs_mark_changes_where_there_are_no_styles() -> None:
    assert shown(CHANGE, width=60, plain=True) == ["· Clause 1: within ~~two~~ **three** days"]


def test_what_is_folded_away_in_a_client_is_folded_away_here() -> None:
    assert shown(FOLDED) == ["▸ The full text", "Behind"]


def test_lines_that_are_to_be_copied_stay_lines() -> None:
    typed = "<p>Copy:</p><pre><code>!propose T\nFrom: A\n\nText.</code></pre><p>Behind\nit</p>"
    assert shown(typed) == ["Copy:", "!propose T", "From: A", "Text.", "Behind it"]


def test_items_keep_their_numbers_and_their_indent() -> None:
    assert shown('<ol start="9"><li>aaaa bbbb cccc dddd eeee</li><li>two</li></ol>', width=22) == [
        "9. aaaa bbbb cccc dddd",
        "   eeee",
        "10. two",
    ]


def test_a_quotation_is_marked_on_each_line() -> None:
    assert shown("<blockquote><p>one<br>two</p></blockquote>") == ["❝ one", "❝ two"]


def test_a_person_is_shown_by_what_they_are_called() -> None:
    assert shown('<p>by <a href="https://matrix.to/#/@a:x">@a:x</a></p>') == ["by Chair"]


def test_an_unknown_person_is_shown_by_their_id() -> None:
    assert shown('<p>by <a href="https://matrix.to/#/@b:x">@b:x</a></p>') == ["by @b:x"]

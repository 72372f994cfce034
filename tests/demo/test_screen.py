"""What the terminal shows beside the words."""

from bot.relay.looks import colours
from demo.cast import CAUCUSES
from demo.eyes import CHAT, LABELS, formed, label_of
from demo.screen import COLOURS


def test_each_room_has_on_the_terminal_the_colour_of_its_picture() -> None:
    caucuses = {LABELS[name]: colours.of_caucus(n) for n, name in enumerate(CAUCUSES.values())}
    assert {
        "Forum": colours.FORUM,
        "Plenary": colours.PLENARY,
        **caucuses,
        CHAT: colours.BOT,
    } == COLOURS


def test_a_room_is_known_by_what_its_name_says_first() -> None:
    assert label_of("Forum · A council") == "Forum"
    assert label_of("P1 Plenary · Government") == "Plenary"
    assert label_of("Direct chat · A council") == CHAT
    assert label_of("P1 Technical and academic community · Title") == "Technical"
    for other in ("P1 · Government", "A council", "Secretariat · A council", "Government"):
        assert label_of(other) == ""


def test_the_plain_words_of_a_poll_get_the_form_that_their_signs_stand_for() -> None:
    assert formed("On `2ad6`, @a-1:x:1 and @b:x.\n> a < b\n1. Yes") == (
        'On <code>2ad6</code>, <a href="https://matrix.to/#/@a-1:x:1">@a-1:x:1</a> and '
        '<a href="https://matrix.to/#/@b:x">@b:x</a>.<br><blockquote>a &lt; b</blockquote>1. Yes'
    )

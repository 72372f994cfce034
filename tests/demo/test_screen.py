"""What the terminal shows beside the words."""

from bot.relay.looks import colours
from demo.cast import CAUCUSES
from demo.eyes import LABELS, label_of
from demo.screen import COLOURS


def test_each_room_has_on_the_terminal_the_colour_of_its_picture() -> None:
    caucuses = {LABELS[name]: colours.of_caucus(n) for n, name in enumerate(CAUCUSES.values())}
    assert {"Forum": colours.FORUM, "Plenary": colours.PLENARY, **caucuses} == COLOURS


def test_a_room_is_known_by_what_its_name_says_first() -> None:
    assert label_of("Forum · A council") == "Forum"
    assert label_of("P1 Plenary · Government") == "Plenary"
    assert label_of("P1 Technical and academic community · Title") == "Technical"
    for other in ("P1 · Government", "A council", "Secretariat · A council", "Government"):
        assert label_of(other) == ""

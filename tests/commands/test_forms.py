"""What rich-text editors, phones and people make of a command is still that command."""

import pytest

from commands.parsing.errors import UsageError
from deliberation.acts import Finalise, IssueDraft, RecordPosition, Refer, Return
from deliberation.terms import Position
from tests.commands.say import CAUCUS, PLENARY, say, text, want


@pytest.mark.parametrize(
    "body",
    [
        r"\!refer",
        r"\! refer",
        "**!refer**",
        "__!refer__",
        "*!refer*",
        "***!refer***",
        r"**\!refer**",
        "!**refer**",
        "\u2068!refer\u2069",
        "!\u2068refer\u2069",
        "\u202a!re\u200efer\u202c",
        "\u061c!refer",
    ],
)
def test_escapes_emphasis_and_bidi_controls_around_a_command_are_no_part_of_it(body: str) -> None:
    assert want(body, PLENARY) == Refer("")


@pytest.mark.parametrize(
    "body, note",
    [
        (r"\!refer by 1\. May \- please", "by 1. May - please"),
        ("\\!refer\nby 1\\. May", "by 1. May"),
        ("**!refer** by *Friday*", "by *Friday*"),
        ("*!refer by Friday*", "by Friday"),
        (r"!refer by 1\. May", r"by 1\. May"),
        ("!refer *by* Friday", "*by* Friday"),
    ],
)
def test_what_stands_beside_is_bare_where_the_command_is(body: str, note: str) -> None:
    assert want(body, PLENARY) == Refer(note)


@pytest.mark.parametrize("body", ["**!refer", "* !refer", r"\\!refer", "*Dear* !refer"])
def test_emphasis_that_is_none_hides_the_prefix(body: str) -> None:
    assert say(body, PLENARY) is None


def test_a_long_row_of_stars_is_read_at_once() -> None:
    assert say("*" * 60_000, PLENARY) is None


def test_a_text_below_an_escaped_command_is_taken_as_it_was_sent() -> None:
    assert want("\\!draft\n1\\. One.\n2\\. Two.", PLENARY) == IssueDraft("1\\. One.\n2\\. Two.")


@pytest.mark.parametrize(
    "body, position",
    [
        ("!consensus : yes", Position.AGREED),
        ("!consensus: yes", Position.AGREED),
        ("!consensus – yes", Position.AGREED),
        ("!consensus = yes", Position.AGREED),
        ("!consensus **yes**", Position.AGREED),
        ("!consensus \u2068yes\u2069", Position.AGREED),
        ("!consensus agreed", Position.AGREED),
        ("!consensus Agreed.", Position.AGREED),
        ("!consensus agreed as amended", Position.AMENDED),
    ],
)
def test_a_position_is_understood_however_it_is_set_off(body: str, position: Position) -> None:
    assert want(body, CAUCUS) == RecordPosition(position, "", shown=0)


@pytest.mark.parametrize(
    "body, note",
    [
        ("!consensus yes👍", "👍"),
        ("!consensus yes ✅", "✅"),
        ("!consensus agreed🎉 all", "🎉 all"),
    ],
)
def test_an_emoji_behind_a_yes_is_a_note(body: str, note: str) -> None:
    assert want(body, CAUCUS) == RecordPosition(Position.AGREED, note, shown=0)


def test_not_agreed_is_a_no_with_its_reason() -> None:
    said = "!consensus not agreed: clause 3"
    assert want(said, CAUCUS) == RecordPosition(Position.NOT_AGREED, "clause 3", shown=0)
    assert want("!consensus not agreed: not yet", PLENARY) == Return("not yet")
    assert want("!consensus agreed", PLENARY) == Finalise("")


@pytest.mark.parametrize("body", ["!consensus yes/no", "!consensus yesno", "!consensus yes(no)"])
def test_a_yes_that_goes_on_is_none(body: str) -> None:
    with pytest.raises(UsageError, match="keyword"):
        want(body, CAUCUS)


def test_a_command_that_the_formatted_body_has_in_bold_is_one() -> None:
    bold = text("**!refer**", "<strong>!refer</strong>")
    assert want(bold, PLENARY) == Refer("")


@pytest.mark.parametrize(
    "words",
    [
        "agreed as ammended",
        "agreed with amendments",
        "agreed in part",
        "Agreed as modified",
        "agreed to nothing",
    ],
)
def test_agreed_with_words_that_may_take_it_back_is_no_yes(words: str) -> None:
    for room in (CAUCUS, PLENARY):
        with pytest.raises(UsageError, match="keyword"):
            want(f"!consensus {words}", room)


def test_agreed_takes_a_note_that_is_set_off() -> None:
    said = "!consensus agreed, with thanks to all"
    assert want(said, CAUCUS) == RecordPosition(Position.AGREED, "with thanks to all", shown=0)

"""A message is one command: a later line that is a whole one is refused, or stays text."""

import pytest

from commands.parsing.command import Here
from commands.parsing.errors import Usage
from deliberation.acts import GiveCaucusText, Propose, Recall, RecordPosition
from deliberation.terms import Position
from tests.commands.say import (
    ALICE,
    CAUCUS,
    DIRECT,
    FORUM,
    PILL,
    PLENARY,
    ask,
    fault,
    file,
    mentions,
    reply,
    text,
    want,
)

AGREED = Position.AGREED


@pytest.mark.parametrize(
    "body, here, second",
    [
        (f"!consensus yes\n!seat {ALICE}", CAUCUS, f"!seat {ALICE}"),
        (f"!consensus yes\n\n  ! Seat {ALICE}.\nThank you.", CAUCUS, f"! Seat {ALICE}."),
        ("!consensus yes P1\n!consensus yes P2", FORUM, "!consensus yes P2"),
        ("!consensus no too early\n!status", CAUCUS, "!status"),
        ("!consensus amended cs.1 see below\n!consensus no a mistake", CAUCUS, None),
        ("!recall a new draft\n!draft\nOur words.", PLENARY, "!draft"),
        ("!recall a new draft\n\n!draft ¶2\n\nOur words.", PLENARY, "!draft ¶2"),
        ("!refer\n!recall a slip", PLENARY, "!recall a slip"),
        ("!close no way\n!consensus no\nlet us go on", PLENARY, "!consensus no"),
        (f"!seat {ALICE}\n!seat @bob:example.org", CAUCUS, "!seat @bob:example.org"),
        (f"!unseat {ALICE} left us\n!chair @bob:example.org", CAUCUS, None),
        (f"!seat cs {ALICE}\n!seat cs @bob:example.org", DIRECT, None),
        ("!status\n!roster", PLENARY, "!roster"),
        ("!undraft a slip\n!draft\nOurs.\n!consensus amended", CAUCUS, "!draft"),
        ("!consensus yes\n!refer", CAUCUS, "!refer"),  # which is one in plenary
        ("!consensus yes P1\n!draft\nWords.", FORUM, "!draft"),
        ("!consensus yes\n!propose T\nFrom: I\nWords.", PLENARY, "!propose T"),
        ("!consensus yes\nwith thanks\n!text", CAUCUS, "!text"),
        ("!consensus yes\u2028!undraft a slip", CAUCUS, "!undraft a slip"),
        ("!withdraw P1 a slip\n!withdraw P2 too", DIRECT, "!withdraw P2 too"),
        ("!consensus yes\n```\nold\n```\n!undraft a slip", CAUCUS, "!undraft a slip"),
    ],
)
def test_a_whole_command_below_another_is_refused(
    body: str, here: Here, second: str | None
) -> None:
    error = fault(body, here)
    assert error.code is Usage.SECOND_COMMAND
    assert error.line == (second or body.partition("\n")[2])
    assert error.at == 0


def test_a_command_with_a_pill_below_another_is_refused() -> None:
    html = f"!consensus yes<br>!seat {PILL}"
    content = text("!consensus yes\n!seat Alice Smith", html, **mentions(ALICE))
    assert fault(content, CAUCUS).code is Usage.SECOND_COMMAND


def test_a_command_that_would_take_its_text_from_the_message_replied_to_is_refused() -> None:
    content = text("!recall a new draft\n!draft", **reply())
    assert fault(content, PLENARY).code is Usage.SECOND_COMMAND
    assert want("!recall a new draft\n!draft", PLENARY) == Recall("a new draft\n!draft")


@pytest.mark.parametrize(
    "below",
    [
        *("We will !refer it", "see !status", "- !refer", "> !refer", "`!refer`", "\\!refer"),
        *("!seat them all", "!seat", "!draft is what we want", "!refers", "!!refer", "!wow"),
        *("!consensus was hard", "!status shows it", "!recall", "!text and more words"),
        *("```\n!refer\n```", "~~~\n!undraft a slip\n~~~", "```\n!refer", "Refer!", "/refer"),
    ],
)
def test_what_mentions_a_command_in_prose_stays_a_note(below: str) -> None:
    assert want(f"!consensus yes\n{below}", CAUCUS) == RecordPosition(AGREED, below, 0)


def test_a_first_line_that_is_wrong_itself_does_not_hide_the_second() -> None:
    assert fault(f"!seat\n!seat {ALICE}", CAUCUS).code is Usage.SECOND_COMMAND


@pytest.mark.parametrize(
    "body, idle",
    [
        ("!draft\nOurs.\n!consensus amended cs.1", "!consensus amended cs.1"),
        ("!draft\n!refer\nOurs.", "!refer"),
        ("!draft ¶2\nOurs.\n!draft ¶3\nTheirs.", "!draft ¶3"),
        ("!draft\n!refer", "!refer"),
        ("!draft\nOurs.\n!recall " + "x" * 200, ("!recall " + "x" * 200)[:80]),
        ("!draft\nOurs.\n!consensus is what we seek.", ""),
        ("!draft\n```\n!refer\n```", ""),
        ("!draft\nOurs.", ""),
    ],
)
def test_in_a_text_a_command_stays_text_and_is_noticed(body: str, idle: str) -> None:
    asked = ask(body, CAUCUS)
    assert isinstance(asked.want, GiveCaucusText)
    assert asked.want.text == body.partition("\n")[2]
    assert asked.idle == idle


def test_in_a_proposal_and_a_preview_it_is_noticed_too() -> None:
    proposed = ask("!propose T\nFrom: I\nWords.\n!consensus yes P1", FORUM)
    assert proposed.want == Propose("T", "I", "Words.\n!consensus yes P1")
    assert proposed.idle == "!consensus yes P1"
    assert ask("!preview\nWords.\n!list", DIRECT).idle == "!list"


def test_the_lines_of_a_file_are_not_looked_at() -> None:
    assert ask(file("!draft"), CAUCUS).idle == ""


def test_a_text_of_many_commands_is_read_in_no_time() -> None:
    lines = ["!draft x"] * 5_000
    assert ask("!draft\n" + "\n".join(lines), CAUCUS).idle == ""

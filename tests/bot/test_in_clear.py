"""In a direct chat in clear, where rooms are encrypted: public answers alone, and no act."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import Settings
from deliberation.entries import COUNCIL_CHAIN
from deliberation.terms import COUNCIL
from tests.bot.desk import SETTINGS, Desk, desk

CHAT, PLENARY, CS = "direct:!chat", "P1/plenary", "P1/caucus:cs"
WORDING = "Only the caucus has read this."
WHY = "This direct chat is not encrypted"
CLOSED = "Closed wording."


def settings(encryption: str = "caucuses", *, public: bool = True) -> Settings:
    rooms = replace(SETTINGS.rooms, encryption=encryption, plenary_public=public)
    return replace(SETTINGS, rooms=rooms, plenary=SETTINGS.plenary if public else COUNCIL)


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path, settings()) as made:
        deliberate(made)
        yield made


def deliberate(bot: Desk) -> None:
    """Have a proposal deliberated, on which Civil society has a text that it did not release."""
    bot.room(CHAT)
    bot.say("forum", "@tabler:test", "!propose Routing\nFrom: A coalition\nOne.\n\nTwo.")
    bot.say("forum", "@forum-chair:test", "!consensus yes P1")
    bot.show(PLENARY, 1)
    bot.say(PLENARY, "@chair:test", f"!draft\n{CLOSED}")
    bot.show(PLENARY, 2)
    bot.say(PLENARY, "@chair:test", "!refer")
    for place in (CS, "P1/caucus:gov"):
        bot.show(place, 2)
    bot.say(CS, "@cs-chair:test", f"!draft\n{WORDING}")


def said(bot: Desk, sender: str, text: str, *, sealed: bool = False) -> str:
    """Return all that the bot answers in the chat."""
    event = bot.event(CHAT, sender, {"msgtype": "m.text", "body": text}, sealed=sealed)
    rows = bot.bring(CHAT, event)
    return "\n".join(str((row.content or {}).get("body", "")) for row in rows)


ACTS = [
    ("@cs-chair:test", "!seat cs @outsider:test"),
    ("@cs-chair:test", "!unseat cs @cs-1:test"),
    ("@cs-chair:test", "!chair cs @outsider:test"),
    ("@chair:test", "!deputy council @outsider:test"),
    ("@chair:test", "!undeputy council @cs-1:test"),
    ("@secretary:test", "!chair cs @outsider:test"),
    ("@chair:test", "!observer @outsider:test"),
    ("@chair:test", "!unobserver @observer:test"),
    ("@chair:test", "!reopen P1 we were too fast"),
    ("@tabler:test", "!withdraw P1 we have changed our mind"),
]


@pytest.mark.parametrize("sender, text", ACTS, ids=[text.split()[0] for _, text in ACTS])
def test_no_act_is_taken_and_the_answer_says_why(bot: Desk, sender: str, text: str) -> None:
    before = [bot.entries(number) for number in (COUNCIL_CHAIN, 1)]
    answered = said(bot, sender, text)
    assert answered.startswith(WHY)
    assert "open an encrypted direct chat" in answered
    assert "rapporteur" in answered
    assert [bot.entries(number) for number in (COUNCIL_CHAIN, 1)] == before


@pytest.mark.parametrize(
    "text", ["!text P1 cs.1", "!text P1 2/cs.1", "!diff P1 2 cs.1", "!status P1", "!history P1"]
)
def test_a_members_own_texts_are_not_shown_and_the_answer_says_why(bot: Desk, text: str) -> None:
    answered = said(bot, "@cs-1:test", text)
    assert WHY in answered
    assert WORDING not in answered
    assert "cs.1" not in answered
    assert "no such" not in answered


def test_what_says_why_does_not_tell_whether_there_is_such_a_text(bot: Desk) -> None:
    assert said(bot, "@cs-1:test", "!text P1 cs.1") == said(bot, "@cs-1:test", "!text P1 cs.7")


@pytest.mark.parametrize("text", ["!text P1", "!diff P1", "!list", "!roster", "!help", "!status"])
def test_what_is_public_is_answered_as_ever(bot: Desk, text: str) -> None:
    answered = said(bot, "@cs-1:test", text)
    assert answered == said(bot, "@visitor:test", text)
    assert answered
    assert WHY not in answered


def test_who_has_nothing_private_to_ask_for_is_told_nothing_of_it(bot: Desk) -> None:
    assert WHY not in said(bot, "@visitor:test", "!status P1")


def test_an_encrypted_chat_shows_and_does_what_it_did(bot: Desk) -> None:
    bot.encrypted_room(CHAT)
    assert WORDING in said(bot, "@cs-1:test", "!text P1 cs.1", sealed=True)
    assert WHY not in said(bot, "@cs-chair:test", "!unseat cs @cs-1:test", sealed=True)
    assert "@cs-1:test" not in said(bot, "@cs-chair:test", "!roster", sealed=True)


def test_an_encrypted_message_in_a_chat_in_clear_gets_no_private_answer(bot: Desk) -> None:
    answered = said(bot, "@cs-1:test", "!text P1 cs.1", sealed=True)
    assert WHY in answered
    assert WORDING not in answered


@pytest.mark.parametrize("text", ["!text P1", "!text P1 2", "!diff P1", "!status P1"])
def test_what_a_plenary_for_members_sees_is_not_shown_in_clear(tmp_path: Path, text: str) -> None:
    with desk(tmp_path, settings(public=False)) as bot:
        deliberate(bot)
        answered = said(bot, "@gov-1:test", text)
        assert WHY in answered
        assert CLOSED not in answered


def test_the_same_holds_where_every_room_is_encrypted(tmp_path: Path) -> None:
    with desk(tmp_path, settings("all")) as bot:
        deliberate(bot)
        assert WHY in said(bot, "@cs-1:test", "!text P1 cs.1")
        assert WHY in said(bot, "@cs-chair:test", "!unseat cs @cs-1:test")
        assert "@cs-1:test" in said(bot, "@visitor:test", "!roster")


def test_where_nothing_is_encrypted_a_direct_chat_shows_and_does_everything(tmp_path: Path) -> None:
    with desk(tmp_path, settings("none")) as bot:
        deliberate(bot)
        assert WORDING in said(bot, "@cs-1:test", "!text P1 cs.1")
        assert WHY not in said(bot, "@cs-chair:test", "!unseat cs @cs-1:test")
        assert "@cs-1:test" not in said(bot, "@visitor:test", "!roster")

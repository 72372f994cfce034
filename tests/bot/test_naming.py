"""What the bot answers where somebody is named who has no account, or can't be reached."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clerk.item import Item
from bot.listener import recognise
from bot.relay import places
from bot.rooms.invite import waiting
from commands.parsing.command import Asked
from deliberation.acts import Naming
from deliberation.entries import COUNCIL_CHAIN
from deliberation.people import Account, Existence
from storage import inbox
from storage.outbox import Row
from tests.bot.desk import BOT, Desk, desk

CAUCUS, CHAIR, PERSON = "P1/caucus:cs", "@cs-chair:test", "@Nils:other"
ABSENT = Account(Existence.ABSENT, "@nils:other")
NOBODY = Account(Existence.ABSENT)
OFF = Account(Existence.UNREACHABLE)


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        opened.say("forum", "@visitor:test", "!propose T\nFrom: I\n*One*.")
        opened.say("forum", "@forum-chair:test", "!consensus yes P1")
        yield opened


def told(
    at: Desk, account: Account, text: str, place: str = CAUCUS, sender: str = CHAIR
) -> list[Row]:
    """Return what follows from a command, where that is known of the account that it names."""
    event = at.event(place, sender, {"msgtype": "m.text", "body": text})
    where = places.parse(place)
    item = recognise.item(event, recognise.said(event), where, BOT, "!", about={})
    assert item is not None
    return at.work(with_account(item, account))


def with_account(item: Item, account: Account) -> Item:
    assert isinstance(item.what, Asked)
    assert isinstance(item.what.want, Naming)
    return replace(item, what=replace(item.what, want=replace(item.what.want, account=account)))


def answer(rows: list[Row]) -> str:
    return str((rows[0].content or {})["body"])


def ticked(rows: list[Row]) -> bool:
    return any(row.event_type == "m.reaction" for row in rows)


def test_a_chair_without_an_account_is_refused_and_nothing_recorded(at_desk: Desk) -> None:
    before = at_desk.entries(COUNCIL_CHAIN)
    rows = told(at_desk, ABSENT, f"!chair {PERSON}")
    assert "knows no account @Nils:other. Nothing was recorded." in answer(rows)
    assert "Did you mean @nils:other?" in answer(rows)
    assert not ticked(rows)
    assert at_desk.entries(COUNCIL_CHAIN) == before


def test_where_no_other_account_is_meant_the_refusal_asks_to_check_the_id(at_desk: Desk) -> None:
    assert "Check the user id" in answer(told(at_desk, NOBODY, f"!chair {PERSON}"))


@pytest.mark.parametrize(
    "said, undo",
    [
        ((f"!seat {PERSON}", CAUCUS, CHAIR), f"!unseat cs {PERSON}"),
        ((f"!seat cs {PERSON}", "direct:!chat", CHAIR), f"!unseat cs {PERSON}"),
        ((f"!observer {PERSON}", "P1/plenary", "@chair:test"), f"!unobserver {PERSON}"),
    ],
)
@pytest.mark.parametrize("account, why", [(ABSENT, "knows no account"), (OFF, "doesn't answer")])
def test_a_seat_is_recorded_with_a_warning_and_what_undoes_it(
    at_desk: Desk, account: Account, why: str, said: tuple[str, str, str], undo: str
) -> None:
    text, place, sender = said
    rows = told(at_desk, account, text, place, sender)
    assert ticked(rows)
    assert f"To undo this: `{undo}`" in answer(rows)
    assert why in answer(rows)
    assert at_desk.say(place, sender, undo).startswith(f"{PERSON} ")  # what it says works


def test_an_answer_claims_no_invitation_that_has_not_gone_out(at_desk: Desk) -> None:
    for text, place, sender in (
        ("!seat @a:test", CAUCUS, CHAIR),
        ("!observer @b:test", "P1/plenary", "@chair:test"),
    ):
        said = answer(told(at_desk, Account(Existence.THERE), text, place, sender))
        assert "follow" in said
        assert "invited" not in said
        assert "undo" not in said


def test_a_chair_who_can_t_be_reached_is_named_once_the_command_is_repeated(at_desk: Desk) -> None:
    first = told(at_desk, OFF, f"!chair {PERSON}")
    assert "doesn't answer" in answer(first)
    assert "repeat your command" in answer(first)
    assert not ticked(first)
    again = told(at_desk, OFF, f"!chair {PERSON}")
    assert "is now the chair" in answer(again)
    assert ticked(again)


def test_who_was_told_of_one_chair_is_told_of_another_too(at_desk: Desk) -> None:
    told(at_desk, OFF, f"!chair {PERSON}")
    assert not ticked(told(at_desk, OFF, "!chair @other:other"))
    assert not ticked(told(at_desk, OFF, f"!chair cs {PERSON}", "direct:!s", "@secretary:test"))


def test_what_an_answer_said_of_a_silent_server_is_known_as_said(at_desk: Desk) -> None:
    async def said(person: str, number: int) -> bool:
        async with at_desk.database.read() as conn:
            return bool(await inbox.known(conn, [waiting(person, number)]))

    told(at_desk, OFF, f"!seat {PERSON}")
    number = at_desk.entries(COUNCIL_CHAIN)[-1].number
    assert at_desk.runner.run(said(PERSON, number))
    told(at_desk, Account(), "!observer @b:test", "P1/plenary", "@chair:test")
    assert not at_desk.runner.run(said("@b:test", number + 1))

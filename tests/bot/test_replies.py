"""Of a reply to one of the bot's own messages it is known at once what that is about."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.gate.clocks import Clocks
from bot.listener import commands as module
from bot.listener.commands import Commands
from bot.matrix import Event
from commands.parsing.command import Asked
from commands.parsing.errors import UsageError
from storage import outbox
from storage.rooms import Room
from tests.bot.desk import BOT
from tests.nursery.record import new_record
from tests.storage.make import row

CHAIR = "@forum-chair:test"
FORUM = Room(
    place="forum",
    proposal=0,
    kind="forum",
    attempt=0,
    alias="mipc-forum",
    room_id="!forum",
)


def posting(event_id: str = "$posting", sender: str = BOT, key: str = "k") -> Event:
    content = {"msgtype": "m.text", "body": "Posted.", "org.rapporteur": {"key": key}}
    return Event("!forum", event_id, sender, 1, "m.room.message", content)


def reply(to: str = "$posting", body: str = "!consensus no Too vague") -> Event:
    content = {
        "msgtype": "m.text",
        "body": body,
        "m.relates_to": {"m.in_reply_to": {"event_id": to}},
    }
    return Event("!forum", "$reply", CHAIR, 2, "m.room.message", content)


async def heard(hearing: Commands, *events: Event) -> Any:
    """Return what the last of the forum's events asks for."""
    (items,) = await hearing.items([(FORUM, events)], 3)
    return items[-1].what if items else None


@pytest.fixture
async def hearing(tmp_path: Path) -> AsyncIterator[Commands]:
    """Its database has a posting on its way; that it was sent is not recorded yet."""
    database = await new_record(tmp_path)
    async with database.write() as conn:
        await outbox.put(conn, [row("k", place="forum", about="P7")])
    yield Commands(database, BOT, "!", Clocks(BOT))
    await database.close()


async def test_a_reply_that_comes_before_the_posting_is_recorded_as_sent_needs_no_number(
    hearing: Commands,
) -> None:
    asked = await heard(hearing, posting(), reply())
    assert isinstance(asked, Asked)
    assert asked.proposal == 7


async def test_so_does_one_that_a_later_sync_tells_of(hearing: Commands) -> None:
    await heard(hearing, posting())
    assert isinstance(await heard(hearing, reply()), Asked)


async def test_what_somebody_else_says_with_the_bots_key_is_no_posting(hearing: Commands) -> None:
    assert isinstance(await heard(hearing, posting(sender=CHAIR), reply()), UsageError)


async def test_a_reply_in_another_room_is_not_about_it(hearing: Commands) -> None:
    elsewhere = replace(FORUM, place="direct:!other", room_id="!other")
    told = [(FORUM, (posting(),)), (elsewhere, (reply(body="!reopen In scope after all"),))]
    ((item,),) = [found for found in await hearing.items(told, 3) if found]
    assert isinstance(item.what, UsageError)


async def test_only_the_bots_latest_messages_are_remembered(
    hearing: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LATEST", 2)
    await heard(hearing, posting(), *(posting(f"${number}", key="l") for number in range(2)))
    assert isinstance(await heard(hearing, reply()), UsageError)

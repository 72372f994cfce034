"""What was deleted or edited before the bot read it does not act, nor what it hears again."""

from collections import Counter
from pathlib import Path
from urllib.parse import quote

from demo.cast import Cast, cast
from demo.homeserver import Homeserver
from demo.person import Person
from storage import meta, record
from storage.database import Database
from tests.authority.forgeries import replacing
from tests.authority.oracle import CAUCUSES
from tests.e2e.conftest import Opened, Sitting, at_work, entered, open_proposal, settled
from tests.nursery.names import its_own


async def test_what_was_deleted_or_edited_while_the_bot_was_away_does_not_act_nor_what_comes_again(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with cast(homeserver, tmp_path, caucuses=CAUCUSES, **its_own()) as made:
        opened, first, before = await _convened(made, homeserver)
        chair, room = made["chair"], opened.plenary
        deleted = await chair.say(room, "!refer")
        await chair.ask("PUT", f"rooms/{quote(room)}/redact/{quote(deleted)}/once", {})
        small_talk = await chair.say(room, "A good day to you all")
        await chair.send(room, replacing(small_talk, "!refer"))
        async with at_work(made) as (service, database):
            assert "in plenary" in await chair.commands(room, "!status")
            await service.courier.idle.wait()
            assert await _head(database) == before
            said = Counter(_said(made, chair))
            async with database.write() as conn:
                await meta.put(conn, meta.SYNC_TOKEN, first)
        async with at_work(made) as (service, database):
            assert "in plenary" in await chair.commands(room, "!status")
            await service.courier.idle.wait()
            assert await _head(database) == before
        again = Counter(_said(made, chair)) - said
        assert sum(again.values()) == 1, again  # the answer to the second !status


async def _convened(made: Cast, homeserver: Homeserver) -> tuple[Opened, str, str]:
    """Open a proposal; return it, the sync token of before, and the record's head."""
    async with at_work(made) as (service, database):
        await service.listener.synced.wait()
        forum = await entered(made, homeserver)
        async with database.read() as conn:
            first = await meta.get(conn, meta.SYNC_TOKEN)
        council = Sitting(made, service, database, forum, CAUCUSES)
        opened = await open_proposal(council, "Away")
        await settled(council)
        assert first
        return opened, first, await _head(database)


async def _head(database: Database) -> str:
    async with database.read() as conn:
        return (await record.head(conn)).hash


def _said(made: Cast, person: Person) -> list[str]:
    """Return what the bot said where a person was, each message as room and words."""
    bot = made.bot.user_id
    return [
        f"{room} {event['content'].get('body')}"
        for room, events in person.timelines.items()
        for event in events
        if event["sender"] == bot and event["type"] == "m.room.message"
    ]

"""One account serves one council: from another folder the bot stops, and leaves all as it is."""

import asyncio
from collections.abc import Collection
from pathlib import Path

from bot.matrix import Matrix
from bot.restore.unrecorded import POWER, is_bots_alone
from demo.homeserver import Homeserver
from tests.cli.conftest import edit
from tests.cli.program import rapporteur, running
from tests.config.plain import put
from tests.exactly_once.council import SMALLEST, Council, council
from tests.restore.conftest import keep_login, said
from tests.restore.test_removed import chat, rooms

STOPPED = "governs rooms of a council that the record here doesn't have"


def in_other_folder(convened: Council) -> Path:
    """Write the configuration of the same bot in another folder."""
    keep_login(convened)
    folder = convened.cast.folder
    (folder / "other").mkdir()
    (folder / "other" / "session.json").write_text((folder / "data" / "session.json").read_text())
    other = folder / "other.yaml"
    other.write_text(convened.cast.config.read_text())
    edit(other, put("data_dir", "other"))
    return other


async def governs_more(convened: Council, before: Collection[str]) -> None:
    """Wait until the account governs a room that it was not in before."""
    async with Matrix(convened.homeserver.url, convened.cast.bot) as matrix:
        while True:
            for room_id in await matrix.joined_rooms() - set(before):
                if is_bots_alone(await matrix.content(room_id, POWER)):
                    return
            await asyncio.sleep(0.05)


async def test_another_folder_begins_no_second_council_until_the_first_is_left_alone(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with council(homeserver, tmp_path, **SMALLEST) as convened:
        other = in_other_folder(convened)
        await convened.bot.settled()
        before = await said(convened)
        for _ in range(2):
            done = await rapporteur("run", "--config", other)
            assert done.code == 1
            assert STOPPED in done.err
        done = await rapporteur("check", "--config", other)
        assert done.code == 1
        assert "a room of a council, governed by this account" in done.out
        assert await said(convened) == before
        assert "No proposal" in await convened["proposer"].commands(convened.forum, "!list")
        await convened.bot.settled()
        await convened.bot.stop()
        before = await said(convened)
        done = await rapporteur("check", "--accept-restore", "--config", other)
        assert "are left as they are" in done.out
        assert STOPPED not in done.out
        async with running(other) as bot:
            await governs_more(convened, before)
            await bot.stop()
        after = await said(convened)
        assert {room: after[room] for room in before} == before
        done = await rapporteur("run", "--config", convened.cast.config)
        assert STOPPED in done.err


async def test_an_account_that_was_used_for_something_else_begins_a_council(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with council(homeserver, tmp_path, **SMALLEST) as convened:
        other = in_other_folder(convened)
        await chat(convened["proposer"], convened)
        await convened.bot.settled()
        await convened.bot.stop()
        async with Matrix(homeserver.url, convened.cast.bot) as matrix:
            for place, room_id in (await rooms(convened)).items():
                if not place.startswith("direct:"):
                    await matrix.leave(room_id)
            for kind in (None, "m.space"):
                await matrix.create_room(
                    alias_localpart=None, name="Another matter", topic="", room_type=kind
                )
        done = await rapporteur("check", "--config", other)
        assert "The rooms hold what the record knows" in done.out
        async with running(other) as bot:
            assert await bot.stop() == 0

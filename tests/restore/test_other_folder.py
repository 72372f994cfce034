"""One account serves one council: from another folder the bot stops, and leaves all as it is."""

from pathlib import Path

from bot.matrix import Matrix
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


async def test_beside_a_running_bot_another_folder_begins_no_second_council(
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


async def test_once_accepted_the_other_councils_rooms_are_left_alone(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with council(homeserver, tmp_path, **SMALLEST) as convened:
        other = in_other_folder(convened)
        await convened.bot.settled()
        await convened.bot.stop()
        before = await said(convened)
        done = await rapporteur("check", "--accept-restore", "--config", other)
        assert "are left as they are" in done.out
        assert STOPPED not in done.out
        async with running(other) as bot:
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

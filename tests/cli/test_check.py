"""The doctor: a sound set-up is found sound, and what isn't is said with what to do."""

import asyncio
import socket
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from deliberation.terms import COUNCIL
from demo.cast import PASSWORD, Cast
from demo.homeserver import free_port
from storage import outbox
from storage.outbox import Row
from tests.bot.desk import SETTINGS, Desk, desk
from tests.cli.conftest import edit
from tests.cli.program import Done, rapporteur, running
from tests.config.plain import put
from tests.storage.look import queued

NOT_YET = "It is opened when the bot runs"


async def check(made: Cast) -> Done:
    done = await rapporteur("check", "--config", made.config)
    assert PASSWORD not in done.said
    return done


def wrong(done: Done) -> list[str]:
    return [line for line in done.out.splitlines() if line.startswith("✗")]


async def test_a_new_set_up_is_sound_before_the_first_run(made: Cast) -> None:
    (made.folder / "password").chmod(0o600)
    done = await check(made)
    assert (done.code, wrong(done), done.err) == (0, [], "")
    assert "record is new" in done.out
    assert "override_ratelimit" in done.out
    assert not (made.folder / "data" / "rapporteur.sqlite3").exists()


async def test_a_new_set_up_with_postgresql_is_sound_before_the_first_run(
    made: Cast, empty_database: str
) -> None:
    edit(made.config, put("database", empty_database))
    done = await check(made)
    assert (done.code, wrong(done)) == (0, [])
    assert "record is new" in done.out
    exported = await rapporteur("export", "P1", "--config", made.config)
    assert "There is no record in this database yet" in exported.err


async def test_a_council_at_work_is_sound_while_the_bot_runs_and_after(made: Cast) -> None:
    (made.folder / "password").chmod(0o600)
    await check(made)
    async with running(made.config) as bot:
        while NOT_YET in (during := await check(made)).out:
            pass
        assert await bot.stop() == 0
    after = await check(made)
    for done in (during, after):
        assert (done.code, wrong(done)) == (0, [])
        assert "1 entry" in done.out
        assert "The file agrees with the record" in done.out
        assert "does not limit the bot's rate: it took 12 events at once" in done.out
    assert len({_device(done) for done in (during, after)}) == 1


def _device(done: Done) -> str:
    (line,) = (line for line in done.out.splitlines() if "on device" in line)
    return line


async def test_the_session_is_its_owners_alone(made: Cast) -> None:
    await check(made)
    kept = made.folder / "data" / "session.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


async def test_a_password_that_others_can_read_is_remarked_on(made: Cast) -> None:
    (made.folder / "password").chmod(0o644)
    done = await check(made)
    assert done.code == 0
    assert f"chmod 600 {made.folder / 'password'}" in done.out


async def test_a_folder_or_a_record_that_others_can_read_is_remarked_on(made: Cast) -> None:
    await check(made)
    data = made.folder / "data"
    assert f"{data} can be read" not in (await check(made)).out
    data.chmod(0o755)
    (data / "rapporteur.sqlite3").touch(mode=0o644)
    done = await check(made)
    assert f"chmod 700 {data}\n" in done.out
    assert f"chmod 600 {data / 'rapporteur.sqlite3'}\n" in done.out


async def test_a_wrong_password_is_found_and_the_rest_is_looked_at_all_the_same(
    made: Cast,
) -> None:
    (made.folder / "password").write_text("no")
    (made.folder / "password").chmod(0o600)
    done = await check(made)
    assert done.code == 1
    assert [line.split()[1] for line in wrong(done)] == ["password_file:"]
    assert "record is new" in done.out


async def test_a_login_that_the_homeserver_no_longer_knows_is_found(made: Cast) -> None:
    (made.folder / "password").chmod(0o600)
    await check(made)
    kept = made.folder / "data" / "session.json"
    kept.write_text(kept.read_text().replace('"access_token": "', '"access_token": "no'))
    done = await check(made)
    assert done.code == 1
    assert "rapporteur init" in "".join(wrong(done))


async def test_a_file_that_contradicts_the_record_is_found(made: Cast) -> None:
    (made.folder / "password").chmod(0o600)
    async with running(made.config) as bot:
        await bot.stop()
    edit(made.config, put("council.chair", ["@somebody:else.org"]))
    done = await check(made)
    assert done.code == 1
    (line,) = wrong(done)
    assert "council.chair: the file has @somebody:else.org" in line


async def test_a_room_that_the_bot_is_not_in_is_found(made: Cast) -> None:
    (made.folder / "password").chmod(0o600)
    async with running(made.config) as bot:
        await bot.stop()
    with sqlite3.connect(made.folder / "data" / "rapporteur.sqlite3") as file:
        file.execute(
            "UPDATE rooms SET room_id = '!gone:nowhere', state = 'ready' WHERE place = 'forum'"
        )
    done = await check(made)
    assert done.code == 1
    (line,) = wrong(done)
    assert "!gone:nowhere" in line
    assert "the bot is not in it" in line


async def test_a_port_that_is_taken_is_found_before_the_bot_runs(made: Cast) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        edit(made.config, put("monitoring.port", taken.getsockname()[1]))
        done = await check(made)
    (line,) = (line for line in done.out.splitlines() if "monitoring.port" in line)
    assert line.startswith("·")
    assert "Address already in use" in line
    assert done.code == 0


async def test_a_port_on_which_the_bot_itself_answers_is_as_it_should_be(made: Cast) -> None:
    edit(made.config, put("monitoring.port", free_port()))
    async with running(made.config) as bot:
        done = await check(made)
        await bot.stop()
    assert "✓ Monitoring: a bot tells how it is on port" in done.out


@pytest.mark.parametrize(
    "days, said", [(1, "24 hours ahead of"), (-1, "24 hours behind"), (0, "")], ids=str
)
async def test_a_clock_that_is_far_from_the_homeservers_is_found(
    days: int, said: str, made: Cast
) -> None:
    moved = f"import time; real = time.time; time.time = lambda: real() + {days * 86_400}"
    done = await rapporteur("check", "--config", made.config, before=moved)
    found = [line for line in wrong(done) if "The clock of this machine" in line]
    assert len(found) == (1 if said else 0)
    assert all(said in line for line in found)


async def test_a_clock_that_is_off_is_a_warning_when_the_bot_starts(made: Cast) -> None:
    moved = "import time; real = time.time; time.time = lambda: real() + 7200"
    async with running(made.config, before=moved) as bot:
        await bot.stop()
        (line,) = (line for line in bot.log if "seconds_ahead" in line)
    assert abs(line["seconds_ahead"] - 7200) < 60
    assert line["level"] == "warning"


def test_a_message_that_was_set_aside_is_found(config: Path) -> None:
    with desk(config.parent / "data") as at_desk:
        at_desk.say("forum", "@visitor:test", "!status")
        row = at_desk.runner.run(_parked(at_desk))
    done = asyncio.run(rapporteur("check", "--config", config))
    assert done.code == 1
    (line,) = (line for line in wrong(done) if "set aside" in line)
    assert row.place in line
    assert "M_TOO_LARGE" in line


def test_a_file_that_would_open_closed_plenaries_is_found(config: Path) -> None:
    with desk(config.parent / "data") as at_desk:
        at_desk.clerk = replace(at_desk.clerk, settings=replace(SETTINGS, plenary=COUNCIL))
        at_desk.say("forum", "@visitor:test", "!propose T\nFrom: I\nOne.")
        at_desk.say("forum", "@forum-chair:test", "!consensus yes P1")
        at_desk.say("P1/plenary", "@chair:test", "!refer")
    done = asyncio.run(rapporteur("check", "--config", config))
    assert done.code == 1
    assert [line for line in wrong(done) if "The plenaries stay so" in line]
    edit(config, put("rooms", {"plenary": "members"}))
    done = asyncio.run(rapporteur("check", "--config", config))
    assert not [line for line in wrong(done) if "plenaries" in line]


async def _parked(at_desk: Desk) -> Row:
    async with at_desk.database.write() as conn:
        (row, *_) = await queued(conn)
        await outbox.park(conn, row.key, "M_TOO_LARGE (413): too large")
    return row


async def test_a_room_version_that_the_homeserver_lacks_is_found(made: Cast) -> None:
    (made.folder / "password").chmod(0o600)
    edit(made.config, put("rooms.version", "99"))
    done = await check(made)
    assert done.code == 1
    (line,) = wrong(done)
    assert line.startswith("✗ rooms.version: the homeserver has no room version 99")
    assert " 11, 12" in line
    edit(made.config, put("rooms.version", "11"))
    assert "new rooms have version 11)" in (await check(made)).out

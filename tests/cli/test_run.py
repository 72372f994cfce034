"""The bot as a process: it stops when told to, logs for machines, and keeps secrets."""

import json
import re
import signal
import sqlite3
from pathlib import Path

import pytest

from demo.cast import PASSWORD, Cast
from tests.cli.conftest import edit
from tests.cli.program import Running, rapporteur, running
from tests.config.plain import put

TOKEN = re.compile(r"\bsyt_[A-Za-z0-9_]{8,}")
"""What Synapse's access tokens look like."""
EVERYTHING = """
import logging
from bot import logs
configure = logs.configure
def loudly(**_):
    configure(level=logging.DEBUG)
    logging.getLogger().setLevel(logging.DEBUG)
logs.configure = loudly
"""


def kept(made: Cast) -> dict[str, str]:
    found: dict[str, str] = json.loads((made.folder / "data" / "session.json").read_text())
    return found


def entries(made: Cast) -> int:
    """Return how many entries the record has; the file must be whole."""
    with sqlite3.connect(made.folder / "data" / "rapporteur.sqlite3") as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(file.execute("SELECT count(*) FROM entries").fetchone()[0])


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_it_stops_cleanly_when_told_to_and_goes_on_at_the_next_start(
    how: signal.Signals, made: Cast
) -> None:
    async with running(made.config) as bot:
        assert await bot.stop(how) == 0
        assert bot.log[-1]["event"] == "stopped"
    assert entries(made) == 1
    before = kept(made)
    async with running(made.config) as bot:
        assert await bot.stop(how) == 0
        assert "council constituted" not in {line["event"] for line in bot.log}
    assert entries(made) == 1
    assert kept(made) == before


async def test_it_stops_at_once_while_the_homeserver_keeps_it_waiting(config: Path) -> None:
    slow = """
import asyncio
from bot.matrix import Matrix
async def login(*_, **__):
    from bot.cli.run import log
    log.info("ready")
    await asyncio.sleep(60)
Matrix.login = login
"""
    async with running(config, before=slow) as bot:
        assert await bot.stop() == 0


async def test_each_line_of_its_log_is_a_json_object_with_a_time_and_a_level(made: Cast) -> None:
    async with running(made.config) as bot:
        await bot.stop()
        for line in bot.log:
            assert {"event", "level", "timestamp"} <= line.keys()


async def test_secrets_are_not_said_at_any_level(made: Cast) -> None:
    async with running(made.config, before=EVERYTHING) as bot:
        await bot.stop()
        everything = _all(bot)
    assert '"level": "debug"' in everything
    assert PASSWORD not in everything
    assert kept(made)["access_token"] not in everything
    assert not TOKEN.search(everything)


async def test_secrets_are_not_said_in_tracebacks(made: Cast) -> None:
    # A password with characters that JSON and URLs write otherwise, and a bug that quotes it.
    bug = """
from bot.matrix import Matrix
async def login(homeserver, user, password, **_):
    raise RuntimeError(f"could not log {user} in with {password!r}, that is {password}")
Matrix.login = login
"""
    secret = 'pass"wörd\\ 1'
    (made.folder / "password").write_text(secret, encoding="utf-8")
    try:
        done = await rapporteur("run", "--config", made.config, before=EVERYTHING + bug)
        said = done.said
    except AssertionError as logged:  # a bug's traceback is in the log, and nowhere else
        said = str(logged)
    assert "RuntimeError" in said
    assert "REDACTED" in said
    assert "wörd" not in said
    assert "w\\u00f6rd" not in said


async def test_a_file_that_contradicts_the_record_is_reported_and_not_applied(made: Cast) -> None:
    async with running(made.config) as bot:
        await bot.stop()
    edit(made.config, put("council.seats", 7))
    edit(made.config, put("council.caucuses.1.representatives", ["@somebody:else.org"]))
    async with running(made.config) as bot:
        await bot.stop()
        found = [line["difference"] for line in bot.log if "difference" in line]
        assert all(line["level"] == "warning" for line in bot.log if "difference" in line)
    assert [words.partition(":")[0] for words in found] == [
        "council.seats",
        "council.caucuses[1].representatives",
    ]
    assert "the file has 7, the record 1" in found[0]
    assert "check --apply" in found[0]
    assert "check --apply" not in found[1]
    assert entries(made) == 1


def _all(bot: Running) -> str:
    return "\n".join(json.dumps(line) for line in bot.log)

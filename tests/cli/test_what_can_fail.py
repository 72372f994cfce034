"""What is wrong outside the program is one clear sentence and an exit code."""

import asyncio
import secrets
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from demo.cast import Cast
from demo.homeserver import Homeserver
from tests.cli.conftest import edit
from tests.cli.program import Done, rapporteur
from tests.config.plain import put
from tests.nursery.website import serving


def sentence(done: Done) -> str:
    """Return the one line that was said on standard error."""
    (line,) = done.err.splitlines()
    return line


@pytest.fixture
async def website() -> AsyncIterator[str]:
    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<html><body>Welcome!</body></html>", content_type="text/html")

    async with serving(page) as address:
        yield address


async def test_a_wrong_password_is_named_with_its_key(made: Cast) -> None:
    wrong = secrets.token_hex()
    (made.folder / "password").write_text(wrong)
    done = await rapporteur("run", "--config", made.config)
    assert done.code == 2
    assert sentence(done).startswith("password_file: ")
    assert made.bot.user_id in done.err
    assert wrong not in done.said
    assert not (made.folder / "data" / "session.json").exists()


async def test_an_unreachable_homeserver_is_named(config: Path) -> None:
    done = await rapporteur("run", "--config", config)
    assert done.code == 1
    assert "can't be reached" in sentence(done)
    assert "127.0.0.1:9" in done.err


async def test_a_website_that_is_no_homeserver_is_told_apart(config: Path, website: str) -> None:
    edit(config, put("homeserver", website))
    done = await rapporteur("run", "--config", config)
    assert done.code == 1
    assert "is no Matrix homeserver" in sentence(done)


async def test_a_homeserver_that_is_asked_by_https_and_speaks_http_is_found(
    made: Cast, homeserver: Homeserver, tmp_path: Path
) -> None:
    edit(made.config, put("homeserver", homeserver.url.replace("http:", "https:")))
    other = shutil.copytree(made.folder, tmp_path / "other") / made.config.name
    started = await asyncio.gather(
        rapporteur("run", "--config", made.config), rapporteur("check", "--config", other)
    )
    assert [done.code for done in started] == [2, 1]
    for done in started:
        assert f"one does at {homeserver.url}; write that" in done.said


@pytest.mark.parametrize("command", [("run",), ("check",), ("export", "P1"), ("check", "--apply")])
async def test_postgresql_without_its_driver_is_told_with_what_installs_it(
    command: tuple[str, ...], config: Path
) -> None:
    edit(config, put("database", "postgresql://bot:the-password@127.0.0.1/record"))
    without = "import sys; sys.modules['asyncpg'] = None"
    done = await rapporteur(*command, "--config", config, before=without)
    assert done.code == 1
    assert 'pip install ".[postgresql]"' in done.said


async def test_all_that_is_wrong_in_a_configuration_is_told_a_line_each(config: Path) -> None:
    edit(config, put("council.slug", "A B"))
    edit(config, put("council.seats", 0))
    done = await rapporteur("check", "--config", config)
    assert done.code == 2
    assert [line.partition(": ")[0] for line in done.err.splitlines()] == [
        "council.slug",
        "council.seats",
    ]


async def test_how_long_a_login_is_refused_is_told(config: Path) -> None:
    async def limited(_: web.Request) -> web.Response:
        said = {"errcode": "M_LIMIT_EXCEEDED", "error": "Later", "retry_after_ms": 258_000}
        return web.json_response(said, status=429)

    async with serving(limited) as address:
        edit(config, put("homeserver", address))
        done = await rapporteur("run", "--config", config)
    assert done.code == 1
    assert "takes the next one in 4 min 18 s" in sentence(done)


async def test_a_corrupt_database_is_left_as_it_is(config: Path) -> None:
    file = config.parent / "data" / "rapporteur.sqlite3"
    file.parent.mkdir()
    file.write_bytes(b"This was a database once. " * 1000)
    for command in (("run",), ("check", "--apply"), ("export", "P1")):
        done = await rapporteur(*command, "--config", config)
        assert done.code == 1
        assert "damaged, or is no database" in sentence(done)
    assert file.read_bytes() == b"This was a database once. " * 1000


async def test_a_full_disk_is_told_and_loses_nothing(config: Path) -> None:
    # A limit on the size of files stands in for the disk: the same writes fail.
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))"
    done = await rapporteur("run", "--config", config, before=full)
    assert done.code == 1
    assert "can't be written" in sentence(done)
    assert "disk" in done.err


@pytest.mark.parametrize("command", [("run",), ("check",), ("check", "--apply")])
async def test_a_folder_that_can_not_be_written_is_named(
    command: tuple[str, ...], made: Cast
) -> None:
    (made.folder / "data").write_text("a file is in the way")
    done = await rapporteur(*command, "--config", made.config)
    assert done.code == 1
    assert str(made.folder / "data") in done.said


@pytest.mark.parametrize(
    "place, value, path",
    [
        ("council.seat", 1, "council.seat"),
        ("council.seats", "many", "council.seats"),
        ("council.caucuses.1.key", "gov", "council.caucuses[1].key"),
        ("council.caucuses.0.chair", [], "council.caucuses[0].chair"),
        ("rooms.encryption", "some", "rooms.encryption"),
        ("council.observers", ["@gov-1:test"], "council.observers[0]"),
    ],
)
async def test_a_wrong_configuration_is_told_with_its_path(
    place: str, value: object, path: str, config: Path
) -> None:
    edit(config, put(place, value))
    done = await rapporteur("run", "--config", config)
    assert done.code == 2
    assert sentence(done).startswith(f"{path}: ")
    assert not (config.parent / "data").exists()


@pytest.mark.parametrize("command", [("run",), ("check",), ("export", "P1")])
async def test_a_missing_configuration_names_the_command_that_makes_one(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    done = await rapporteur(*command, folder=tmp_path)
    assert done.code == 2
    assert "config.yaml" in done.err
    assert "rapporteur init" in sentence(done)


@pytest.mark.parametrize("arguments", [("sing",), ("run", "--loud"), ("verify",), ("export",)])
async def test_wrong_use_ends_with_two(arguments: tuple[str, ...]) -> None:
    assert (await rapporteur(*arguments)).code == 2


async def test_the_version_and_every_command_can_be_asked_for() -> None:
    helped = await rapporteur("--help")
    assert helped.code == 0
    for command in ("init", "check", "run", "demo", "export", "verify"):
        assert command in helped.out
    told = await rapporteur("--version")
    assert (told.code, told.out.split()[0]) == (0, "rapporteur")


async def test_the_demo_without_a_homeserver_says_how_to_get_one() -> None:
    done = await rapporteur("demo", before="import sys; sys.modules['synapse'] = None")
    assert done.code == 1
    assert len(done.said.splitlines()) == 1
    assert "make demo" in done.said


async def test_a_bug_is_logged_and_told_in_one_sentence(config: Path) -> None:
    broken = "from bot.cli import run; run.database_of = lambda config: 1 // 0"
    process_said = await _bug(broken, config)
    assert process_said.code == 1
    logged, *told = process_said.err.splitlines()
    assert "ZeroDivisionError" in logged  # one JSON object, the traceback within it
    assert len(told) == 1


async def _bug(before: str, config: Path) -> Done:
    from tests.cli import program  # noqa: PLC0415 - the one place that wants a traceback

    process = await program._started(before, ("run", "--config", config))
    out, err = await process.communicate()
    return Done(process.returncode or 0, out.decode(), err.decode())

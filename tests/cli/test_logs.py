"""What the process says of itself: lines for a person or for a machine, and no secrets."""

import asyncio
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.nursery.forked import fork

ROOT = Path(__file__).parents[2]
PASSWORD = "pä\"ss\\w/o'rd"
BEGIN = f"""
import json, logging, structlog
from bot import logs
secret = {PASSWORD!r}
logs.keep_secret(secret)
"""
FAILING = "try:\n  raise ValueError(secret)\nexcept ValueError:\n  "


def said(program: str, *, level: str = "DEBUG") -> str:
    """Run a program that logs; return what was on standard error."""
    begin = f"{BEGIN}\nlogs.configure(level=logging.{level})\n"

    async def run() -> tuple[bytes, bytes, int | None]:
        process = await fork(exec, begin + program, {})
        return *await process.communicate(), process.returncode

    out, err, code = asyncio.run(run())
    assert (out, code) == (b"", 0), err
    return err.decode()


def lines(program: str, *, level: str = "DEBUG") -> list[dict[str, object]]:
    return [json.loads(line) for line in said(program, level=level).splitlines()]


@pytest.mark.parametrize(
    "program",
    [
        "structlog.get_logger('bot').debug(f'it is {secret}')",
        "structlog.get_logger('bot').info('login', about=secret)",
        "structlog.get_logger('bot').info('login', about=[secret, {'inner': secret}])",
        "structlog.get_logger('bot').info('login', about=repr(secret))",
        "structlog.get_logger('bot').info('login', about=json.dumps({'value': secret}))",
        "from urllib.parse import quote\nlogging.getLogger('nio').error(quote(secret, safe=''))",
        "logging.getLogger('nio').warning('sent %s', secret)",
        f"{FAILING}structlog.get_logger('bot').exception('bug')",
        "structlog.get_logger('bot').info('login', about=ValueError(secret))",
    ],
)
def test_a_declared_secret_appears_in_no_line_however_it_is_written(program: str) -> None:
    found = said(program)
    assert "REDACTED" in found
    for part in ("ss\\\\w", "ss\\w", "ss%5Cw", PASSWORD):
        assert part not in found


@pytest.mark.parametrize("key", ["password", "token", "secret", "access_token"])
def test_what_is_named_like_a_secret_is_not_shown_even_if_nobody_declared_it(key: str) -> None:
    program = f"structlog.get_logger('bot').info('x', {key}='undeclared')\n"
    nested = f"structlog.get_logger('bot').info('x', a={{'{key}': 'undeclared'}})"
    assert "undeclared" not in said(program + nested)


def test_a_secret_within_a_longer_one_leaves_nothing_of_that() -> None:
    program = "logs.keep_secret('abc')\nlogs.keep_secret('abc-def')\n"
    logged = "structlog.get_logger('bot').info('abc-def')"
    assert "def" not in said(program + logged)


def test_lines_are_json_objects_where_nobody_looks() -> None:
    (ours, theirs) = lines(
        "structlog.get_logger('bot.clerk').info('ready', forum='#f:x')\n"
        "logging.getLogger('sqlalchemy').warning('slow')"
    )
    assert (ours["event"], ours["forum"], ours["level"]) == ("ready", "#f:x", "info")
    assert (theirs["event"], theirs["level"]) == ("slow", "warning")


def test_the_libraries_stay_silent_below_warnings_whatever_the_level() -> None:
    names = ("nio", "aiosqlite", "sqlalchemy.engine", "alembic.runtime", "aiohttp", "asyncio")
    program = "\n".join(f"logging.getLogger({name!r}).info('said in a caucus')" for name in names)
    assert lines(program) == []


def test_debugging_lines_of_ours_are_said_when_they_are_asked_for() -> None:
    program = "structlog.get_logger('bot').debug('a detail')"
    assert [line["event"] for line in lines(program)] == ["a detail"]
    assert lines(program, level="INFO") == []


def test_on_a_terminal_lines_are_for_a_person() -> None:
    ours, theirs = pty.openpty()
    program = f"{BEGIN}\nlogs.configure()\nstructlog.get_logger('bot').info('ready', forum='#f:x')"
    subprocess.run((sys.executable, "-c", program), cwd=ROOT, stderr=theirs, check=True)
    os.close(theirs)
    found = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "ready" in found
    assert "#f:x" in found
    assert not found.startswith("{")

"""``rapporteur export``: a chain of the record as Markdown and JSON, also while the bot runs."""

import json
import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from rich.console import Console

import templates
from bot import files
from bot.cli.problems import FAILED, WRONG_USE, Problem
from bot.config import Config, load
from bot.relay.visibility import council_seen, doors_by_audience, may_see
from deliberation import council as councils
from deliberation.council import Council
from deliberation.entries import COUNCIL_CHAIN
from deliberation.terms import PUBLIC
from storage import export as exports
from storage import record
from storage.database import open_readonly
from storage.seal import Sealed

EVERYTHING = "all"
_WORKING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
NAMED = re.compile(r"[Pp]?([0-9]{1,9})")


async def export(path: Path, proposal: str, audience: str, output: Path) -> tuple[Path, Path]:
    """Write the record of a proposal, or of the roster (``P0``); return where.

    Raises Problem, ConfigError, StorageError. What isn't public is written for the owner of the
    file alone, and under another name (``P12.caucus-cs.json``).
    """
    config = load(path)
    named = NAMED.fullmatch(proposal)
    if named is None:
        raise Problem(templates.said("proposal_name", name=proposal), WRONG_USE)
    number = int(named.group(1))
    with Console(stderr=True).status(templates.said("exporting", name=f"P{number}")):
        sealed, council = await _read(config, number)
        doors = doors_of(audience, council, (each.entry.audience for each in sealed))
        if not sealed:
            raise Problem(templates.said("no_such_proposal", name=f"P{number}"), WRONG_USE)
        document = exports.export(sealed, partial(may_see, doors=doors))
        as_json = _inert(json.dumps(document, indent=2, ensure_ascii=False))
        as_markdown = templates.record(document, council_seen(council), audience)
        name, mode = f"P{number}", files.OPEN
        if audience != PUBLIC:
            name, mode = f"{name}.{audience.replace(':', '-')}", files.PRIVATE
        return _written(output, name, (as_json, as_markdown), mode)


async def _read(config: Config, number: int) -> tuple[tuple[Sealed, ...], Council]:
    database = await open_readonly(config.database, config.data_dir)
    try:
        async with database.read() as conn:
            sealed = await record.sealed(conn, number)
            return sealed, councils.fold(await record.entries(conn, COUNCIL_CHAIN))
    finally:
        await database.close()


def doors_of(audience: str, council: Council, every: Iterable[str]) -> frozenset[str]:
    """Return the doors that an audience sees through; ``every`` are those of the record.

    Raises Problem if there is no such audience.
    """
    doors = doors_by_audience(council)
    if audience != EVERYTHING and audience not in doors:
        names = (*doors, EVERYTHING)
        raise Problem(templates.said("audience", name=audience, known=names), WRONG_USE)
    return frozenset(every) if audience == EVERYTHING else doors[audience]


def _inert(as_json: str) -> str:
    """Write as JSON's escapes what would work on a terminal, or turn the direction of text."""
    return _WORKING.sub(lambda match: f"\\u{ord(match[0]):04x}", as_json)


def _written(output: Path, name: str, words: tuple[str, str], mode: int) -> tuple[Path, Path]:
    paths = output / f"{name}.json", output / f"{name}.md"
    try:
        output.mkdir(parents=True, exist_ok=True)
        for file, content in zip(paths, words, strict=True):
            files.write(file, content.rstrip("\n") + "\n", mode)
    except OSError as error:
        reason = error.strerror or str(error)
        words_of_it = templates.said("unwritable", name=str(output), reason=reason)
        raise Problem(words_of_it, FAILED) from error
    return paths

"""``rapporteur export``: a proposal's record as Markdown and JSON, also while the bot runs."""

import json
import re
from pathlib import Path

import templates
from bot.cli.problems import FAILED, WRONG_USE, Problem
from bot.config import load
from deliberation import council as councils
from deliberation.council import Council
from deliberation.entries import COUNCIL_CHAIN
from deliberation.terms import COUNCIL, PUBLIC, caucus_door
from storage import export as exports
from storage import record
from storage.database import open_readonly


async def export(path: Path, proposal: str, audience: str, output: Path) -> tuple[Path, Path]:
    """Write the record of a proposal; return where. Raises Problem, ConfigError, StorageError."""
    config = load(path)
    named = re.fullmatch(r"[Pp]?(\d{1,9})", proposal)
    if named is None:
        raise Problem(templates.said("proposal_name", name=proposal), WRONG_USE)
    number = int(named.group(1))
    database = await open_readonly(config.database, config.data_dir)
    try:
        async with database.read() as conn:
            sealed = await record.sealed(conn, number)
            council = councils.fold(await record.entries(conn, COUNCIL_CHAIN))
    finally:
        await database.close()
    if not sealed or number == COUNCIL_CHAIN:
        raise Problem(templates.said("no_such_proposal", name=f"P{number}"), WRONG_USE)
    document = exports.export(sealed, doors_of(audience, council))
    return _written(
        output,
        f"P{number}",
        json.dumps(document, indent=2, ensure_ascii=False),
        templates.record(document, council),
    )


def doors_of(audience: str, council: Council) -> frozenset[str] | None:
    """Return the doors that an audience sees through; None for all. Raises Problem."""
    known = {PUBLIC: frozenset({PUBLIC}), COUNCIL: frozenset({PUBLIC, COUNCIL})}
    for caucus in council.caucuses:
        door = caucus_door(caucus.key)
        known[door] = known[COUNCIL] | {door}
    if audience != "all" and audience not in known:
        names = (*known, "all")
        raise Problem(templates.said("audience", name=audience, known=names), WRONG_USE)
    return None if audience == "all" else known[audience]


def _written(output: Path, name: str, as_json: str, as_markdown: str) -> tuple[Path, Path]:
    found = output / f"{name}.json", output / f"{name}.md"
    try:
        output.mkdir(parents=True, exist_ok=True)
        for file, words in zip(found, (as_json, as_markdown), strict=True):
            file.write_text(words + "\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise Problem(
            templates.said("unwritable", name=str(output), reason=reason), FAILED
        ) from error
    return found

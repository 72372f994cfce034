"""After the play: the record is exported and checked, by the same commands that anybody has."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo import script
from demo.process import rapporteur
from demo.stage import Stage, Unexpected

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Archived:
    """An exported record: where it lies, the hash of its last entry, and how many it has.

    Of the ``entries``, ``sealed`` ones are not public: a caucus's wordings before
    their release.
    """

    path: Path
    entries: int
    sealed: int
    head: str


async def archive(stage: Stage) -> Archived:
    """Export the record, check it, and show what came of it. Raises CommandFailed, Unexpected."""
    screen = stage.screen
    await stage.act("8 · The record", script.RECORD)
    export = await _exported(stage)
    screen.say("$ rapporteur export P1", "bold")
    sealed = f"; {export.sealed} are sealed: they concern a caucus alone" if export.sealed else ""
    screen.quote(f"{export.entries} entries{sealed}. The hash of the last:")
    screen.quote(export.head)
    posted = _posted(stage, export)
    screen.say("The bot posted the same hash in the forum, with the recommendation.")
    verdict = await rapporteur("verify", str(export.path), "--head", posted)
    screen.say(f"$ rapporteur verify {export.path.name} --head {posted[:8]}…", "bold")
    for line in verdict.splitlines():
        screen.quote(line, "green")
    _kept(stage, export)
    return export


async def _exported(stage: Stage) -> Archived:
    folder = stage.cast.folder / "record"
    folder.mkdir()
    config = str(stage.cast.config)
    await rapporteur("export", "P1", "--config", config, "--output", str(folder))
    (path,) = folder.glob("*.json")
    document = json.loads(path.read_text())
    entries: list[dict[str, Any]] = document["entries"]
    sealed = sum("content" not in entry for entry in entries)
    return Archived(path, len(entries), sealed, str(entries[-1]["hash"]))


def _posted(stage: Stage, export: Archived) -> str:
    """Return the hash that the bot posted last. Raises Unexpected if the export has another."""
    last = [sight for sight in stage.shown if sight.label == "Forum" and _HASH.search(sight.body)]
    posted = _HASH.findall(last[-1].body)[-1] if last else ""
    if posted != export.head:
        raise Unexpected(f"the forum was told the hash {posted or 'of nothing'}, not {export.head}")
    return posted


def _kept(stage: Stage, export: Archived) -> None:
    """Say that what was said in the caucuses stayed there. Raises Unexpected if it did not."""
    record = export.path.read_text() + export.path.with_suffix(".md").read_text()
    for label, words in stage.talk:
        if any(words in body for body in (*stage.eyes.elsewhere(label), record)):
            raise Unexpected(f"what was said in {label} was seen elsewhere: {words}")
    count = len(stage.talk)
    stage.screen.say(
        f"None of the {count} remarks made in the caucuses is in the record or in another room."
    )

"""The examples of ``docs/commands.md``, played: said to a clerk in the order of the page.

An example is a block of code whose first line says where and who, followed by the bot's
answer as a quotation. ``<!-- before: WHERE, WHO: COMMAND -->`` is played, and not shown.
``python -m tests.docs.dialogue`` writes the answers anew where the words have changed.
"""

import asyncio
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.clerk.clerk import Clerk
from bot.clerk.constitution import constitute
from bot.config import load
from bot.relay.compose import FIELD
from bot.settings import settings_of
from storage.database import open_database
from tests.bot.desk import Desk

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "commands.md"
MORNING = 1_795_514_400_000
"""In ms: 24 November 2026, 10:00 UTC."""
CHAT = "direct:!chat"
"""A direct chat, which is encrypted."""
HASH = re.compile(r"\b[0-9a-f]{64}\b")
"""Of an entry, another at each time, since its salt is."""
PLAYED = re.compile(
    r"```text\n(?P<head>[^\n]+, @\S+)\n(?P<said>.*?)\n```\n\n(?P<answer>(?:>[^\n]*\n)*)"
    r"|<!-- before: (?P<where>[^@]+), (?P<who>@[^\s:]+:[^\s:]+): (?P<quietly>.*?) -->",
    re.DOTALL,
)


def filled(page: str) -> str:
    """Return the page with what the bot answers to each example."""
    with tempfile.TemporaryDirectory() as folder, _desk(Path(folder)) as at_desk:
        return PLAYED.sub(lambda found: _played(at_desk, found), page)


def examples(page: str) -> list[str]:
    """Return what is said in the examples that are shown."""
    return [found["said"] for found in PLAYED.finditer(page) if found["said"]]


def _played(at_desk: Desk, found: re.Match[str]) -> str:
    if found["quietly"]:
        answer = _say(at_desk, found["where"], found["who"], found["quietly"].replace("\\n", "\n"))
        assert "Point of order" not in answer, f"{found[0]}: {answer}"
        return found[0]
    where, _, who = found["head"].rpartition(", ")
    answer = _say(at_desk, where, who, found["said"])
    quoted = "".join(f"> {line}".rstrip() + "\n" for line in answer.split("\n"))
    return f"```text\n{found['head']}\n{found['said']}\n```\n\n{quoted}"


def _say(at_desk: Desk, where: str, who: str, said: str) -> str:
    place = _place(where)
    sealed = place == CHAT
    event = at_desk.event(place, who, {"msgtype": "m.text", "body": said}, sealed=sealed)
    rows = at_desk.bring(place, event)
    for row in rows:
        if row.shows:
            at_desk.show(row.place, row.shows)
        if text := (row.content or {}).get(FIELD, {}).get("text"):
            at_desk.show_text(row.place, text)
    return HASH.sub("29db00de…", str((rows[0].content or {}).get("body", ""))) if rows else ""


def _place(where: str) -> str:
    """Return the place that an example names: ``caucus cs of P1`` is ``P1/caucus:cs``."""
    if match := re.fullmatch(r"(plenary|caucus (\w+)) of (P\d+)", where):
        return f"{match[3]}/caucus:{match[2]}" if match[2] else f"{match[3]}/plenary"
    return {"forum": "forum", "direct chat": CHAT}[where]


@contextmanager
def _desk(folder: Path) -> Iterator[Desk]:
    """A clerk's desk in the service of the council of ``config.example.yaml``."""
    config = load(ROOT / "config.example.yaml")
    serving = settings_of(config, config.user_id)

    async def opened() -> Desk:
        database = await open_database("sqlite", folder)
        await constitute(database, serving, lambda: MORNING)
        return Desk(runner, database, Clerk(database, serving, lambda: MORNING))

    with asyncio.Runner() as runner:
        at_desk = runner.run(opened())
        try:
            at_desk.encrypted_room(CHAT)
            yield at_desk
        finally:
            runner.run(at_desk.database.close())


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

"""Copies of a bot's folder and of a homeserver's, made while they are stopped, and put back."""

import json
import shutil
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.exactly_once.council import Council
from tests.exactly_once.world import View

CAUCUSES = {"cs": "Civil society"}
"""One suffices: with its position the round closes."""


@dataclass(frozen=True)
class Copy:
    """A folder as it was once."""

    folder: Path
    copied: Path

    @classmethod
    def of(cls, folder: Path) -> "Copy":
        copied = folder.with_name(f"{folder.name}-copy")
        shutil.rmtree(copied, ignore_errors=True)
        shutil.copytree(folder, copied)
        return cls(folder, copied)

    def put_back(self) -> None:
        """Lose what has happened since."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.copied, self.folder)


def keep_login(council: Council) -> None:
    """Have the command line use the login that the council's bot has."""
    data = council.cast.folder / "data"
    data.mkdir(exist_ok=True)
    (data / "session.json").write_text(json.dumps(asdict(council.cast.bot)))


async def said(council: Council) -> dict[str, Counter[str]]:
    """Return the ids of all messages and reactions in each room that the bot is in."""
    async with View(council) as view:
        rooms = [await view.room(room_id) for room_id in await view.rooms()]
    return {room.room_id: Counter(e["event_id"] for e in room.messages) for room in rooms}

"""Starting: from the process's start until the first command is answered.

The command was said while the bot was down. With many ended proposals in the record,
against the same without them; each side is a council with a bot of its own.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import past
from benchmarks.client import Client
from benchmarks.measure import Comparison, Scale, Tell
from benchmarks.sitting import milliseconds, sitting
from benchmarks.texts import draft
from bot.config import load
from bot.office import office
from demo.cast import Cast
from demo.homeserver import Homeserver
from storage.database import open_database

LIMIT = 1.2
HERE = Path(__file__).resolve().parent.parent


@dataclass
class Waiting:
    """A council whose bot is down: where it is asked, by whom, and with what memory it ran."""

    cast: Cast
    asker: Client
    room: str
    peaks: list[int]

    async def start(self) -> float:
        """Say a command, start the bot, wait for the answer, stop it; return the ms."""
        command = await self.asker.say(self.room, "!status")
        session = self.cast.folder / "session.json"
        start = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.runner", str(self.cast.config), str(session)),
            cwd=HERE,
            stdout=asyncio.subprocess.PIPE,
        )
        answering = asyncio.create_task(self.asker.answered(command))
        ended = asyncio.create_task(process.wait())
        try:
            await asyncio.wait({answering, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not answering.done():
                raise RuntimeError(f"the bot ended before it answered, with {process.returncode}")
            answer = answering.result()
        finally:
            answering.cancel()
            if process.returncode is None:
                process.terminate()
            said, _ = await process.communicate()
        await ended
        self.peaks.append(int(said))
        self.asker.seen.clear()
        return milliseconds(start, answer.at)


async def measure(
    homeserver: Homeserver, folder: Path, scale: Scale, tell: Tell
) -> tuple[list[Comparison], int]:
    """Return the comparison, and the peak memory in KiB with the long record."""
    what = f"starting with {scale.ended} ended and {scale.live} live proposals"
    found = Comparison(f"{what}, against the latter alone", LIMIT)
    async with (
        _waiting(homeserver, folder / "long", scale, scale.ended, tell) as long,
        _waiting(homeserver, folder / "short", scale, 0, tell) as short,
    ):
        for turn in range(scale.starts):
            tell(f"start {turn + 1} of {scale.starts}")
            found.add(await long.start(), await short.start())
    return [found], max(long.peaks)


@asynccontextmanager
async def _waiting(
    homeserver: Homeserver, folder: Path, scale: Scale, ended: int, tell: Tell
) -> AsyncIterator[Waiting]:
    """Convene a council, open one proposal, stop the bot, and give it a past."""
    tell("a council of its own for each start")
    async with sitting(homeserver, folder, scale.named, scale.people - 1) as council:
        number = await council.tables(draft(1))
        chair = await council.client("forum-chair")
        await council.commands(chair, council.forum, f"!consensus yes P{number}")
        await council.settled()
        room = await council.room(f"P{number}/plenary")
        made, account = council.cast, council.cast["chair"].session
    tell(f"a record with {ended + scale.live} proposals")
    (made.folder / "session.json").write_text(json.dumps(asdict(made.bot)))
    config = load(made.config)
    database = await open_database(config.database, config.data_dir)
    try:
        where = office(config, made.bot.user_id)
        last = number + ended
        await past.write(database, where, range(number + 1, last + 1), ended=True)
        await past.write(database, where, range(last + 1, last + scale.live), ended=False)
    finally:
        await database.close()
    async with Client(homeserver.url, account) as asker:
        await asker.join(room)
        yield Waiting(made, asker, room, [])

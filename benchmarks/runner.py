"""The bot as a process of its own: ``python -m benchmarks.runner CONFIG SESSION``.

What ``rapporteur run`` does, without its command line: loads the configuration, opens the
record, serves until SIGTERM.
"""

import asyncio
import json
import signal
import sys
from pathlib import Path

# structlog imports Twisted where it is installed: here, since Synapse needs it, but not where the
# bot runs. It would count in the bot's memory.
sys.modules["twisted"] = None  # type: ignore[assignment]

from bot.config import load  # noqa: E402
from bot.matrix import Matrix, Session  # noqa: E402
from bot.service.service import service_of  # noqa: E402
from bot.settings import settings_of  # noqa: E402
from storage.database import open_database  # noqa: E402


async def run(config_file: Path, session: Session) -> None:
    """Serve until told to stop."""
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    config = load(config_file)
    database = await open_database(config.database, config.data_dir)
    try:
        async with (
            Matrix(config.homeserver, session) as matrix,
            service_of(database, matrix, settings_of(config, session.user_id)),
        ):
            await stopped.wait()
    finally:
        await database.close()


if __name__ == "__main__":
    from benchmarks.quiet import quiet

    quiet()
    asyncio.run(run(Path(sys.argv[1]), Session(**json.loads(Path(sys.argv[2]).read_text()))))

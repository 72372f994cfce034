"""The bot as a process of its own: ``python -m benchmarks.runner CONFIG SESSION``.

What ``rapporteur run`` does, without its command line: loads the configuration, opens the
record, serves until SIGTERM. At the end it prints its peak memory in KiB.
"""

import asyncio
import json
import resource
import signal
import sys
from pathlib import Path

from bot.config import load
from bot.matrix import Matrix, Session
from bot.office import office
from bot.service import serving
from storage.database import open_database

STATUS = Path("/proc/self/status")


async def run(config_file: Path, session: Session) -> None:
    """Serve until told to stop."""
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    config = load(config_file)
    database = await open_database(config.database, config.data_dir)
    try:
        async with (
            Matrix(config.homeserver, session) as matrix,
            serving(database, matrix, office(config, session.user_id)),
        ):
            await stopped.wait()
    finally:
        await database.close()


def peak_kib() -> int:
    """Return the most memory that this process has had resident.

    ``ru_maxrss`` counts what the parent had before this program began, where Linux can
    tell them apart.
    """
    if STATUS.exists():
        lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
        if "VmHWM" in lines:
            return int(lines["VmHWM"].split()[0])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


if __name__ == "__main__":
    from benchmarks.quiet import quiet

    quiet()
    asyncio.run(run(Path(sys.argv[1]), Session(**json.loads(Path(sys.argv[2]).read_text()))))
    print(peak_kib())

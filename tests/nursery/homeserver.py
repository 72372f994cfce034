"""A homeserver for tests: Synapse, without what no test there asks of it.

Its counts of rooms and its directory of people are an eighth of all that it does for a council,
and a fourth of opening rooms. ``tests/confidentiality`` looks there, on one that has both.
"""

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from demo.homeserver import NO_PUSH, Homeserver

LEAN: dict[str, Any] = NO_PUSH | {
    "stats": {"enabled": False},
    "update_user_directory_from_worker": "nobody",
}


def lean(
    folder: Path | None = None, settings: dict[str, Any] | None = None, **more: Any
) -> AbstractAsyncContextManager[Homeserver]:
    """A running homeserver, ended on the way out; the arguments are those of its ``start``."""
    return Homeserver.start(folder, settings=LEAN | (settings or {}), **more)

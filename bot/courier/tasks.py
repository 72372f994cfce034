"""The courier's tasks for lanes and rooms: a bug in one stops nobody, and is tried again later.

What fails for good, as when the bot is logged out, ends all. Knows asyncio and how long to wait.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from bot import metrics
from bot.errors import UnknownToken
from bot.retry import backoff
from bot.rooms.schedule import Work
from storage.errors import StorageError

log = structlog.get_logger()


@dataclass
class Tasks:
    """Starts tasks in a group. ``ended`` is called after each, with whether it stumbled."""

    group: asyncio.TaskGroup
    ended: Callable[[bool], None]
    _failures: Counter[str] = field(default_factory=Counter)

    def start(self, name: str, work: Callable[[], Work], release: Callable[[], None]) -> None:
        """Have work done; ``release`` is called at its end, before anything else goes on."""
        self.group.create_task(self._do(name, work, release), name=name)

    async def _do(self, name: str, work: Callable[[], Work], release: Callable[[], None]) -> None:
        stumbled = False
        try:
            await work()
        except (UnknownToken, StorageError):
            raise
        except Exception as error:
            stumbled = True
            metrics.failed(error)
            self._failures[name] += 1
            log.exception("the courier stumbled", at=name, times=self._failures[name])
            await asyncio.sleep(backoff(self._failures[name]))
        else:
            del self._failures[name]
        finally:
            release()
        self.ended(stumbled)

"""Serves over HTTP, to programs on this machine, whether the bot is well, and its figures.

``/healthz`` answers 200 while the sync is alive and the outbox moves, else 503; ``/metrics``
is for Prometheus. When it is asked, it reads the database, and when the listener and the
courier last did something. It changes nothing, and tells nothing of what is said, where, or by
whom (see ``bot.metrics``). Must never import nio.
"""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot import metrics
from bot.clock import Clock
from bot.service.service import Service
from storage import outbox
from storage.database import ReadOnlyDatabase
from storage.errors import StorageError

SYNC_SILENT = 120.0
"""Seconds without an answer after which the sync is not alive; a calm one answers every 30."""
OUTBOX_STILL = 300.0
"""Seconds for which a message may wait while no other moves; the longest backoff is 60."""


@dataclass(frozen=True)
class Health:
    """How the bot is, in seconds; ``rows`` and ``oldest`` are NaN if the database can't say."""

    sync_lag: float
    rows: float
    oldest: float
    still: float

    @property
    def sync_alive(self) -> bool:
        """The homeserver answered lately."""
        return self.sync_lag < SYNC_SILENT

    @property
    def outbox_moves(self) -> bool:
        """No message waits, or others move meanwhile. What isn't known doesn't move."""
        return min(self.oldest, self.still) < OUTBOX_STILL and not math.isnan(self.rows)


@dataclass(frozen=True)
class Monitor:
    """Answers who asks. ``now`` is a clock in ms, ``since`` when the bot began."""

    database: ReadOnlyDatabase
    service: Service
    now: Clock
    since: int

    async def health(self) -> Health:
        """Return how the bot is at this moment."""
        heard, moved = self.service.listener.heard_at, self.service.courier.moved_at
        rows, oldest = await self._waiting()
        return Health(self._ago(heard), rows, oldest, self._ago(moved))

    async def _waiting(self) -> tuple[float, float]:
        try:
            async with self.database.read() as conn:
                rows, first = await outbox.waiting(conn)
        except StorageError as error:
            metrics.failed(error)
            return math.nan, math.nan
        return rows, (self.now() - first) / 1000 if rows else 0.0

    def _ago(self, moment: int) -> float:
        """Return how many seconds ago a moment was, at most those since the bot began."""
        return max(self.now() - max(moment, self.since), 0) / 1000

    async def healthz(self, _request: web.Request) -> web.Response:
        """Say whether the sync is alive and the outbox moves, and which of them isn't."""
        health = await self.health()
        well = health.sync_alive and health.outbox_moves
        told = {
            "ok": well,
            "sync": {"ok": health.sync_alive, "seconds": _whole(health.sync_lag)},
            "outbox": {
                "ok": health.outbox_moves,
                "rows": _whole(health.rows),
                "seconds": _whole(health.oldest),
            },
        }
        return web.json_response(told, status=200 if well else 503)

    async def metrics(self, _request: web.Request) -> web.Response:
        """Give all figures."""
        health = await self.health()
        body = metrics.exposition(sync_lag=health.sync_lag, rows=health.rows, oldest=health.oldest)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


@asynccontextmanager
async def monitored(monitor: Monitor, host: str, port: int) -> AsyncIterator[None]:
    """Serve while in the context. Raises OSError if the port can't be listened on."""
    app = web.Application()
    app.add_routes([web.get("/healthz", monitor.healthz), web.get("/metrics", monitor.metrics)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()


def _whole(figure: float) -> int | None:
    """Return a figure as JSON has it: whole, and null if it isn't known."""
    return None if math.isnan(figure) else round(figure)

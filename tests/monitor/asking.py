"""A bot that is monitored, and who asks it how it is."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from bot import metrics
from bot.clock import Clock, milliseconds
from bot.service.health import Monitor, monitored
from bot.service.service import Service
from demo.homeserver import free_port
from storage.database import ReadOnlyDatabase

Figures = Mapping[tuple[str, tuple[str, ...]], float]
"""By name and label values."""


@dataclass
class Ahead:
    """A clock in ms that can be put forward."""

    by: int = 0

    def __call__(self) -> int:
        return milliseconds() + self.by

    def seconds(self, more: float) -> None:
        self.by += int(more * 1000)


@dataclass
class Asker:
    """Asks over HTTP, as a monitoring program does. ``heard`` is all that it was told."""

    http: aiohttp.ClientSession
    heard: list[str] = field(default_factory=list)

    async def get(self, path: str) -> tuple[int, str]:
        async with self.http.get(path) as answer:
            body = await answer.text()
            self.heard += [body, *(f"{name}: {value}" for name, value in answer.headers.items())]
            return answer.status, body

    async def health(self) -> tuple[int, dict[str, Any]]:
        status, body = await self.get("/healthz")
        return status, json.loads(body)

    async def figures(self) -> Figures:
        status, body = await self.get("/metrics")
        assert status == 200
        return {
            (sample.name, tuple(sample.labels.values())): sample.value
            for family in text_string_to_metric_families(body)
            for sample in family.samples
        }


@asynccontextmanager
async def asker(port: int) -> AsyncIterator[Asker]:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
        yield Asker(http)


@asynccontextmanager
async def asked(
    database: ReadOnlyDatabase, service: Service, now: Clock = milliseconds
) -> AsyncIterator[Asker]:
    """Have a bot be monitored; its figures are those of the whole test process."""
    port = free_port()
    monitor = Monitor(database, service, now, now())
    async with monitored(monitor, "127.0.0.1", port), asker(port) as found:
        yield found


def figure(name: str, **labels: str) -> float:
    """Return a figure as it is now; they count on from test to test."""
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0

"""Which devices are obeyed in encrypted rooms, where the configuration doesn't say.

A council that was set up before there was the key goes on as it was: people whose devices nobody
signed would be shut out by an upgrade. Knows storage; no Matrix.
"""

from dataclasses import replace

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.settings import Settings
from storage import meta
from storage.database import Database

log = structlog.get_logger()

SIGNED = "signed"


async def with_devices(database: Database, settings: Settings) -> Settings:
    """Return the settings with what holds for this council."""
    async with database.read() as conn:
        devices = await held_to(conn, settings)
    if settings.devices is None and devices != SIGNED and settings.data_dir:
        log.warning("any device is obeyed; rooms.devices: signed obeys those their owner signed")
    return replace(settings, devices=devices)


async def held_to(conn: AsyncConnection, settings: Settings) -> str:
    """Return which devices are obeyed."""
    return settings.devices or await meta.get(conn, meta.DEVICES) or "any"

"""Which devices are obeyed in encrypted rooms, where the configuration doesn't say.

A council that was set up before there was the key goes on as it was: people whose devices nobody
signed would be shut out by an upgrade. Knows storage; no Matrix.
"""

from dataclasses import replace

import structlog

from bot.settings import Settings
from storage import meta
from storage.database import Database

log = structlog.get_logger()


async def with_devices(database: Database, settings: Settings) -> Settings:
    """Return the settings with what holds for this council."""
    if settings.devices is not None:
        return settings
    async with database.read() as conn:
        devices = await meta.get(conn, meta.DEVICES)
    if devices is None and settings.data_dir:
        log.warning("any device is obeyed; rooms.devices: signed obeys those their owner signed")
    return replace(settings, devices=devices or "any")

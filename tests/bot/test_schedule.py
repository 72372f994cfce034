"""What is looked at in which room."""

import asyncio
from pathlib import Path

import pytest

from storage import rooms
from tests.bot.test_dead_server import HERE, PLACES, Homeservers, at_work


async def test_a_room_that_another_replaces_meanwhile_is_compared_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers = Homeservers()
    async with at_work(tmp_path, servers, monkeypatch, HERE) as bot:
        async with bot.database.read() as conn:
            due = {room.place: room for room in await rooms.due(conn)}
        work = [each(room) for room, each in bot.schedule.due(due, (), ())]
        async with bot.database.write() as conn:
            await rooms.next_attempt(conn, PLACES[0], "another alias")
        await asyncio.gather(*work)
        assert servers.invited == {(f"!{place}", HERE) for place in PLACES[1:]}

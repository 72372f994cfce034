"""A room that a server was killed while making has no settings: it is left, and another made."""

import secrets
from pathlib import Path
from typing import Any

import pytest

from bot.matrix import Matrix
from bot.rooms import open as opening
from demo.cast import cast
from demo.homeserver import Homeserver
from tests.e2e.conftest import at_work
from tests.exactly_once.council import SMALLEST, Council
from tests.exactly_once.process import Bot
from tests.exactly_once.world import View
from tests.nursery.names import its_own

POWER = ("m.room.power_levels", "")


async def test_a_room_without_power_levels_is_left_and_another_is_made_for_its_place(
    homeserver: Homeserver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_first: list[str] = []
    inner = Matrix.full_state

    async def as_left_by_a_kill(self: Matrix, room_id: str) -> dict[tuple[str, str], Any]:
        state = await inner(self, room_id)
        made_first[:] = made_first or [room_id]
        hidden = {POWER} if room_id in made_first else set()
        return {key: content for key, content in state.items() if key not in hidden}

    monkeypatch.setattr(Matrix, "full_state", as_left_by_a_kill)
    monkeypatch.setattr(opening, "JOINED_WITHIN", 0.0)
    tag = secrets.token_hex(4)
    how: dict[str, Any] = {**its_own(tag), "listening": False} | SMALLEST
    async with (
        cast(homeserver, tmp_path, **how) as made,
        at_work(made) as (service, _),
        View(Council(made, homeserver, Bot(made.config, made.bot), tag)) as view,
    ):
        await service.listener.synced.wait()
        await service.courier.idle.wait()
        there = await view.rooms()
        names = [(await view.room(room)).state[("m.room.name", "")]["name"] for room in there]
    council = "Multistakeholder Internet Policy Council"
    assert made_first
    assert made_first[0] not in there
    assert {council, f"Forum · {council}"} <= set(names)
    assert len(names) == len(set(names))

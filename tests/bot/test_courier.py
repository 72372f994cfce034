"""The courier goes on after a bug of ours, and says no secret word of it."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot import courier as couriers
from bot.courier import Courier
from bot.marks import Marks


async def test_a_bug_in_one_room_s_work_is_tried_again_and_stops_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(couriers, "backoff", lambda _attempt: 0.0)
    part = cast("Any", SimpleNamespace())
    courier = Courier(part, part, part, part, Marks(part))
    tried = []

    async def work() -> None:
        tried.append(1)
        if len(tried) == 1:
            raise RuntimeError("a bug")

    for _ in range(2):
        courier._start("P1/plenary", work)
        await asyncio.gather(*courier._busy.values())
    assert len(tried) == 2
    assert courier._failure is None

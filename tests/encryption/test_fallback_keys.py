"""A new device can always begin to talk to the bot, whatever outsiders do with its keys."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.matrix import Matrix
from bot.matrix.keyring import SIGNED, Unreadable
from bot.matrix.keys.fallback import HOUR
from tests.encryption import junk
from tests.encryption.test_audience import room_of, says

Account = Callable[[str], Awaitable[Matrix]]
ALL = 60
"""More claims than a device has one-time keys."""


@pytest.fixture
async def bot(account: Account, tmp_path: Path) -> Matrix:
    made = await account("bot")
    await made.encrypt(tmp_path / "bot")
    return made


async def claim(outsider: Matrix, bot: Matrix) -> dict[str, Any]:
    """Take one of the bot's keys, as anybody can who knows its name."""
    body = {"one_time_keys": {bot.user_id: {bot.device_id: SIGNED}}}
    answer = await outsider._call("POST", "/_matrix/client/v3/keys/claim", body)
    found: dict[str, Any] = answer["one_time_keys"][bot.user_id][bot.device_id]
    return found


async def take_all(outsider: Matrix, bot: Matrix) -> dict[str, Any]:
    """Take all of the bot's keys; return the last."""
    return [await claim(outsider, bot) for _ in range(ALL)][-1]


async def test_a_new_devices_first_command_is_read_though_all_keys_are_claimed_and_junk_comes_first(
    bot: Matrix, account: Account, tmp_path: Path
) -> None:
    ana, eve = await account("ana"), await account("eve")
    await ana.encrypt(tmp_path / "ana")
    room_id = await room_of(bot)
    await bot.invite(room_id, ana.user_id)
    await ana.join(room_id)
    await take_all(eve, bot)
    for _ in range(150):
        await eve._call("PUT", f"/_matrix/client/v3/{junk.where()}", junk.to(bot.user_id))
    command = await says(ana, room_id, "!status")
    first = await bot.sync(None, 0)
    assert first.more_keys
    with pytest.raises(Unreadable):
        await bot.decrypted(command)
    second = await bot.sync(first.token, 0)
    assert not second.more_keys
    assert (await bot.decrypted(command)).content["body"] == "!status"


async def test_a_fallback_key_is_renewed_when_it_was_used_but_not_within_an_hour(
    bot: Matrix, account: Account
) -> None:
    eve = await account("eve")
    assert bot.encryption
    fallback = bot.encryption.keyring._fallback
    first = await take_all(eve, bot)
    token = (await bot.sync(None, 0)).token  # which gives it one-time keys again, and no more
    assert await take_all(eve, bot) == first
    assert fallback._made_at is not None
    later = fallback._made_at + HOUR
    fallback._now = lambda: later
    token = (await bot.sync(token, 0)).token
    second = await take_all(eve, bot)
    assert second != first
    await bot.sync(token, 0)
    assert await take_all(eve, bot) == second

"""With each key goes whose device the bot's is, so that strict clients need not ask (MSC4147)."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from nio.crypto import OlmDevice  # type: ignore[import-untyped]

from bot.matrix import Matrix, Session
from bot.matrix.keyring import Keyring
from bot.matrix.keys.mending import Mending
from demo.homeserver import Homeserver
from tests.encryption.test_audience import room_of, says
from tests.encryption.trust import keys_of, public, signed

Account = Callable[[str], Awaitable[Matrix]]


def session_of(account: Matrix) -> Session:
    token = account._headers["Authorization"].removeprefix("Bearer ")
    return Session(account.user_id, account.device_id, token)


def opened_by(person: Matrix, monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, Any]]:
    """The list to which is added what is in each message to a person's device."""
    assert person.encryption
    payloads, keyring = list[Mapping[str, Any]](), person.encryption.keyring
    handle = keyring._handle_olm_event

    def opened(sender: str, sender_key: str, payload: Mapping[str, Any]) -> Any:
        payloads.append(payload)
        return handle(sender, sender_key, payload)

    monkeypatch.setattr(keyring, "_handle_olm_event", opened)
    return payloads


async def test_a_key_comes_with_the_bots_device_keys_as_the_homeserver_tells_them(
    homeserver: Homeserver, account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot, ana = await account("bot"), await account("ana")
    for each in (bot, ana):
        await each.encrypt(tmp_path / each.user_id.partition(":")[0])
    opened = opened_by(ana, monkeypatch)
    room_id = await room_of(bot)
    await bot.invite(room_id, ana.user_id)
    await says(bot, room_id, "hello")
    await ana.sync(None, 0)
    [payload] = opened
    told = await keys_of(homeserver, session_of(bot), session_of(ana))
    device = dict(told["device_keys"][bot.user_id][bot.device_id])
    device.pop("unsigned", None)
    assert payload["type"] == "m.room_key"
    assert payload["sender_device_keys"] == device
    assert payload["keys"]["ed25519"] == device["keys"][f"ed25519:{bot.device_id}"]
    lower = public(told["self_signing_keys"][bot.user_id])
    assert signed(payload["sender_device_keys"], bot.user_id, lower)


async def test_what_begins_a_new_session_in_place_of_a_broken_one_comes_with_them_too(
    account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot, ana = await account("bot"), await account("ana")
    for each in (bot, ana):
        await each.encrypt(tmp_path / each.user_id.partition(":")[0])
    opened = opened_by(ana, monkeypatch)
    assert bot.encryption
    keyring = bot.encryption.keyring
    await bot.encryption._learn([ana.user_id])
    keyring.wedged_devices.append(keyring.device_store[ana.user_id][ana.device_id])
    await Mending(bot.encryption, bot._audience).once()
    await ana.sync(None, 0)
    assert [each["type"] for each in opened] == ["m.dummy"]
    assert opened[0]["sender_device_keys"] == keyring.published


def test_no_session_is_begun_in_place_of_a_broken_one_with_a_device_that_is_gone(
    tmp_path: Path,
) -> None:
    keyring = Keyring("@bot:localhost", "BOT", tmp_path)
    for name, is_gone in (("PHONE", False), ("LOST", True)):
        keys = {"ed25519": name, "curve25519": name}
        keyring.wedged_devices.append(OlmDevice("@ana:there", name, keys, deleted=is_gone))
    assert keyring.wedged() == {("@ana:there", "PHONE")}
    keyring.close()


async def test_a_bot_that_starts_again_has_them_as_before(account: Account, tmp_path: Path) -> None:
    bot = await account("bot")
    published = list[Mapping[str, Any]]()
    for _ in range(2):
        await bot.encrypt(tmp_path)
        assert bot.encryption
        published.append(bot.encryption.keyring.published)
        bot.encryption.keyring.close()
    assert published[0] == published[1]
    assert len(published[0]["signatures"][bot.user_id]) == 2

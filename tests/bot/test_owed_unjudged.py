"""What is owed outlives a start after which nobody has told yet whose devices are whose."""

from collections.abc import Collection, Mapping
from pathlib import Path

from nio.crypto import OlmDevice  # type: ignore[import-untyped]

from bot.matrix.keyring import Keyring
from bot.matrix.keys.owed import OwedKey
from bot.matrix.signatures import Owners

PERSON, DEVICE, ROOM = "@away:test", "DEVICE", "!room"
THERE = frozenset({PERSON})


class Pinned:
    """The record of whose master key was seen: that of the person."""

    async def saw(self, masters: Mapping[str, str]) -> None:
        """Take nothing down."""

    async def pinned(self, people: Collection[str]) -> Mapping[str, str]:
        return dict.fromkeys(THERE & set(people), "MASTER")


async def asked(_people: Collection[str]) -> None:
    """Learn nothing: their homeserver doesn't answer."""


async def test_who_is_owed_a_key_and_whose_homeserver_is_away_stays_owed_it(tmp_path: Path) -> None:
    keyring = Keyring("@bot:test", "BOT", tmp_path)
    keys = {"ed25519": "e" * 43, "curve25519": "c" * 43}
    keyring.device_store.add(OlmDevice(PERSON, DEVICE, keys))
    with keyring.all_or_nothing():
        keyring.owed.owe(OwedKey(ROOM, "session", "key", frozenset({(PERSON, DEVICE)})))
    owners = Owners(Pinned(), "@bot:test", "OWN", asked, {})
    keyring.admits, keyring.knows = owners.admits, owners.is_known
    await owners.look(THERE)
    assert not keyring.devices(THERE), "nothing is given before it can be judged"
    assert not keyring.sendable()
    keyring.owe_only(ROOM, THERE)
    assert keyring.owed.to() == {(PERSON, DEVICE)}
    keyring.close()

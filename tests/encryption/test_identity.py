"""The bot's device is signed by its owner, as a client that excludes others would check it."""

import secrets
import stat
from pathlib import Path

import pytest

from bot.errors import DeviceLost, KeysUnusable
from bot.matrix import Matrix, Session, Standing
from demo.homeserver import Homeserver
from tests.encryption.trust import is_trusted, keys_of

PASSWORD = "secret"


@pytest.fixture
async def bot(homeserver: Homeserver) -> Session:
    return await homeserver.register(f"bot-{secrets.token_hex(4)}", PASSWORD)


@pytest.fixture
async def somebody(homeserver: Homeserver) -> Session:
    return await homeserver.register(f"somebody-{secrets.token_hex(4)}", PASSWORD)


async def started(homeserver: Homeserver, bot: Session, data_dir: Path) -> Standing:
    """Have the bot publish its keys, as at a start."""
    async with Matrix(homeserver.url, bot) as matrix:
        return await matrix.encrypt(data_dir)


async def test_a_strict_client_takes_the_bots_device_as_its_owners(
    homeserver: Homeserver, bot: Session, somebody: Session, tmp_path: Path
) -> None:
    standing = await started(homeserver, bot, tmp_path)
    told = await keys_of(homeserver, bot, somebody)
    assert is_trusted(told, bot)
    assert standing.verified
    device = told["device_keys"][bot.user_id][bot.device_id]
    assert standing.fingerprint == device["keys"][f"ed25519:{bot.device_id}"]


async def test_a_start_with_the_same_data_dir_stays_the_same_device(
    homeserver: Homeserver, bot: Session, somebody: Session, tmp_path: Path
) -> None:
    first = await started(homeserver, bot, tmp_path)
    before = await keys_of(homeserver, bot, somebody)
    assert await started(homeserver, bot, tmp_path) == first
    after = await keys_of(homeserver, bot, somebody)
    assert before["master_keys"] == after["master_keys"]
    assert before["device_keys"] == after["device_keys"]


async def test_a_device_whose_keys_are_lost_is_given_up_for_one_of_the_same_identity(
    homeserver: Homeserver, bot: Session, somebody: Session, tmp_path: Path
) -> None:
    await started(homeserver, bot, tmp_path)
    before = await keys_of(homeserver, bot, somebody)
    for file in (tmp_path / "keys").glob("device.sqlite3*"):
        file.unlink()
    with pytest.raises(DeviceLost):
        await started(homeserver, bot, tmp_path)
    new = await Matrix.login(homeserver.url, bot.user_id, PASSWORD, device_name="again")
    assert (await started(homeserver, new, tmp_path)).verified
    told = await keys_of(homeserver, new, somebody)
    assert is_trusted(told, new)
    assert told["master_keys"] == before["master_keys"]


async def test_an_identity_that_somebody_else_made_is_seen(
    homeserver: Homeserver, bot: Session, tmp_path: Path
) -> None:
    await started(homeserver, bot, tmp_path / "other")
    new = await Matrix.login(homeserver.url, bot.user_id, PASSWORD, device_name="again")
    standing = await started(homeserver, new, tmp_path / "ours")
    assert standing.foreign
    assert not standing.verified


async def test_the_files_with_keys_are_their_owners_alone(
    homeserver: Homeserver, bot: Session, tmp_path: Path
) -> None:
    await started(homeserver, bot, tmp_path)
    files = [path for path in (tmp_path / "keys").iterdir() if path.is_file()]
    assert {path.name for path in files} >= {"device.sqlite3", "identity.json"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


@pytest.mark.parametrize("name", ["device.sqlite3", "identity.json"])
async def test_damaged_keys_are_refused_with_the_file_named(
    homeserver: Homeserver, bot: Session, tmp_path: Path, name: str
) -> None:
    await started(homeserver, bot, tmp_path)
    (tmp_path / "keys" / name).write_bytes(b"no keys" * 1000)
    with pytest.raises(KeysUnusable) as caught:
        await started(homeserver, bot, tmp_path)
    assert caught.value.path == str(tmp_path / "keys" / name)

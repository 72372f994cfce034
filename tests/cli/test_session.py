"""The bot logs in once; its device stays the same for ever."""

import asyncio
import json
import secrets
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from filelock import FileLock

from bot.cli.problems import sentence
from bot.config import Config, load
from bot.errors import ConfigError
from bot.matrix import Matrix, Session
from bot.service.login import FILE, LOCK, anew, kept, renewed, session
from demo.cast import PASSWORD, Cast
from demo.homeserver import Homeserver
from storage.errors import DataDirInUse
from tests.cli.conftest import edit

Account = Callable[[str], Awaitable[Matrix]]


def configured(made: Cast) -> Config:
    return load(made.config)


def with_token(made: Cast, token: str) -> Config:
    """Have the configuration give an access token in place of the password."""
    (made.folder / "token").write_text(token)
    edit(made.config, lambda raw: raw.pop("password_file"))
    edit(made.config, lambda raw: raw.update(access_token_file="token"))
    return configured(made)


async def log_out(homeserver: Homeserver, found: Session) -> None:
    headers = {"Authorization": f"Bearer {found.access_token}"}
    async with (
        aiohttp.ClientSession(homeserver.url, headers=headers) as http,
        http.post("/_matrix/client/v3/logout", json={}) as answer,
    ):
        assert answer.status == 200


async def test_a_login_is_made_once_and_needs_no_password_after_that(made: Cast) -> None:
    first = await session(configured(made))
    (made.folder / "password").unlink()
    assert await session(configured(made)) == first


async def test_a_kept_login_is_for_its_owner_alone(made: Cast) -> None:
    config = configured(made)
    await session(config)
    assert stat.S_IMODE((config.data_dir / FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(config.data_dir.stat().st_mode) == 0o700


async def test_a_login_that_lapsed_is_renewed_on_the_same_device(
    made: Cast, homeserver: Homeserver
) -> None:
    config = configured(made)
    first = await session(config)
    await log_out(homeserver, first)
    second = await renewed(config.homeserver, config.user_id, PASSWORD, config.data_dir)
    assert second.device_id == first.device_id
    assert second.access_token != first.access_token
    assert await session(config) == second


async def test_a_device_without_keys_is_given_up_also_if_it_is_logged_out_already(
    made: Cast, homeserver: Homeserver
) -> None:
    config = configured(made)
    lost = await session(config)
    await log_out(homeserver, lost)
    found = await anew(config, lost)
    assert found.device_id != lost.device_id
    assert await session(config) == found


async def test_a_login_that_holds_is_not_renewed(made: Cast) -> None:
    config = configured(made)
    first = await session(config)
    assert await renewed(config.homeserver, config.user_id, "wrong", config.data_dir) == first


async def test_of_two_processes_that_log_in_at_once_one_is_refused(made: Cast) -> None:
    config = configured(made)
    config.data_dir.mkdir()
    with FileLock(config.data_dir / LOCK), pytest.raises(DataDirInUse):
        await asyncio.to_thread(lambda: asyncio.run(session(config)))
    assert kept(config.data_dir) is None


async def test_an_access_token_is_kept_with_the_device_that_it_is_of(made: Cast) -> None:
    found = await session(with_token(made, made.bot.access_token))
    assert found == made.bot


async def test_a_token_that_is_not_valid_is_named_with_its_key(made: Cast) -> None:
    with pytest.raises(ConfigError) as refused:
        await session(with_token(made, "of-nobody"))
    assert sentence(refused.value).startswith("access_token_file: http")
    assert "does not accept this access token" in sentence(refused.value)


async def test_the_token_of_another_account_is_refused_and_not_kept(
    made: Cast, account: Account
) -> None:
    other = await account("other")
    token = await Matrix.login(other.homeserver, other.user_id, "secret", device_name="another")
    config = with_token(made, token.access_token)
    with pytest.raises(ConfigError) as refused:
        await session(config)
    assert f"that of {other.user_id}, not of {made.bot.user_id}" in sentence(refused.value)
    assert kept(config.data_dir) is None


async def test_a_kept_login_of_another_account_is_refused_and_left_as_it_is(made: Cast) -> None:
    config = configured(made)
    await session(config)
    edit(made.config, lambda raw: raw.update(user_id=f"@x{secrets.token_hex(4)}:localhost"))
    before = (config.data_dir / FILE).read_bytes()
    with pytest.raises(ConfigError) as refused:
        await session(configured(made))
    assert "another data_dir" in sentence(refused.value)
    assert (config.data_dir / FILE).read_bytes() == before


@pytest.mark.parametrize("broken", ["", "{", "[]", json.dumps({"user_id": "@a:b"})])
async def test_a_broken_login_file_is_named_and_left_as_it_is(broken: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(broken)
    with pytest.raises(ConfigError) as refused:
        kept(tmp_path)
    assert FILE in sentence(refused.value)
    assert (tmp_path / FILE).read_text() == broken

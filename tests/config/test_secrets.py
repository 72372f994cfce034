"""One secret, looked up when it is asked for, and never shown."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.cli.problems import sentence
from bot.config import AccessToken, Environment, Password, secret
from bot.errors import ConfigError
from tests.config.plain import loaded, put, refused

NOTHING = Environment(password=None, access_token=None)


@pytest.fixture(autouse=True)
def no_secret_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAPPORTEUR_PASSWORD", raising=False)
    monkeypatch.delenv("RAPPORTEUR_ACCESS_TOKEN", raising=False)


def test_a_password_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text(" hunter2 \n", encoding="utf-8")
    config = loaded(tmp_path, put("password_file", "password"))
    assert secret(config) == Password(SecretStr(" hunter2 "))


def test_an_access_token_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("syt_1\r\n", encoding="utf-8")
    config = loaded(tmp_path, put("access_token_file", "token"))
    assert secret(config) == AccessToken(SecretStr("syt_1"))


@pytest.mark.parametrize(
    "name, expected",
    [
        ("RAPPORTEUR_PASSWORD", Password(SecretStr("hunter2"))),
        ("RAPPORTEUR_ACCESS_TOKEN", AccessToken(SecretStr("hunter2"))),
    ],
)
def test_a_secret_is_taken_from_the_environment(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    expected: Password | AccessToken,
) -> None:
    monkeypatch.setenv(name, "hunter2")
    assert secret(loaded(tmp_path)) == expected


def test_an_empty_variable_counts_as_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAPPORTEUR_PASSWORD", "")
    monkeypatch.setenv("RAPPORTEUR_ACCESS_TOKEN", "syt_1")
    assert secret(loaded(tmp_path)) == AccessToken(SecretStr("syt_1"))


def test_a_configuration_without_a_secret_loads_and_the_secret_is_missed_when_asked_for(
    tmp_path: Path,
) -> None:
    config = loaded(tmp_path)
    with pytest.raises(ConfigError) as caught:
        secret(config)
    assert "no secret" in sentence(caught.value)
    assert caught.value.path == "password_file"


def test_two_secret_files_are_refused(tmp_path: Path) -> None:
    def change(raw: dict[str, Any]) -> None:
        raw.update(password_file="password", access_token_file="token")

    assert refused(tmp_path, change).path == "access_token_file"


def test_a_secret_both_in_a_file_and_in_the_environment_is_refused(
    tmp_path: Path,
) -> None:
    config = loaded(tmp_path, put("password_file", "password"))
    with pytest.raises(ConfigError) as caught:
        secret(config, Environment(access_token=SecretStr("syt_1")))
    assert "password_file, RAPPORTEUR_ACCESS_TOKEN" in sentence(caught.value)
    assert caught.value.path == "password_file"


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff"])
def test_a_secret_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "password").write_bytes(content)
    config = loaded(tmp_path, put("password_file", "password"))
    with pytest.raises(ConfigError) as caught:
        secret(config, NOTHING)
    assert caught.value.path == "password_file"


def test_a_secret_is_never_shown() -> None:
    given = Environment(password=SecretStr("hunter2"))
    assert "hunter2" not in f"{given!r} {Password(SecretStr('hunter2'))}"

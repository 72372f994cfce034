"""What a configuration may hold, and what is read off it."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

import templates
from bot.config import Config, load
from tests.config.plain import loaded, put

SECTIONS = ("council", "rooms", "monitoring")
EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"


def test_the_example_loads() -> None:
    assert [caucus.key for caucus in load(EXAMPLE).council.caucuses] == ["gov", "ps", "cs", "tech"]


def test_the_example_documents_every_key() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    models = [Config, *(Config.model_fields[name].annotation for name in SECTIONS)]
    keys = {key for model in models if model for key in model.model_fields}
    assert [key for key in sorted(keys) if f"{key}:" not in text] == []


def test_the_example_is_what_init_writes() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert templates.configuration(yaml.safe_load(text)) == text


@pytest.mark.parametrize(
    "name", ["A: B", "yes", "12:30", "2024-01-01", "# one", 'A "B" \\ C', "Société – civile", "~"]
)
def test_a_name_is_written_so_that_it_is_read_as_the_same(name: str) -> None:
    raw = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    raw["council"].update(name=name, recommends_as=f"{name} and more words " * 9)
    raw["council"]["caucuses"][0]["chair"] = [f"@{each}:x.org" for each in "ab"]
    assert yaml.safe_load(templates.configuration(raw)) == raw


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    config = loaded(tmp_path)
    assert (config.prefix, config.database, config.data_dir) == (
        "!",
        "sqlite",
        tmp_path / "data",
    )
    assert config.rooms.model_dump() == {
        "encryption": "caucuses",
        "devices": None,
        "version": "default",
        "plenary": "public",
        "leave_after_days": 90,
    }
    assert config.monitoring.model_dump() == {"host": "127.0.0.1", "port": 9108}


def test_paths_are_taken_from_the_folder_of_the_file(tmp_path: Path) -> None:
    config = loaded(
        tmp_path, lambda raw: raw.update(password_file="secrets/password", data_dir="/srv/data")
    )
    assert config.password_file == tmp_path / "secrets" / "password"
    assert config.data_dir == Path("/srv/data")


def test_the_password_of_a_database_is_not_shown(tmp_path: Path) -> None:
    config = loaded(tmp_path, put("database", "postgresql://bot:hunter2@db/record"))
    assert "hunter2" not in repr(config)


def test_a_configuration_cannot_be_changed(tmp_path: Path) -> None:
    config = loaded(tmp_path)
    with pytest.raises(ValidationError):
        config.prefix = "?"  # type: ignore[misc]


def test_the_first_chair_is_the_chair_and_the_rest_are_deputies(
    tmp_path: Path,
) -> None:
    council = loaded(tmp_path, put("council.chair", ["@a:x", "@b:x", "@c:x"])).council
    assert (council.first_chair, council.deputies) == ("@a:x", ("@b:x", "@c:x"))


def test_the_forum_has_a_chair_and_deputies_too(tmp_path: Path) -> None:
    council = loaded(tmp_path, put("council.forum_chair", ["@a:x", "@b:x"])).council
    assert (council.first_forum_chair, council.forum_deputies) == ("@a:x", ("@b:x",))


def test_a_deputy_who_is_not_listed_as_a_representative_holds_a_seat(
    tmp_path: Path,
) -> None:
    caucus = loaded(tmp_path, put("council.caucuses.1.chair", ["@a:x", "@b:x"])).council.caucus(
        "cs"
    )
    assert caucus.seated == ("@cs-1:example.org", "@b:x")
    assert caucus.people == ("@a:x", "@cs-1:example.org", "@b:x")


def test_a_deputy_who_is_listed_as_a_representative_holds_one_seat(
    tmp_path: Path,
) -> None:
    change = put("council.caucuses.1.chair", ["@a:x", "@cs-1:example.org"])
    assert loaded(tmp_path, change).council.caucus("cs").seated == ("@cs-1:example.org",)


def test_a_caucus_that_there_is_not_is_a_key_error(tmp_path: Path) -> None:
    council = loaded(tmp_path).council
    with pytest.raises(KeyError):
        council.caucus("ps")


@pytest.mark.parametrize("prefix", ["!", "!!", "¡", "+", "::"])
def test_a_prefix_may_be_any_punctuation(tmp_path: Path, prefix: str) -> None:
    assert loaded(tmp_path, put("prefix", prefix)).prefix == prefix


@pytest.mark.parametrize(
    "person", ["@a:x", "@A.b_c=d-e/f+1:example.org:8448", "@a:[2001:db8::1]:80", "@a:10.0.0.1"]
)
def test_a_person_is_any_matrix_id(tmp_path: Path, person: str) -> None:
    assert loaded(tmp_path, put("council.observers", [person])).council.observers == (person,)


def test_an_address_loses_its_last_slash(tmp_path: Path) -> None:
    assert (
        loaded(tmp_path, put("homeserver", "http://127.0.0.1:8008/")).homeserver
        == "http://127.0.0.1:8008"
    )

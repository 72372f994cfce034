"""One key at a time: what is unknown, missing, of the wrong type or unfit is named."""

from pathlib import Path
from typing import Any

import pytest

from bot.cli.problems import sentence
from tests.config.plain import drop, loaded, put, refused


@pytest.mark.parametrize(
    "place, value, path",
    [
        ("homserver", "https://x", "homserver"),
        ("password", "hunter2", "password"),
        ("council.seat", 5, "council.seat"),
        ("council.caucuses.1.representative", [], "council.caucuses[1].representative"),
        ("rooms.encrypted", True, "rooms.encrypted"),
    ],
)
def test_an_unknown_key_is_named(tmp_path: Path, place: str, value: object, path: str) -> None:
    error = refused(tmp_path, put(place, value))
    assert error.path == path
    assert "no such key" in sentence(error)


def test_an_unknown_key_gets_the_nearest_real_one(tmp_path: Path) -> None:
    assert "did you mean recommends_as?" in sentence(
        refused(tmp_path, put("council.recommend_as", "x"))
    )


def test_the_value_of_an_unknown_key_is_not_repeated(tmp_path: Path) -> None:
    error = refused(tmp_path, put("password", "hunter2"))
    assert "hunter2" not in str(error) + sentence(error)


def test_a_misspelt_key_is_named_rather_than_the_one_that_is_then_missing(
    tmp_path: Path,
) -> None:
    def misspell(raw: dict[str, Any]) -> None:
        raw["usr_id"] = raw.pop("user_id")

    assert refused(tmp_path, misspell).path == "usr_id"


@pytest.mark.parametrize(
    "place, path",
    [
        ("homeserver", "homeserver"),
        ("user_id", "user_id"),
        ("council", "council"),
        ("council.name", "council.name"),
        ("council.slug", "council.slug"),
        ("council.recommends_as", "council.recommends_as"),
        ("council.seats", "council.seats"),
        ("council.chair", "council.chair"),
        ("council.forum_chair", "council.forum_chair"),
        ("council.caucuses", "council.caucuses"),
        ("council.caucuses.0.key", "council.caucuses[0].key"),
        ("council.caucuses.1.name", "council.caucuses[1].name"),
        ("council.caucuses.1.chair", "council.caucuses[1].chair"),
    ],
)
def test_a_missing_key_is_named(tmp_path: Path, place: str, path: str) -> None:
    error = refused(tmp_path, drop(place))
    assert error.path == path
    assert "missing" in sentence(error)


@pytest.mark.parametrize(
    "place, value, path",
    [
        ("homeserver", 5, "homeserver"),
        ("user_id", None, "user_id"),
        ("password_file", 5, "password_file"),
        ("data_dir", ["data"], "data_dir"),
        ("data_dir", "", "data_dir"),
        ("database", True, "database"),
        ("prefix", 1, "prefix"),
        ("council", "mipc", "council"),
        ("council.name", False, "council.name"),
        ("council.seats", "5", "council.seats"),
        ("council.seats", 5.0, "council.seats"),
        ("council.seats", True, "council.seats"),
        ("council.chair", "@chair:example.org", "council.chair"),
        ("council.observers", {"@a:x": 1}, "council.observers"),
        ("council.observers", [5], "council.observers[0]"),
        ("council.caucuses", {"gov": {}}, "council.caucuses"),
        ("council.caucuses", ["gov"], "council.caucuses[0]"),
        ("council.caucuses.1.key", 7, "council.caucuses[1].key"),
        ("council.caucuses.1.key", False, "council.caucuses[1].key"),
        ("rooms", [], "rooms"),
        ("rooms.leave_after_days", "90", "rooms.leave_after_days"),
        ("monitoring", 9108, "monitoring"),
        ("monitoring.port", "9108", "monitoring.port"),
        ("procedure", "72h", "procedure"),
    ],
)
def test_a_wrong_type_is_named(tmp_path: Path, place: str, value: object, path: str) -> None:
    error = refused(tmp_path, put(place, value))
    assert error.path == path
    assert sentence(error).startswith(f"{path}: this must be")


@pytest.mark.parametrize(
    "place, value, path",
    [
        ("homeserver", "matrix.example.org", "homeserver"),
        ("homeserver", "https://", "homeserver"),
        ("homeserver", "https://x:port", "homeserver"),
        ("homeserver", "https://user:pass@x", "homeserver"),
        ("user_id", "rapporteur", "user_id"),
        ("user_id", "rapporteur:example.org", "user_id"),
        ("user_id", "@rapporteur", "user_id"),
        ("user_id", "@:example.org", "user_id"),
        ("user_id", "@a b:example.org", "user_id"),
        ("user_id", "@a:exa mple.org", "user_id"),
        ("user_id", f"@{'a' * 255}:x", "user_id"),
        ("council.chair", ["@chair:x", "vice"], "council.chair[1]"),
        ("council.forum_chair", ["igf"], "council.forum_chair[0]"),
        ("council.secretariat", ["#room:x"], "council.secretariat[0]"),
        ("council.observers", ["@a:x", "@b:"], "council.observers[1]"),
        ("council.caucuses.1.chair", ["cs"], "council.caucuses[1].chair[0]"),
        ("council.caucuses.1.representatives", ["a"], "council.caucuses[1].representatives[0]"),
        ("council.caucuses.1.key", "CS", "council.caucuses[1].key"),
        ("council.caucuses.1.key", "1s", "council.caucuses[1].key"),
        ("council.caucuses.1.key", "c-s", "council.caucuses[1].key"),
        ("council.caucuses.1.key", "", "council.caucuses[1].key"),
        ("council.caucuses.1.key", "c" * 17, "council.caucuses[1].key"),
        ("council.caucuses.1.key", "cs\n", "council.caucuses[1].key"),
        ("council.caucuses.1.key", "council", "council.caucuses[1].key"),
        ("council.caucuses.1.key", "forum", "council.caucuses[1].key"),
        ("council.caucuses.1.name", "", "council.caucuses[1].name"),
        ("council.caucuses.1.name", "  ", "council.caucuses[1].name"),
        ("council.caucuses.1.name", "Civil\nsociety", "council.caucuses[1].name"),
        ("council.name", "", "council.name"),
        ("council.recommends_as", " ", "council.recommends_as"),
        ("council.slug", "MIPC", "council.slug"),
        ("council.slug", "-mipc", "council.slug"),
        ("council.slug", "mi_pc", "council.slug"),
        ("council.seats", 0, "council.seats"),
        ("council.seats", -1, "council.seats"),
        ("prefix", "", "prefix"),
        ("prefix", "bot", "prefix"),
        ("prefix", "! ", "prefix"),
        ("database", "mysql://x/y", "database"),
        ("database", "record.sqlite", "database"),
        ("database", "postgresql://", "database"),
        ("database", "postgres://host/record", "database"),
        ("database", "postgresql://host/record?pool_size=5", "database"),
        ("rooms.plenary", "private", "rooms.plenary"),
        ("rooms.encryption", "some", "rooms.encryption"),
        ("rooms.leave_after_days", 0, "rooms.leave_after_days"),
        ("monitoring.host", "localhost", "monitoring.host"),
        ("monitoring.port", -1, "monitoring.port"),
        ("monitoring.port", 65536, "monitoring.port"),
        ("password_file", "~nobody-of-that-name/password", "password_file"),
    ],
)
def test_an_unfit_value_is_named(tmp_path: Path, place: str, value: object, path: str) -> None:
    assert refused(tmp_path, put(place, value)).path == path


def test_a_refused_database_does_not_show_its_password(tmp_path: Path) -> None:
    error = refused(tmp_path, put("database", "postgres://bot:hunter2@db/record"))
    assert "hunter2" not in str(error) + sentence(error)


@pytest.mark.parametrize(
    "written, ms",
    [("90m", 5_400_000), ("72h", 259_200_000), ("7d", 604_800_000), ("2w", 1_209_600_000)],
)
def test_a_period_is_written_with_its_unit(tmp_path: Path, written: str, ms: int) -> None:
    assert loaded(tmp_path, put("procedure.interregnum", written)).procedure.interregnum == ms


def test_the_interregnum_is_three_days_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    assert loaded(tmp_path).procedure.interregnum == 259_200_000


@pytest.mark.parametrize(
    "written", [72, "72", "0h", "72 h", "h", "-1h", "1.5h", "72H", "3y", "", "99999h", None]
)
def test_what_is_no_period_is_refused_with_how_one_is_written(
    tmp_path: Path, written: object
) -> None:
    error = refused(tmp_path, put("procedure.interregnum", written))
    assert error.path == "procedure.interregnum"
    assert "72h" in sentence(error)


def test_a_choice_that_may_be_left_out_is_named_as_any_other(tmp_path: Path) -> None:
    said = sentence(refused(tmp_path, put("rooms.devices", "none")))
    assert "this must be one of 'signed' or 'any'." in said


@pytest.mark.parametrize("written, version", [("default", "default"), ("11", "11"), (11, "11")])
def test_a_room_version_is_written_as_text_or_as_a_number(
    tmp_path: Path, written: object, version: str
) -> None:
    assert loaded(tmp_path, put("rooms.version", written)).rooms.version == version


@pytest.mark.parametrize("written", [11.0, True, "", "newest", "0", "011", "-1", "org.x.12", None])
def test_what_is_no_room_version_is_refused_with_how_one_is_written(
    tmp_path: Path, written: object
) -> None:
    error = refused(tmp_path, put("rooms.version", written))
    assert error.path == "rooms.version"
    assert "a number such as 11" in sentence(error)

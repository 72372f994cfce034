"""What is wrong with a file is told at once, not one thing after the other."""

from pathlib import Path
from typing import Any

import pytest

from bot.config import load
from bot.errors import ConfigError
from tests.config.plain import refused


def paths(error: ConfigError) -> list[str]:
    return [each.path for each in (error, *error.others)]


def test_all_that_is_wrong_with_values_is_told(tmp_path: Path) -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["council"].update(slug="A B", seats=0, chair=["@a:x", "nobody"])
        raw["homeserver"] = "example.org"

    found = paths(refused(tmp_path, change))
    assert found == ["homeserver", "council.slug", "council.seats", "council.chair[1]"]


def test_all_that_contradicts_is_told_and_of_each_place_once(tmp_path: Path) -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["council"]["caucuses"][1].update(name="Government", chair=["@gov-1:example.org"])
        raw["council"]["observers"] = ["@gov-1:example.org", "@rapporteur:example.org"]

    found = paths(refused(tmp_path, change))
    assert found == [
        "council.caucuses[1].name",
        "council.observers[1]",
        "council.caucuses[1].chair[0]",
        "council.observers[0]",
    ]


def test_what_relies_on_there_being_a_chair_is_not_judged_without_one(tmp_path: Path) -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["council"].update(chair=[], observers=["@gov-1:example.org"])

    assert paths(refused(tmp_path, change)) == ["council.chair"]


def test_keys_that_are_written_twice_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("a: 1\na: 2\nb: 1\nb: 2\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "config.yaml")
    assert paths(caught.value) == ["a", "b"]


def test_a_misspelt_key_is_told_once(tmp_path: Path) -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["council"]["seat"] = raw["council"].pop("seats")
        raw["council"]["slug"] = 5

    assert paths(refused(tmp_path, change)) == ["council.seat", "council.slug"]

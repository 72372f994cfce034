"""A small configuration to change, and what becomes of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import Config, load
from bot.errors import ConfigError

Change = Callable[[dict[str, Any]], object]


def plain() -> dict[str, Any]:
    """The least that a configuration says, with two caucuses."""
    return {
        "homeserver": "https://matrix.example.org",
        "user_id": "@rapporteur:example.org",
        "council": {
            "name": "Council",
            "slug": "mipc",
            "recommends_as": "Forum",
            "seats": 2,
            "chair": ["@chair:example.org"],
            "forum_chair": ["@forum:example.org"],
            "caucuses": [
                {
                    "key": "gov",
                    "name": "Government",
                    "chair": ["@gov-chair:example.org"],
                    "representatives": ["@gov-1:example.org"],
                },
                {
                    "key": "cs",
                    "name": "Civil society",
                    "chair": ["@cs-chair:example.org"],
                    "representatives": ["@cs-1:example.org"],
                },
            ],
        },
    }


def loaded(folder: Path, change: Change = lambda _: None) -> Config:
    """The plain configuration with one change, loaded from this folder."""
    raw = plain()
    change(raw)
    file = folder / "config.yaml"
    file.write_text(yaml.safe_dump(raw), encoding="utf-8")
    return load(file)


def refused(folder: Path, change: Change) -> ConfigError:
    """Why the plain configuration with one change is refused."""
    with pytest.raises(ConfigError) as caught:
        loaded(folder, change)
    return caught.value


def put(place: str, value: object) -> Change:
    """Puts a value at a place such as `council.caucuses.1.key`."""
    *way, last = place.split(".")

    def change(raw: dict[str, Any]) -> None:
        node: Any = raw
        for step in way:
            node = node[int(step)] if step.isdigit() else node.setdefault(step, {})
        node[last] = value

    return change


def drop(place: str) -> Change:
    *way, last = place.split(".")

    def change(raw: dict[str, Any]) -> None:
        node: Any = raw
        for step in way:
            node = node[int(step)] if step.isdigit() else node[step]
        del node[last]

    return change

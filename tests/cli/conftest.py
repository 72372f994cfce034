"""A configuration for the program: of a council on the homeserver, and of one without any."""

import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from demo.cast import PASSWORD, Cast, cast, configuration, write
from demo.homeserver import Homeserver
from demo.person import Person
from tests.bot import desk

TWO = {"gov": "Government", "cs": "Civil society"}
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="session")
async def people(
    homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Mapping[str, Person]]:
    """Accounts of the members of small councils, by role. No client of theirs is on."""
    arguments: dict[str, Any] = {"suffix": f"-{secrets.token_hex(4)}", "listening": False}
    folder = tmp_path_factory.mktemp("people")
    async with cast(homeserver, folder, caucuses=TWO, **arguments) as made:
        yield made.people


@pytest.fixture
async def made(homeserver: Homeserver, people: Mapping[str, Person], tmp_path: Path) -> Cast:
    """A small council with a bot's account of its own and its configuration; nothing runs yet."""
    tag = secrets.token_hex(4)
    bot = await homeserver.register(f"rapporteur-{tag}", PASSWORD)
    found = Cast(people, bot, tmp_path / "council", f"c{tag}")
    write(found, configuration(found, homeserver, TWO, seats=1))
    return found


def described() -> dict[str, Any]:
    """Return the configuration from which the record of ``tests.bot.desk`` comes."""
    seed = desk.SEED
    return {
        "homeserver": "http://127.0.0.1:9",
        "user_id": desk.BOT,
        "password_file": "password",
        "data_dir": "data",
        "monitoring": {"port": 0},
        "council": {
            "name": seed.name,
            "slug": "mipc",
            "recommends_as": seed.recommends_as,
            "seats": seed.seats,
            "chair": [seed.chair],
            "forum_chair": [seed.forum_chair],
            "secretariat": ["@secretary:test"],
            "observers": list(seed.observers),
            "caucuses": [
                {
                    "key": caucus.key,
                    "name": caucus.name,
                    "chair": [caucus.chair],
                    "representatives": list(caucus.representatives),
                }
                for caucus in seed.caucuses
            ],
        },
    }


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The file of that configuration, with a password beside it."""
    (tmp_path / "password").write_text("the-password")
    (tmp_path / "password").chmod(0o600)
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump(described()))
    return path


def edit(path: Path, change: Change) -> None:
    """Change a configuration file."""
    raw = yaml.safe_load(path.read_text())
    change(raw)
    path.write_text(yaml.safe_dump(raw))

"""The scripted council's accounts, and the configuration that makes a council of them.

The accounts are named for what they do (``gov-chair``, ``cs-1``), not for anybody.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.matrix import Session
from demo.homeserver import Homeserver
from demo.person import Person

CAUCUSES = {
    "gov": "Government",
    "ps": "Private sector",
    "cs": "Civil society",
    "tech": "Technical and academic community",
}
PASSWORD = "rapporteur-demo"
"""Of accounts on a homeserver that lives for a demonstration or a test."""


@dataclass(frozen=True)
class Cast:
    """People by role, the bot's session, and the folder with ``config.yaml`` and ``data``."""

    people: Mapping[str, Person]
    bot: Session
    folder: Path
    slug: str

    def __getitem__(self, role: str) -> Person:
        return self.people[role]

    @property
    def config(self) -> Path:
        """The bot's configuration file."""
        return self.folder / "config.yaml"


def roles(caucuses: Mapping[str, str], seats: int) -> list[str]:
    """Return the names of the accounts of a council with these caucuses and seats."""
    of_caucuses = [name for key in caucuses for name in (f"{key}-chair", *_seated(key, seats))]
    return ["chair", "forum-chair", "secretary", "observer", "proposer", "visitor", *of_caucuses]


def _seated(key: str, seats: int) -> list[str]:
    return [f"{key}-{number}" for number in range(1, seats + 1)]


@asynccontextmanager
async def cast(
    homeserver: Homeserver,
    folder: Path,
    /,
    *,
    slug: str = "mipc",
    suffix: str = "",
    caucuses: Mapping[str, str] | None = None,
    seats: int = 1,
    listening: bool = True,
    client: type[Person] = Person,
    **settings: Any,
) -> AsyncIterator[Cast]:
    """Make the accounts and the configuration; ``settings`` overrides keys of the latter.

    ``suffix`` keeps the accounts of several councils on one homeserver apart; ``client`` is what
    people use.
    """
    caucuses = CAUCUSES if caucuses is None else caucuses
    bot = await homeserver.register(f"rapporteur{suffix}", PASSWORD)
    async with AsyncExitStack() as stack:
        people = {}
        for role in roles(caucuses, seats):
            session = await homeserver.register(f"{role}{suffix}", PASSWORD)
            person = client(homeserver.url, session)
            people[role] = await stack.enter_async_context(person) if listening else person
        made = Cast(people, bot, folder, slug)
        write(made, configuration(made, homeserver, caucuses, seats) | settings)
        yield made


def write(made: Cast, described: Mapping[str, Any]) -> None:
    """Write a cast's configuration and the bot's password."""
    made.folder.mkdir(parents=True, exist_ok=True)
    (made.folder / "password").write_text(PASSWORD)
    made.config.write_text(yaml.safe_dump(dict(described), sort_keys=False, allow_unicode=True))


def configuration(
    made: Cast, homeserver: Homeserver, caucuses: Mapping[str, str], seats: int
) -> dict[str, Any]:
    """Return the bot's configuration for a cast."""
    at = {role: person.user_id for role, person in made.people.items()}
    council = {
        "name": "Multistakeholder Internet Policy Council",
        "slug": made.slug,
        "recommends_as": "Internet Governance Forum",
        "seats": max(seats, 1),
        "chair": [at["chair"]],
        "forum_chair": [at["forum-chair"]],
        "secretariat": [at["secretary"]],
        "observers": [at["observer"]],
        "caucuses": [
            {
                "key": key,
                "name": name,
                "chair": [at[f"{key}-chair"]],
                "representatives": [at[name] for name in _seated(key, seats)],
            }
            for key, name in caucuses.items()
        ],
    }
    return {
        "homeserver": homeserver.url,
        "user_id": made.bot.user_id,
        "password_file": "password",
        "data_dir": "data",
        "council": council,
        "rooms": {"encryption": "none"},
        "monitoring": {"port": 0},  # several bots may be at work on this machine
    }

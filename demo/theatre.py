"""The house in which the play is played: homeserver, accounts, the bot, and the eyes."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from demo.cast import CAUCUSES, Cast, cast
from demo.eyes import ROLES, Eyes
from demo.homeserver import Homeserver
from demo.person import NotSeen, Person
from demo.process import running
from demo.screen import Pace, Screen
from demo.stage import PATIENCE, Stage

NAMES = {
    "chair": "Council chair",
    "forum-chair": "Forum chair",
    "secretary": "Secretary",
    "observer": "Observer",
    "proposer": "Proposer",
    "visitor": "Visitor",
}
BOT = "Rapporteur"
UNINVITED = ("proposer", "visitor", "secretary")
"""Who holds no office of the council: they come by themselves."""
SEATS = 3
"""Of each caucus: a secret ballot needs as many to hide one among."""


class Calm(Person):
    """Somebody who looks seldom while they wait for nothing: who looks in vain costs time."""

    glance = 5.0


@asynccontextmanager
async def opened(
    folder: Path, screen: Screen, pace: Pace, settings: Mapping[str, Any]
) -> AsyncIterator[Stage]:
    """A stage on which the bot has begun to work; what was started ends with the context.

    ``folder`` takes what it all needs; ``settings`` are the homeserver's. Raises HomeserverError.
    """
    async with AsyncExitStack() as stack:
        with screen.console.status("A homeserver starts on this machine …"):
            starting = Homeserver.start(folder / "homeserver", settings=dict(settings))
            server = await stack.enter_async_context(starting)
        with screen.console.status("Everybody gets an account …"):
            made = await stack.enter_async_context(cast(server, folder, seats=SEATS, client=Calm))
            await _named(server, made)
        screen.names = {made[role].user_id: name for role, name in names(made).items()}
        bot = await stack.enter_async_context(running(made.config, folder / "bot.log"))
        eyes = Eyes({label: made[role] for label, role in ROLES.items()})
        yield Stage(server, made, bot, eyes, screen, pace)


async def seated(stage: Stage) -> None:
    """Wait until the bot has opened the forum, and everybody is in it. Raises NotSeen."""
    forum = stage.name_of("Forum")
    with stage.screen.console.status("The bot opens the forum …"):
        room = await stage.cast["forum-chair"].room(forum, seconds=PATIENCE)
        alias = ("m.room.canonical_alias", "")
        try:
            await stage.cast["forum-chair"].until(
                lambda: stage.cast["forum-chair"].state[room].get(alias), seconds=PATIENCE
            )
        except NotSeen:
            raise NotSeen("the forum got no public address") from None
        await asyncio.gather(*(stage.cast[role].join(room) for role in UNINVITED))
        await asyncio.gather(
            *(person.room(forum, seconds=PATIENCE) for person in stage.cast.people.values())
        )


def names(made: Cast) -> dict[str, str]:
    """Return what everybody is called, by their role."""
    return {role: NAMES.get(role) or _of_caucus(role) for role in made.people}


def _of_caucus(role: str) -> str:
    key, _, what = role.partition("-")
    if what == "chair":
        return f"Chair of {CAUCUSES[key]}"
    return f"{CAUCUSES[key]}, seat {what}"


async def _named(server: Homeserver, made: Cast) -> None:
    """Give the accounts the names that chat clients show."""
    called = {made[role].user_id: name for role, name in names(made).items()}
    for user_id, name in {**called, made.bot.user_id: BOT}.items():
        await server.admin("PUT", f"/_synapse/admin/v2/users/{user_id}", {"displayname": name})

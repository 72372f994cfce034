"""Whoever the file names moderates the forum, keeps that power, and can do nothing else there."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from demo.cast import Cast, cast
from demo.homeserver import Homeserver
from demo.person import Person, Refused
from tests.e2e.conftest import at_work, entered, members
from tests.nursery.names import its_own

LEVELS = "m.room.power_levels"


def appoint(made: Cast, *people: Person) -> None:
    """Name the forum's moderators in the file."""
    config = yaml.safe_load(made.config.read_text())
    config["council"]["forum_moderators"] = [person.user_id for person in people]
    made.config.write_text(yaml.safe_dump(config))


async def moderated_by(witness: Person, forum: str, *people: Person) -> None:
    """Wait until these moderate the forum, and nobody else."""
    powers = dict.fromkeys((person.user_id for person in people), 50)
    may = 50 if people else 100

    def is_so() -> bool:
        levels = witness.state[forum].get((LEVELS, ""), {})
        return levels.get("users") == powers and levels.get("ban") == may

    await witness.until(is_so)


async def refused(person: Person, method: str, where: str, body: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        await person.ask(method, where, body)
    assert caught.value.errcode == "M_FORBIDDEN"


async def test_moderators_moderate_and_govern_nothing(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    how: dict[str, Any] = {**its_own(), "caucuses": {"cs": "CS"}}
    async with cast(homeserver, tmp_path, **how) as made:
        moderator, other, visitor = made["observer"], made["secretary"], made["visitor"]
        appoint(made, moderator)
        async with at_work(made):
            forum = await entered(made, homeserver)
            await moderated_by(moderator, forum, moderator)
            room = f"rooms/{quote(forum)}"
            said = await visitor.say(forum, "Buy cheap watches.")
            await moderator.ask("PUT", f"{room}/redact/{quote(said)}/1", {"reason": "Spam"})
            await moderator.ask("POST", f"{room}/ban", {"user_id": visitor.user_id})
            assert visitor.user_id not in await members(moderator, forum)
            await moderator.ask("POST", f"{room}/unban", {"user_id": visitor.user_id})
            await refused(moderator, "POST", f"{room}/kick", {"user_id": made.bot.user_id})
            await refused(moderator, "POST", f"{room}/ban", {"user_id": made.bot.user_id})
            for kind in ("m.room.name", "m.room.topic", "m.room.pinned_events"):
                theirs = {"name": "Ours", "topic": "Ours", "pinned": []}
                await refused(moderator, "PUT", f"{room}/state/{kind}/", theirs)
            power = moderator.state[forum][LEVELS, ""] | {"users": {moderator.user_id: 99}}
            await refused(moderator, "PUT", f"{room}/state/{LEVELS}/", power)
            assert "No proposal" in await moderator.commands(forum, "!list")
        appoint(made, moderator, other)
        async with at_work(made):
            await moderated_by(moderator, forum, moderator, other)
        appoint(made)
        async with at_work(made):
            await moderated_by(moderator, forum)

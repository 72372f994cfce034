"""The homeserver's directory: a forum that can't be in it at first is once that is allowed."""

import asyncio
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from demo.cast import Cast, cast
from demo.homeserver import CONFIGURATION, NO_PUSH, NO_RATE_LIMITS, Homeserver
from tests.cli.program import rapporteur
from tests.e2e.conftest import at_work, entered

RULES = "room_list_publication_rules"


def allow(server: Homeserver, action: str) -> None:
    """Have the homeserver, once it restarts, let anybody list rooms, or nobody."""
    file = server.folder / CONFIGURATION
    file.write_text(
        yaml.safe_dump(yaml.safe_load(file.read_text()) | {RULES: [{"action": action}]})
    )


async def listed(made: Cast, forum: str) -> bool:
    found = await made["visitor"].ask("GET", f"directory/list/room/{quote(forum)}")
    return bool(found["visibility"] == "public")


async def tried(made: Cast, forum: str) -> None:
    """Wait until the forum has its address, which it gets after it was tried to list it."""

    def addressed() -> bool:
        return bool(made["chair"].state[forum].get(("m.room.canonical_alias", "")))

    await made["chair"].until(addressed)


async def told(made: Cast, words: str) -> bool:
    done = await rapporteur("check", "--config", made.config)
    return any(words in line for line in done.out.splitlines())


@pytest.mark.slow
async def test_a_forum_that_could_not_be_listed_is_at_a_later_start(tmp_path: Path) -> None:
    settings = {**NO_RATE_LIMITS, **NO_PUSH, RULES: [{"action": "deny"}]}
    how: dict[str, Any] = {"slug": f"c{secrets.token_hex(4)}", "caucuses": {"cs": "CS"}}
    async with (
        Homeserver.start(tmp_path / "server", settings=settings) as server,
        cast(server, tmp_path, **how) as made,
    ):
        async with at_work(made) as (service, _), asyncio.timeout(90):
            forum = await entered(made, server)
            await tried(made, forum)
            await service.courier.idle.wait()
        assert not await listed(made, forum)
        assert await told(made, "doesn't show")
        allow(server, "allow")
        await server.restart()
        async with at_work(made), asyncio.timeout(30):
            while not await listed(made, forum):  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.1)
        assert await told(made, "directory shows the council's space and the forum")

"""A caucus chair is on another homeserver, and the link to it is cut in the middle of a round.

What the chair says meanwhile comes late: nothing of it is lost, nothing acts twice, and
nothing counts for a draft that the chair had not seen.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from demo.cast import PASSWORD, cast, configuration, write
from demo.person import Person, replies
from storage import record
from tests.e2e.conftest import Sitting, _public, at_work, settled, shows
from tests.federation.conftest import Two

CAUCUSES = {"gov": "Government", "cs": "Civil society"}


@asynccontextmanager
async def across(two: Two, folder: Path) -> AsyncIterator[Sitting]:
    """Convene a council of which one caucus chair is on the other homeserver."""
    session = await two.there.register("cs-chair", PASSWORD)
    async with (
        cast(two.here, folder / "council", caucuses=CAUCUSES) as made,
        Person(two.there.url, session) as chair,
    ):
        people = {**made.people, "cs-chair": chair}
        mixed = replace(made, people=people)
        write(mixed, configuration(mixed, two.here, CAUCUSES, 1))
        async with at_work(mixed) as (service, database):
            forum = await _public(made["proposer"], f"#{made.slug}-forum:{two.here.server_name}")
            await made["forum-chair"].join(forum)
            yield Sitting(mixed, service, database, forum, CAUCUSES)


async def kinds(council: Sitting) -> list[str]:
    async with council.database.read() as conn:
        return [entry.payload.kind for entry in await record.entries(conn, 1)]


async def test_what_was_said_behind_a_cut_link_acts_once_and_on_what_was_seen(
    two: Two, tmp_path: Path
) -> None:
    async with across(two, tmp_path) as council:
        number = await council.opened()
        plenary, caucus = await council.plenary(number), await council.caucus(number)
        gov = await council.caucus(number, "gov")
        chair, remote = council["chair"], council["cs-chair"]
        await chair.commands(plenary, "!refer")
        await remote.sees(caucus, lambda event: shows(event) == 1)
        two.cut()
        late = await remote.say(caucus, "!consensus yes")
        later = await remote.say(caucus, "!status")
        await council["gov-chair"].sees(gov, lambda event: shows(event) == 1)
        await council["gov-chair"].commands(gov, "!consensus yes")
        await chair.commands(plenary, "!recall A better text")
        await chair.commands(plenary, "!draft\nSecond.")
        await chair.commands(plenary, "!refer")
        await council["cs-1"].sees(caucus, lambda event: shows(event) == 2)
        await settled(council)
        two.heal()
        await remote.say(caucus, "Hello? Is anybody there?")
        refused = await remote.answer(caucus, late)
        assert "had not been shown in this room before your command" in refused["content"]["body"]
        await remote.answer(caucus, later)
        await remote.sees(caucus, lambda event: shows(event) == 2)
        answered = await remote.commands(caucus, "!consensus yes")
        assert "calls rough consensus on Draft 2" in answered
        await council["gov-chair"].commands(gov, "!consensus yes")
        await chair.reads(plenary, "Every caucus agrees")
        assert (await kinds(council))[-4:] == ["referred", "position", "position", "round_closed"]
        for command in (late, later):
            assert sum(replies(event) == command for event in remote.timelines[caucus]) == 1

"""Statements through a real homeserver: they stand with the final text, then plenary closes."""

from dataclasses import dataclass
from pathlib import Path

from bot.clock import milliseconds
from demo.cast import cast
from demo.homeserver import Homeserver
from tests.e2e.conftest import (
    Sitting,
    agree,
    at_work,
    entered,
    open_proposal,
    settled,
    sitting,
    state_of,
    told,
)
from tests.nursery.names import its_own

CAUCUSES = {"gov": "Government", "cs": "Civil society"}
DAY = 24 * 3_600_000
POWER = ("m.room.power_levels", "")


@dataclass
class Clock:
    """A clock that can be put forward."""

    ahead: int = 0

    def __call__(self) -> int:
        return milliseconds() + self.ahead


async def test_statements_stand_with_the_text_and_plenary_is_open_for_them_until_their_time_is_over(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    clock = Clock()
    settings = {"rooms": {"encryption": "none", "plenary": "members"}}
    async with sitting(homeserver, tmp_path, clock, caucuses=CAUCUSES, **settings) as council:
        opened, chair, cs = await open_proposal(council), council["chair"], council["cs-chair"]
        await chair.commands(opened.plenary, "!refer")
        await agree(council, opened)
        made = await cs.commands(opened.plenary, "!statement reservation Two costs too much.")
        assert made.startswith("Recorded: the reservation of Civil society on Draft 1"), made
        assert "Until then the council alone can read it." in made

        await chair.commands(opened.plenary, "!consensus yes")
        final = await council["visitor"].reads(council.forum, "by overall rough consensus")
        assert "reservation, Civil society: “Two costs too much.”" in final["content"]["body"]
        open_ = await chair.reads(opened.plenary, "This room stays open to speak in until")
        assert "by overall rough consensus" in open_["content"]["body"]
        await settled(council)
        assert (await state_of(chair, opened.plenary))[POWER]["events_default"] == 10
        assert (await state_of(cs, opened.caucuses["cs"]))[POWER]["events_default"] == 0

        member = council["gov-1"]
        late = await member.commands(opened.plenary, "!statement minority I would go further.")
        assert "It is public, as the recommendation is" in late, late
        await council["visitor"].reads(council.forum, "I would go further.")

        clock.ahead = 14 * DAY + 60_000
        await told(council)
        closed = await chair.reads(opened.plenary, "The time for statements on")
        assert "2 statements stand with Draft 1." in closed["content"]["body"]
        await settled(council)
        assert (await state_of(chair, opened.plenary))[POWER]["events_default"] == 100
        shown = await council["visitor"].commands(council.forum, f"!text {opened.number}")
        assert "Two costs too much." in shown
        assert "I would go further." in shown


async def test_a_statement_in_time_counts_and_plenary_closes_once_although_the_bot_was_away(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    clock = Clock()
    async with cast(homeserver, tmp_path, caucuses=CAUCUSES, **its_own()) as made:
        async with at_work(made, clock) as (service, database):
            await service.listener.synced.wait()
            room = await entered(made, homeserver)
            council = Sitting(made, service, database, room, CAUCUSES)
            opened = await open_proposal(council)
            await council["chair"].commands(opened.plenary, "!refer")
            await agree(council, opened)
            await council["chair"].commands(opened.plenary, "!consensus yes")
            await settled(council)

        cs, chair = made.people["cs-chair"], made.people["chair"]
        said = await cs.say(opened.plenary, "!statement reservation Said in time.")
        clock.ahead = 15 * DAY
        async with at_work(made, clock) as (service, database):
            council = Sitting(made, service, database, room, CAUCUSES)
            answer = await cs.answer(opened.plenary, said)
            assert answer["content"]["body"].startswith("Recorded: the reservation of Civil")
            closed = await chair.reads(opened.plenary, "The time for statements on")
            assert "1 statement stands with Draft 1." in closed["content"]["body"]
            await settled(council)
            assert (await state_of(chair, opened.plenary))[POWER]["events_default"] == 100

        async with at_work(made, clock) as (service, database):
            council = Sitting(made, service, database, room, CAUCUSES)
            await told(council)
            await settled(council)
        bodies = [str(e["content"].get("body")) for e in chair.timelines[opened.plenary]]
        assert sum("The time for statements on" in body for body in bodies) == 1

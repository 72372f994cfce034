"""Slips are taken back through a real homeserver: all is as before, and everybody hears of it."""

from pathlib import Path

from demo.homeserver import Homeserver
from tests.e2e.conftest import (
    Opened,
    Sitting,
    agree,
    open_proposal,
    settled,
    sitting,
    state_of,
)
from tests.e2e.test_rooms import refused
from tests.e2e.test_statements import CAUCUSES, POWER, Clock

MINUTE = 60_000


async def levels(council: Sitting, opened: Opened) -> tuple[int, int]:
    """Return the power level that it takes to speak in plenary, and in a caucus's room."""
    await settled(council)
    plenary = await state_of(council["chair"], opened.plenary)
    caucus = await state_of(council["cs-chair"], opened.caucuses["cs"])
    return plenary[POWER]["events_default"], caucus[POWER]["events_default"]


async def test_a_recommendation_that_was_a_slip_is_taken_back_and_the_rooms_go_on(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    clock = Clock()
    settings = {"rooms": {"encryption": "none"}}
    async with sitting(homeserver, tmp_path, clock, caucuses=CAUCUSES, **settings) as council:
        opened, chair, cs = await open_proposal(council), council["chair"], council["cs-chair"]
        cs_room, visitor = opened.caucuses["cs"], council["visitor"]
        await chair.commands(opened.plenary, "!refer")
        await agree(council, opened)
        await chair.commands(opened.plenary, "!consensus yes")
        brief = await cs.reads(cs_room, "is a recommendation of the")
        assert "If it was a slip, this may be corrected until" in brief["content"]["body"]
        assert await levels(council, opened) == (10, 0)
        final = await visitor.reads(council.forum, "by overall rough consensus")

        answer = await chair.commands(opened.plenary, "!correct The caucuses wait for a note.")
        assert answer.startswith("The council chair takes back the recommendation of Draft 1")
        edited: list[str] = []
        for person, room in ((cs, cs_room), (visitor, council.forum)):
            heard = (await person.reads(room, "takes back the recommendation"))["content"]["body"]
            assert f"{opened.number} is in plenary." in heard
            assert "The caucuses wait for a note." in heard
            struck = await person.reads(room, "Taken back, as a slip:")
            assert "~~" in struck["content"]["body"]
            edited.append(struck["content"]["m.relates_to"]["event_id"])
        assert edited == [brief["event_id"], final["event_id"]]
        assert await levels(council, opened) == (10, 0)

        taken_back = await cs.commands(cs_room, "!consensus none We wait for a note.")
        assert "takes back the position of Civil society on Draft 1" in taken_back
        assert "Civil society" in await chair.commands(opened.plenary, "!consensus yes")
        clock.ahead = 31 * MINUTE
        await chair.commands(council.forum, "!list")  # what is due comes before its answer
        assert await levels(council, opened) == (10, 0)  # it isn't closed by what was due

        assert "Plenary has been told" in await cs.commands(cs_room, "!consensus yes")
        closed = await chair.commands(opened.plenary, "!close No use.")
        assert "establishes that consensus can't be reached" in closed
        assert await levels(council, opened) == (10, 0)
        clock.ahead = 62 * MINUTE
        await chair.commands(council.forum, "!list")  # what is due comes before its answer
        assert await levels(council, opened) == (10, 100)
        assert await refused(cs.say(cs_room, "Still here?")) == "M_FORBIDDEN"
        late = await chair.commands(opened.plenary, "!correct Too late.")
        assert "A slip can be taken back within 30 minutes. To take it up again:" in late

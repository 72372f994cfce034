"""A council that met for members alone is not opened by a change of the file."""

from pathlib import Path
from typing import Any

import pytest

from demo.cast import cast
from demo.homeserver import Homeserver
from demo.person import Refused
from tests.cli.conftest import edit
from tests.config.plain import put
from tests.e2e.conftest import Sitting, at_work, entered, settled, state_of
from tests.nursery.names import its_own

CAUCUSES = {"cs": "Civil society"}


async def test_no_change_of_the_file_opens_the_plenaries_of_a_council_that_met_for_members(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    rooms = {"encryption": "none", "plenary": "members"}
    council_of: dict[str, Any] = {**its_own(), "caucuses": CAUCUSES}
    async with cast(homeserver, tmp_path, **council_of, rooms=rooms) as made:
        chair, visitor = made["chair"], made["visitor"]
        async with at_work(made) as (service, database):
            forum = await entered(made, homeserver)
            council = Sitting(made, service, database, forum, CAUCUSES)
            plenary = await council.plenary(await council.opened())
            await chair.commands(plenary, "!draft\nSecond words.")
        edit(made.config, put("rooms", {"encryption": "none", "plenary": "public"}))
        async with at_work(made) as (service, database):
            council = Sitting(made, service, database, forum, CAUCUSES)
            await chair.commands(plenary, "!draft\nThird words.")
            await settled(council)
            state = await state_of(chair, plenary)
            assert state["m.room.join_rules", ""]["join_rule"] == "invite"
            assert state["m.room.history_visibility", ""]["history_visibility"] == "shared"
            with pytest.raises(Refused):
                await visitor.join(plenary)
            assert "words" not in await visitor.commands(forum, "!text P1")

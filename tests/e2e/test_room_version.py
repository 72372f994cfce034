"""Rooms are made in the version that the file asks for, if the homeserver has it."""

from pathlib import Path

import pytest

from bot.errors import ConfigError, ConfigFault
from demo.cast import cast
from demo.homeserver import Homeserver
from tests.e2e.conftest import at_work, open_proposal, sitting, state_of
from tests.nursery.names import its_own

CAUCUSES = {"gov": "Government", "cs": "Civil society"}


async def test_rooms_are_made_in_the_version_that_the_file_asks_for(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    rooms = {"encryption": "none", "version": 11}
    async with sitting(homeserver, tmp_path, caucuses=CAUCUSES, rooms=rooms) as council:
        found = await open_proposal(council)
        for room in (council.forum, found.space, found.plenary):
            created = (await state_of(council["chair"], room))["m.room.create", ""]
            assert created["room_version"] == "11"


async def test_the_bot_does_not_start_where_the_homeserver_lacks_that_version(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    rooms = {"encryption": "none", "version": "99"}
    async with cast(homeserver, tmp_path, rooms=rooms, **its_own()) as made:
        with pytest.raises(ConfigError) as caught:
            async with at_work(made):
                pass
    assert (caught.value.path, caught.value.code) == (
        "rooms.version",
        ConfigFault.NO_SUCH_ROOM_VERSION,
    )
    assert "11" in caught.value.fields["available"]

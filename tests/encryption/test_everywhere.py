"""With ``all``, everything that is said is encrypted; and keys survive the process."""

import sqlite3
from contextlib import closing
from pathlib import Path

from demo.homeserver import Homeserver
from tests.e2e.conftest import agree, open_proposal, sitting, state_of
from tests.encryption import junk
from tests.encryption.conftest import SEALED, TWO
from tests.encryption.person import SealedPerson
from tests.exactly_once.council import council
from tests.exactly_once.world import kinds

ALL = SEALED | {"rooms": {"encryption": "all", "plenary": "members"}, "caucuses": TWO}


async def test_with_all_a_proposal_is_recommended_in_rooms_that_are_all_encrypted(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with sitting(homeserver, tmp_path, **ALL) as convened:
        opened = await open_proposal(convened)
        chair = convened["chair"]
        for room in (convened.forum, *opened.rooms):
            person = chair if room in chair.state else convened["cs-chair"]
            if room != opened.caucuses["gov"]:
                assert ("m.room.encryption", "") in await state_of(person, room)
        await chair.commands(opened.plenary, "!refer")
        await agree(convened, opened)
        answered = await chair.commands(opened.plenary, "!consensus yes")
        assert "is a recommendation" in answered
        await convened["proposer"].reads(convened.forum, "recommendation of the Internet")


async def test_what_was_held_is_acted_on_by_the_next_process(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with council(homeserver, tmp_path, **SEALED) as convened:
        plenary = await convened.during(convened.opened())
        await convened["chair"].commands(plenary, "!refer")
        room, chair = await convened.caucus("cs"), convened["cs-chair"]
        assert isinstance(chair, SealedPerson)
        await convened.shown(room, 1, "cs-chair")
        command = await chair.say_without_key(room, "!consensus yes")
        await convened["chair"].commands(plenary, "!status")  # said later, and answered
        await convened.bot.stop()
        await chair.give_key()
        convened.bot.start()
        answered = await chair.answer(room, command)
        assert "calls rough consensus on Draft 1" in answered["content"]["body"]
        assert (await kinds(convened)).count("position") == 1


async def test_a_key_behind_junk_is_waited_for_however_long_the_bot_was_down(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with council(homeserver, tmp_path, **SEALED) as convened:
        plenary = await convened.during(convened.opened())
        await convened["chair"].commands(plenary, "!refer")
        room, chair = await convened.caucus("cs"), convened["cs-chair"]
        bot = convened.cast.bot
        assert isinstance(chair, SealedPerson)
        await convened.shown(room, 1, "cs-chair")
        command = await chair.say_without_key(room, "!consensus yes")
        await convened["chair"].commands(plenary, "!status")  # said later, and answered
        await convened.bot.stop()
        an_hour_ago(convened.cast.folder / "data")
        for _ in range(150):
            await convened["proposer"].ask("PUT", junk.where(), junk.to(bot.user_id))
        await chair.give_key()
        convened.bot.start()
        answered = await chair.answer(room, command)
        assert "calls rough consensus on Draft 1" in answered["content"]["body"]


def an_hour_ago(data_dir: Path) -> None:
    """Have what is held be held for an hour."""
    with closing(sqlite3.connect(data_dir / "rapporteur.sqlite3")) as database, database:
        changed = database.execute("UPDATE held SET held_at = held_at - 3600000").rowcount
    assert changed == 1

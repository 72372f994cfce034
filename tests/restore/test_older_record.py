"""A bot whose folder is restored from a backup finds Matrix ahead of its record.

It says so and stops, and repeats or inverts nothing; the secretariat has it go on from now.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.matrix import Session
from demo.homeserver import Homeserver
from demo.person import Person, replies
from tests.cli.program import rapporteur, running
from tests.e2e.conftest import members
from tests.encryption.conftest import SEALED
from tests.encryption.trust import is_trusted, keys_of
from tests.exactly_once.council import SMALLEST, Council, council
from tests.exactly_once.mortal import Orders
from tests.exactly_once.world import View, keys, kinds
from tests.restore.conftest import CAUCUSES, Copy, keep_login, said


@dataclass(frozen=True)
class Restored:
    """A council whose bot is down, and has lost what was recorded since its backup."""

    council: Council
    plenary: str
    caucus: str


@asynccontextmanager
async def restored(
    homeserver: Homeserver, folder: Path, **settings: Any
) -> AsyncIterator[Restored]:
    """Refer Draft 1, make a backup; replace the draft, agree, table P2, end a seat; put it back.

    ``settings`` are the council's.
    """
    async with council(homeserver, folder, caucuses=CAUCUSES, **settings) as convened:
        keep_login(convened)
        bot, chair, cs = convened.bot, convened["chair"], convened["cs-chair"]
        plenary = await convened.opened()
        await chair.commands(plenary, "!refer")
        caucus = await convened.caucus("cs")
        await convened.shown(caucus, 1, "cs-chair")
        await bot.settled()
        await bot.stop()
        copy = Copy.of(convened.cast.folder / "data")
        bot.start()
        await chair.commands(plenary, "!recall A better text")
        await chair.commands(plenary, "!draft\nSecond.")
        await chair.commands(plenary, "!refer")
        await convened.position("cs", 2)
        await convened["proposer"].commands(
            convened.forum, "!propose Another\nFrom: A coalition\nText."
        )
        await cs.commands(caucus, f"!unseat {convened['cs-1'].user_id}")
        await bot.settled()
        await bot.stop()
        copy.put_back()
        yield Restored(convened, plenary, caucus)


async def test_it_stops_and_tells_the_secretariat_once_and_nobody_else(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with restored(homeserver, tmp_path) as found:
        convened = found.council
        before, recorded = await said(convened), await kinds(convened)
        config = convened.cast.config
        for _ in range(2):
            done = await rapporteur("run", "--config", config)
            assert done.code == 1
            assert "Stopped, and nothing was done: the record was restored" in done.err
            assert "forum" in done.err
            assert "P1/plenary" in done.err
        after = await said(convened)
        async with Person(homeserver.url, convened["secretary"].session) as secretary:
            room = await secretary.room("Secretariat")
            told = await secretary.reads(room, "I have stopped")
        assert after == before | {room: before[room] | Counter([told["event_id"]])}
        assert f"entry {len(recorded)}" in told["content"]["body"]
        assert await kinds(convened) == recorded
        done = await rapporteur("check", "--config", config)
        assert done.code == 1
        assert "P1/caucus:cs" in done.out


async def test_once_accepted_it_goes_on_from_now_and_what_was_lost_is_said_again(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with restored(homeserver, tmp_path) as found:
        convened, plenary, caucus = found.council, found.plenary, found.caucus
        chair, cs, proposer = convened["chair"], convened["cs-chair"], convened["proposer"]
        late = await chair.say(plenary, "!recall Said while the bot was down")
        recorded = await kinds(convened)
        done = await rapporteur("check", "--accept-restore", "--config", convened.cast.config)
        assert "The bot goes on from now" in done.out
        convened.bot.start()
        for person, room in ((chair, plenary), (cs, caucus), (proposer, convened.forum)):
            await person.reads(room, "My record was restored from an older copy")
        await convened.shown(plenary, 1, "chair", times=2)
        await convened.shown(caucus, 1, "cs-chair", times=2)
        await convened.bot.settled()
        assert await kinds(convened) == recorded
        await chair.catches_up(plenary)
        assert not any(replies(event) == late for event in chair.timelines[plenary])
        assert convened["cs-1"].user_id not in await members(cs, caucus)
        answered = await cs.commands(caucus, "!consensus yes")
        assert "calls rough consensus on Draft 1" in answered
        tabled = await proposer.commands(
            convened.forum, "!propose Another\nFrom: A coalition\nText."
        )
        assert tabled.startswith("P3 is tabled")
        await convened.bot.settled()
        await convened.bot.stop()
        before = await said(convened)
        convened.bot.start()
        await proposer.commands(convened.forum, "!list")
        await convened.bot.settled()
        after = await said(convened)
        assert {room for room in after if after[room] != before[room]} == {convened.forum}


def as_docs_operations_says(data: Path) -> None:
    """Take out of a restored folder what is in no backup."""
    for file in (data / "keys").iterdir():
        if file.name != "identity.json":
            file.unlink()
    (data / "session.json").unlink()


async def test_with_encrypted_caucuses_it_does_the_same_as_a_new_device_of_the_same_identity(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with restored(homeserver, tmp_path, **SEALED) as found:
        convened, config = found.council, found.council.cast.config
        cs, data = convened["cs-chair"], config.parent / "data"
        before, recorded = await said(convened), await kinds(convened)
        known = await keys_of(homeserver, convened.cast.bot, cs.session)
        as_docs_operations_says(data)
        done = await rapporteur("run", "--config", config)
        assert done.code == 1
        assert "P1/caucus:cs" in done.err
        after = await said(convened)
        assert after[found.caucus] == before[found.caucus]
        assert await kinds(convened) == recorded
        await rapporteur("check", "--accept-restore", "--config", config)
        async with running(config):
            await cs.reads(found.caucus, "My record was restored from an older copy")
            await convened.shown(found.caucus, 1, "cs-chair", times=2)
            answered = await cs.commands(found.caucus, "!consensus yes")
            assert "calls rough consensus on Draft 1" in answered
        new = Session(**json.loads((data / "session.json").read_text()))
        told = await keys_of(homeserver, new, cs.session)
        assert new.device_id != convened.cast.bot.device_id
        assert is_trusted(told, new)
        assert told["master_keys"] == known["master_keys"]


async def test_messages_that_were_sent_and_not_marked_before_a_crash_are_known(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with council(homeserver, tmp_path, **SMALLEST) as convened:
        await convened.bot.settled()
        await convened.bot.stop()
        convened.bot.start(Orders(point="after a send was answered, before its row is marked"))
        await convened["proposer"].commands(convened.forum, "!list")
        await convened.bot.died(1)
        await convened["proposer"].commands(convened.forum, "!status P1")
        await convened.bot.settled()
        assert convened.bot.deaths == 1
        async with View(convened) as view:
            found = list(keys(await view.room(convened.forum)))
        assert len(found) == len(set(found)) == 3  # the greeting, and two answers

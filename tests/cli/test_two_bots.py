"""Two bots never write one record: the second in a folder ends, a database goes to the second."""

import asyncio
from collections import Counter

from demo.cast import Cast
from demo.homeserver import Homeserver
from demo.person import Person, replies
from tests.cli.conftest import edit
from tests.cli.program import rapporteur, running
from tests.config.plain import put
from tests.e2e.conftest import _public


async def test_a_second_bot_in_a_folder_says_why_it_ends_and_the_first_goes_on(
    made: Cast, homeserver: Homeserver
) -> None:
    async with running(made.config) as first:
        done = await rapporteur("run", "--config", made.config)
        assert done.code == 1
        (sentence,) = done.err.splitlines()
        assert "Another process is using" in sentence
        assert str(made.folder / "data") in sentence
        async with Person(homeserver.url, made["proposer"].session) as person:
            forum = await _public(person, f"#{made.slug}-forum:{homeserver.server_name}")
            assert "No proposal" in await person.commands(forum, "!list")
        assert await first.stop() == 0


async def test_a_database_is_the_second_bots_and_the_first_says_so_and_ends(
    made: Cast, homeserver: Homeserver, empty_database: str
) -> None:
    edit(made.config, put("database", empty_database))
    other = made.folder / "other.yaml"
    other.write_text(made.config.read_text())
    edit(other, put("data_dir", "other-data"))
    async with (
        running(made.config) as first,
        Person(homeserver.url, made["proposer"].session) as person,
    ):
        forum = await _public(person, f"#{made.slug}-forum:{homeserver.server_name}")
        async with running(other) as second:
            asked = await person.say(forum, "!list")
            await person.answer(forum, asked)
            async with asyncio.timeout(60):
                _, said = await first.process.communicate()
            assert first.process.returncode == 1
            assert b"Another process has opened this database since" in said
            await person.commands(forum, "!roster")
            assert await second.stop() == 0
        answers = Counter(map(replies, person.timelines[forum]))
        assert answers[asked] == 1

"""A running bot gives the keys that could not be had, beside all else that it does."""

from pathlib import Path

from demo.homeserver import Homeserver
from tests.encryption.conftest import SEALED
from tests.encryption.keys_away import CLAIM, QUERY, KeysAway
from tests.encryption.person import SealedPerson
from tests.exactly_once.council import council


async def test_a_caucus_whose_keys_could_not_be_had_reads_the_draft_when_its_chair_writes(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    proxy = KeysAway(homeserver.url, failing={CLAIM, QUERY})
    async with (
        proxy.up(),
        council(homeserver, tmp_path, homeserver=proxy.url, **SEALED) as convened,
    ):
        plenary = await convened.during(convened.opened())
        await convened["chair"].commands(plenary, "!refer")
        room, chair = await convened.caucus("cs"), convened["cs-chair"]
        assert isinstance(chair, SealedPerson)
        await convened.during(chair.until(lambda: chair.unread))
        proxy.failing = set()
        await chair.say(room, "What was that?")
        await convened.shown(room, 1, "cs-chair")
        answered = await chair.commands(room, "!consensus yes")
        assert "calls rough consensus on Draft 1" in answered

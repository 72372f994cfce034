"""Who could not read what an encrypted room was last shown is told when they come in."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot import retry
from bot.errors import MatrixError
from bot.matrix import Matrix
from demo.cast import PASSWORD
from demo.homeserver import Homeserver
from demo.person import Person, Seen
from tests.e2e.conftest import (
    Sitting,
    newcomer,
    of_bot,
    open_proposal,
    settled,
    shows,
    sitting,
    state_of,
)
from tests.encryption.conftest import SEALED, TWO, Ahead, Sealed
from tests.encryption.person import SealedPerson
from tests.exactly_once.council import council as convene

STANDING = "This is how things stand"


class Slow:
    """A homeserver that answers no invitation of some people until they are ``gone``."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *people: Person) -> None:
        self.waiting = {person.user_id for person in people}
        inviting = Matrix.invite

        async def invite(matrix: Matrix, room_id: str, user_id: str) -> None:
            if user_id in self.waiting:
                raise MatrixError("TIMEOUT", "", retry=True, uncertain=True)
            await inviting(matrix, room_id, user_id)

        monkeypatch.setattr(Matrix, "invite", invite)
        monkeypatch.setattr(retry, "LONGEST", 0.5)


def told(council: Sitting, person: Person, room: str) -> list[Seen]:
    """Return what a person was told of how things stand."""
    return [e for e in of_bot(council, person, room) if STANDING in str(e["content"].get("body"))]


async def is_told(person: Person, room: str) -> None:
    """Wait until somebody can read how things stand in a room, and its draft."""
    said = await person.reads(room, STANDING)
    assert person.user_id in said["content"]["m.mentions"]["user_ids"]
    await person.reads(room, "Draft 1 (fingerprint")


def stays_out(monkeypatch: pytest.MonkeyPatch, person: Person) -> None:
    """Have somebody accept no invitation."""

    async def never(_room: str) -> None:
        """Leave it."""

    monkeypatch.setattr(person, "_accept", never)


async def test_who_is_invited_late_is_told_when_they_come(
    convened: tuple[Sitting, Ahead], monkeypatch: pytest.MonkeyPatch
) -> None:
    council, _ = convened
    late, chair = council["cs-1"], council["cs-chair"]
    slow = Slow(monkeypatch, late)
    number = await council.opened()
    await council["chair"].commands(await council.plenary(number), "!refer")
    room = await council.caucus(number)
    await chair.reads(room, "Draft 1 (fingerprint")
    slow.waiting.clear()
    assert await late.room(f"{number} Civil society") == room
    await is_told(late, room)
    await settled(council)
    assert len(told(council, late, room)) == 1
    await chair.catches_up(room)
    assert len(told(council, chair, room)) == 1


async def test_who_was_invited_in_time_and_comes_late_can_read_all_and_is_told_nothing(
    convened: tuple[Sitting, Ahead], monkeypatch: pytest.MonkeyPatch
) -> None:
    council, _ = convened
    late, chair = council["cs-1"], council["cs-chair"]
    stays_out(monkeypatch, late)
    number = await council.opened()
    await council["chair"].commands(await council.plenary(number), "!refer")
    room = await council.caucus(number)
    await chair.reads(room, "Draft 1 (fingerprint")
    await settled(council)
    await late.join(room)
    await late.reads(room, "Draft 1 (fingerprint")
    await late.reads(room, "This is the room of Civil society")
    await chair.commands(room, "!status")
    await settled(council)
    assert not told(council, chair, room)


async def test_whose_first_device_comes_after_what_was_shown_is_told_then(
    sealed: Sealed, homeserver: Homeserver
) -> None:
    chair, room = sealed["cs-chair"], sealed.opened.caucuses["cs"]
    gone, council = sealed["cs-1"], sealed.council
    async with newcomer(homeserver, "late") as without:
        await chair.commands(room, f"!unseat {gone.user_id}")
        await chair.commands(room, f"!seat {without.user_id}")
        await without.room(f"{sealed.opened.number} Civil society")
        await settled(council)
        assert not told(council, chair, room)
        async with SealedPerson(without.url, without.session) as with_keys:
            await is_told(with_keys, room)
        await chair.commands(room, f"!unseat {without.user_id}")
        await chair.commands(room, f"!seat {gone.user_id}")


@pytest.fixture
async def everywhere(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[Sitting]:
    """A council in which all is encrypted, with plenaries that anyone may follow."""
    rooms: dict[str, Any] = {"encryption": "all", "plenary": "public"}
    async with sitting(homeserver, tmp_path, **SEALED | {"rooms": rooms, "caucuses": TWO}) as made:
        yield made


async def test_what_a_public_plenary_is_shown_first_can_be_read_by_the_council(
    everywhere: Sitting,
) -> None:
    opened = await open_proposal(everywhere)
    for role in ("chair", "cs-chair", "gov-1", "proposer"):
        person = everywhere[role]
        await person.reads(opened.plenary, "Draft 1 (fingerprint")
        shown = [e for e in person.timelines[opened.plenary] if shows(e) == 1]
        state = await state_of(person, opened.plenary)
        assert state["m.room.pinned_events", ""]["pinned"] == [shown[0]["event_id"]]
    await settled(everywhere)
    assert not told(everywhere, everywhere["chair"], opened.plenary)


async def test_who_comes_while_the_bot_is_down_is_told_when_it_is_back(
    homeserver: Homeserver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await homeserver.register(f"late-{secrets.token_hex(4)}", PASSWORD)
    async with convene(homeserver, tmp_path, **SEALED) as convened:
        plenary = await convened.during(convened.opened())
        await convened["chair"].commands(plenary, "!refer")
        room, chair = await convened.caucus("cs"), convened["cs-chair"]
        await convened.shown(room, 1, "cs-chair")
        async with SealedPerson(homeserver.url, session) as late:
            stays_out(monkeypatch, late)
            await chair.commands(room, f"!unseat {convened['cs-1'].user_id}")
            await chair.commands(room, f"!seat {late.user_id}")
            await chair.sees(room, lambda e: e.get("state_key") == late.user_id)
            await convened.bot.stop()
            await late.join(room)
            convened.bot.start()
            await is_told(late, room)

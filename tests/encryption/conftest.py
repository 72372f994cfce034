"""What the tests of encryption share: a council whose people's clients encrypt, and a clock."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.clock import milliseconds
from demo.homeserver import Homeserver
from tests.e2e.conftest import Opened, Sitting, open_proposal, sitting
from tests.encryption.person import SealedPerson

TWO = {"gov": "Government", "cs": "Civil society"}
SEALED: dict[str, Any] = {"client": SealedPerson, "rooms": {"encryption": "caucuses"}}


@dataclass
class Ahead:
    """A clock that can be put forward. ``by`` is in ms."""

    by: int = 0

    def __call__(self) -> int:
        return milliseconds() + self.by


@dataclass
class Sealed:
    """A council with encrypted caucuses, with one proposal referred to them."""

    council: Sitting
    opened: Opened
    clock: Ahead

    def __getitem__(self, role: str) -> SealedPerson:
        person = self.council[role]
        assert isinstance(person, SealedPerson)
        return person


@pytest.fixture(scope="module")
async def convened(
    homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Sitting, Ahead]]:
    """A council of two encrypted caucuses, and its bot's clock."""
    clock, folder = Ahead(), tmp_path_factory.mktemp("sealed")
    async with sitting(homeserver, folder, clock, caucuses=TWO, **SEALED) as council:
        yield council, clock


@pytest.fixture
async def sealed(convened: tuple[Sitting, Ahead]) -> Sealed:
    """A new proposal of the council's, whose Draft 1 the caucuses are to consider."""
    council, clock = convened
    for person in council.cast.people.values():
        assert isinstance(person, SealedPerson)
        person.gives_when_asked = False
        person.withheld.clear()
    opened = await open_proposal(council)
    await council["chair"].commands(opened.plenary, "!refer")
    for key in TWO:
        await council[f"{key}-chair"].reads(opened.caucuses[key], "Draft 1 (fingerprint")
    return Sealed(council, opened, clock)

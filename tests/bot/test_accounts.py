"""Whether somebody who is given a role has an account: what homeservers say, and what follows."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from bot import retry
from bot.accounts import lookup as module
from bot.accounts.lookup import Lookup
from bot.accounts.servers import Servers
from bot.clerk.item import Item
from bot.errors import MatrixError
from bot.listener import recognise
from bot.listener.accounts import Accounts
from bot.ratelimit import RateLimit
from bot.relay import places
from commands.parsing.command import Asked
from deliberation.acts import Naming
from deliberation.people import Account, Existence
from storage.folds import Folds
from tests.bot.desk import BOT, SETTINGS, Desk, desk
from tests.bot.test_servers import AWAY, DEAD, LATE, REFUSES

CAUCUS, CHAIR = "P1/caucus:cs", "@cs-chair:test"
THERE, ABSENT = Account(Existence.THERE), Account(Existence.ABSENT)
UNKNOWN, UNREACHABLE = Account(Existence.UNKNOWN), Account(Existence.UNREACHABLE)
NOT_HERE = MatrixError("M_UNRECOGNIZED", "no such request", status=404)


class Server:
    """A homeserver that knows some accounts, and answers for others with an error."""

    def __init__(self, *known: str, **errors: list[MatrixError]) -> None:
        self.known = known
        self.errors: Mapping[str, list[MatrixError]] = errors
        self.joined: set[str] = set()
        self.asked: list[str] = []

    async def has_profile(self, person: str, _seconds: float) -> bool:
        self.asked.append(person)
        if failures := self.errors.get(person.partition(":")[2]):
            raise failures.pop(0) if len(failures) > 1 else failures[0]
        return person in self.known

    async def is_joined(self, _room_id: str, person: str) -> bool:
        if person not in self.joined:
            raise MatrixError("M_NOT_FOUND", "never there", status=404)
        return True


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "backoff", lambda _attempt: 0.0)


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


async def forum() -> str:
    return "!forum"


def looking(server: Server) -> Lookup:
    return Lookup(cast("Any", server), RateLimit(), Servers("test"), forum)


async def known(server: Server, person: str) -> Account:
    return await looking(server).account(person)


async def test_a_homeserver_that_knows_the_account_says_so() -> None:
    server = Server("@nils:test")
    assert await known(server, "@nils:test") == THERE
    assert server.asked == ["@nils:test"]


async def test_an_account_that_its_homeserver_doesn_t_know_is_absent() -> None:
    assert await known(Server(), "@nils:test") == ABSENT
    assert await known(Server(), "@nils:other") == ABSENT


@pytest.mark.parametrize("typed", ["@Nils:other", "@nils:Other", "@nils:other."])
async def test_an_account_of_nearly_that_name_is_proposed(typed: str) -> None:
    found = await known(Server("@nils:other"), typed)
    assert found == Account(Existence.ABSENT, "@nils:other")


async def test_no_account_is_proposed_that_isn_t_there_either() -> None:
    assert await known(Server(), "@Nils:test") == ABSENT


async def test_a_name_that_a_dead_server_is_asked_for_may_be_meant_for_another_one() -> None:
    server = Server("@nils:test", **{"test.": [DEAD]})
    assert await known(server, "@nils:test.") == Account(Existence.UNREACHABLE, "@nils:test")


async def test_who_is_in_the_forum_has_an_account_though_its_profile_is_empty() -> None:
    server = Server()
    server.joined.add("@bare:other")
    assert await known(server, "@bare:other") == THERE
    assert await known(server, "@nils:other") == ABSENT


@pytest.mark.parametrize("error", [DEAD, LATE])
async def test_a_homeserver_that_doesn_t_answer_is_unreachable(error: MatrixError) -> None:
    assert await known(Server(other=[error]), "@nils:other") == UNREACHABLE


@pytest.mark.parametrize("error", [REFUSES, NOT_HERE])
async def test_where_a_homeserver_doesn_t_say_nothing_is_known(error: MatrixError) -> None:
    assert await known(Server(other=[error]), "@nils:other") == UNKNOWN


@pytest.mark.parametrize("error", [DEAD, LATE])
async def test_when_our_own_homeserver_fails_nothing_is_known(error: MatrixError) -> None:
    assert await known(Server(test=[error]), "@nils:test") == UNKNOWN


async def test_our_own_homeserver_is_asked_again_while_there_is_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = MatrixError("M_NOT_FOUND", "", status=404)
    server = Server("@nils:other", other=[AWAY, AWAY, here])
    assert await known(server, "@nils:other") == UNKNOWN
    assert len(server.asked) == 3
    monkeypatch.setattr(module, "SECONDS", 0.01)
    assert await known(Server(other=[AWAY]), "@nils:other") == UNKNOWN


async def test_a_silent_homeserver_is_not_asked_for_each_who_is_named() -> None:
    server = Server(other=[DEAD])
    lookup = looking(server)
    for person in ("@nils:other", "@ida:other"):
        assert await lookup.account(person) == UNREACHABLE
    assert server.asked == ["@nils:other"]


# --- for which commands --------------------------------------------------------------------


def accounts(at: Desk, server: Server) -> Accounts:
    return Accounts(at.database, Folds(), looking(server), SETTINGS.secretariat)


def item(at: Desk, sender: str, text: str, place: str = CAUCUS) -> Item:
    event = at.event(place, sender, {"msgtype": "m.text", "body": text})
    found = recognise.item(event, recognise.said(event), places.parse(place), BOT, "!", about={})
    assert found is not None
    return found


def asked(at: Desk, server: Server, sender: str, text: str, place: str = CAUCUS) -> Asked:
    """Return what somebody asks, with what is known of the account that it names."""
    said = item(at, sender, text, place)
    assert isinstance(said.what, Asked)
    return at.runner.run(accounts(at, server).looked_up(said, said.what))


@pytest.mark.parametrize(
    "sender, text, place",
    [
        (CHAIR, "!seat @nils:other", CAUCUS),
        (CHAIR, "!chair @nils:other", CAUCUS),
        (CHAIR, "!deputy @nils:other", CAUCUS),
        ("@chair:test", "!observer @nils:other", "P1/plenary"),
        ("@secretary:test", "!chair cs @nils:other", "direct:!chat"),
        ("@forum-chair:test", "!chair @nils:other", "forum"),
    ],
)
def test_whoever_is_given_a_role_is_looked_up(
    at_desk: Desk, sender: str, text: str, place: str
) -> None:
    want = asked(at_desk, Server(), sender, text, place).want
    assert isinstance(want, Naming)
    assert want.account == ABSENT


@pytest.mark.parametrize(
    "text", ["!unseat @nils:other", "!undeputy @nils:other", "!refer", "!status", "!roster"]
)
def test_nobody_else_is(at_desk: Desk, text: str) -> None:
    server = Server()
    said = item(at_desk, "@chair:test", text, "P1/plenary" if "refer" in text else CAUCUS)
    if isinstance(said.what, Asked):
        assert at_desk.runner.run(accounts(at_desk, server).looked_up(said, said.what)) == said.what
    assert server.asked == []


def test_who_may_give_no_role_has_no_server_asked(at_desk: Desk) -> None:
    """Or anybody could have the roster's acts wait for slow servers of their own."""
    server = Server()
    want = asked(at_desk, server, "@cs-1:test", "!chair @nils:slow").want
    assert isinstance(want, Naming)
    assert want.account == UNKNOWN
    assert server.asked == []

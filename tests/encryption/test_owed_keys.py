"""Who could not be given a key gets it when their keys can be had, and reads what was said."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.errors import MatrixError
from bot.matrix import ENCRYPTED, Event, Matrix, Session
from bot.matrix.keyring import Unreadable
from bot.matrix.keys.again import ON_NEWS, TRIES
from bot.matrix.keys.mending import Mending
from demo.homeserver import Homeserver
from tests.encryption.keys_away import CLAIM, QUERY, KeysAway
from tests.encryption.test_audience import heard, room_of, says

Account = Callable[[str], Awaitable[Matrix]]


@dataclass
class Away:
    """A bot behind ``proxy``, where keys may be away, and Ana, who is in a room with it."""

    bot: Matrix
    session: Session
    ana: Matrix
    room_id: str
    proxy: KeysAway
    folder: Path
    stack: AsyncExitStack
    time: float = 0.0
    token: str | None = None

    @property
    def mending(self) -> Mending:
        assert self.bot.encryption
        return Mending(self.bot.encryption, self.bot._audience)

    async def starts(self) -> None:
        """Have the bot publish its keys, and go by this clock."""
        await self.bot.encrypt(self.folder / "bot")
        assert self.bot.encryption
        self.bot.encryption.again.now = lambda: self.time

    async def listens(self) -> None:
        """Have the bot sync, and do what that makes due."""
        await self.bot.sync(None, 0)
        await self.mends()

    async def hears(self) -> None:
        """Have the bot hear of Ana a little later, and do what that makes due."""
        self.time += ON_NEWS
        self.bot.noticed(heard(self.room_id, self.ana.user_id, "join"))
        await self.mends()

    async def mends(self) -> None:
        """Have the bot do what is due."""
        assert self.bot.encryption
        while self.bot.encryption.due_in() == 0:
            await self.mending.once()

    async def reads(self, event: Event) -> str:
        """What Ana reads of an event. Raises Unreadable."""
        # From where the last sync ended, since Synapse keeps its answers.
        self.token = (await self.ana.sync(self.token, 0)).token
        return str((await self.ana.decrypted(event)).content["body"])

    async def another_device(self) -> Matrix:
        """Log Ana in on a second device."""
        session = await Matrix.login(
            self.proxy.upstream, self.ana.user_id, "secret", device_name="a second client"
        )
        second = await self.stack.enter_async_context(Matrix(self.proxy.upstream, session))
        await second.encrypt(self.folder / "second")
        return second

    async def restarts(self) -> None:
        """Have another process take the bot's place."""
        await self.bot.close()
        self.bot = Matrix(self.proxy.url, self.session)
        await self.starts()


@pytest.fixture
async def away(homeserver: Homeserver, account: Account, tmp_path: Path) -> AsyncIterator[Away]:
    """A room with two people; the bot has not yet asked for any keys."""
    ana = await account("ana")
    await ana.encrypt(tmp_path / "ana")
    session = await homeserver.register(f"bot-{secrets.token_hex(4)}", "secret")
    async with AsyncExitStack() as stack:
        proxy = KeysAway(homeserver.url)
        await stack.enter_async_context(proxy.up())
        bot = Matrix(proxy.url, session)
        there = Away(bot, session, ana, "", proxy, tmp_path, stack)
        await there.starts()
        there.room_id = await room_of(bot)
        await bot.invite(there.room_id, ana.user_id)
        await ana.join(there.room_id)
        yield there
        await there.bot.close()


EACH = pytest.mark.parametrize("failing", [{CLAIM}, {QUERY}], ids=["claims", "queries"])
"""Where queries fail nothing is claimed, so that failing claims too would show nothing more."""


@EACH
async def test_who_writes_after_their_keys_could_not_be_had_reads_what_was_said_before(
    away: Away, failing: set[str]
) -> None:
    away.proxy.failing = failing
    said = await says(away.bot, away.room_id, "while you were away")
    await away.listens()
    with pytest.raises(Unreadable):
        await away.reads(said)
    away.proxy.failing = set()
    await away.hears()
    assert await away.reads(said) == "while you were away"
    later = await says(away.bot, away.room_id, "and now")
    assert await away.reads(later) == "and now"
    assert later.content["session_id"] == said.content["session_id"]


@EACH
async def test_who_writes_on_a_device_that_had_no_keys_to_give_reads_what_was_said_before(
    away: Away, failing: set[str]
) -> None:
    away.proxy.failing, away.proxy.says_so = failing, False
    said = await says(away.bot, away.room_id, "while you had none")
    away.proxy.failing = set()
    hers = await says(away.ana, away.room_id, "hello?")
    away.bot.noticed(hers)
    await away.mends()
    assert await away.reads(said) == "while you had none"


@EACH
async def test_a_homeserver_that_refuses_to_ask_for_keys_holds_no_message_up_for_ever(
    away: Away, failing: set[str]
) -> None:
    away.proxy.failing, away.proxy.status = failing, 500
    for _ in range(TRIES):
        with pytest.raises(MatrixError):
            await says(away.bot, away.room_id, "not yet")
    said = await says(away.bot, away.room_id, "without keys")
    away.proxy.failing = set()
    await away.hears()
    assert await away.reads(said) == "without keys"


@EACH
async def test_what_the_homeserver_refuses_for_good_holds_no_message_up(
    away: Away, failing: set[str]
) -> None:
    away.proxy.failing, away.proxy.status = failing, 400
    said = await says(away.bot, away.room_id, "without keys")
    away.proxy.failing = set()
    await away.hears()
    assert await away.reads(said) == "without keys"


@pytest.mark.parametrize("status", [429, 502])
async def test_a_message_waits_while_the_homeserver_may_soon_say_who_has_which_keys(
    away: Away, status: int
) -> None:
    away.proxy.failing, away.proxy.status = {CLAIM}, status
    with pytest.raises(MatrixError):
        await says(away.bot, away.room_id, "not yet")
    away.proxy.failing = set()
    said = await says(away.bot, away.room_id, "now")
    assert await away.reads(said) == "now"


async def test_a_new_device_whose_list_could_not_be_had_reads_what_was_said_meanwhile(
    away: Away,
) -> None:
    await says(away.bot, away.room_id, "to the first device")
    since = (await away.bot.sync(None, 0)).token
    second = await away.another_device()
    away.proxy.failing = {QUERY}
    await away.bot.sync(since, 0)  # which says that her devices changed
    said = await says(away.bot, away.room_id, "to the second device")
    away.proxy.failing = set()
    await away.hears()
    await second.sync(None, 0)
    assert (await second.decrypted(said)).content["body"] == "to the second device"
    assert await away.reads(said) == "to the second device"


@EACH
async def test_what_is_owed_is_given_by_the_next_process_too(away: Away, failing: set[str]) -> None:
    away.proxy.failing = failing
    said = await says(away.bot, away.room_id, "before the restart")
    await away.restarts()
    still = await says(away.bot, away.room_id, "after the restart")
    away.proxy.failing = set()
    await away.restarts()
    await away.mends()
    assert await away.reads(said) == "before the restart"
    assert await away.reads(still) == "after the restart"


async def test_who_sends_the_bot_a_key_is_sent_what_they_are_owed(away: Away) -> None:
    away.proxy.failing = {CLAIM}
    said = await says(away.bot, away.room_id, "while you were away")
    await says(away.ana, away.room_id, "hello")
    await away.listens()
    assert await away.reads(said) == "while you were away"


@pytest.mark.parametrize("has_said", [False, True], ids=["the first message", "a later one"])
async def test_who_has_a_key_is_not_owed_it_since_their_devices_changed_while_they_were_asked_for(
    away: Away, *, has_said: bool
) -> None:
    encryption, changed = away.bot.encryption, {"device_lists": {"changed": [away.ana.user_id]}}
    assert encryption
    if has_said:
        await says(away.bot, away.room_id, "before")
        encryption.take(changed)
    away.proxy.meanwhile = lambda: encryption.take(changed)
    said = await says(away.bot, away.room_id, "when the bot is back")
    assert encryption.keyring.owed.to() == {(away.ana.user_id, "")}
    away.proxy.meanwhile = lambda: None
    sealed = await away.bot.seal(away.room_id, "m.room.message", {"body": "what is shown"})
    assert sealed.readers == {away.ana.user_id}
    assert not encryption.keyring.owed
    assert await away.reads(said) == "when the bot is back"


async def test_another_device_of_theirs_that_came_meanwhile_is_owed_it(away: Away) -> None:
    encryption, changed = away.bot.encryption, {"device_lists": {"changed": [away.ana.user_id]}}
    assert encryption
    away.proxy.meanwhile = lambda: encryption.take(changed)
    said = await says(away.bot, away.room_id, "to the first device")
    second = await away.another_device()
    away.proxy.meanwhile = lambda: None
    await away.mends()
    await second.sync(None, 0)
    assert (await second.decrypted(said)).content["body"] == "to the first device"
    assert await away.reads(said) == "to the first device"


@EACH
async def test_who_left_before_their_keys_could_be_had_is_given_none(
    away: Away, failing: set[str]
) -> None:
    away.proxy.failing = failing
    said = await says(away.bot, away.room_id, "while you were here")
    await away.bot.kick(away.room_id, away.ana.user_id, "")
    away.proxy.failing = set()
    await away.hears()
    assert away.bot.encryption
    assert not away.bot.encryption.keyring.owed
    after = await says(away.bot, away.room_id, "and gone")
    for event in (said, after):
        with pytest.raises(Unreadable):
            await away.reads(event)


@EACH
async def test_who_got_the_key_late_and_leaves_reads_nothing_that_is_said_after(
    away: Away, failing: set[str]
) -> None:
    away.proxy.failing = failing
    said = await says(away.bot, away.room_id, "before")
    away.proxy.failing = set()
    await away.hears()
    assert await away.reads(said) == "before"
    await away.bot.kick(away.room_id, away.ana.user_id, "")
    after = await says(away.bot, away.room_id, "and gone")
    with pytest.raises(Unreadable):
        await away.reads(after)


async def test_who_leaves_and_comes_back_reads_nothing_of_what_was_said_in_between(
    away: Away,
) -> None:
    away.proxy.failing = {QUERY}
    await says(away.bot, away.room_id, "before")
    await away.bot.kick(away.room_id, away.ana.user_id, "")
    between = await says(away.bot, away.room_id, "in between")
    await away.bot.invite(away.room_id, away.ana.user_id)
    await away.ana.join(away.room_id)
    after = await says(away.bot, away.room_id, "welcome back")
    away.proxy.failing = set()
    await away.hears()
    assert await away.reads(after) == "welcome back"
    with pytest.raises(Unreadable):
        await away.reads(between)


async def test_a_message_costs_no_further_request_while_keys_can_not_be_had(away: Away) -> None:
    away.proxy.failing = {CLAIM, QUERY}
    await says(away.bot, away.room_id, "one")
    asked = len(away.proxy.asked)
    for each in range(5):
        await says(away.bot, away.room_id, str(each))
    assert len(away.proxy.asked) == asked


async def test_a_message_to_a_room_where_nothing_is_owed_asks_for_no_keys(away: Away) -> None:
    await says(away.bot, away.room_id, "one")
    asked = len(away.proxy.asked)
    await says(away.bot, away.room_id, "two")
    await away.hears()
    assert len(away.proxy.asked) == asked


async def test_of_a_member_whose_keys_can_not_be_had_a_command_is_read_when_they_can(
    away: Away,
) -> None:
    away.proxy.failing = {QUERY}
    await says(away.bot, away.room_id, "one")
    command = await says(away.ana, away.room_id, "!status")
    await away.bot.sync(None, 0)
    with pytest.raises(Unreadable):
        await away.bot.decrypted(command)
    away.proxy.failing = set()
    await away.hears()
    assert (await away.bot.decrypted(command)).content["body"] == "!status"


async def test_a_key_whose_request_failed_is_asked_for_again(away: Away) -> None:
    content = {"session_id": "lost", "sender_key": "somebody's"}
    event = Event(away.room_id, "$1", away.ana.user_id, 1, ENCRYPTED, content)
    away.proxy.refused = "/m.room_key_request/"
    with pytest.raises(MatrixError):
        await away.bot.ask_for_key(event)
    away.proxy.refused = ""
    for _ in range(2):
        await away.bot.ask_for_key(event)
    raw = await away.ana._call("GET", "/_matrix/client/v3/sync")
    kinds = [each["type"] for each in raw["to_device"]["events"]]
    assert kinds == ["m.room_key_request"]


async def test_a_device_that_is_named_as_the_bots_is_reads_along(
    away: Away, homeserver: Homeserver
) -> None:
    login = {"device_id": away.bot.device_id, "device_name": "a namesake"}
    session = await Matrix.login(homeserver.url, away.ana.user_id, "secret", **login)
    async with Matrix(homeserver.url, session) as namesake:
        await namesake.encrypt(away.folder / "namesake")
        said = await says(away.bot, away.room_id, "to all")
        await away.mends()
        await namesake.sync(None, 0)
        assert (await namesake.decrypted(said)).content["body"] == "to all"

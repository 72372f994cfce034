"""What an item needs from the homeserver is asked for again while that may succeed."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from bot import retry
from bot.alone import Alone
from bot.clerk.clerk import ATTEMPTS
from bot.clerk.item import Item
from bot.clerk.queue import Ready
from bot.errors import MatrixError, RequestError, UnknownToken
from bot.listener import recognise
from bot.listener.attached_text import AttachedTexts, Unfetched
from bot.matrix import Event
from bot.ratelimit import RateLimit
from bot.relay import places
from commands.parsing.command import Asked, InFile
from storage.attempts import Attempts
from tests.bot.known import NOT_ASKED
from tests.bot.test_send import BOT, PERSON, state_of

AWAY = MatrixError("UNREACHABLE", "connection refused", retry=True)
SILENT = MatrixError("TIMEOUT", "no answer", retry=True, uncertain=True)
SHUT_OUT = MatrixError("M_FORBIDDEN", "not in the room", status=403)


class Server:
    """Fails with each error first, then answers."""

    user_id = BOT

    def __init__(self, *errors: RequestError) -> None:
        self.errors = list(errors)

    async def full_state(self, _room: str) -> dict[Any, Any]:
        self._fail()
        return state_of(BOT, PERSON)

    async def download(self, _url: str, _limit: int, *_secret: object) -> bytes:
        self._fail()
        return b"The text."

    def _fail(self) -> None:
        if self.errors:
            raise self.errors.pop(0)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "backoff", lambda _attempt: 0.0)


def said(place: str, content: dict[str, Any]) -> Ready:
    event = Event("!chat", "$e", PERSON, 1, "m.room.message", content)
    item = recognise.item(event, recognise.said(event), places.parse(place), BOT, "!", about={})
    assert item is not None
    return Ready(item, 1)


def fetching(server: Server) -> AttachedTexts:
    """Return what fetches from a homeserver, without a database."""
    none = cast("Any", None)
    return AttachedTexts(none, cast("Any", server), RateLimit(), none, NOT_ASKED)


async def fetched(server: Server) -> Ready:
    """Return a roster command of a direct chat with what was found about the chat."""
    texts = fetching(server)
    ready = said("direct:!chat", {"msgtype": "m.text", "body": "!seat cs @new:test"})
    assert isinstance(ready.item.what, Asked)
    return await texts.fetched(ready, "!chat", ready.item.what)


async def test_a_homeserver_that_is_away_for_long_makes_no_chat_look_like_a_crowd() -> None:
    ready = await fetched(Server(*[AWAY] * 9))
    assert ready.alone


async def test_a_room_that_shuts_the_bot_out_is_no_chat_of_two() -> None:
    assert not (await fetched(Server(SHUT_OUT))).alone


async def test_a_room_about_which_the_homeserver_is_silent_holds_nobody_up_for_ever() -> None:
    ready = await fetched(Server(*[SILENT] * ATTEMPTS))
    assert ready.unfetched


async def test_an_invalid_token_stops_the_bot_and_gives_no_command_up() -> None:
    with pytest.raises(UnknownToken):
        await fetched(Server(UnknownToken("M_UNKNOWN_TOKEN", "logged out", status=401)))


def draft_in_file() -> tuple[Item, Asked]:
    content = {"msgtype": "m.file", "body": "!draft", "filename": "d.md", "url": "mxc://test/d"}
    item = said("P1/plenary", content).item
    assert isinstance(item.what, Asked)
    assert isinstance(item.what.text, InFile)
    return item, item.what


async def test_a_file_that_can_t_be_had_at_first_is_asked_for_again() -> None:
    item, asked = draft_in_file()
    texts = fetching(Server(AWAY, SILENT))
    assert "The text." in str(await texts.attached(item, "!chat", asked))


async def test_a_file_that_is_not_there_is_not_waited_for() -> None:
    item, asked = draft_in_file()
    gone = MatrixError("M_NOT_FOUND", "not found", status=404)
    with pytest.raises(Unfetched):
        await fetching(Server(gone)).attached(item, "!chat", asked)


async def test_a_kill_while_a_chat_s_members_are_asked_for_counts_against_no_command(
    tmp_path: Path,
) -> None:
    chat = said("direct:!chat", {"msgtype": "m.text", "body": "!seat cs @new:test"}).item
    file, _ = draft_in_file()
    for item, number in ((chat, 1), (file, 2)):
        path = tmp_path / item.place.part
        killed = Attempts(path)
        texts = replace(fetching(Hanging()), alone=Alone(killed))
        fetch = texts.fetch_for(item)
        assert fetch
        under_way = asyncio.ensure_future(fetch())
        await asyncio.sleep(0.01)
        killed.close()
        after = Attempts(path)
        assert after.begin(item.cause) == number
        after.close()
        under_way.cancel()
        await asyncio.gather(under_way, return_exceptions=True)


class Hanging(Server):
    """Answers nothing."""

    async def full_state(self, _room: str) -> dict[Any, Any]:
        return await asyncio.Future()

    async def download(self, _url: str, _limit: int, *_secret: object) -> bytes:
        return await asyncio.Future()

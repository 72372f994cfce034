"""Chats that others open with the bot: noted, entered, left and entered again."""

from pathlib import Path
from typing import Any, cast

from bot.invitations import Invitations
from bot.matrix import Batch, Event, Invite, Timeline
from bot.pace import Pace
from bot.roomstate import State
from bot.timelines import Reader
from storage import rooms
from storage.database import open_database
from storage.rooms import RoomState

CHAT = Invite("!chat", "@a:test", encrypted=False)


class Server:
    """Is asked nothing here but who the bot is, and how a chat is that it enters."""

    user_id = "@bot:test"

    async def full_state(self, _room_id: str) -> State:
        return {}

    async def opened(self, event: Event) -> Event:
        return event

    def noticed(self, event: Event) -> None:
        """Take note of nothing."""


def server() -> Any:
    return cast("Any", Server())


def said() -> Timeline:
    """Return a timeline in which the bot is invited."""
    invited = Event(
        "!chat", "$i", "@a:test", 1, "m.room.member", {"membership": "invite"}, "@bot:test"
    )
    return Timeline("!chat", (invited,), limited=False, prev_batch="t")


async def test_a_chat_that_was_left_and_entered_again_is_ready_again(tmp_path: Path) -> None:
    database = await open_database("sqlite", tmp_path)
    try:
        reader = Reader(database, server(), Pace(), Invitations(server(), Pace(), lambda: 0.0))
        states = []
        steps = (
            Batch("1", invited=(CHAT,)),
            Batch("2", joined=(said(),)),
            Batch("3", left=("!chat",)),
        )
        for batch in (*steps, *steps[:2]):
            await reader.read(batch, "0")
            await reader.enter()
            async with database.read() as conn:
                room = await rooms.get(conn, "direct:!chat")
            states.append(room.state if room else None)
        ready, left = RoomState.READY, RoomState.LEFT
        assert states == [RoomState.INTENDED, ready, left, RoomState.INTENDED, ready]
    finally:
        await database.close()


async def test_a_chat_is_ready_only_once_what_was_said_in_it_was_taken(tmp_path: Path) -> None:
    database = await open_database("sqlite", tmp_path)
    try:
        reader = Reader(database, server(), Pace(), Invitations(server(), Pace(), lambda: 0.0))
        await reader.read(Batch("1", invited=(CHAT,)), "0")
        await reader.read(Batch("2", joined=(said(),)), "1")
        async with database.read() as conn:
            before = await rooms.get(conn, "direct:!chat")
        assert before is not None
        assert before.state is RoomState.INTENDED
        assert await reader.enter()
    finally:
        await database.close()

"""In which order things are worked on: lanes, merging, pauses."""

import asyncio

from bot import places
from bot.errors import MatrixError
from bot.incoming import Encrypted, Item
from bot.lanes import Lanes
from bot.listener import Ready, merged
from bot.matrix import Event
from bot.pace import Pace


def item(place: str, event_id: str, ts: int) -> Item:
    event = Event("!r", event_id, "@a:b", ts, "m.room.encrypted", {})
    return Item(event, places.parse(place), Encrypted())


def test_rooms_are_merged_by_the_time_sent() -> None:
    plenary = [item("P1/plenary", "$second", 20)]
    caucus = [item("P1/caucus:cs", "$first", 10)]
    assert [i.cause for i in merged([plenary, caucus])] == ["$first", "$second"]


def test_within_a_room_the_server_s_order_holds_against_a_wrong_clock() -> None:
    room = [item("P1/plenary", "$a", 50), item("P1/plenary", "$b", 10)]
    other = [item("P1/caucus:cs", "$c", 30)]
    assert [i.cause for i in merged([room, other])] == ["$c", "$a", "$b"]


async def test_what_waits_for_a_file_holds_up_its_own_proposal_alone() -> None:
    lanes: Lanes[Ready] = Lanes()
    arrived = asyncio.Event()
    first, second = item("P1/plenary", "$slow", 1), item("P1/plenary", "$after", 2)
    third = item("P2/plenary", "$other", 3)

    async def fetch() -> Ready:
        await arrived.wait()
        return Ready(first, 1)

    lanes.put([(Ready(first, 1), fetch), (Ready(second, 1), None), (Ready(third, 1), None)])
    taken = [(await lanes.take()).item.cause]
    arrived.set()
    taken += [(await lanes.take()).item.cause for _ in range(2)]
    assert taken == ["$other", "$slow", "$after"]


async def test_a_429_is_waited_out_and_the_request_made_again() -> None:
    pace, asked = Pace(), []

    async def limited_once() -> str:
        asked.append(1)
        if len(asked) == 1:
            raise MatrixError(
                "M_LIMIT_EXCEEDED", "slow down", status=429, retry=True, retry_after=0.01
            )
        return "done"

    assert await pace.ask(limited_once) == "done"
    assert len(asked) == 2

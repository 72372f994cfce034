"""What is put off is worked on when all else is done, some of everybody's at a time."""

import asyncio
from collections.abc import Sequence

from bot.clerk.item import Item
from bot.gate.put_off import ROUND, PutOff
from tests.bot.test_floods import items


def put_off() -> PutOff:
    return PutOff(asyncio.Event(), asyncio.Event())


def people(found: Sequence[Item]) -> list[str]:
    return [item.person for item in found]


def test_a_round_has_some_of_everybody_s_in_the_order_of_each() -> None:
    waiting = put_off()
    first, second = items("@a:test", 40), items("@b:test", 2)
    waiting.put([*first, *second])
    assert people(waiting.next_round()) == ["@a:test", "@b:test"] * 2 + ["@a:test"] * (ROUND - 4)
    left = []
    while found := waiting.next_round():
        assert len(found) <= ROUND
        left += found
    assert left == first[ROUND - 2 :]


def test_a_round_has_one_of_each_however_many_they_are() -> None:
    waiting = put_off()
    crowd = [f"@{number}:test" for number in range(3 * ROUND)]
    waiting.put([item for person in crowd for item in items(person, 2)])
    assert people(waiting.next_round()) == people(waiting.next_round()) == crowd
    assert waiting.next_round() == []


async def test_nothing_is_handed_on_while_something_else_is_queued_or_being_sent() -> None:
    waiting, handed = put_off(), list[Item]()

    def hand_on(found: Sequence[Item]) -> None:
        handed.extend(found)
        waiting.free.clear()

    task = asyncio.create_task(waiting.run(hand_on))
    waiting.put(items("@a:test", ROUND + 1))
    for event in (waiting.free, waiting.sent):
        await asyncio.sleep(0)
        assert not handed
        event.set()
    for number in (ROUND, ROUND + 1):
        await asyncio.sleep(0.01)
        assert len(handed) == number
        waiting.free.set()
    task.cancel()

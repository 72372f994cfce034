"""In which order things are worked on: the queue, merging, pauses."""

import asyncio
from dataclasses import replace

from bot.clerk.item import NAMING, Altered, Encrypted, Item, of_due, of_event
from bot.clerk.queue import Queue, Ready
from bot.errors import MatrixError
from bot.listener import recognise
from bot.listener.listener import merged
from bot.matrix import Event
from bot.ratelimit import RateLimit
from bot.relay import places
from storage.due import Due


def item(place: str, event_id: str, ts: int) -> Item:
    event = Event("!r", event_id, "@a:b", ts, "m.room.encrypted", {})
    return of_event(event, places.parse(place), Encrypted(event))


def test_rooms_are_merged_by_the_time_sent() -> None:
    plenary = [item("P1/plenary", "$second", 20)]
    caucus = [item("P1/caucus:cs", "$first", 10)]
    assert [i.cause for i in merged([plenary, caucus])] == ["$first", "$second"]


def test_within_a_room_the_server_s_order_holds_against_a_wrong_clock() -> None:
    room = [item("P1/plenary", "$a", 50), item("P1/plenary", "$b", 10)]
    other = [item("P1/caucus:cs", "$c", 30)]
    assert [i.cause for i in merged([room, other])] == ["$c", "$a", "$b"]


async def test_what_waits_for_a_file_holds_up_its_own_proposal_alone() -> None:
    queue: Queue[Ready] = Queue()
    arrived = asyncio.Event()
    first, second = item("P1/plenary", "$slow", 1), item("P1/plenary", "$after", 2)
    third = item("P2/plenary", "$other", 3)

    async def fetch() -> Ready:
        await arrived.wait()
        return Ready(first, 1)

    queue.put([(Ready(first, 1), fetch), (Ready(second, 1), None), (Ready(third, 1), None)])
    taken = [(await queue.take()).item.cause]
    arrived.set()
    taken += [(await queue.take()).item.cause for _ in range(2)]
    assert taken == ["$other", "$slow", "$after"]


def asked(place: str, sender: str, event_id: str, body: str) -> Ready:
    event = Event("!r", event_id, sender, 1, "m.room.message", {"msgtype": "m.text", "body": body})
    found = recognise.item(
        event, recognise.said(event), places.parse(place), "@bot:b", "!", about={}
    )
    assert found is not None
    return Ready(found, 1)


async def in_turn(first: Ready, *others: Ready) -> list[str]:
    """Return the causes as they are worked on if the first is fetched after all others came."""
    queue: Queue[Ready] = Queue()
    arrived = asyncio.Event()

    async def fetch() -> Ready:
        await arrived.wait()
        return first

    queue.put([(first, fetch), *((other, None) for other in others)])
    taken: list[str] = []
    for _ in range(1 + len(others)):
        waiting = asyncio.ensure_future(queue.take())
        await asyncio.sleep(0)
        if not waiting.done():
            arrived.set()
        taken.append((await waiting).item.cause)
    return taken


async def test_an_act_waits_for_an_earlier_change_of_the_roster_and_a_question_does_not() -> None:
    named = asked("direct:!chat", "@chair:b", "$chair", "!chair cs @new:b")
    position = asked("P1/caucus:cs", "@chair:b", "$position", "!consensus yes")
    behind = asked("P1/caucus:cs", "@chair:b", "$status", "!status")
    question = asked("P2/plenary", "@other:b", "$question", "!status")
    tabled = asked("forum", "@other:b", "$tabled", "!propose A\nFrom: B\nC")
    order = await in_turn(named, position, behind, question, tabled)
    assert order == ["$question", "$tabled", "$chair", "$position", "$status"]


async def test_a_change_of_the_roster_waits_for_an_earlier_act_whose_file_is_fetched() -> None:
    draft = asked("P1/caucus:cs", "@chair:b", "$draft", "!draft\nText.")
    named = asked("P2/caucus:cs", "@chair:b", "$chair", "!chair @new:b")
    assert await in_turn(draft, named) == ["$draft", "$chair"]


async def test_no_act_on_another_proposal_waits_for_a_seat_that_is_being_given() -> None:
    seated = asked("P1/caucus:cs", "@chair:b", "$seat", "!seat @slow:far")
    draft = asked("P2/plenary", "@other:b", "$draft", "!draft\nText.")
    named = asked("P2/caucus:cs", "@chair:b", "$chair", "!chair @slow:far")
    assert await in_turn(seated, draft, named) == ["$draft", "$seat", "$chair"]
    assert await in_turn(draft, replace(seated, item=replace(seated.item, cause="$late"))) == [
        "$late",
        "$draft",
    ]


async def test_who_is_seated_after_a_change_of_chair_is_seated_by_the_new_one() -> None:
    named = asked("direct:!chat", "@chair:b", "$chair", "!chair cs @new:b")
    seated = asked("P1/caucus:cs", "@new:b", "$seat", "!seat @a:b")
    observer = asked("P1/plenary", "@head:b", "$observer", "!observer @a:b")
    assert await in_turn(named, seated, observer) == ["$chair", "$seat", "$observer"]


async def test_an_act_waits_for_a_naming_that_takes_effect_before_it_which_waits_itself() -> None:
    draft = asked("P1/caucus:cs", "@chair:b", "$draft", "!draft\nText.")
    effect = Ready(of_due(Due("timer:naming/3", 1, "forum", NAMING, {"entry": 3}), "@bot:b"))
    position = asked("P2/caucus:cs", "@new:b", "$position", "!consensus yes")
    assert await in_turn(draft, effect, position) == ["$draft", "timer:naming/3", "$position"]


async def test_an_edit_waits_for_its_message_though_that_is_about_something_else() -> None:
    command = asked("forum", "@a:b", "$command", "!status P1")
    edit = replace(command.item, cause="$edit", what=Altered("$command", deleted=True))
    assert await in_turn(command, Ready(edit)) == ["$command", "$edit"]


async def test_a_429_is_waited_out_and_the_request_made_again() -> None:
    rate_limit, asked = RateLimit(), []

    async def limited_once() -> str:
        asked.append(1)
        if len(asked) == 1:
            raise MatrixError(
                "M_LIMIT_EXCEEDED", "slow down", status=429, retry=True, retry_after=0.01
            )
        return "done"

    assert await rate_limit.ask(limited_once) == "done"
    assert len(asked) == 2

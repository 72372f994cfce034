"""What was asked while the bot was down: from its process's start until all is answered.

Many people ask, each in their caucus's room. The bare client reads the same from where it left
off, and sends as many answers as the bot did, each with its tick, one after another in a room.
The bot passes over what one person sends too much of at once, and says so: that is counted.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks.answers import Answers
from benchmarks.bench import Bench, sealed
from benchmarks.client import Client, Event
from benchmarks.measure import Figure, memory
from benchmarks.recording import Request
from benchmarks.relaying import referral
from benchmarks.replay import Plan, plan
from benchmarks.sitting import Sitting, milliseconds

LIMIT = 1.5
MEGABYTES = 150
COMMAND = "!status"


async def measure(
    bench: Bench, size: int, each: tuple[int, int], *, encrypted: bool
) -> AsyncIterator[list[Figure]]:
    """Have so many people ask so often each; then the bot answers, and then the bare client."""
    council = await bench.council(size, encrypted=encrypted)
    people, times = each
    what = f"{people * times:,} commands of {people} people while the bot was down"
    bench.tell(f"{what}{sealed(encrypted)}")
    watchers = dict(list((await referral(council)).watchers.items())[:people])
    plans, command = await _plans(council, watchers)
    await council.rests()
    since = str((await council.bare.client.sync("", 0))["next_batch"])
    answers = Answers(await _say(watchers, times))
    await _say({council.bare.ids[room]: client for room, client in watchers.items()}, times)
    bench.tell(f"{what}: the bot answers")
    ours, kib = await _answered(council, watchers, answers)
    bench.tell(f"{what}: the bare client answers")
    twins = {council.bare.ids[room]: number for room, number in answers.rooms.items()}
    bare = await _bare(council.bare.client, since, command, plans, twins)
    told = f", {answers.flooded:,} told that it was too much" if answers.flooded else ""
    note = f"{len(answers.to) - answers.flooded:,} of {people * times:,} answered{told}"
    yield [
        Figure(f"{what}{sealed(encrypted)}", ours, bare, 1, LIMIT, note=note),
        *memory(f"peak memory with {people * times:,} commands", kib, MEGABYTES),
    ]


async def _plans(council: Sitting, watchers: Mapping[str, Client]) -> tuple[dict[str, Plan], str]:
    """Have one command answered; return what is to be sent in each of the bare bot's rooms."""
    if council.encrypted:
        for key, room in zip(council.keys, watchers, strict=False):
            await council.seal(f"{key}-chair", room)
    room, client = next(iter(watchers.items()))
    await council.settled()
    _, command, _ = await council.commands(client, room, COMMAND)
    requests, ids = await council.settled(), council.bare.ids
    twins = (ids[each] for each in watchers)
    plans = {
        twin: plan(requests, {**ids, room: twin}, Request.is_sent, [command]) for twin in twins
    }
    return plans, command


async def _say(rooms: Mapping[str, Client], times: int) -> set[str]:
    """Have each person say the command in their room so often; return the events."""

    async def says(room: str, client: Client) -> list[str]:
        return [await client.say(room, COMMAND) for _ in range(times)]

    said = await asyncio.gather(*(says(room, client) for room, client in rooms.items()))
    return {event for events in said for event in events}


async def _answered(
    council: Sitting, watchers: Mapping[str, Client], answers: Answers
) -> tuple[float, int]:
    """Start the bot; return the ms until all is answered, and its peak memory in KiB."""
    for client in watchers.values():
        client.told = answers.told
    start = time.perf_counter()
    running = await council.apart()
    ours = milliseconds(start, await running.until(answers.all()))
    peak = running.peak_kib()
    await council.settled()
    for client in watchers.values():
        client.told = None
    return ours, peak


async def _bare(
    client: Client,
    since: str,
    command: str,
    plans: Mapping[str, Plan],
    numbers: Mapping[str, int],
) -> float:
    """Read what was said since, and answer so often in each room; return what it took in ms."""
    start = time.perf_counter()
    joined = (await client.sync(since, 0))["rooms"]["join"]

    async def answers(room: str, number: int) -> float:
        said = await _commands(client, room, joined[room]["timeline"], since)
        ends = [(await plans[room].run(client, {command: each}))[1] for each in said[:number]]
        return max(ends)

    ends = await asyncio.gather(*(answers(room, number) for room, number in numbers.items()))
    return milliseconds(start, *ends)


async def _commands(
    client: Client, room: str, timeline: Mapping[str, Any], since: str
) -> list[str]:
    """Return the commands in a timeline, with those that it left out, oldest first."""
    events, token = list(reversed(timeline["events"])), timeline["prev_batch"]
    while timeline["limited"] and token:
        query = urlencode({"dir": "b", "limit": "100", "from": token, "to": since})
        where = f"/_matrix/client/v3/rooms/{quote(room)}/messages?{query}"
        _, page = await client.ask("GET", where)
        events += page["chunk"]
        token = page.get("end") if page["chunk"] else None
    return [each["event_id"] for each in reversed(events) if _is_command(each)]


def _is_command(event: Event) -> bool:
    return str(event["content"].get("body", "")) == COMMAND

"""A command's round trip: said, recorded durably, its answer seen by who said it.

Against a bare echo bot in a room like the bot's: an aiohttp sync loop that answers with
the same message, and then sends the same tick. With encryption, the bot's room is encrypted,
and the echo bot's is not.
"""

from collections.abc import AsyncIterator

from benchmarks.bench import Bench, sealed
from benchmarks.client import Client
from benchmarks.measure import Comparison, Figure
from benchmarks.recording import Request
from benchmarks.sitting import RECALL, Sitting, milliseconds
from benchmarks.texts import draft

LIMIT = 1.15


async def measure(bench: Bench, size: int, *, encrypted: bool) -> AsyncIterator[list[Figure]]:
    """Measure an act and a query, turn about."""
    council = await bench.council(size, encrypted=encrypted)
    bench.tell(f"a proposal to measure round trips in{sealed(encrypted)}")
    number = await council.proposal()
    plenary = await council.room(f"P{number}/plenary")
    chair = await council.enter("chair", plenary)
    await council.commands(chair, plenary, "!refer")
    member, room = await _caucus(council, number)
    act = Comparison(f"round trip of an act (a caucus text){sealed(encrypted)}")
    query = Comparison(f"round trip of a query (!status){sealed(encrypted)}")
    for turn in range(bench.scale.trips):
        bench.tell(f"round trips{sealed(encrypted)}", turn + 1, bench.scale.trips)
        act.add(*await _both(council, member, room, f"!draft\n{draft(turn + 2)}"))
        query.add(*await _both(council, member, room, "!status"))
    yield [act.median(LIMIT), query.median(LIMIT)]
    await council.commands(chair, plenary, RECALL)
    await council.settled()


async def _caucus(council: Sitting, number: int) -> tuple[Client, str]:
    """Return a caucus chair who takes part in their caucus's room, and that room."""
    key = council.keys[0]
    room = await council.room(f"P{number}/caucus:{key}")
    member = await council.enter(f"{key}-chair", room)
    await council.settled()
    if council.encrypted:
        await council.seal(f"{key}-chair", room)
        await council.commands(member, room, "!status")
        await council.settled()
    return member, room


async def _both(council: Sitting, member: Client, room: str, text: str) -> tuple[float, float]:
    start, event_id, answer = await council.commands(member, room, text)
    ours = milliseconds(start, answer.at)
    done = council.bare.prepare(await council.settled(), event_id, Request.is_sent)
    start, _, answer = await council.commands(member, council.bare.ids[room], text)
    await done
    await council.settled()
    return ours, milliseconds(start, answer.at)

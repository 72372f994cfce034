"""A command's round trip: said, recorded durably, its answer seen by who said it.

Against a bare echo bot in a room like the bot's: an aiohttp sync loop that answers with
the same message, and then sends the same tick.
"""

from benchmarks.client import Client
from benchmarks.measure import Comparison, Scale, Tell
from benchmarks.recording import Request
from benchmarks.sitting import Sitting, milliseconds
from benchmarks.texts import draft

LIMIT = 1.10


async def measure(
    council: Sitting, scale: Scale, tell: Tell, *, encrypted: bool = False
) -> list[Comparison]:
    """Measure an act and a query, turn about; the act is what the limit is for.

    ``encrypted``: in an encrypted room, against the bare bot in one that is not.
    """
    number = await council.opens(draft(1))
    chair = await council.enter("chair", await council.room(f"P{number}/plenary"))
    await council.commands(chair, await council.room(f"P{number}/plenary"), "!refer")
    await council.settled()
    room = await council.room(f"P{number}/caucus:cs")
    member = await council.enter("cs-chair", room)
    await council.settled()
    if encrypted:
        await council.seal("cs-chair", room)
        await council.commands(member, room, "!status")
        await council.settled()
    where = ", encrypted" if encrypted else ""
    act = Comparison(f"a command's round trip: an act (a caucus text){where}", LIMIT)
    query = Comparison(f"a command's round trip: a query (!status){where}", None)
    for turn in range(scale.trips):
        tell(f"round trip {turn + 1} of {scale.trips}")
        act.add(*await _both(council, member, room, f"!draft\n{draft(turn + 2)}"))
        query.add(*await _both(council, member, room, "!status"))
    return [act, query]


async def _both(council: Sitting, member: Client, room: str, text: str) -> tuple[float, float]:
    start, event_id, answer = await council.commands(member, room, text)
    ours = milliseconds(start, answer.at)
    done = council.bare.prepare(await council.settled(), event_id, _sent)
    start, _, answer = await council.commands(member, council.bare.ids[room], text)
    await done
    await council.settled()
    return ours, milliseconds(start, answer.at)


def _sent(request: Request) -> bool:
    return request.sends

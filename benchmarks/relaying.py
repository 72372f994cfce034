"""Relaying a draft: from ``!refer`` until each caucus's room has shown it to its chair.

Against a bare client that sends the same messages to as many rooms, all at once. What else
the bot asks (topics, pins) the bare client asks too, but not while it is measured: the first
message after a change of a room's state takes the homeserver longer.
"""

import asyncio
from collections.abc import Mapping

from benchmarks.client import Client, shows
from benchmarks.measure import Comparison, Scale, Tell
from benchmarks.recording import Request
from benchmarks.sitting import Sitting, milliseconds
from benchmarks.texts import draft

LIMIT = 1.15
RECALL = "!recall To be referred again"


def council_of(size: int) -> dict[str, str]:
    """Return the keys and names of so many caucuses."""
    return {f"c{number}": f"Caucus {number}" for number in range(1, size + 1)}


async def measure(
    council: Sitting, size: int, scale: Scale, tell: Tell, *, encrypted: bool = False
) -> list[Comparison]:
    """Refer a draft, recall it, refer it again, with the bare client in turn.

    ``encrypted``: to encrypted rooms, against the same messages sent as they are.
    """
    number = await council.opens(draft(1))
    plenary = await council.room(f"P{number}/plenary")
    chair = await council.enter("chair", plenary)
    watchers = {}
    for key in council_of(size):
        room = await council.room(f"P{number}/caucus:{key}")
        watchers[room] = await council.enter(f"{key}-chair", room)
    await council.settled()
    where = ", encrypted" if encrypted else ""
    found = Comparison(f"relaying a draft to {size} caucuses{where}", LIMIT)
    if encrypted:  # every room's key is given out with the first message of an hour
        await council.alike(chair, plenary, "!refer")
        await council.alike(chair, plenary, RECALL)
    for turn in range(scale.referrals):
        tell(f"referral {turn + 1} of {scale.referrals} to {size} caucuses")
        found.add(*await _both(council, chair, plenary, watchers, sealed=encrypted))
    return [found]


async def _both(
    council: Sitting,
    chair: Client,
    plenary: str,
    watchers: Mapping[str, Client],
    *,
    sealed: bool,
) -> tuple[float, float]:
    start, command, _ = await council.commands(chair, plenary, "!refer")
    ours = milliseconds(start, *await _shown(watchers, sealed=sealed))
    requests = await council.settled()
    done = council.bare.prepare(requests, command, _sent)
    twins = {council.bare.ids[room]: client for room, client in watchers.items()}
    start, *_ = await council.commands(chair, council.bare.ids[plenary], "!refer")
    bare = milliseconds(start, *await _shown(twins, sealed=sealed))
    await done
    await council.bare.imitate([request for request in requests if not request.sends])
    await council.alike(chair, plenary, RECALL)
    return ours, bare


async def _shown(watchers: Mapping[str, Client], *, sealed: bool) -> list[float]:
    """Wait until each room has shown the draft; return when each did.

    In an encrypted one it is the second message that a referral brings.
    """

    async def shown(room: str, client: Client) -> float:
        if sealed:
            return (await client.sees_sealed(room, 2)).at
        seen = await client.sees(lambda where, event: where == room and shows(event) > 0)
        return seen.at

    return await asyncio.gather(*(shown(room, client) for room, client in watchers.items()))


def _sent(request: Request) -> bool:
    return request.sends

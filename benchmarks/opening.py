"""Opening a proposal: from the forum chair's command until everything is there.

That is when the homeserver has answered the last request (rooms, settings, invitations,
messages, pins, topics, children), and the council chair, who accepts the invitation, has
seen Draft 1. The bare client makes the same requests, as soon as what each needs is there.
"""

from collections.abc import AsyncIterator

from benchmarks.bench import Bench, sealed
from benchmarks.client import Event, shows
from benchmarks.measure import Comparison, Figure
from benchmarks.recording import Request
from benchmarks.sitting import Sitting, milliseconds
from benchmarks.texts import draft

LIMIT = 1.25


async def measure(bench: Bench, size: int, *, encrypted: bool) -> AsyncIterator[list[Figure]]:
    """Measure against all of the bot's requests, and against those that write alone.

    With encrypted caucuses, against the same without their keys.
    """
    council = await bench.council(size, encrypted=encrypted)
    chair = await council.client("chair")
    await chair.join(council.forum)  # and so knows the bot
    chair.accepts = True
    all_of_it = Comparison(f"opening a proposal{sealed(encrypted)}")
    writing = Comparison(f"opening a proposal, against its writes alone{sealed(encrypted)}")
    for turn in range(bench.scale.openings):
        bench.tell(f"opening proposals{sealed(encrypted)}", turn + 1, bench.scale.openings)
        ours, command, requests = await _bot(council)
        writing.add(ours, await _bare(council, command, requests, reads=False))
        all_of_it.add(ours, await _bare(council, command, requests, reads=True))
    chair.accepts = False
    yield [all_of_it.median(LIMIT), writing.median(LIMIT)]


async def _bot(council: Sitting) -> tuple[float, str, tuple[Request, ...]]:
    number = await council.tables(draft(1))
    forum_chair, chair = await council.client("forum-chair"), await council.client("chair")
    start, command, _ = await council.commands(
        forum_chair, council.forum, f"!consensus yes P{number}"
    )
    seen = await chair.sees(_shows_first)
    requests = council.opened[number] = await council.settled()
    return milliseconds(start, seen.at, *(each.done for each in requests)), command, requests


async def _bare(
    council: Sitting, command: str, requests: tuple[Request, ...], *, reads: bool
) -> float:
    forum_chair, chair = await council.client("forum-chair"), await council.client("chair")
    done = council.bare.prepare(requests, command, lambda each: reads or each.writes)
    start, *_ = await council.commands(
        forum_chair, council.bare.ids[council.forum], "!consensus yes"
    )
    seen = await chair.sees(_shows_first)
    last = await done
    await council.settled()
    return milliseconds(start, seen.at, last)


def _shows_first(_room: str, event: Event) -> bool:
    return shows(event) == 1

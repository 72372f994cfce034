"""Opening a proposal: from the forum chair's command until everything is there.

That is when the homeserver has answered the last request (rooms, settings, invitations,
messages, pins, topics, children), and the council chair, who accepts the invitation, has
seen Draft 1. The bare client makes the same requests, as soon as what each needs is there.
"""

from benchmarks.client import Event, shows
from benchmarks.measure import Comparison, Scale, Tell
from benchmarks.recording import Request
from benchmarks.sitting import Sitting, milliseconds
from benchmarks.texts import draft

LIMIT = 1.25


async def measure(
    council: Sitting, scale: Scale, tell: Tell, *, encrypted: bool = False
) -> list[Comparison]:
    """Measure against all of the bot's requests, and against those that write alone.

    ``encrypted``: with encrypted caucuses, against the same without their keys.
    """
    chair = await council.client("chair")
    await chair.join(council.forum)  # and so knows the bot
    chair.accepts = True
    where = ", encrypted" if encrypted else ""
    all_of_it = Comparison(f"opening a proposal{where}", LIMIT)
    writing = Comparison(f"opening a proposal, against its writes alone{where}", LIMIT)
    for turn in range(scale.openings):
        tell(f"opening {turn + 1} of {scale.openings}")
        ours, command, requests = await _bot(council)
        both = await _bare(council, command, requests, reads=True)
        all_of_it.add(ours, both)
        writing.add(ours, await _bare(council, command, requests, reads=False))
    chair.accepts = False
    return [all_of_it, writing]


async def _bot(council: Sitting) -> tuple[float, str, tuple[Request, ...]]:
    number = await council.tables(draft(1))
    forum_chair, chair = await council.client("forum-chair"), await council.client("chair")
    start, command, _ = await council.commands(
        forum_chair, council.forum, f"!consensus yes P{number}"
    )
    seen = await chair.sees(_shows_first)
    requests = await council.settled()
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

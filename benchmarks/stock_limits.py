"""Opening a proposal where the homeserver limits as Synapse does, only faster.

Until who must act next is invited (the council chair into plenary, each caucus's chair into its
room), and until everybody is. The bare client makes the same requests, in the best order. It
invites others of the same number, since how often a person is invited is limited, whoever does it.
How much faster that limit is than stock matters for nobody: one proposal doesn't meet it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any

from benchmarks.bench import Bench
from benchmarks.measure import Comparison, Figure
from benchmarks.paced import ISSUER, Paced, faster
from benchmarks.recording import Request
from benchmarks.replay import Step
from benchmarks.sitting import Sitting, sitting
from benchmarks.texts import draft
from bot.cli.doctor.stock import CREATIONS, EVENTS, INVITEE, Limit
from bot.ratelimit import Turn
from bot.relay import places
from bot.rooms.inviting.order import of_person, of_room
from demo.homeserver import NO_PUSH, UNLIMITED, Homeserver

LIMIT = 1.25
PEOPLE = 10
"""How many times as fast a person's limit is besides: it counts what an earlier row did, too."""

Invited = tuple[str, str]
"""A room, and who is invited there."""


def limits(times: float) -> dict[str, Any]:
    """Return Synapse's own limits, so many times as fast, for a configuration."""

    def limit(stock: Limit) -> dict[str, float]:
        return {"per_second": 1 / faster(stock, times).interval, "burst_count": stock.burst}

    return {
        "rc_message": limit(EVENTS),
        "rc_room_creation": limit(CREATIONS),
        "rc_invites": {
            "per_room": limit(ISSUER),
            "per_issuer": limit(ISSUER),
            "per_user": limit(faster(INVITEE, PEOPLE)),
        },
        "rc_joins": {"local": UNLIMITED},
        "rc_joins_per_room": UNLIMITED,
        "rc_login": {"address": UNLIMITED, "account": UNLIMITED},
    }


async def measure(bench: Bench) -> AsyncIterator[list[Figure]]:
    """Measure both: who must act next, and everybody."""
    seats, times = bench.scale.limited
    bench.tell("starting a homeserver with limits")
    settings = {**limits(times), **NO_PUSH}
    async with (
        Homeserver.start(stock_limits=True, settings=settings) as homeserver,
        sitting(homeserver, bench.folder, bench.scale.named, seats) as council,
    ):
        for client in council.people.values():
            await homeserver.override_ratelimit(client.session.user_id)
        number = await council.tables(draft(1))
        await asyncio.sleep(EVENTS.burst * EVENTS.interval / times)  # it has been quiet
        bench.tell("opening a proposal under stock limits")
        requests, command, ours = await _bot(council, number)
        who = await _who_acts(council, number)
        bare_id = council.bare.client.session.user_id  # whom limits were lifted for to imitate
        await homeserver.admin("DELETE", f"/_synapse/admin/v1/users/{bare_id}/override_ratelimit")
        turn = partial(turn_of, rooms=await council.places(), who=who)
        bare = await _bare(council, requests, command, turn, times)
    yield list(_figures(who, ours, bare))


def _figures(
    who: Iterable[Invited], ours: Mapping[Invited, float], bare: Mapping[Invited, float]
) -> Iterable[Figure]:
    for what, some in (("who must act next", who), ("everybody", ours)):
        compared = Comparison(f"inviting {what} under stock limits")
        compared.add(max(ours[each] for each in some), max(bare[each] for each in some))
        yield compared.median(LIMIT)


async def _bot(
    council: Sitting, number: int
) -> tuple[tuple[Request, ...], str, dict[Invited, float]]:
    """Have the bot open it; return its requests, the command, and when (ms) it invited whom."""
    forum_chair = await council.client("forum-chair")
    said = f"!consensus yes P{number}"
    start, command, _ = await council.commands(forum_chair, council.forum, said)
    requests = await council.settled()
    done = {_invited(r): (r.done - start) * 1000 for r in requests if _invites(r)}
    return tuple(r for r in requests if r.answer is not None), command, done


async def _bare(
    council: Sitting,
    requests: tuple[Request, ...],
    command: str,
    turn: Callable[[Step], Turn],
    times: float,
) -> dict[Invited, float]:
    """Have the bare client do the same for others, and return when it invited whom."""
    paced = Paced(turn, times)
    bare, forum_chair = council.bare, await council.client("forum-chair")
    bare.place = paced.place
    bare.ids |= {p.user_id: f"@bare-{p.user_id[1:]}" for p in council.cast.people.values()}
    done = bare.prepare(requests, command, lambda each: each.writes)
    start, *_ = await council.commands(forum_chair, bare.ids[council.forum], "!consensus yes")
    await done
    steps = ((at, step.request) for at, step in paced.done if _invites(step.request))
    return {_invited(request): (at - start) * 1000 for at, request in steps}


def turn_of(step: Step, rooms: Mapping[str, str], who: Collection[Invited]) -> Turn:
    """Return when the bare client makes a request: what is said goes first."""
    request = step.request
    if request.sends:
        return ()
    place = rooms[request.room or str((request.answer or {})["room_id"])]
    if not _invites(request):
        return of_room(place)
    _, person = invited = _invited(request)
    return of_person(place, person, [person] if invited in who else [])


async def _who_acts(council: Sitting, number: int) -> set[Invited]:
    """Return who must act next, in which room."""
    chairs = {places.plenary_of(number): "chair"} | {
        places.caucus_room(number, key): f"{key}-chair" for key in council.keys
    }
    return {
        (await council.room(place), council.cast[role].user_id) for place, role in chairs.items()
    }


def _invites(request: Request) -> bool:
    return request.kind == "invite" and request.answer is not None


def _invited(request: Request) -> Invited:
    return request.room, str((request.body or {})["user_id"])

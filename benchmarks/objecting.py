"""A command's round trip on a proposal with many objections, and many answers to a call.

As ``round_trip``, in a council of its own. The objections and answers are written through storage
while the bot is down, as it would have left them; nothing of them is in Matrix.
"""

import time
from collections.abc import AsyncIterator

from benchmarks import round_trip
from benchmarks.bench import Bench
from benchmarks.measure import Figure
from benchmarks.sitting import Sitting, sitting
from deliberation import entries as e
from deliberation.reference import CallReference
from deliberation.terms import COUNCIL, Stage
from storage import answers, record
from storage.record import Unsealed

WEEK_MS = 7 * 24 * 3_600_000


async def measure(bench: Bench) -> AsyncIterator[list[Figure]]:
    """Measure an act and a query, turn about."""
    scale = bench.scale
    objections, answered = scale.objected
    what = f" with {objections} objections and {answered} answers"
    bench.tell(f"a proposal{what}")
    made = sitting(bench.homeserver, bench.folder, scale.named, scale.people - 1)
    async with made as council:
        number = await council.proposal()
        asked = await round_trip.referred(council, number)
        await _object(council, number, objections, answered)
        await council.works()
        yield await round_trip.compared(bench, asked, what)


async def _object(council: Sitting, number: int, objections: int, answered: int) -> None:
    """Write objections in plenary, and a call there that so many have answered."""
    async with council.record() as (database, settings), database.write() as conn:
        entries = await record.entries(conn, number)
        drafted = next(x.payload for x in entries if isinstance(x.payload, e.Forwarded))
        about = (COUNCIL, drafted.draft, 0, drafted.fingerprint)
        call = e.CallOpened(*about, _now() + WEEK_MS, 0, "")
        raised = [
            e.ObjectionRaised(COUNCIL, nth, *about[1:], f"Concern {nth}.", (), 1)
            for nth in range(1, objections + 1)
        ]
        person = settings.seed.caucuses[0].chair
        door = e.audience(call, settings.plenary)
        opened, *_ = await record.append(
            conn, [_unsealed(number, door, payload, person) for payload in (call, *raised)]
        )
        named = CallReference(number, opened.number)
        for nth in range(answered):
            await answers.put(conn, f"$answer{nth}", named, f"@somebody-{nth}:example.org")


def _unsealed(number: int, door: str, payload: e.Payload, person: str) -> Unsealed:
    name = f"$written-{payload.kind}-{getattr(payload, 'number', 0)}"
    return Unsealed(
        proposal=number,
        audience=door,
        payload=payload,
        stage=Stage.CAUCUSES,
        person=person,
        event=name,
        event_time=_now(),
        recorded_time=_now(),
        cause=name,
    )


def _now() -> int:
    return time.time_ns() // 1_000_000

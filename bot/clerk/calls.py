"""Calls while they are open: who answers one, and its message, which is edited as answers come in.

Answers aren't of record; the finding is. Knows storage and the relay.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk import item
from bot.clerk.case import Case
from bot.clerk.questions import cast
from bot.relay import places
from bot.relay.notices import Notice, Occasion, post
from bot.relay.post import POLL
from bot.relay.shown import call_data, call_edited, call_named, type_of
from bot.relay.visibility import calls_seen
from bot.rooms.wanted import CALL
from deliberation.calls.answers import asked
from deliberation.calls.call import Call, of_entry, still_open
from deliberation.council import Council
from deliberation.effects import NOBODY, Answered
from deliberation.objections.register import of_body
from deliberation.proposal import Proposal
from deliberation.reference import CallReference, parse_call
from deliberation.terms import EndedBy
from storage import answers, due, outbox
from templates.views import CallView


async def answered(conn: AsyncConnection, proposal: Proposal | None) -> Answered:
    """Return who said that they don't object, by the entries of the calls that are open."""
    under_way = still_open(proposal.calls) if proposal else ()
    return await answers.of(conn, under_way) if under_way else NOBODY


async def answer(case: Case, said: item.Answered) -> None:
    """Note that somebody who is asked doesn't object, as long as the call is open."""
    proposal, call = await _open(case, said.call)
    if proposal is None or call is None or call.question or case.item.event is None:
        return
    council, person = await case.council(), case.item.person
    people = asked(call.body, council)
    if _room_of(proposal, call) == case.item.place.name and (people is None or person in people):
        await answers.put(case.conn, case.item.event.event_id, said.call, person)
        await show(case, call, proposal, council)


async def take_back(case: Case, event_id: str) -> bool:
    """Take back an answer that was removed, as long as the call is open; return whether it was."""
    named = await answers.to(case.conn, event_id)
    proposal, call = await _open(case, named) if named else (None, None)
    if proposal and call and _room_of(proposal, call) == case.item.place.name:
        await answers.take_back(case.conn, event_id)
        await show(case, call, proposal, await case.council(), is_answered=True)
        return True
    return False


async def _open(case: Case, named: CallReference) -> tuple[Proposal | None, Call | None]:
    """Return the proposal and a call on it, None if it isn't open any more."""
    proposal = await case.proposal(named.proposal)
    call = of_entry(proposal.calls, named.entry) if proposal else None
    return proposal, call if call and call.is_open else None


async def follow(case: Case, before: Proposal | None, after: Proposal | None) -> None:
    """Have the messages of calls say how these stand, where that has changed.

    The room hears of one that ended without a finding.
    """
    if before is None or after is None:
        return
    for was, call in _changed(before, after):
        is_same = (was.until, was.is_open) == (call.until, call.is_open)
        await show(case, call, after, await case.council(), is_answered=is_same)
        if was.is_open and call.lapsed:
            data = call_data(call, after, await case.council(), case.settings.plenary)
            case.out.post(post(Notice.CALL_LAPSED, Occasion(_room_of(after, call)), data))
        if was.is_open and not call.is_open and cast.is_ballot(was):
            await cast.forget(case, call)
    for call in after.calls:
        if not call.is_open and (call.until <= case.now or not _may_return(call)):
            await answers.forget(case.conn, call.entry)


async def follow_roster(case: Case) -> None:
    """Have the messages of all open calls say who is asked, now that others are on the council."""
    for planned in await due.of_kind(case.conn, CALL):
        named = parse_call(str(planned.given["call"]))
        proposal, call = await _open(case, named) if named else (None, None)
        if proposal and call:
            await show(case, call, proposal, await case.council(), is_answered=True)
            if cast.is_ballot(call):
                await cast.end_if_all_have_answered(case, proposal, call)


async def asking(conn: AsyncConnection) -> frozenset[str]:
    """Return the keys of the caucuses in which a question or a call is open, on any proposal."""
    return frozenset(places.parse(each.place).caucus for each in await due.of_kind(conn, CALL))


def _may_return(call: Call) -> bool:
    """Whether a correction may give an ended call back, with its answers."""
    if call.question:
        return False
    return call.finding is None or call.finding.ended == EndedBy.OBJECTION


def _changed(before: Proposal, after: Proposal) -> Iterator[tuple[Call, Call]]:
    """Yield the calls that stand otherwise than before: also open ones to which was objected.

    One that a correction took away with the referral has lapsed.
    """
    for was in before.calls:
        call = of_entry(after.calls, was.entry) or replace(was, lapsed=True)
        objections = (of_body(each.objections, call.body) for each in (before, after))
        objected = call.is_open and len({*objections}) > 1
        if was != call or objected:
            yield was, call


async def show(
    case: Case, call: Call, proposal: Proposal, council: Council, *, is_answered: bool = False
) -> None:
    """Have a call's message edited, if it has one; that of a poll shows nothing of answers."""
    place = _room_of(proposal, call)
    if is_answered and type_of(call) == POLL:
        return
    key = await outbox.latest(case.conn, place, call_named(call, proposal))
    if key:
        people = (await answers.of(case.conn, [call.entry]))[call.entry]
        count = (await cast.counts(case.conn, proposal)).get(call.entry, 0)
        plenary, zone = case.settings.plenary, case.settings.timezone
        about = call, proposal, council, people
        case.out.post(call_edited(*about, count, plenary=plenary, zone=zone, key=key))


def _room_of(proposal: Proposal, call: Call) -> str:
    return places.room_of(proposal.number, call.body)


async def calls_here(case: Case, number: int, doors: Collection[str]) -> tuple[CallView, ...]:
    """Return the calls on a proposal that those behind the doors may see, as they stand."""
    proposal, council = await case.proposal(number), await case.council()
    people, counts = await answered(case.conn, proposal), await cast.counts(case.conn, proposal)
    known = proposal, doors, case.settings.plenary, council
    return calls_seen(*known, answered=people, counts=counts)

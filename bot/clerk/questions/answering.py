"""Somebody answers a poll or a ballot: it is taken, or they are told why it doesn't count.

A poll is answered in the caucus's room, a ballot in a direct chat. What was chosen is said again
nowhere. Knows storage and the relay.
"""

from dataclasses import replace

from bot.clerk import calls
from bot.clerk.case import Case
from bot.clerk.item import ALL_ANSWERED, Chosen
from bot.clerk.not_taken import post_not_taken
from bot.clerk.questions import cast
from bot.clerk.trust.in_clear import is_in_clear
from bot.metrics import Outcome
from bot.relay import places
from bot.relay.notices import Notice, Occasion, post
from bot.relay.shown import call_data
from bot.rooms import intended
from bot.rooms.wanted import CALL
from commands.parsing.command import Talk
from deliberation.calls.call import Call, of_entry
from deliberation.methods.count import still_asked
from deliberation.proposal import Proposal
from deliberation.reference import CallReference, parse_call
from deliberation.terms import RoomKind
from storage import answers, ballots, due, inbox
from storage.due import Due
from storage.inbox import Arrival


async def choose(case: Case, said: Chosen) -> Outcome | None:
    """Take an answer, or say why it isn't taken."""
    if said.call is None and (case.room is not RoomKind.DIRECT or await is_in_clear(case)):
        return await post_not_taken(case, Talk(called=False))
    named = [said.call] if said.call else await _theirs(case)
    if not named:
        return await post_not_taken(case, Talk(called=False))
    if len(named) > 1:
        return _told(case, Notice.BALLOT_UNCLEAR)
    proposal = await case.proposal(named[0].proposal)
    call = of_entry(proposal.calls, named[0].entry) if proposal else None
    if proposal is None or call is None or call.question is None:
        return None  # a reply to what asks for no answer of this kind
    return await _judged(case, said, proposal, call)


async def _theirs(case: Case) -> list[CallReference]:
    """Return the ballots that are open in which who writes may answer."""
    found = []
    for planned in await due.of_kind(case.conn, CALL):
        named = parse_call(str(planned.given["call"]))
        proposal = await case.proposal(named.proposal) if named else None
        call = of_entry(proposal.calls, named.entry) if proposal and named else None
        if call and named and call.question and cast.is_ballot(call):
            found += [named] if case.item.person in await _asked(case, call) else []
    return found


async def _judged(case: Case, said: Chosen, proposal: Proposal, call: Call) -> Outcome | None:
    here, own_room = case.item.place.name, places.room_of(proposal.number, call.body)
    if cast.is_ballot(call):
        if here == own_room:
            return await _elsewhere(case, proposal, call)
        if refused := await _not_in_secret(case):
            return _told(case, refused)
    elif here != own_room:
        return None
    if refused := await _not_taken(case, call):
        return await _once(case, refused, call, said)
    taken = _cast if cast.is_ballot(call) else _chosen
    return await taken(case, said, proposal, call)


async def _not_in_secret(case: Case) -> Notice | None:
    """Return why nothing that is secret is taken where it was said."""
    if case.room is not RoomKind.DIRECT:
        return Notice.NOT_ALONE
    return Notice.IN_CLEAR if await is_in_clear(case) else None


async def _not_taken(case: Case, call: Call) -> Notice | None:
    """Return why an answer of the sender's doesn't count."""
    if not call.is_open:
        return Notice.QUESTION_ENDED
    return None if case.item.person in await _asked(case, call) else Notice.NOT_ASKED


async def _asked(case: Case, call: Call) -> tuple[str, ...]:
    council = await case.council()
    return still_asked(call.question, call.body, council) if call.question else ()


async def _chosen(case: Case, said: Chosen, proposal: Proposal, call: Call) -> Outcome | None:
    """Take an answer to a poll."""
    named = CallReference(proposal.number, call.entry)
    event = case.item.event.event_id if case.item.event else ""
    choice = said.choice.value if said.choice else ""
    await answers.choose(case.conn, event, named, case.item.person, choice)
    if not said.typed:
        return None
    case.out.tick(case.item.place.name)
    return Outcome.RECORDED


async def _cast(case: Case, said: Chosen, proposal: Proposal, call: Call) -> Outcome:
    """Take an answer to a ballot. Nothing that is kept of it says when that was."""
    seal = case.ballot_keys.seal(call.entry)
    if said.choice is None:
        return _told(case, Notice.BALLOT_UNCLEAR)
    if seal is None:
        await _end_now(case, proposal, call)
        return _told(case, Notice.BALLOT_VOID)
    case.out.now = call.opened
    await ballots.cast(case.conn, seal, case.item.person, said.choice.value)
    council = await case.council()
    data = call_data(call, proposal, council, case.settings.plenary)
    data = {**data, "zone": case.settings.timezone, "now": case.now}
    case.out.post(case.notice(Notice.BALLOT_TAKEN, data), only_with=case.item.person)
    await calls.show(case, call, proposal, council)
    people = await _asked(case, call)
    known = await ballots.opened(case.conn, seal, people)
    if known.keys() >= {*people}:
        await _end_now(case, proposal, call)
    return Outcome.RECORDED


async def _end_now(case: Case, proposal: Proposal, call: Call) -> None:
    """Have a question ended now, by nobody's act: all have answered, or the answers are lost."""
    named = CallReference(proposal.number, call.entry)
    place, given = places.room_of(proposal.number, call.body), {"call": str(named)}
    cause = f"timer:{named}/{ALL_ANSWERED}"
    await due.plan(case.conn, Due(cause, case.now, place, CALL, {**given, ALL_ANSWERED: 1}))


async def _elsewhere(case: Case, proposal: Proposal, call: Call) -> Outcome:
    """Say in a direct chat alone that an answer in the room doesn't count."""
    person = case.item.person
    place = await intended.offer(case.conn, case.out.secret, person)
    data = call_data(call, proposal, await case.council(), case.settings.plenary)
    told = post(Notice.BALLOT_ELSEWHERE, Occasion(place), data)
    case.out.post(replace(told, answer=False), only_with=person)
    return Outcome.RECORDED


async def _once(case: Case, notice: Notice, call: Call, said: Chosen) -> Outcome | None:
    """Say something to who wrote it; of what a client sends by itself, once a person."""
    cause = f"{notice.value.words}:{call.entry}:{case.item.person}"
    if not said.typed and not await inbox.enter(case.conn, Arrival(cause, "", command=False)):
        return None
    return _told(case, notice)


def _told(case: Case, notice: Notice) -> Outcome:
    case.out.post(case.notice(notice, {"person": case.item.person}))
    return Outcome.POINT_OF_ORDER

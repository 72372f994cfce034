"""Somebody answers a poll or a ballot: it is taken, or they are told why it doesn't count.

A poll is answered in the caucus's room, a ballot in a direct chat. What was chosen is said again
nowhere. Knows storage and the relay.
"""

from dataclasses import replace

from bot.clerk import calls
from bot.clerk.case import Case
from bot.clerk.item import Chosen
from bot.clerk.not_taken import post_not_taken
from bot.clerk.questions import cast
from bot.clerk.trust.in_clear import is_in_clear
from bot.metrics import Outcome
from bot.relay import places
from bot.relay.notices import Notice, Occasion, post
from bot.relay.shown import call_data
from bot.rooms import intended
from commands.parsing.command import Talk
from deliberation.calls.call import Call, of_entry
from deliberation.proposal import Proposal
from deliberation.reference import CallReference
from deliberation.terms import RoomKind
from storage import answers, ballots, inbox
from storage.inbox import Arrival
from templates.views import Value


async def choose(case: Case, said: Chosen) -> Outcome | None:
    """Take an answer, or say why it isn't taken."""
    named = [said.call] if said.call else await cast.to_answer(case)
    if not named:
        return await post_not_taken(case, Talk(called=False))
    if len(named) > 1:
        refused = await _not_in_secret(case)
        return _told(case, refused or Notice.BALLOT_UNCLEAR, ballots=len(named))
    proposal = await case.proposal(named[0].proposal)
    call = of_entry(proposal.calls, named[0].entry) if proposal else None
    if proposal is None or call is None or call.question is None:
        return None  # a reply to what asks for no answer of this kind
    return await _judged(case, said, proposal, call)


async def _judged(case: Case, said: Chosen, proposal: Proposal, call: Call) -> Outcome | None:
    here, own_room = case.item.place.name, places.room_of(proposal.number, call.body)
    if cast.is_ballot(call):
        if here == own_room:
            await inbox.ask_nothing(case.conn, case.item.cause)
            is_asked = await _not_taken(case, call) is None
            return await _elsewhere(case, proposal, call) if is_asked else None
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
        return Notice.BALLOT_WATCHED
    return Notice.IN_CLEAR if await is_in_clear(case) else None


async def _not_taken(case: Case, call: Call) -> Notice | None:
    """Return why an answer of the sender's doesn't count."""
    if not call.is_open:
        return Notice.QUESTION_ENDED
    return None if case.item.person in await cast.asked(case, call) else Notice.NOT_ASKED


async def _chosen(case: Case, said: Chosen, proposal: Proposal, call: Call) -> Outcome | None:
    """Take an answer to a poll."""
    named = CallReference(proposal.number, call.entry)
    event = case.item.event.event_id if case.item.event else ""
    choice = said.choice.value if said.choice else ""
    if _is_late(case) and case.item.person in await answers.chosen(case.conn, call.entry):
        return _told(case, Notice.ANSWER_OVERTAKEN)
    await answers.choose(case.conn, event, named, case.item.person, choice)
    if not said.typed:
        return None
    case.out.tick(case.item.place.name)
    return Outcome.RECORDED


async def _cast(case: Case, said: Chosen, proposal: Proposal, call: Call) -> Outcome:
    """Take an answer to a ballot. Once that is acknowledged nothing says when it was."""
    seal = case.ballot_keys.seal(call.entry)
    if said.choice is None:
        return _told(case, Notice.BALLOT_UNCLEAR, ballots=1)
    if seal is None:
        await cast.end_now(case, proposal, call, {})
        return _told(case, Notice.BALLOT_VOID)
    if _is_late(case) and await ballots.opened(case.conn, seal, [case.item.person]):
        return _told(case, Notice.ANSWER_OVERTAKEN)
    await ballots.cast(case.conn, seal, case.item.person, said.choice.value)
    council = await case.council()
    data = call_data(call, proposal, council, case.settings.plenary)
    data = {**data, "zone": case.settings.timezone, "now": case.now}
    case.out.post(case.notice(Notice.BALLOT_TAKEN, data), only_with=case.item.person)
    await calls.show(case, call, proposal, council)
    await cast.end_if_all_have_answered(case, proposal, call)
    return Outcome.RECORDED


def _is_late(case: Case) -> bool:
    """Whether the answer came before others, and could only be read now."""
    return case.item.head is not None


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


def _told(case: Case, notice: Notice, **data: Value) -> Outcome:
    case.out.post(case.notice(notice, {"person": case.item.person, **data}))
    return Outcome.POINT_OF_ORDER

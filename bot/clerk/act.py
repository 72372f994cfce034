"""An act is decided, what follows is recorded, and those who must hear of it are told.

All in the transaction of the case. Knows the procedure, the relay and storage.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk import calls, corrections
from bot.clerk.case import Case
from bot.clerk.judged_by import completed
from bot.clerk.questions import cast
from bot.clerk.timers import closing, leaving, plan
from bot.relay import messages, places
from bot.relay.heard import Heard
from bot.relay.visibility import correctable_seen
from bot.rooms import intended
from bot.rooms.invite import waiting
from deliberation import acts as a
from deliberation import council as councils
from deliberation import entries as e
from deliberation import fold as proposals
from deliberation import procedure, roster
from deliberation.calls.call import of_entry
from deliberation.calls.effects import finding
from deliberation.clauses import Edited, edited
from deliberation.council import Council
from deliberation.errors import Code, PointOfOrder
from deliberation.methods.count import counted
from deliberation.officers import Given
from deliberation.people import Existence
from deliberation.possible import on_proposal, on_roster
from deliberation.proposal import Proposal
from deliberation.reference import CallReference
from deliberation.terms import EndedBy, Method, Stage
from storage import inbox, record, rooms
from storage.inbox import Arrival
from storage.record import Unsealed

LATEST = 20
"""How many proposals are looked at, of each kind, to see what may be done with one."""
Decided = tuple[e.Payload, Stage | None]


async def act(case: Case, want: a.Act, proposal: int) -> None:
    """Do an act, on the proposal with this number if on one. Raises PointOfOrder.

    Whatever is refused has changed nothing.
    """
    council = await case.council()
    is_new = isinstance(want, a.Propose)
    before = None if is_new else await case.proposal(proposal)
    if isinstance(want, a.RosterAct):
        number, decided = e.COUNCIL_CHAIN, await _on_roster(case, want, council)
    elif isinstance(want, a.ProposalAct):
        judged = procedure.decide(
            *(await completed(case, want, before), _actor(case), before, council),
            answered=await calls.answered(case.conn, before),
            cast=await cast.cast_here(case, before) if isinstance(want, a.EndCall) else {},
        )
        decided = [(each.payload, each.stage) for each in judged]
        number = await record.next_proposal_number(case.conn) if is_new else proposal
    else:
        assert_never(want)
    here = case.item.place.name
    stored = await record.append(case.conn, [_unsealed(case, number, each) for each in decided])
    await _note_unreachable(case, want, stored[0])
    await _follow(case, stored, Before(before, council, here, _edited(case, want, before)))
    if case.item.event:
        case.out.tick(here)


async def take_effect(case: Case, entry: int) -> None:
    """Do what the secretariat announced with this entry, now that its time has come.

    That is nothing if it was refused meanwhile, or came about otherwise.
    """
    council = await case.council()
    naming = council.namings.numbered(entry)
    if naming is None:
        return
    judged = roster.take_effect(naming, council, _given(case))
    unsealed = [_unsealed(case, e.COUNCIL_CHAIN, (payload, None)) for payload in judged]
    await _follow(case, await record.append(case.conn, unsealed), Before(None, council))


async def end_call(case: Case, named: CallReference, by: EndedBy) -> None:
    """Record what a call found, now that its time has come: nothing if it ended otherwise."""
    proposal, council = await case.proposal(named.proposal), await case.council()
    call = of_entry(proposal.calls, named.entry) if proposal else None
    if proposal is None or call is None or not call.is_open:
        return
    if call.question:
        found: e.Payload = counted(call, call.question, council, await cast.cast_in(case, call), by)
    else:
        people = (await calls.answered(case.conn, proposal)).get(call.entry, ())
        found = finding(call, proposal, council, people, by)
    unsealed = [_unsealed(case, proposal.number, (found, proposal.stage))]
    stored = await record.append(case.conn, unsealed)
    await _follow(case, stored, Before(proposal, council, case.item.place.name))


def _edited(case: Case, want: a.Act, before: Proposal | None) -> Edited | None:
    """Return which clause of which text an act changed, if it gave the words of one alone."""
    if before is None or not isinstance(want, a.IssueDraft | a.GiveCaucusText):
        return None
    return edited(want, _actor(case), before)


async def possible(case: Case) -> dict[str, tuple[int, ...]]:
    """Return by name which acts the sender may do here now, each with the proposals on which."""
    council, actor = await case.council(), _actor(case)
    on_none = on_proposal(actor, None, council)
    on_people = on_roster(actor, council, _given(case))
    found: dict[str, tuple[int, ...]] = {act.__name__: () for act in (*on_none, *on_people)}
    place, within = case.item.place, case.settings.correct
    for number in await _in_question(case):
        proposal = await case.proposal(number)
        slip = correctable_seen(proposal, place, case.now, within)
        for each in on_proposal(actor, proposal, council):
            if slip or each is not a.Correct:
                found[each.__name__] = (*found.get(each.__name__, ()), number)
    return found


async def _in_question(case: Case) -> list[int]:
    """Return the room's proposal, or where it has none the latest under way and that ended."""
    if here := case.item.place.proposal:
        return [here]
    listed = await record.listing(case.conn)
    ended = [each.number for each in listed if each.stage.ended]
    under_way = [each.number for each in listed if not each.stage.ended]
    return under_way[-LATEST:] + ended[-LATEST:]


def _actor(case: Case) -> a.Actor:
    return a.Actor(case.item.person, case.room, case.item.place.caucus)


async def _on_roster(case: Case, want: a.RosterAct, council: Council) -> list[Decided]:
    telling = ""
    if isinstance(want, a.NameChair):
        telling = f"told:unreachable:{want.person}:{case.item.person}"
        want = replace(want, told=bool(await inbox.known(case.conn, [telling])))
    try:
        given = replace(_given(case), asking=await calls.asking(case.conn))
        judged = roster.decide(want, _actor(case), council, given)
    except PointOfOrder as refused:
        if refused.code is Code.CHAIR_UNREACHABLE:
            await _once(case, telling)
        raise
    return [(payload, None) for payload in judged]


def _given(case: Case) -> Given:
    settings = case.settings
    return Given(settings.secretariat, settings.user_id, settings.interregnum, case.now)


async def _note_unreachable(case: Case, want: a.Act, entry: e.Entry) -> None:
    """Note that the answer says of whom it names that their homeserver doesn't answer."""
    if isinstance(want, a.Naming) and want.account.existence is Existence.UNREACHABLE:
        await _once(case, waiting(want.person, entry.number))


async def _once(case: Case, name: str) -> None:
    """Note in the inbox that something was said, which is not to be said again."""
    await inbox.enter(case.conn, Arrival(name, "", command=False))


def _unsealed(case: Case, number: int, decided: Decided) -> Unsealed:
    payload, stage = decided
    item = case.item
    return Unsealed(
        proposal=number,
        audience=e.audience(payload, case.settings.plenary),
        payload=payload,
        stage=stage,
        person=item.person,
        event=item.event.event_id if item.event else "",
        event_time=item.at,
        recorded_time=case.now,
        cause=item.cause,
    )


@dataclass(frozen=True)
class Before:
    """What was so before an act: the proposal if on one, the council, where the act was asked.

    ``changed`` says which clause of which text it changes, if it gives the words of one alone.
    """

    proposal: Proposal | None
    council: Council
    here: str = ""
    changed: Edited | None = None


async def _follow(case: Case, stored: Sequence[e.Entry], was: Before) -> None:
    """Post what the entries give rise to, and see to the rooms that they change."""
    before, council = was.proposal, was.council
    stage = before.stage if before else None
    moved = any(entry.stage not in (None, stage) for entry in stored)
    head = (await record.head(case.conn)).hash if moved else ""
    own, live = case.settings, await told_of_officers(case.conn, stored)
    for entry in stored:
        earlier = council
        council = councils.apply(council, entry) if not entry.proposal else council
        after = proposals.apply(before, entry) if entry.proposal else None
        told = (was.changed, case.idle, case.account, earlier, live)
        heard = Heard(entry, before, after, council, was.here, own.plenary, head, *told)
        heard = replace(heard, zone=own.timezone, statements=own.statements, correct=own.correct)
        if after and after.stage.ended:
            heard = await _with_forum(case, heard)
        for post in messages.posts(heard):
            case.out.post(post)
        await corrections.strike(case, heard)
        await intended.follow(case.conn, case.out.secret, entry, council, after)
        await _ask_in_secret(case, entry)
        if after and after.ended:
            its_rooms = await rooms.of_proposal(case.conn, after.number)
            await leaving.plan(case.conn, its_rooms, own.leave_after)
        before = after
    await plan.namings(case.conn, was.council, council)
    await plan.deadline(case.conn, own.reminders, was.proposal, before)
    await plan.calls(case.conn, was.proposal, before)
    await calls.follow(case, was.proposal, before)
    if council != was.council:
        await calls.follow_roster(case)
    await closing.plan(case.conn, own, was.proposal, before)


async def _ask_in_secret(case: Case, entry: e.Entry) -> None:
    """See to it that what is cast in a ballot can be sealed, and that each is asked in a chat."""
    payload = entry.payload
    if isinstance(payload, e.QuestionPut) and payload.method == Method.BALLOT:
        case.ballot_keys.make(entry.number)
        for person in payload.electorate:
            await intended.offer(case.conn, case.out.secret, person)


async def _with_forum(case: Case, heard: Heard) -> Heard:
    """Return what the relay hears of an ending, with where talk goes on."""
    forum = await rooms.get(case.conn, places.FORUM_PLACE)
    room_id = forum.room_id if forum else None
    return replace(heard, forum=room_id or "", server=case.settings.rooms.server)


# --- who is chair and deputy --------------------------------------------------------------


async def told_of_officers(conn: AsyncConnection, stored: Sequence[e.Entry]) -> tuple[int, ...]:
    """Return the proposals in whose rooms it is told who is chair, if entries are of the roster.

    These are those before the council.
    """
    if all(entry.proposal for entry in stored):
        return ()
    return tuple(each.number for each in await record.live(conn) if each.stage.before_council)

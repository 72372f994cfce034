"""An act is decided, what follows is recorded, and those who must hear of it are told.

All in the transaction of the case. Knows the procedure, the relay and storage.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk.case import Case
from bot.clerk.item import NAMING, Item
from bot.clerk.timers import leaving
from bot.relay import messages, places
from bot.relay.heard import Heard
from bot.rooms import intended
from bot.rooms.invite import waiting
from deliberation import acts as a
from deliberation import council as councils
from deliberation import entries as e
from deliberation import procedure, reference, roster
from deliberation import proposal as proposals
from deliberation.clauses import Edited, edited
from deliberation.council import Council
from deliberation.errors import Code, PointOfOrder
from deliberation.namings import Naming
from deliberation.officers import Given
from deliberation.people import Existence
from deliberation.possible import on_proposal, on_roster
from deliberation.proposal import Proposal
from deliberation.reference import Reference
from deliberation.terms import Stage
from storage import due, inbox, record, rooms
from storage.due import Due
from storage.inbox import Arrival
from storage.record import Unsealed
from storage.rooms import Room

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
        decided = await _on_proposal(case, want, before, council)
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
    for number in await _in_question(case):
        for each in on_proposal(actor, await case.proposal(number), council):
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
    telling = f"told:unreachable:{want.person}:{case.item.person}"
    if isinstance(want, a.NameChair):
        want = replace(want, told=bool(await inbox.known(case.conn, [telling])))
    try:
        judged = roster.decide(want, _actor(case), council, _given(case))
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


async def _on_proposal(
    case: Case, want: a.ProposalAct, before: Proposal | None, council: Council
) -> list[Decided]:
    if isinstance(want, a.RecordPosition):
        (shown, text), told = await _shown_before(case), await _told_before(case, before)
        want = replace(want, shown=shown, shown_text=text, at=case.now, told=told)
    elif isinstance(want, a.IssueDraft | a.Undraft):
        shown, _ = await _shown_before(case)
        want = replace(want, shown=shown)
    elif isinstance(want, a.TakeBackCaucusText):
        want = replace(want, shown_text=await _latest_shown(case, before))
    elif isinstance(want, a.GiveCaucusText):
        shown, text = await _shown_before(case)
        want = replace(want, shown=shown, shown_text=text)
    elif isinstance(want, a.RaiseObjection):
        shown, text = await _shown_before(case)
        want = replace(want, shown=shown, shown_text=text, most=case.settings.objections)
    judged = procedure.decide(want, _actor(case), before, council)
    return [(each.payload, each.stage) for each in judged]


async def _told_before(case: Case, before: Proposal | None) -> int:
    """Return the entry of the caucus's position if the person was told that it stands, or 0.

    That is once the telling was in the room before the command: who sends the same twice has not
    been told in between.
    """
    last = before.positions.get(case.item.place.caucus) if before else None
    if last is None or not await inbox.known(case.conn, [case.telling(last.entry)]):
        return 0
    return last.entry


async def _shown_before(case: Case) -> tuple[int, int]:
    """Return the draft last shown in the room before the command was given, or 0.

    And the number of the caucus text on it that was shown there since, or 0. That is by the room's
    order, but for what was put off, or may come late from another homeserver, whose members had
    not seen it.
    """
    room, until = await rooms.get(case.conn, case.item.place.name), case.item.seen_until
    if room is None or (until is not None and room.shown_at > until):
        return 0, 0
    return room.shown, _text_shown(case.item, room, room.shown)


async def _latest_shown(case: Case, before: Proposal | None) -> int:
    """Return the number of the caucus text on the current draft that was last shown so, or 0."""
    room, current = await rooms.get(case.conn, case.item.place.name), before and before.current
    return _text_shown(case.item, room, current.number) if room and current else 0


def _text_shown(item: Item, room: Room, draft: int) -> int:
    place, until = item.place, item.seen_until
    seen = until is None or room.shown_text_at <= until
    text = reference.parse(room.shown_text) if seen else None
    own = Reference(place.proposal, draft, place.caucus, text.number if text else 0)
    return own.number if text == own else 0


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
    plenary, live = case.settings.plenary, await told_of_officers(case.conn, stored)
    for entry in stored:
        earlier = council
        council = councils.apply(council, entry) if not entry.proposal else council
        after = proposals.apply(before, entry) if entry.proposal else None
        told = (was.changed, case.idle, case.account, earlier, live)
        heard = Heard(entry, before, after, council, was.here, plenary, head, *told)
        if after and after.stage.ended:
            heard = await _with_forum(case, heard)
        for post in messages.posts(heard):
            case.out.post(post)
        await intended.follow(case.conn, case.out.secret, entry, council, after)
        if after and after.ended:
            its_rooms = await rooms.of_proposal(case.conn, after.number)
            await leaving.plan(case.conn, its_rooms, case.settings.leave_after)
        before = after
    await plan_namings(case.conn, was.council, council)


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


async def plan_namings(conn: AsyncConnection, before: Council, after: Council) -> None:
    """Have the namings that are new take effect at their time, and those that are gone not."""
    was, now = (set(council.namings.under_way) for council in (before, after))
    for naming in was - now:
        await due.call_off(conn, _cause(naming))
    for naming in now - was:
        given = {"entry": naming.entry}
        planned = Due(_cause(naming), naming.effective, places.FORUM_PLACE, NAMING, given)
        await due.plan(conn, planned)


def _cause(naming: Naming) -> str:
    return f"timer:naming/{naming.entry}"

"""An act is decided, what follows is recorded, and those who must hear of it are told.

All in the transaction of the case. Knows the procedure, the relay and storage.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from bot.clerk import leaving
from bot.clerk.case import Case
from bot.relay import messages
from bot.relay.heard import Heard
from bot.rooms import intended
from deliberation import acts as a
from deliberation import council as councils
from deliberation import entries as e
from deliberation import procedure, reference, roster
from deliberation import proposal as proposals
from deliberation.clauses import Edited, edited
from deliberation.council import Council
from deliberation.errors import Code, PointOfOrder
from deliberation.proposal import Proposal
from deliberation.reference import Reference
from deliberation.terms import Stage
from storage import inbox, record, rooms
from storage.inbox import Arrival
from storage.record import Unsealed

Decided = tuple[e.Payload, Stage | None]


async def act(case: Case, want: a.Act, proposal: int) -> None:
    """Do an act, on the proposal with this number if on one. Raises PointOfOrder.

    Whatever is refused has changed nothing.
    """
    council = await case.council()
    is_new = isinstance(want, a.Propose)
    before = None if is_new else await case.proposal(proposal)
    if isinstance(want, a.RosterAct):
        number, decided = e.COUNCIL_CHAIN, _on_roster(case, want, council)
    elif isinstance(want, a.ProposalAct):
        decided = await _on_proposal(case, want, before, council)
        number = await record.next_proposal_number(case.conn) if is_new else proposal
    else:
        assert_never(want)
    stored = await record.append(case.conn, [_unsealed(case, number, each) for each in decided])
    await _follow(case, stored, before, council, _edited(case, want, before))
    if case.item.event:
        case.out.tick(case.item.place.name)


def _edited(case: Case, want: a.Act, before: Proposal | None) -> Edited | None:
    """Return which clause of which text an act changed, if it gave the words of one alone."""
    if before is None or not isinstance(want, a.IssueDraft | a.GiveCaucusText):
        return None
    return edited(want, _actor(case), before)


def _actor(case: Case) -> a.Actor:
    return a.Actor(case.item.person, case.room, case.item.place.caucus)


def _on_roster(case: Case, want: a.RosterAct, council: Council) -> list[Decided]:
    settings = case.settings
    judged = roster.decide(want, _actor(case), council, settings.secretariat, settings.user_id)
    return [(payload, None) for payload in judged]


async def _on_proposal(
    case: Case, want: a.ProposalAct, before: Proposal | None, council: Council
) -> list[Decided]:
    if isinstance(want, a.RecordPosition):
        (shown, text), told = await _shown_before(case), await _told_before(case, before)
        want = replace(want, shown=shown, shown_text=text, at=case.now, told=told)
    elif isinstance(want, a.IssueDraft | a.GiveCaucusText):
        shown, _ = await _shown_before(case)
        want = replace(want, shown=shown)
    try:
        judged = procedure.decide(want, _actor(case), before, council)
    except PointOfOrder as refused:
        if refused.code is Code.OTHER_OFFICER_DIFFERS:
            name = _telling(case, refused.fields["entry"])
            await inbox.enter(case.conn, Arrival(name, "", command=False))
        raise
    return [(each.payload, each.stage) for each in judged]


async def _told_before(case: Case, before: Proposal | None) -> int:
    """Return the entry of the caucus's position if the person was told that it stands, or 0.

    The inbox knows, as it does of whatever is said once.
    """
    last = before.positions.get(case.item.place.caucus) if before else None
    if last is None or not await inbox.known(case.conn, [_telling(case, last.entry)]):
        return 0
    return last.entry


def _telling(case: Case, entry: int) -> str:
    return f"told:{entry}:{case.item.person}"


async def _shown_before(case: Case) -> tuple[int, int]:
    """Return the draft last shown in the room before the command was given, or 0.

    And the number of the caucus text on it that was shown there since, or 0. That is by the room's
    order, but for what was put off, or may come late from another homeserver, whose members had
    not seen it.
    """
    room, until = await rooms.get(case.conn, case.item.place.name), case.item.seen_until
    if room is None or (until is not None and room.shown_at > until):
        return 0, 0
    seen = until is None or room.shown_text_at <= until
    text = reference.parse(room.shown_text) if seen else None
    place = case.item.place
    own = Reference(place.proposal, room.shown, place.caucus, text.number if text else 0)
    return room.shown, own.number if text == own else 0


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


async def _follow(
    case: Case,
    stored: Sequence[e.Entry],
    before: Proposal | None,
    council: Council,
    changed: Edited | None,
) -> None:
    """Post what the entries give rise to, and see to the rooms that they change."""
    stage = before.stage if before else None
    moved = any(entry.stage not in (None, stage) for entry in stored)
    head = (await record.head(case.conn)).hash if moved else ""
    here, plenary = case.item.place.name, case.settings.plenary
    for entry in stored:
        council = councils.apply(council, entry) if not entry.proposal else council
        after = proposals.apply(before, entry) if entry.proposal else None
        heard = Heard(entry, before, after, council, here, plenary, head, changed, case.idle)
        for post in messages.posts(heard):
            case.out.post(post)
        await intended.follow(case.conn, case.out.secret, entry, council, after)
        if after and after.ended:
            its_rooms = await rooms.of_proposal(case.conn, after.number)
            await leaving.plan(case.conn, its_rooms, case.settings.leave_after)
        before = after

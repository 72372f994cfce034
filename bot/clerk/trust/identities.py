"""By which master keys people's devices are known: shown, and confirmed where one has changed.

They stand beside the record. Knows storage.
"""

from typing import assert_never

from bot.clerk.case import Case
from bot.clerk.trust.in_clear import came_sealed
from bot.matrix import Doubt
from bot.metrics import Outcome
from bot.relay.notices import Notice, Occasion, post
from bot.relay.officers import hear_of
from bot.relay.visibility import council_seen
from commands.parsing.identities import ConfirmIdentity, Identifying, ShowIdentity
from deliberation.council import Council
from deliberation.errors import Code, PointOfOrder
from deliberation.officers import confirmed_by
from deliberation.terms import Authority
from storage import identities, rooms
from storage.identities import Known
from templates.views import Data


async def tell_of_doubt(case: Case, doubt: Doubt) -> Outcome:
    """Say why a command is not acted on, and what to do."""
    case.out.post(case.notice(_refusal(doubt), await _about(case, case.item.person)))
    return Outcome.DOUBTFUL


def _refusal(doubt: Doubt) -> Notice:
    match doubt:
        case Doubt.UNSIGNED:
            return Notice.UNSIGNED
        case Doubt.CHANGED:
            return Notice.IDENTITY_DIFFERS
        case Doubt.GONE:
            return Notice.IDENTITY_GONE
        case _:
            assert_never(doubt)


async def identify(case: Case, want: Identifying) -> Outcome:
    """Show or confirm an identity. Raises PointOfOrder."""
    if want.person == case.settings.user_id:
        raise PointOfOrder(Code.BOTS_IDENTITY)
    match want:
        case ShowIdentity():
            await _show(case, want)
            return Outcome.ANSWERED
        case ConfirmIdentity():
            await _confirm(case, want)
            return Outcome.RECORDED
        case _:
            assert_never(want)


async def _show(case: Case, asked: ShowIdentity) -> None:
    """Show by which master key a person's devices are known, and which one they have."""
    known = await identities.get(case.conn, asked.person)
    data: Data = {
        **await _about(case, asked.person),
        "pinned": known.pinned if known else "",
        "seen": known.seen if known else "",
        "devices": case.settings.devices,
    }
    case.out.post(case.notice(Notice.IDENTITY, data))


async def _confirm(case: Case, asked: ConfirmIdentity) -> None:
    """Pin the master key that a person has now, and tell the rooms. Raises PointOfOrder."""
    council, person = await case.council(), asked.person
    known = _changed(person, await identities.get(case.conn, person))
    if not await came_sealed(case):
        raise PointOfOrder(Code.NOT_ENCRYPTED)
    _judge(case, council, person)
    if not known.seen.startswith(asked.fingerprint):
        raise PointOfOrder(Code.OTHER_IDENTITY, person=person, seen=known.seen)
    await identities.confirm(case.conn, person, known.seen)
    named: Data = {"person": person, "key": known.seen, "by": case.item.person}
    data: Data = {**named, "council": council_seen(council)}
    case.out.post(case.notice(Notice.IDENTITY_CONFIRMED_ANSWER, data))
    here = case.item.place.name
    live = await rooms.open_places(case.conn)
    for name in hear_of(person, council, case.settings.secretariat, live):
        if name != here:
            case.out.post(post(Notice.IDENTITY_CONFIRMED, Occasion(name), data))
    case.out.tick(here)


def _changed(person: str, known: Known | None) -> Known:
    """Return what is known of a person if there is something to confirm. Raises PointOfOrder."""
    if known is None:
        raise PointOfOrder(Code.NO_IDENTITY, person=person)
    if known.stands:
        raise PointOfOrder(Code.IDENTITY_STANDS, person=person)
    if not known.seen:
        raise PointOfOrder(Code.IDENTITY_GONE, person=person)
    return known


def _judge(case: Case, council: Council, person: str) -> None:
    """Raise PointOfOrder if the sender doesn't confirm this person's identity."""
    body = confirmed_by(person, council, case.settings.secretariat)
    if not body:
        raise PointOfOrder(Code.CONFIRMED_ELSEWHERE, person=person)
    if case.item.person != council.chair_of(body):
        raise PointOfOrder(Code.NOT_AUTHORISED, who=Authority.CHAIR, body=body)


async def _about(case: Case, person: str) -> Data:
    """Return whom it is about, and whose chair would confirm another identity of theirs."""
    council = await case.council()
    body = confirmed_by(person, council, case.settings.secretariat)
    return {"person": person, "body": body, "council": council_seen(council)}

"""What an act on a proposal is judged by besides the state: what was shown and told, and when.

Knows storage, which it only reads.
"""

from dataclasses import replace

from bot.clerk.case import Case
from bot.clerk.item import Item
from bot.rooms.wanted import speaks_until
from deliberation import acts as a
from deliberation import reference
from deliberation.periods import moment
from deliberation.proposal import Proposal
from deliberation.reference import Reference
from deliberation.terms import RoomKind
from storage import inbox, rooms
from storage.rooms import Room

_TIMED = a.Refer | a.Return | a.SetDeadline | a.OpenCall | a.OpenSilence | a.ExtendCall | a.Ask


async def completed(  # noqa: PLR0911 - one a kind of act
    case: Case, want: a.ProposalAct, before: Proposal | None
) -> a.ProposalAct:
    """Return an act with what its sender couldn't say."""
    if isinstance(want, a.RecordPosition):
        (shown, text), told = await _shown_before(case), await _told_before(case, before)
        return replace(want, shown=shown, shown_text=text, at=case.now, told=told)
    if isinstance(want, a.IssueDraft | a.Undraft | a.CallForRules):
        shown, _ = await _shown_before(case)
        return replace(want, shown=shown)
    if isinstance(want, a.TakeBackCaucusText):
        return replace(want, shown_text=await _latest_shown(case, before))
    if isinstance(want, a.GiveCaucusText | a.RaiseObjection):
        shown, text = await _shown_before(case)
        want = replace(want, shown=shown, shown_text=text)
        most = case.settings.objections
        return replace(want, most=most) if isinstance(want, a.RaiseObjection) else want
    if isinstance(want, a.MakeStatement) and before:
        return replace(want, open_until=await speaks_until(case.conn, before, RoomKind.PLENARY))
    if isinstance(want, a.Correct):
        at = await _corrected_at(case, before)
        return replace(want, at=at, within=case.settings.correct)
    if isinstance(want, a.OpenCall | a.OpenSilence | a.Ask) and want.term is None:
        want = replace(want, term=a.Term(case.settings.call))
    if isinstance(want, _TIMED) and want.term:
        return replace(want, term=_timed(case, want.term))
    return want


async def _corrected_at(case: Case, before: Proposal | None) -> int:
    """Return when (ms) a correction is taken to be given: what was said in time, counts.

    That is told of outcomes alone, whose time to be corrected is due among what was said.
    """
    until = await speaks_until(case.conn, before, RoomKind.CAUCUS) if before else 0
    return min(case.now, until) if until else case.now


def _timed(case: Case, term: a.Term) -> a.Term:
    """Return a term with the moment at which it ends; 0 if there is no such moment."""
    settings = case.settings
    until = case.now + term.period if term.period else moment(term.moment, settings.timezone) or 0
    return replace(term, until=until, at=case.now, shortest=settings.shortest)


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

"""Stages, drafts, rounds and positions played again: what of them could not have been.

Pure; imports ``faults``, ``chain_replay``, and of ``deliberation`` the entries and the roster.
"""

from deliberation import acts as a
from deliberation import entries as e
from deliberation.conditions import every_caucus_agreed
from deliberation.council import Caucus, Council
from deliberation.effects import Situation
from deliberation.errors import PointOfOrder
from deliberation.terms import RoomKind, caucus_of
from deliberation.text import fingerprint
from storage.chain_replay import Chain, Found, Seen
from storage.faults import FaultCode
from texts.read import Format, read


def _about(chain: Chain, number: int, mark: str = "") -> Found:
    """Yield why an entry can't be about this draft, with this fingerprint if one is given."""
    draft, current = chain.proposal.draft(number), chain.proposal.current
    if draft and mark and mark != draft.fingerprint:
        yield FaultCode.OTHER_TEXT, {"draft": number}
    elif chain.whole and draft is None:
        yield FaultCode.NO_DRAFT, {"draft": number}
    elif chain.whole and draft != current:
        yield FaultCode.NOT_CURRENT, {"draft": number, "current": current.number if current else 0}


def on_current(
    s: Seen[
        e.Undrafted
        | e.Recalled
        | e.RoundClosed
        | e.DeadlineSet
        | e.CaucusTextGiven
        | e.CaucusTextTakenBack
    ],
) -> Found:
    """Yield that it is about another draft than the current one."""
    yield from _about(s.chain, s.payload.draft)


def on_its_text(
    s: Seen[e.Referred | e.Returned | e.PositionRecorded | e.Recommended | e.StatementPayload],
) -> Found:
    """Yield the same, or that the draft has another fingerprint."""
    yield from _about(s.chain, s.payload.draft, s.payload.fingerprint)


def of_its_text(s: Seen[e.Tabled | e.Drafted | e.CaucusTextGiven | e.Recommended]) -> Found:
    """Yield that an empty text has a fingerprint of another, which the seals don't see."""
    if not s.payload.text and s.payload.fingerprint != fingerprint(""):
        yield FaultCode.FINGERPRINT, {"at": "fingerprint"}


def rules_of_its_text(s: Seen[e.Drafted]) -> Found:
    """Yield that it calls for binding rules in a clause that isn't in its text."""
    text = read(s.payload.text, Format(s.payload.format)) if s.payload.clauses else ()
    if not {each.name for each in text if each.is_clause}.issuperset(s.payload.clauses):
        yield FaultCode.RULES, {"draft": s.payload.draft}


def as_tabled(s: Seen[e.Forwarded]) -> Found:
    """Yield that Draft 1 has another text than was tabled."""
    known = (1, s.chain.proposal.fingerprint)
    if s.chain.legible and (s.payload.draft, s.payload.fingerprint) != known:
        yield FaultCode.OTHER_TEXT, {"draft": s.payload.draft}


def next_draft(s: Seen[e.Drafted]) -> Found:
    """Yield that a draft's number isn't the next."""
    number = s.payload.draft
    following = 1 + max((draft.number for draft in s.chain.proposal.drafts), default=0)
    if number < following or (s.chain.whole and number > following):
        yield FaultCode.DRAFT_NUMBER, {"draft": number, "next": following}


def can_be_taken_back(s: Seen[e.Undrafted]) -> Found:
    """Yield that a draft was referred, or that another one came before it."""
    proposal, payload = s.chain.proposal, s.payload
    draft, before = proposal.draft(payload.draft), proposal.before(payload.draft)
    named = before is not None and before.number == payload.current
    if s.chain.whole and draft and (draft.referred or not named):
        yield FaultCode.UNDRAFTED, {"draft": payload.draft}


def begins_round(s: Seen[e.Referred | e.Returned]) -> Found:
    """Yield that a round's number isn't the next."""
    following = 1 + _round(s.chain)
    if s.chain.whole and s.payload.round != following:
        yield FaultCode.ROUND, {"round": s.payload.round, "known": following}


def of_open_round(s: Seen[e.Recalled | e.RoundClosed | e.DeadlineSet]) -> Found:
    """Yield that another round is open, or none."""
    of_chain = s.chain.proposal.round
    known = of_chain.number if of_chain and of_chain.open else 0
    if s.chain.whole and s.payload.round != known:
        yield FaultCode.ROUND, {"round": s.payload.round, "known": known}


def all_reported(s: Seen[e.RoundClosed]) -> Found:
    """Yield who had not reported when the round was closed."""
    if not s.chain.whole or s.chain.proposal.round is None:
        return
    reported = s.chain.proposal.round.reported
    missing = sorted({c.key for c in s.council.caucuses} - reported) if s.council else []
    if missing or not reported:
        yield FaultCode.ROUND_INCOMPLETE, {"round": s.payload.round, "missing": missing}


def in_round(s: Seen[e.PositionRecorded]) -> Found:
    """Yield that a position is on a draft that was not referred, or in another round."""
    draft, known = s.chain.proposal.draft(s.payload.draft), _round(s.chain)
    if s.chain.whole and draft and not draft.referred:
        yield FaultCode.NOT_REFERRED, {"draft": s.payload.draft}
    elif s.chain.whole and s.payload.round != known:
        yield FaultCode.ROUND, {"round": s.payload.round, "known": known}


def _round(chain: Chain) -> int:
    return chain.proposal.round.number if chain.proposal.round else 0


def once_referred(s: Seen[e.Payload]) -> Found:
    """Yield that the proposal was never referred."""
    if s.chain.whole and s.chain.proposal.round is None:
        yield FaultCode.NEVER_REFERRED, {}


def not_begun(s: Seen[e.Withdrawn]) -> Found:
    """Yield that the work on it had begun."""
    if s.chain.whole and (len(s.chain.proposal.in_force) > 1 or s.chain.proposal.positions):
        yield FaultCode.BEGUN, {}


def agreed(s: Seen[e.Recommended]) -> Found:
    """Yield whose agreement is missing.

    Where the roster isn't known, of the caucuses that took a position or keep something private.
    """
    if not s.chain.whole:
        return
    proposal = s.chain.proposal
    keys = proposal.positions.keys() | {caucus_of(door) or "" for door in s.chain.hidden}
    named = tuple(Caucus(key, key, "", (), ()) for key in sorted(keys))
    known = s.council or Council(caucuses=named)
    fields = {"missing": (), "roster": s.council is not None}
    try:
        chair = a.Actor("", RoomKind.PLENARY)
        every_caucus_agreed(Situation(a.Finalise(), chair, proposal, known))
    except PointOfOrder as refused:
        yield FaultCode.DISAGREED, {**fields, "missing": refused.fields["missing"]}
    else:
        if not known.caucuses:
            yield FaultCode.DISAGREED, fields


def last_positions(s: Seen[e.Closed]) -> Found:
    """Yield which caucuses' last positions were others than a closing lists."""
    if not s.chain.whole:
        return
    listed = [last.caucus for last in s.payload.positions]
    keys = [caucus.key for caucus in s.council.caucuses] if s.council else listed
    others = {last.caucus for last in s.payload.positions if not _is_last(s.chain, last)}
    for key in sorted(others | set(keys) ^ set(listed)):
        yield FaultCode.LAST_POSITIONS, {"caucus": key}


def _is_last(chain: Chain, last: e.LastPosition) -> bool:
    recorded = chain.proposal.positions.get(last.caucus)
    known = (recorded.position.value, recorded.draft) if recorded else ("", 0)
    return (last.position, last.draft) == known

"""Objections played again: what by the procedure could not have been recorded of them.

A register is shown whole or not at all. Pure; imports ``faults``, ``chain_replay``, and of
``deliberation`` the entries and the registers.
"""

from collections.abc import Iterable

from deliberation import entries as e
from deliberation.objections.register import next_number, numbered, of_body
from deliberation.objections.standing import Version, of_draft, of_text, present, standing
from deliberation.terms import COUNCIL, FORUM, Position
from storage.chain_replay import Chain, Found, Seen
from storage.faults import FaultCode

_OfOne = e.ObjectionJoined | e.ObjectionRaisedAgain | e.ObjectionLifted


def raised(s: Seen[e.ObjectionRaised]) -> Found:
    """Yield that the number of an objection isn't the next of its register."""
    number, following = s.payload.number, next_number(s.chain.proposal.objections, s.payload.body)
    if number < following or (_is_shown(s.chain, s.payload.body) and number > following):
        yield FaultCode.OBJECTION_NUMBER, {"objection": number, "next": following}


def of_one(s: Seen[_OfOne]) -> Found:
    """Yield that the objection isn't in the register."""
    yield from _unknown(s.chain, s.payload.body, (s.payload.number,))


def disposed(s: Seen[e.ObjectionsDisposed]) -> Found:
    """Yield which objections aren't in the register, or were lifted."""
    chain, body = s.chain, s.payload.body
    yield from _unknown(chain, body, s.payload.numbers)
    for number in s.payload.numbers:
        known = numbered(chain.proposal.objections, body, number)
        if known and known.lifted:
            yield FaultCode.OBJECTION_LIFTED, {"objection": number}


def declared(s: Seen[e.ObjectionsDeclared]) -> Found:
    """Yield that an outcome declares other objections than the register has."""
    if not _is_shown(s.chain, s.payload.body):
        return
    known = {each.number for each in of_body(s.chain.proposal.objections, s.payload.body)}
    listed = {each.number for each in s.payload.objections}
    for number in sorted(known ^ listed):
        yield FaultCode.OBJECTION_DECLARED, {"objection": number}


def released(s: Seen[e.PositionRecorded]) -> Found:
    """Yield that objections go out under numbers that plenary's register had for others."""
    following = next_number(s.chain.proposal.objections, COUNCIL)
    for each in s.payload.objections:
        known = numbered(s.chain.proposal.objections, COUNCIL, each.number)
        own = known and (known.caucus, known.of) == (s.payload.caucus, each.of)
        if known is None and (each.number == following or not s.chain.whole):
            following = each.number + 1
        elif not own:
            yield FaultCode.OBJECTION_NUMBER, {"objection": each.number, "next": following}


def none_stands(s: Seen[e.Forwarded] | Seen[e.Recommended]) -> Found:
    """Yield which objections stood against what was agreed in the forum, or overall."""
    body = FORUM if isinstance(s.payload, e.Forwarded) else COUNCIL
    yield from _standing(s.chain, body, present(s.chain.proposal, body))


def none_stands_in_caucus(s: Seen[e.PositionRecorded]) -> Found:
    """Yield which objections of a caucus stood against what it agreed to, if they are shown."""
    payload, proposal = s.payload, s.chain.proposal
    draft = proposal.draft(payload.draft)
    text = proposal.caucus_text(payload.caucus, payload.draft, payload.amendment)
    if draft is None or not Position(payload.position).is_yes:
        return
    agreed = of_text(text) if text and payload.amendment else of_draft(draft)
    yield from _standing(s.chain, payload.caucus, agreed)


def _standing(chain: Chain, body: str, agreed: Version) -> Found:
    if chain.whole:
        for each in standing(chain.proposal, body, agreed):
            yield FaultCode.OBJECTION_STANDS, {"objection": each.label}


def _unknown(chain: Chain, body: str, numbers: Iterable[int]) -> Found:
    if _is_shown(chain, body):
        for number in numbers:
            if numbered(chain.proposal.objections, body, number) is None:
                yield FaultCode.OBJECTION_UNKNOWN, {"objection": number}


def _is_shown(chain: Chain, body: str) -> bool:
    """Whether all of a register is shown in which an entry is: plenary's may be hidden in part."""
    return chain.legible and (chain.whole or body != COUNCIL)

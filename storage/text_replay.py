"""Caucus texts played again: those given, taken back and released that could not have been.

Pure; imports ``faults``, ``chain_replay`` and the entries.
"""

from deliberation import entries as e
from deliberation.parts import CaucusText
from deliberation.terms import Position, caucus_door
from deliberation.text import fingerprint
from storage.chain_replay import Chain, Found, Seen
from storage.faults import FaultCode


def given(s: Seen[e.CaucusTextGiven]) -> Found:
    """Yield that the number of a caucus text isn't the next; none is used again."""
    chain, payload = s.chain, s.payload
    texts = chain.proposal.caucus_texts(payload.caucus, payload.draft)
    following = 1 + max((text.number for text in texts), default=0)
    number = payload.number
    if number < following or (_all_seen(chain, payload.caucus) and number > following):
        yield FaultCode.TEXT_NUMBER, {"text": number, "next": following}


def taken_back(s: Seen[e.CaucusTextTakenBack]) -> Found:
    """Yield that there was no such text to take back, or that it was released."""
    chain, payload = s.chain, s.payload
    text = chain.proposal.caucus_text(payload.caucus, payload.draft, payload.number)
    gone = text is not None and (text.released or text.taken_back)
    if gone or (text is None and _all_seen(chain, payload.caucus)):
        yield FaultCode.TEXT_TAKEN_BACK, {"text": payload.number}


def released(s: Seen[e.PositionRecorded]) -> Found:
    """Yield why the text that goes with a position can't be one that the caucus released."""
    why = _why(s.chain, s.payload)
    if why:
        named = {"caucus": s.payload.caucus, "text": s.payload.amendment}
        yield FaultCode.RELEASE, {"why": why, **named}


def _why(chain: Chain, payload: e.PositionRecorded) -> str:
    if not Position(payload.position).releases_text:
        has_text = payload.amendment or payload.text or payload.text_fingerprint
        return "unasked" if has_text else ""
    if payload.amendment < 1 or not payload.text:
        return "none"
    draft = chain.proposal.draft(payload.draft)
    if payload.text_fingerprint == (fingerprint(draft.text) if draft else payload.fingerprint):
        return "unchanged"
    text = chain.proposal.caucus_text(payload.caucus, payload.draft, payload.amendment)
    if text is None:
        return "unknown" if _all_seen(chain, payload.caucus) else ""
    return "taken_back" if text.taken_back else _other(text, payload)


def _other(text: CaucusText, payload: e.PositionRecorded) -> str:
    given_then = text.text, text.fingerprint, text.format.value
    return (
        ""
        if given_then == (payload.text, payload.text_fingerprint, payload.text_format)
        else "other"
    )


def _all_seen(chain: Chain, caucus: str) -> bool:
    return chain.whole and caucus_door(caucus) not in chain.hidden

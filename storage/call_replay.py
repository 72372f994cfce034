"""Calls played again: what by the procedure could not have been recorded of them.

Pure; imports ``faults``, ``chain_replay``, and of ``deliberation`` the entries and the calls.
"""

from deliberation import entries as e
from deliberation.calls.call import Call, of_entry, open_in
from deliberation.objections.standing import present
from deliberation.terms import COUNCIL
from storage.chain_replay import Chain, Found, Seen
from storage.faults import FaultCode


def opened(s: Seen[e.CallOpened] | Seen[e.QuestionPut]) -> Found:
    """Yield that another call was open, or that it isn't about the text that its room had."""
    payload, proposal = s.payload, s.chain.proposal
    if not _is_shown(s.chain, payload.body):
        return
    if other := open_in(proposal.calls, payload.body):
        yield FaultCode.CALL_OPEN, {"call": other.entry}
    now = present(proposal, payload.body)
    about = payload.draft, payload.caucus_text, payload.fingerprint
    if about != (now.draft, now.number, now.fingerprint):
        yield FaultCode.CALL_TEXT, {"draft": payload.draft}


def of_open_one(
    s: Seen[e.CallExtended] | Seen[e.Finding] | Seen[e.QuestionCounted],
) -> Found:
    """Yield that the call was not open, is another body's, or asks what is found otherwise."""
    call = of_entry(s.chain.proposal.calls, s.payload.call)
    if not _is_shown(s.chain, s.payload.body):
        return
    if call is None or not call.is_open or call.body != s.payload.body or not _fits(s, call):
        yield FaultCode.CALL_UNKNOWN, {"call": s.payload.call}


def _fits(s: Seen[e.CallExtended] | Seen[e.Finding] | Seen[e.QuestionCounted], call: Call) -> bool:
    """Whether a question is counted, and of a call it is found what was objected."""
    if isinstance(s.payload, e.CallExtended):
        return True
    return isinstance(s.payload, e.QuestionCounted) is (call.question is not None)


def none_open_in_plenary(s: Seen[e.Closed]) -> Found:
    """Yield that a call was open when it was established that consensus can't be reached."""
    call = open_in(s.chain.proposal.calls, COUNCIL)
    if s.chain.whole and call:
        yield FaultCode.CALL_OPEN, {"call": call.entry}


def _is_shown(chain: Chain, body: str) -> bool:
    """Whether all is shown of what a body called: plenary's may be hidden in part."""
    return chain.legible and (chain.whole or body != COUNCIL)

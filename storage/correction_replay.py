"""Corrections played again: what by the procedure could not have been taken back.

Pure; imports ``faults``, ``chain_replay``, and of ``deliberation`` the entries and their fold.
"""

from deliberation import entries as e
from deliberation.corrections.latest import of_entry, rests
from deliberation.fold import corrected
from deliberation.terms import Stage
from storage.chain_replay import Chain, Found, Seen
from storage.faults import FaultCode


def leads(chain: Chain, payload: e.ActCorrected) -> set[Stage]:
    """Return the stages to which a correction may lead: that from before what it takes back."""
    return {corrected(chain.proposal, payload.entry).stage} if chain.whole else set(Stage)


def can_be(s: Seen[e.ActCorrected]) -> Found:
    """Yield that an entry can't be taken back: it isn't the latest, or something rests on it."""
    gone = of_entry(s.chain.proposal.latest, s.payload.entry)
    if s.chain.whole and (gone is None or rests(gone)):
        yield FaultCode.CORRECTED, {"corrected": s.payload.entry}

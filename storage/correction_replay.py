"""Corrections played again: what by the procedure could not have been taken back.

Pure; imports ``faults``, ``chain_replay``, and of ``deliberation`` the entries and their fold.
"""

from deliberation import entries as e
from deliberation.corrections.effects import correction
from deliberation.corrections.latest import Latest, of_entry, rests
from deliberation.fold import corrected
from deliberation.terms import Stage
from storage.chain_replay import Chain, Found, Seen
from storage.faults import FaultCode


def leads(chain: Chain, payload: e.ActCorrected) -> set[Stage]:
    """Return the stages to which a correction may lead: that from before what it takes back."""
    return {corrected(chain.proposal, payload.entry).stage} if chain.whole else set(Stage)


def can_be(s: Seen[e.ActCorrected]) -> Found:
    """Yield that an entry can't be taken back, so or by this person.

    It isn't the latest of its office, or something rests on it; or it is another act than is said.
    """
    gone = of_entry(s.chain.proposal.latest, s.payload.entry)
    if s.chain.whole and (gone is None or rests(gone) or not _fits(gone, s)):
        yield FaultCode.CORRECTED, {"corrected": s.payload.entry}


def _fits(gone: Latest, s: Seen[e.ActCorrected]) -> bool:
    """Whether an act is told as it was, by who recorded it or its office's chair then, if known."""
    theirs = (gone.entry.person, s.council.chair_of(gone.body)) if s.council else (s.person,)
    told = correction(gone, s.chain.proposal, s.payload.reason)
    return s.person in theirs and told == s.payload

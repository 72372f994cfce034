"""Where the caucuses stand on the current draft: which positions count, and what they make.

Pure, as all of ``deliberation``. Imports ``council``, ``parts`` and ``proposal`` alone.
"""

from collections.abc import Iterator

from deliberation.council import Council
from deliberation.parts import Draft, Recorded
from deliberation.proposal import Proposal


def counting(proposal: Proposal, caucus: str) -> Recorded | None:
    """Return the caucus's position that counts: on exactly the current draft, and not lapsed."""
    position, current = proposal.positions.get(caucus), proposal.current
    counts = position and not position.lapsed and current and is_on(position, current)
    return position if counts else None


def is_on(position: Recorded, draft: Draft) -> bool:
    """Whether a position is on exactly a draft, by its number and fingerprint."""
    return (position.draft, position.fingerprint) == (draft.number, draft.fingerprint)


def is_complete(proposal: Proposal, council: Council) -> bool:
    """Whether a position of every caucus counts."""
    return all(_each(proposal, council))


def is_agreed(proposal: Proposal, council: Council) -> bool:
    """Whether a position of every caucus counts, and each agrees to exactly the draft."""
    return all(p and p.position.agrees_to_draft for p in _each(proposal, council))


def _each(proposal: Proposal, council: Council) -> Iterator[Recorded | None]:
    return (counting(proposal, caucus.key) for caucus in council.caucuses)

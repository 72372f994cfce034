"""Where the caucuses stand on the current draft: which positions count, and what they make.

And whose move it is.

Pure, as all of ``deliberation``. Imports ``council``, ``parts``, ``proposal`` and ``terms`` alone.
"""

from collections.abc import Iterator

from deliberation.council import Council
from deliberation.parts import Draft, Recorded
from deliberation.proposal import Proposal
from deliberation.terms import COUNCIL, Stage


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


def is_awaited(proposal: Proposal, council: Council, body: str) -> bool:
    """Whether a body has the move: the council in plenary, a caucus that is to report in a round.

    ``body`` is ``council`` or a caucus's key.
    """
    if body == COUNCIL:
        return proposal.stage is Stage.PLENARY
    open_round = proposal.round if proposal.stage is Stage.CAUCUSES else None
    has_caucus = council.caucus(body) is not None
    return open_round is not None and has_caucus and body not in open_round.reported


def _each(proposal: Proposal, council: Council) -> Iterator[Recorded | None]:
    return (counting(proposal, caucus.key) for caucus in council.caucuses)

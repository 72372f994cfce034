"""A proposal's chain as far as an export shows it: what is known of it after each entry.

An entry that is hidden may be one of two things. What a caucus keeps to itself (its texts)
changes nothing that others see. What the council keeps to itself (``plenary: members``) may
be a draft, a position, a round: from then on drafts and positions aren't known, and the
stage is one of two. Pure; imports ``faults``, and of ``deliberation`` the acts, the
entries and their fold.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from deliberation import acts as a
from deliberation import entries as e
from deliberation import fold as proposals
from deliberation.council import Council
from deliberation.proposal import Proposal
from deliberation.terms import Stage
from storage.faults import FaultCode

PayloadT_co = TypeVar("PayloadT_co", bound=e.Payload, covariant=True)
_BEFORE_COUNCIL = frozenset(stage for stage in Stage if stage.before_council)


@dataclass(frozen=True)
class Chain:
    """What is known of a proposal.

    ``stages``: where it may stand. ``whole``: nothing is hidden but what caucuses keep to
    themselves; ``hidden`` has their doors. ``legible``: every entry that is shown could be read,
    and what begins the chain is among them. ``complete``: the number of the position with which
    every caucus has reported, until the round is closed.
    """

    proposal: Proposal
    begun: bool = False
    stages: frozenset[Stage] = frozenset()
    whole: bool = True
    hidden: frozenset[str] = frozenset()
    legible: bool = True
    complete: int = 0


@dataclass(frozen=True)
class Seen(Generic[PayloadT_co]):
    """What an entry says, the chain as it was before, and the roster then (None: not known).

    ``person`` acted.
    """

    payload: PayloadT_co
    chain: Chain
    council: Council | None
    person: str = ""


Found = Iterator[tuple[FaultCode, dict[str, Any]]]
"""What is wrong with an entry: codes, with their fields."""


@dataclass(frozen=True)
class Kind(Generic[PayloadT_co]):
    """A row: the act that a kind records (some come by themselves, without one), and its rules."""

    act: type[a.ProposalAct] | None
    rules: tuple[Callable[[Seen[PayloadT_co]], Found], ...] = ()


def after(chain: Chain, entry: e.Entry, council: Council | None) -> Chain:
    """Return the chain after an entry that is shown, whether or not it could have been."""
    return replace(
        chain,
        proposal=proposals.apply(chain.proposal, entry),
        begun=True,
        stages=frozenset({entry.stage} if entry.stage else ()),
        complete=entry.number if completes_round(chain, entry, council) else 0,
    )


def kept_by_caucus(chain: Chain, door: str) -> Chain:
    """Return the chain after an entry that a caucus keeps to itself."""
    return replace(chain, hidden=chain.hidden | {door}, complete=0)


def kept_by_council(chain: Chain) -> Chain:
    """Return the chain after an entry that the council keeps to itself."""
    stages = _BEFORE_COUNCIL if chain.stages & _BEFORE_COUNCIL else chain.stages
    return replace(chain, stages=stages, whole=False, complete=0)


def unknown(chain: Chain) -> Chain:
    """Return the chain after an entry that can't be read: anything may have become of it."""
    stages = frozenset(Stage)
    return replace(chain, begun=True, stages=stages, whole=False, legible=False, complete=0)


def completes_round(chain: Chain, entry: e.Entry, council: Council | None) -> bool:
    """Whether this is the position with which every caucus has reported in an open round."""
    payload, open_round = entry.payload, chain.proposal.round
    if not (council and chain.whole and isinstance(payload, e.PositionRecorded)):
        return False
    if open_round is None or not open_round.open:
        return False
    reported = open_round.reported | {payload.caucus}
    return {caucus.key for caucus in council.caucuses} <= reported

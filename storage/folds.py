"""The council and the proposals as the record has them, each folded once and then followed.

A state is the fold of its entries and nothing else; this remembers up to which entry it was
folded. The hash of that entry stands for all that comes before it, so that a state is never
continued from entries that it isn't the fold of. Knows storage, which it only reads.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from deliberation import council as councils
from deliberation import proposal as proposals
from deliberation.council import Council
from deliberation.entries import COUNCIL_CHAIN, Entry
from deliberation.proposal import Proposal
from storage import record

MOST = 64
"""Chains that are remembered: those that were asked for last."""


class _Fold(NamedTuple):
    """A state, and the number and hash of the last entry in it."""

    state: Any
    number: int
    hash: str


@dataclass(frozen=True)
class Folds:
    """Folds of chains of entries, read in the transaction of whoever asks."""

    _by_chain: dict[int, _Fold] = field(default_factory=dict)

    async def council(self, conn: AsyncConnection) -> Council:
        """Return the council as the record has it."""
        council: Council = await self._followed(conn, COUNCIL_CHAIN, councils.apply, Council())
        return council

    async def proposal(self, conn: AsyncConnection, number: int) -> Proposal | None:
        """Return a proposal as the record has it, or None."""
        if number == COUNCIL_CHAIN:
            return None
        proposal: Proposal | None = await self._followed(conn, number, proposals.apply, None)
        return proposal

    async def _followed(
        self, conn: AsyncConnection, chain: int, apply: Callable[[Any, Entry], Any], nothing: Any
    ) -> Any:
        fold = self._by_chain.pop(chain, None) or _Fold(nothing, 0, "")
        new = await record.sealed(conn, chain, since=fold.number)
        if fold.number and (not new or new[0].hash != fold.hash):
            fold, new = _Fold(nothing, 0, ""), await record.sealed(conn, chain)
        for each in new:
            if each.hash != fold.hash:
                fold = _Fold(apply(fold.state, each.entry), each.entry.number, each.hash)
        if fold.number:
            self._by_chain[chain] = fold
        for oldest in list(self._by_chain)[:-MOST]:
            del self._by_chain[oldest]
        return fold.state

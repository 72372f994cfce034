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
from deliberation import fold as proposals
from deliberation.council import Council
from deliberation.entries import COUNCIL_CHAIN, Entry
from deliberation.proposal import Proposal
from storage import record

MOST = 64
"""Chains that are remembered: those that were asked for last."""
LONGEST = 4_000_000
"""Characters of texts in all of them together, but for the one that was asked for last."""


class _Fold(NamedTuple):
    """A state, the number and hash of the last entry in it, and how long its texts are."""

    state: Any
    number: int = 0
    hash: str = ""
    length: int = 0


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
        fold = self._by_chain.pop(chain, None) or _Fold(nothing)
        new = await record.sealed(conn, chain, since=fold.number)
        if fold.number and (not new or new[0].hash != fold.hash):
            fold, new = _Fold(nothing), await record.sealed(conn, chain)
        for each in new:
            if each.hash != fold.hash:
                entry, state = each.entry, apply(fold.state, each.entry)
                length = fold.length + len(getattr(entry.payload, "text", ""))
                fold = _Fold(state, entry.number, each.hash, length)
        if fold.number:
            self._by_chain[chain] = fold
        self._forget()
        return fold.state

    def _forget(self) -> None:
        """Forget what was not asked for lately, so that long texts don't fill the memory."""
        length = 0
        for index, (chain, fold) in enumerate(reversed(list(self._by_chain.items()))):
            length += fold.length
            if index and (index >= MOST or length > LONGEST):
                del self._by_chain[chain]

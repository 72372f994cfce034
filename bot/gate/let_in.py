"""What is let in of what came: known to the next process, in the inbox, or put off.

What is passed over is recorded as over, so that it never acts. Knows storage, the pure
``floods``, and who may act for which body.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.clerk.item import Item, arrival
from bot.gate.floods import Floods
from bot.relay.officers import officers_in
from deliberation.council import Council
from storage import held, inbox
from storage.database import Database
from storage.folds import Folds


@dataclass(frozen=True)
class LetIn:
    """What is let in: to be worked on now, and later."""

    now: Sequence[Item]
    later: Sequence[Item]

    @property
    def causes(self) -> list[str]:
        """The causes of all of it."""
        return [item.cause for item in (*self.now, *self.later)]


@dataclass(frozen=True)
class Gate:
    """Lets items in, as ``floods`` says."""

    database: Database
    floods: Floods
    folds: Folds = field(default_factory=Folds)

    async def let_in(self, items: Sequence[Item], *, first: bool = False) -> LetIn:
        """Return the items to work on; record those as over that are too many.

        ``first``: they came with the first sync after a start, which repeats some. What an
        earlier process let in and left unfinished is not passed over.
        """
        if first:
            items = await self._unknown(items)
        divided = self.floods.divide(items, await self._keeps(items))
        if divided.passed:
            await self._pass_over(divided.passed)
        let_in = LetIn(divided.now, divided.later)
        self.database.attempts.expect(let_in.causes)
        return let_in

    async def _keeps(self, items: Sequence[Item]) -> Callable[[Item], bool]:
        """Return what says of an item that it must not be passed over."""
        council: Council | None = None
        if self.floods.may_pass_over(items):
            async with self.database.read() as conn:
                council = await self.folds.council(conn)
        left = self.database.attempts.left
        return lambda item: item.cause in left or item.person in officers_in(item.place, council)

    async def _pass_over(self, items: Sequence[Item]) -> None:
        async with self.database.write(hasty=True) as conn:
            await inbox.pass_over(conn, [arrival(item) for item in items])
            for item in items:
                if item.head is not None:
                    await held.release(conn, item.cause)
                    await inbox.done(conn, item.cause)

    async def _unknown(self, items: Sequence[Item]) -> list[Item]:
        """Return the items that the inbox doesn't have: after a restart a sync repeats some."""
        async with self.database.read() as conn:
            in_inbox = await inbox.known(conn, [item.cause for item in items])
            finished = await inbox.finished(conn, in_inbox & self.database.attempts.left)
        for cause in finished:
            self.database.attempts.over(cause)
        return [item for item in items if item.cause not in in_inbox]

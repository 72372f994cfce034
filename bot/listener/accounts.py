"""Before a command that gives somebody a role is decided, it is seen whether they have an account.

Knows storage, and ``accounts.lookup``, which asks.
"""

from dataclasses import dataclass, replace

from bot.accounts.lookup import Lookup
from bot.clerk.item import Item
from commands.parsing.command import Asked
from commands.parsing.errors import UsageError
from deliberation.acts import Naming
from deliberation.council import Council
from storage.database import Database
from storage.folds import Folds


@dataclass(frozen=True)
class Accounts:
    """Has accounts looked up. ``secretariat`` are its user ids."""

    database: Database
    folds: Folds
    lookup: Lookup
    secretariat: frozenset[str]

    async def looked_up(self, item: Item, asked: Asked) -> Asked:
        """Return what was asked, with what is known of the account of whom it gives a role.

        Only who may give roles has other homeservers asked: what others ask is refused.
        """
        want = asked.want
        if not isinstance(want, Naming) or not await self._gives_roles(item.person):
            return asked
        return replace(asked, want=replace(want, account=await self.lookup.account(want.person)))

    async def offered(self, item: Item, error: UsageError) -> UsageError:
        """Return an error with the id of whom a name without a mention probably means, if any.

        Only who may give roles is told, as only they have to do with it.
        """
        if item.event is None or not await self._gives_roles(item.person):
            return error
        named = await self.lookup.so_named(error.fields["found"], item.event.room_id)
        return error.having(offered=named)

    async def _gives_roles(self, person: str) -> bool:
        async with self.database.read() as conn:
            council = await self.folds.council(conn)
        return person in self.secretariat or person in _chairs(council)


def _chairs(council: Council) -> frozenset[str]:
    """Return all who may give somebody a role."""
    caucuses = (caucus.chair for caucus in council.caucuses)
    return frozenset({council.chair, council.forum_chair, *caucuses})

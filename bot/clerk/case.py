"""One item in the transaction in which it is decided: what is read, and what is answered.

Knows storage, the relay's types and the procedure's errors.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk.item import TOLD, Item
from bot.relay import visibility
from bot.relay.compose import Outgoing
from bot.relay.notices import NOTICES, Notice, Occasion, post
from bot.relay.post import Post
from bot.relay.shown import shown_in
from bot.settings import Settings
from commands.parsing.command import Asked
from commands.parsing.errors import Usage, UsageError
from commands.registry import ACTS, COMMANDS
from deliberation.acts import Naming
from deliberation.council import Council
from deliberation.errors import Code, PointOfOrder
from deliberation.people import NOTHING_KNOWN, Account
from deliberation.possible import stages
from deliberation.proposal import Proposal
from deliberation.terms import RoomKind, Stage
from storage import record, rooms
from storage.ballot_keys import BallotKeys
from storage.folds import Folds
from templates.views import CouncilView, Data, ListedView, ProposalView

MOST_OFFERED = 6
"""How many proposals are offered where a command doesn't say which is meant."""
_SHOW_CURRENT = (Code.DRAFT_NOT_CURRENT, Code.DRAFT_NOT_SHOWN)


@dataclass(frozen=True)
class Case:
    """What is at hand while an item is decided. ``now`` is in ms.

    ``alone``: the item stands in a direct chat where nobody is but its sender. ``afterwards`` is
    done once all is committed.
    """

    conn: AsyncConnection
    item: Item
    settings: Settings
    out: Outgoing
    now: int
    alone: bool
    folds: Folds
    ballot_keys: BallotKeys
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    @property
    def room(self) -> RoomKind:
        """The kind of room; ``OTHER`` for a direct chat with more people in it."""
        kind = self.item.place.kind
        return RoomKind.OTHER if kind is RoomKind.DIRECT and not self.alone else kind

    @property
    def idle(self) -> str:
        """A line of the command's text that reads as a command and is none, or empty."""
        return self.item.what.idle if isinstance(self.item.what, Asked) else ""

    @property
    def account(self) -> Account:
        """What is known of the account of whom the command gives a role, if it does."""
        want = self.item.what.want if isinstance(self.item.what, Asked) else None
        return want.account if isinstance(want, Naming) else NOTHING_KNOWN

    @property
    def public_doors(self) -> frozenset[str]:
        """The doors whose entries everyone in the room may see, whoever asks."""
        return visibility.doors_seen_in(self.item.place)

    async def council(self) -> Council:
        """Return the council as the record has it."""
        return await self.folds.council(self.conn)

    async def proposal(self, number: int) -> Proposal | None:
        """Return a proposal as the record has it, or None."""
        return await self.folds.proposal(self.conn, number)

    async def offered(self, error: UsageError) -> tuple[ListedView, ...]:
        """Return the latest proposals that a command may mean, if it had to say which."""
        if error.code is not Usage.PROPOSAL_MISSING:
            return ()
        acts = COMMANDS[error.command].acts
        meant = stages(acts, self.room) if acts else frozenset(Stage)
        listed = [each for each in await record.listing(self.conn) if each.stage in meant]
        latest = listed[-MOST_OFFERED:]
        return tuple(visibility.listed_seen(p.number, p.title, p.stage) for p in latest)

    def personal_doors(self, council: Council) -> frozenset[str]:
        """Return the sender's own doors if they are alone in a direct chat; otherwise none."""
        person = self.item.person
        is_alone = self.room is RoomKind.DIRECT
        return visibility.personal_doors(person, council) if is_alone else frozenset()

    def telling(self, entry: int) -> str:
        """Return under which name the inbox has that the sender was told of an entry."""
        return f"{TOLD}{entry}:{self.item.person}"

    def answer(self, words: str, data: Data) -> Post:
        """Return the answer to a question, for the item's room."""
        return self.notice(NOTICES[words], data)

    def notice(self, notice: Notice, data: Data) -> Post:
        """Return a notice for the item's room."""
        place = self.item.place
        return post(notice, Occasion(place.name), {**data, "place": visibility.place_seen(place)})

    def refusal(
        self, refused: PointOfOrder, council: CouncilView, proposal: ProposalView | None
    ) -> Post:
        """Return the answer that a point of order gets."""
        data: Data = {"code": refused.code, "fields": refused.fields, "acts": ACTS}
        data = {**data, "council": council, "proposal": proposal, "zone": self.settings.timezone}
        return self.notice(Notice.REFUSAL, data)

    async def _with_room(self, refused: PointOfOrder) -> PointOfOrder:
        """Return a refusal that names messages with the room in which they stand."""
        if refused.code is not Code.OBJECTIONS_STAND:
            return refused
        room = await rooms.get(self.conn, self.item.place.name)
        where = {"room_id": room.room_id if room else "", "server": self.settings.rooms.server}
        return PointOfOrder(refused.code, **refused.fields, **where)

    async def refuse(self, refused: PointOfOrder, number: int | None) -> None:
        """Answer a point of order; if the draft last shown isn't the current one, show that."""
        council = visibility.council_seen(await self.council())
        proposal = await self.proposal(number or self.item.place.proposal)
        visible = visibility.seen(proposal, self.public_doors, self.settings.plenary)
        answer = self.refusal(await self._with_room(refused), council, visible)
        if refused.code is Code.OTHER_OFFICER_DIFFERS:
            answer = replace(answer, tells=self.telling(refused.fields["entry"]))
        self.out.post(answer)
        current = visible.current if visible else None
        if refused.code in _SHOW_CURRENT and visible and current:
            self.out.post(shown_in(self.item.place.name, visible))

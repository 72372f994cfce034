"""A council on a real homeserver in which people try what they may not do."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from demo.homeserver import Homeserver
from demo.person import Person, Refused
from storage import record
from tests.authority.oracle import CAUCUSES, ROLES, Case
from tests.e2e.conftest import Opened, Sitting, open_proposal, settled, sitting, talk_to_bot

REFUSED = ("Point of order", "How it is written")
"""What an answer to a command that changes nothing has in it."""


@dataclass(frozen=True)
class Hall:
    """Where everybody is: ``chats`` are the direct chats by role."""

    council: Sitting
    opened: Opened
    tabled: str
    declined: str
    chats: Mapping[str, str]

    def room(self, case: Case) -> str:
        """Return the id of a case's room."""
        rooms = {"forum": self.council.forum, "plenary": self.opened.plenary}
        return {**rooms, **self.opened.caucuses, "direct": self.chats[case.role]}[case.room]

    def words(self, case: Case) -> str:
        """Return what is said in a case; who is named has no role yet."""
        return case.command.format(
            tabled=self.tabled, declined=self.declined, person="@newcomer:elsewhere.test"
        )

    async def head(self) -> str:
        """Return the hash of the record's last entry."""
        async with self.council.database.read() as conn:
            return (await record.head(conn)).hash

    def ticked(self) -> int:
        """Return how many ticks of the bot's the council's chair was shown."""
        bot, chair = self.council.cast.bot.user_id, self.council["chair"]
        events = [event for room in chair.timelines.values() for event in room]
        return sum(e["type"] == "m.reaction" and e["sender"] == bot for e in events)

    async def tried(self, cases: Iterable[Case]) -> int:
        """Have each case tried; return how many were answered, by the bot or the homeserver."""
        by_role: dict[str, list[Case]] = {}
        for case in cases:
            by_role.setdefault(case.role, []).append(case)
        counts = await asyncio.gather(*(self._each(theirs) for theirs in by_role.values()))
        return sum(counts)

    async def _each(self, cases: list[Case]) -> int:
        for case in cases:
            await self._try(self.council[case.role], case)
        return len(cases)

    async def _try(self, person: Person, case: Case) -> None:
        try:
            answered = await person.commands(self.room(case), self.words(case))
        except Refused as refused:
            answered = refused.errcode
        kept_out = answered == "M_FORBIDDEN"
        assert kept_out is not case.can_speak, f"{case}: {answered}"
        assert kept_out or any(words in answered for words in REFUSED), f"{case}: {answered!r}"


@asynccontextmanager
async def hall(homeserver: Homeserver, folder: Path) -> AsyncIterator[Hall]:
    """Convene: a proposal in the caucuses, one tabled, one declined; a chair has changed."""
    async with sitting(homeserver, folder, caucuses=CAUCUSES, seats=2) as council:
        declined = await council.table("Declined")
        await council["forum-chair"].commands(council.forum, f"!consensus no {declined} No")
        tabled = await council.table("Tabled")
        opened = await open_proposal(council, "In the caucuses")
        gov = opened.caucuses["gov"]
        await council["gov-2"].room(council["gov-chair"].name_of(gov))
        said = await council["gov-chair"].commands(gov, f"!unseat {council['gov-2'].user_id}")
        assert "Point of order" not in said, said
        said = await council["gov-chair"].commands(gov, f"!chair {council['gov-1'].user_id}")
        assert "Point of order" not in said, said
        await council["chair"].commands(opened.plenary, "!refer")
        for key in CAUCUSES:
            await council["cs-chair" if key == "cs" else "gov-1"].reads(
                opened.caucuses[key], "Draft 1 ("
            )
        chats = await asyncio.gather(*(talk_to_bot(council, council[r], "!help") for r in ROLES))
        found = dict(zip(ROLES, chats, strict=True))
        await asyncio.gather(*(council[r].reads(room, "!propose") for r, room in found.items()))
        await settled(council)
        yield Hall(council, opened, tabled, declined, found)

"""A chair's round trip in one proposal while a long draft of another is issued and compared."""

from dataclasses import dataclass

from benchmarks.client import Client, Event
from benchmarks.measure import Comparison, Figure, Scale
from benchmarks.recording import Request
from benchmarks.sitting import Sitting
from benchmarks.texts import long

LIMIT = 1.25
LATER = 1000
"""Ms by which the longest round trip may exceed the bare one."""


@dataclass
class LongDraft:
    """The council chair issues a draft, from a file; it is compared with one as long.

    The bare client uploads and sends the same, once the chair has said as much to it.
    """

    what: str
    turns: int
    council: Sitting
    chair: Client
    plenary: str
    size: int
    requests: tuple[Request, ...] = ()
    command: str = ""
    _texts: int = 0
    _drafts: int = 1
    """How many texts were sent, also to the bare bot, and how many drafts there are."""

    async def ours(self) -> None:
        """Issue the next draft; done once everything about it is shown in plenary."""
        await self.issues(self.plenary)
        await self.arrived()

    async def bare(self) -> None:
        """Say the same to the bare bot."""
        bare = self.council.bare
        done = bare.prepare(self.requests, self.command, Request.is_sent)
        await self.issues(bare.ids[self.plenary])
        await self._shown(bare.ids[self.plenary], bare.client.session.user_id)
        await done

    async def back(self) -> None:
        """Nothing: the next draft is as long."""

    async def issues(self, room: str) -> str:
        """Say the command with the next text in a file; return the event's id."""
        self._texts += 1
        return await self.chair.share(room, "!draft", long(self._texts, self.size))

    async def arrived(self) -> None:
        """Wait for the file of the next draft, which comes last, in plenary."""
        self._drafts += 1
        end = f"-Draft-{self._drafts}.md"

        def fits(where: str, event: Event) -> bool:
            name = str(event["content"].get("filename", ""))
            return where == self.plenary and name.endswith(end)

        await self.chair.sees_so_many(1, fits)

    async def _shown(self, room: str, bot: str) -> None:
        def fits(where: str, event: Event) -> bool:
            return (where, event["sender"], event["type"]) == (room, bot, "m.room.message")

        said = sum(_is_message(each, self.plenary) for each in self.requests)
        await self.chair.sees_so_many(said, fits)

    def figures(self, found: Comparison, peak_kib: int) -> list[Figure]:  # noqa: ARG002 - a row
        """Compare the medians and the longest."""
        return [found.median(LIMIT), found.worst(LATER)]


def _is_message(request: Request, room: str) -> bool:
    return request.sends and request.room == room and request.parts[3] == "m.room.message"


async def prepare(council: Sitting, scale: Scale) -> LongDraft:
    """Issue two long drafts, to see what the bot sends about the second."""
    number = await council.proposal()
    plenary = await council.room(f"P{number}/plenary")
    chair = await council.enter("chair", plenary)
    what = f"round trip while a draft of {scale.long // 1000} kB is issued elsewhere"
    draft = LongDraft(what, scale.besides, council, chair, plenary, scale.long)
    for _ in range(2):
        draft.command = await draft.issues(plenary)
        await chair.answered(draft.command)
        await draft.arrived()
        draft.requests = await council.settled()
    return draft

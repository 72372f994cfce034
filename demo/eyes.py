"""Who looks into which room, and what they see: the play's only source of what is shown.

In each room somebody's own chat client looks: a visitor in the forum, an observer in
plenary, a representative in each caucus, and one of them in their direct chat with the bot.
"""

import asyncio
import math
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from demo.person import POLL, POLL_RESPONSE, Person, Seen, replies, ticks

CHAT = "Direct chat"
LABELS = {
    "Forum": "Forum",
    "Plenary": "Plenary",
    "Government": "Government",
    "Private sector": "Private sector",
    "Civil society": "Civil society",
    "Technical and academic community": "Technical",
    CHAT: CHAT,
}
"""What a room's name says first, behind the proposal's, and what it is called on the screen."""
ROLES = {
    "Forum": "visitor",
    "Plenary": "observer",
    "Government": "gov-2",
    "Private sector": "ps-2",
    "Civil society": "cs-2",
    "Technical": "tech-2",
    CHAT: "gov-2",
}
"""Whose client looks into each room."""
SAID = ("m.room.message", POLL)
MOMENT = 0.05
"""Seconds within which what happened at the same time has reached every client."""


@dataclass(frozen=True)
class Sight:
    """An event that was seen in a room; ``event`` None: that the room itself was ``opened``.

    ``arrived`` is when it was seen, on a clock of this process, in seconds.
    """

    label: str
    room: str
    event: Seen | None = None
    opened: int = 0
    arrived: float = field(default_factory=time.monotonic)

    @property
    def time(self) -> int:
        """When the homeserver took it, in ms."""
        return int(self.event["origin_server_ts"]) if self.event else self.opened

    @property
    def sender(self) -> str:
        """Who sent it."""
        return str(self.event["sender"]) if self.event else ""

    @property
    def body(self) -> str:
        """The message's words, or empty if it is none, or takes the place of another."""
        if not self.event or self.event.get("type") not in SAID or self.edits:
            return ""
        return str(self.event.get("content", {}).get("body", ""))

    @property
    def edits(self) -> bool:
        """Whether it takes the place of an earlier message."""
        content = self.event.get("content", {}) if self.event else {}
        return (content.get("m.relates_to") or {}).get("rel_type") == "m.replace"

    @property
    def reaction(self) -> str:
        """The sign with which it reacts to a message, or empty."""
        if not self.event or self.event.get("type") != "m.reaction":
            return ""
        return str((self.event.get("content", {}).get("m.relates_to") or {}).get("key", ""))

    @property
    def chooses(self) -> bool:
        """Whether it answers a poll."""
        return self.event is not None and self.event.get("type") == POLL_RESPONSE

    @property
    def html(self) -> str:
        """The message's words with their form; of a poll, those for who doesn't see its form."""
        if not self.event:
            return ""
        plain = formed(self.body) if self.event["type"] == POLL else ""
        return str(self.event["content"].get("formatted_body", plain))

    @property
    def id(self) -> str:
        """The event's id."""
        return str(self.event["event_id"]) if self.event else ""

    @property
    def answers(self) -> str:
        """The id of the command that it answers, or empty."""
        return replies(self.event) if self.event else ""

    @property
    def ticks(self) -> str:
        """The id of the command that it ticks, or empty."""
        return ticks(self.event) if self.event else ""


@dataclass
class Eyes:
    """What the lookouts see. Of what has reached them, the oldest comes first."""

    lookouts: Mapping[str, Person]
    _sights: asyncio.PriorityQueue[tuple[int, int, Sight]] = field(
        default_factory=asyncio.PriorityQueue
    )
    _count: int = 0

    async def next(self) -> Sight:
        """Wait for something to be seen, and return it.

        Each lookout's client syncs by itself, so that what happened first may arrive last:
        the others are given a moment, once for all that arrived at the same time.
        """
        first = await self._sights.get()
        self._sights.put_nowait(first)
        await asyncio.sleep(first[-1].arrived + MOMENT - time.monotonic())
        return (await self._sights.get())[-1]

    async def open(self) -> None:
        """Look, without end."""
        async with asyncio.TaskGroup() as group:
            for label, person in self.lookouts.items():
                group.create_task(self._look(label, person))

    def elsewhere(self, label: str) -> Iterator[str]:
        """Yield every body that was seen in other rooms than those under the label."""
        for person in self.lookouts.values():
            for room, events in person.timelines.items():
                if label_of(person.name_of(room)) != label:
                    yield from (str(event.get("content", {}).get("body", "")) for event in events)

    async def _look(self, label: str, person: Person) -> None:
        told: dict[str, int] = defaultdict(int)

        def news() -> list[Sight]:
            return [
                sight
                for room in list(person.timelines)
                if label_of(person.name_of(room)) == label
                for sight in self._fresh(label, room, person.timelines[room], told)
            ]

        while True:
            for sight in await person.until(news, seconds=math.inf):
                self._count += 1
                self._sights.put_nowait((sight.time, self._count, sight))

    @staticmethod
    def _fresh(label: str, room: str, events: list[Seen], told: dict[str, int]) -> list[Sight]:
        fresh = [Sight(label, room, event) for event in events[told[room] :]]
        opening = [Sight(label, room, opened=fresh[0].time)] if fresh and not told[room] else []
        told[room] = len(events)
        return opening + fresh


def formed(body: str) -> str:
    """Return plain words with the form that their signs stand for."""
    html = escape(body, quote=False)
    html = re.sub(r"`(\w+)`", r"<code>\1</code>", html)
    html = re.sub(r"@[\w.-]+:[\w.:-]*\w", r'<a href="https://matrix.to/#/\g<0>">\g<0></a>', html)
    html = re.sub(r"^&gt; (.*)\n", r"<blockquote>\1</blockquote>", html, flags=re.MULTILINE)
    return html.replace("\n", "<br>")


def label_of(name: str) -> str:
    """Return what a room of this name is called on the screen, or empty."""
    kind, dot, _ = name.partition(" · ")
    return LABELS.get(kind.removeprefix("P1 "), "") if dot else ""

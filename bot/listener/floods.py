"""Which items are let through: all but those of a person who sends too many at once.

That person is told so in each room where a command goes unanswered, and may send again later
what is still needed. What is passed over is never acted on. Pure but for the clock; never
imports storage or Matrix' library.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from bot.clerk.item import Flooded, Item
from bot.listener.quota import Quota
from commands.parsing.command import Asked, InFile, InReply

AT_ONCE = 30
"""How many commands of one person may come together, as they do after the bot was down."""
A_SECOND = 10
"""How many commands of one person may come each second: as many as the bot answers."""
CLOSED = 30.0
"""Seconds for which a person's commands are passed over."""
HEAVY = 3
"""As how many a command counts whose text is in a file."""
CHARACTERS = 8_000
"""A message counts as one more for each so many characters."""
ROOMS = 10
"""Rooms in which a person who floods is told."""


@dataclass
class Floods:
    """Lets through what people ask of the account ``user_id``. ``now`` is in seconds."""

    user_id: str
    now: Callable[[], float]
    _quota: Quota = field(default_factory=lambda: Quota(AT_ONCE, A_SECOND, CLOSED))
    _told: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def divide(self, items: Iterable[Item]) -> tuple[list[Item], list[Item]]:
        """Return the items to work on, with a notice to each who floods, and those passed over."""
        taken: list[Item] = []
        passed: list[Item] = []
        for item in items:
            if item.person == self.user_id or self._admits(item):
                taken.append(item)
            elif self._must_tell(item):
                taken.append(replace(item, what=Flooded()))
            else:
                passed.append(item)
        return taken, passed

    def _admits(self, item: Item) -> bool:
        admitted = self._quota.admits(item.person, self.now(), _weight(item))
        if admitted:
            self._told.pop(item.person, None)
        return admitted

    def _must_tell(self, item: Item) -> bool:
        told = self._told[item.person]
        if item.place.name in told or len(told) >= ROOMS:
            return False
        told.add(item.place.name)
        return True


def _weight(item: Item) -> int:
    """Return what an item counts: about as much as working on it costs."""
    in_file = isinstance(item.what, Asked) and isinstance(item.what.text, InFile | InReply)
    body = item.event.content.get("body") if item.event else ""
    length = len(body) if isinstance(body, str) else 0
    return (HEAVY if in_file else 1) + length // CHARACTERS

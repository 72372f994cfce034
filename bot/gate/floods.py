"""Who asks how much: what is worked on now, what is put off, and what is passed over.

Theory of operation. What counts is what asks for something: a command, right or wrong.
It counts by the time when it was asked (``moments``), not by when it came: after the bot was
down much comes together that was asked one after the other. Two a second count as asked, with
some to spare. The surplus is *put off*: it is worked on, in its person's order, when all else
is done (``put_off``), and whatever its person asks meanwhile goes behind it. Who has too much
put off is told in each room where a command goes unanswered, and what they ask until that is
done is *passed over*: it is never acted on, so they may send again what is still needed.

What an office asks in its own room is never passed over, and neither is what an earlier
process took. Edits, deletions and what can't be read ask for nothing, and use nothing up:
they are taken as they come, and passed over without a word where they are a flood.

Pure but for the clock; never imports storage or Matrix' library.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from bot.clerk.item import Altered, Flooded, Item, Shown, Timer
from bot.gate.quota import Quota
from commands.parsing.command import Asked, InFile, InReply

AT_ONCE = 30
"""How many commands of one person may be asked at the same time."""
A_SECOND = 2
"""How many more count as asked each second: nobody types more."""
PUT_OFF = 500
"""How many of one person are put off at most."""
SHUT = 300.0
"""Seconds for which, at least, nothing more is taken of who has so much put off."""
UNREADABLE = 500
"""How many messages of one person that can't be read yet may come together."""
UNREADABLE_A_SECOND = 10
"""How many of them more each second."""
EDITS = 30
"""How many edits and deletions of one person may come together: some are answered."""
EDITS_A_SECOND = 0.1
"""How many of them more each second."""
HEAVY = 3
"""As how many a command counts whose text is in a file."""
CHARACTERS = 8_000
"""A message counts as one more for each so many characters."""
ROOMS = 10
"""Rooms in which a person who floods is told."""


@dataclass(frozen=True)
class Divided:
    """What came: to be worked on now, to be put off, and what is passed over."""

    now: list[Item] = field(default_factory=list)
    later: list[Item] = field(default_factory=list)
    passed: list[Item] = field(default_factory=list)


@dataclass
class Floods:
    """Divides what people ask of the account ``user_id``. ``now`` is in seconds."""

    user_id: str
    now: Callable[[], float]
    _asked: Quota = field(default_factory=lambda: Quota(AT_ONCE, A_SECOND))
    _unreadable: Quota = field(default_factory=lambda: Quota(UNREADABLE, UNREADABLE_A_SECOND))
    _edits: Quota = field(default_factory=lambda: Quota(EDITS, EDITS_A_SECOND))
    _waiting: dict[str, int] = field(default_factory=dict)
    _of: Counter[str] = field(default_factory=Counter)
    _shut_until: dict[str, float] = field(default_factory=dict)
    _told: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def may_pass_over(self, items: Iterable[Item]) -> bool:
        """Whether there is so much that it matters who must not be passed over."""
        return bool(self._waiting) or sum(map(weight, items)) > AT_ONCE

    def divide(self, items: Iterable[Item], keeps: Callable[[Item], bool]) -> Divided:
        """Divide items. ``keeps`` says what must not be passed over."""
        divided = Divided()
        for item in items:
            self._place(item, divided, keeps)
        return divided

    def _place(self, item: Item, divided: Divided, keeps: Callable[[Item], bool]) -> None:
        if item.person == self.user_id or isinstance(item.what, Shown | Timer):
            divided.now.append(item)
        elif isinstance(item.what, Altered) and item.what.original in self._waiting:
            divided.later.append(item)  # it is told of what it alters when that was worked on
        elif not item.is_counted:
            quota = self._edits if isinstance(item.what, Altered) else self._unreadable
            taken = quota.admits(item.person, self.now()) or keeps(item)
            (divided.now if taken else divided.passed).append(item)
        elif self._is_asked(item):
            divided.now.append(item)
        elif self._is_put_off(item) or keeps(item):
            self._waiting[item.cause] = weight(item)
            self._of[item.person] += weight(item)
            divided.later.append(replace(item, seen_until=_earlier(item.seen_until, item.asked_at)))
        elif self._must_tell(item):
            divided.now.append(replace(item, what=Flooded()))
        else:
            divided.passed.append(item)

    def _is_asked(self, item: Item) -> bool:
        """Whether it counts as asked; never before what its person asked earlier."""
        admitted = self._asked.admits(item.person, item.asked_at / 1000, weight(item))
        return admitted and not self._of[item.person] and not self._is_shut(item.person)

    def _is_put_off(self, item: Item) -> bool:
        """Whether it may wait; the first that may not shuts the gate for its person."""
        if self._is_shut(item.person):
            return False
        if self._of[item.person] + weight(item) <= PUT_OFF:
            return True
        self._shut_until[item.person] = self.now() + SHUT
        return False

    def _is_shut(self, person: str) -> bool:
        if person not in self._shut_until:
            return False
        if self._of[person] > 0 or self.now() < self._shut_until[person]:
            return True
        del self._shut_until[person]
        self._told.pop(person, None)
        return False

    def worked_on(self, item: Item) -> None:
        """Note that an item was worked on."""
        if counted := self._waiting.pop(item.cause, 0):
            self._of[item.person] -= counted
            if not self._of[item.person]:
                del self._of[item.person]

    def _must_tell(self, item: Item) -> bool:
        told = self._told[item.person]
        if item.place.name in told or len(told) >= ROOMS:
            return False
        told.add(item.place.name)
        return True


def _earlier(known: int | None, at: int) -> int:
    return at if known is None else min(known, at)


def weight(item: Item) -> int:
    """Return what an item counts: about as much as working on it costs."""
    in_file = isinstance(item.what, Asked) and isinstance(item.what.text, InFile | InReply)
    body = item.event.content.get("body") if item.event else ""
    length = len(body) if isinstance(body, str) else 0
    return (HEAVY if in_file else 1) + length // CHARACTERS

"""When somebody's keys are asked for again that could not be had: later and later, or on news.

May know: the form of user ids. Must never import: anything of ours. No network.

Whoever could not be asked has a homeserver that can't be reached. It can again as soon as we hear
of anybody there. Whoever was asked and had no one-time key is asked again when that device is
heard of. News counts less and less too, so that no message of theirs costs a request for ever.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

Who = tuple[str, str]
"""A person and a device of theirs; empty in place of the device: the list of their devices."""
FIRST = 2.0
"""Seconds until the first further attempt. Each later one takes twice as long, but at most:"""
LONGEST = 600.0
ON_NEWS = 30.0
"""Seconds at most between two attempts while there is news."""
TRIES = 3
"""After how many refusals of our own homeserver it counts as having reached nobody."""


@dataclass
class _Failure:
    """Of attempts, the last: when, in seconds, and how long to wait, also if there is news."""

    at: float
    unreachable: bool
    wait: float = FIRST
    on_news: float = 0.0
    is_news: bool = False

    @property
    def due(self) -> float:
        return self.at + (self.on_news if self.is_news else self.wait)


@dataclass
class Again:
    """Whose keys could not be had. `now` is a clock in seconds that never goes back."""

    now: Callable[[], float] = time.monotonic
    _failures: dict[Who, _Failure] = field(default_factory=dict)
    _refusals: Counter[Who] = field(default_factory=Counter)

    def refused(self, who: Who, *, may_pass: bool) -> None:
        """Note that our homeserver gave an error; if that does not pass, messages go without."""
        self._refusals[who] += 1
        if not may_pass or self._refusals[who] >= TRIES:
            self.failed(who, unreachable=True)

    def failed(self, who: Who, *, unreachable: bool) -> None:
        """Note that the keys could not be had; `unreachable` if nobody could be asked."""
        before = self._failures.get(who)
        if before is None:
            self._failures[who] = _Failure(self.now(), unreachable)
            return
        wait, on_news = min(2 * before.wait, LONGEST), min(2 * before.on_news + 1, ON_NEWS)
        self._failures[who] = _Failure(self.now(), unreachable, wait, on_news)

    def done(self, who: Who) -> None:
        """Note that they could be had."""
        self._failures.pop(who, None)
        self._refusals.pop(who, None)

    def forget(self, person: str) -> None:
        """Note that nobody needs a person's keys any more."""
        for who in [each for each in self._failures if each[0] == person]:
            del self._failures[who]

    def heard_of(self, person: str, device: str = "") -> bool:
        """Note news of a person, through one of their devices if that is known.

        Return whether keys are due sooner because of it.
        """
        sooner = False
        for who, failure in self._failures.items():
            if not failure.is_news and _concerns(who, failure, person, device):
                failure.is_news = sooner = True
        return sooner

    def is_new(self, who: Who) -> bool:
        """Whether their keys were never asked for in vain."""
        return who not in self._failures

    def is_due(self, who: Who) -> bool:
        """Whether their keys may be asked for now."""
        return self.due_in(who) == 0

    def due_in(self, who: Who) -> float:
        """In how many seconds their keys may be asked for."""
        failure = self._failures.get(who)
        return 0.0 if failure is None else max(failure.due - self.now(), 0.0)

    def lists(self) -> Iterable[Who]:
        """Whose list of devices could not be had."""
        return [who for who in self._failures if not who[1]]


def _concerns(who: Who, failure: _Failure, person: str, device: str) -> bool:
    """Whether news of a person means that keys may be had now."""
    if failure.unreachable:
        return server_of(who[0]) == server_of(person)
    return who == (person, device)


def server_of(person: str) -> str:
    """The homeserver in a user id."""
    return person.partition(":")[2]

"""Other people's keys, asked for: which devices they have, and what begins a session with each.

May know: the keyring, the specification (Matrix spec 1.15 §End-to-end encryption). Must never
import: nio, aiohttp, the rest of ours but `bot.errors`.
"""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from bot.errors import MatrixError
from bot.matrix.events import mapping
from bot.matrix.keyring import SIGNED
from bot.matrix.keys.again import Again, Who
from bot.matrix.keys.answers import was_asked
from bot.matrix.keys.publishing import FEDERATED_MS, Publishing
from bot.matrix.signatures import Owners
from bot.matrix.wire import path


@dataclass
class Asking(Publishing):
    """Asks for the keys of others. Its methods raise MatrixError.

    `owners` knows whose devices are their owner's; None: any device in a person's list is.
    `news` is set when keys are owed to somebody, or may be had by now from whom they could not.
    """

    owners: Owners | None = None
    again: Again = field(default_factory=Again)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    _learned: dict[str, float] = field(default_factory=dict)
    _changed: Counter[str] = field(default_factory=Counter)

    def heard_of(self, person: str, device: str = "") -> None:
        """Note that somebody did something, on a device of theirs if that is known."""
        if self.again.heard_of(person, device):
            self.news.set()

    async def reached(self, people: Iterable[str]) -> frozenset[str]:
        """Those of some people who have a device, as far as their homeservers say."""
        some = frozenset(people)
        await self._learn({who for who in some - self._learned.keys() if self._is_new(who)})
        return frozenset(person for person, *_ in self.keyring.devices(some))

    def _is_new(self, person: str) -> bool:
        """Whether nobody has asked in vain for a person's devices."""
        return self.again.is_new((person, ""))

    async def _learn(self, people: Iterable[str]) -> None:
        """Ask which devices people have; who got others meanwhile is asked for again."""
        asked = sorted(people)
        if not asked:
            return
        before = {person: self._changed[person] for person in asked}
        with self._refusable([(each, "") for each in asked]):
            raw = mapping(await self._query(asked))
            if self.owners:
                await self.owners.learn(raw)
            self._learnt(before, raw)

    def _learnt(self, asked: Mapping[str, int], raw: Mapping[str, Any]) -> None:
        """Take an answer; who got other devices since they were asked for is asked for again."""
        told = mapping(raw.get("device_keys"))  # which names those too who have no device
        answered = [each for each in asked if each in told and was_asked(raw, each)]
        self.keyring.learn(told, answered)
        same = [each for each in answered if self._changed[each] == asked[each]]
        self._learned.update(dict.fromkeys(same, time.monotonic()))
        for each in answered:
            self.again.done((each, ""))
        for each in asked.keys() - set(answered):
            self.again.failed((each, ""), unreachable=True)

    @contextmanager
    def _refusable(self, about: Sequence[Who]) -> Iterator[None]:
        """Note it if our own homeserver refuses to say; raise only what may pass."""
        try:
            yield
        except MatrixError as error:
            if error.status not in {None, HTTPStatus.TOO_MANY_REQUESTS}:
                for who in about:
                    self.again.refused(who, may_pass=error.retry)
            if error.retry:
                raise

    async def _claim(self, devices: Iterable[Who]) -> None:
        """Begin a session with each device, as far as it has a one-time key to begin it with."""
        claims = defaultdict[str, dict[str, str]](dict)
        for person, device in devices:
            claims[person][device] = SIGNED
        if not claims:
            return
        body = {"one_time_keys": claims, "timeout": FEDERATED_MS}
        asked = [(person, each) for person, ids in claims.items() for each in ids]
        with self._refusable(asked):
            raw = mapping(await self.call("POST", path("keys", "claim"), body))
            self._claimed(asked, raw)

    def _claimed(self, asked: Sequence[Who], raw: Mapping[str, Any]) -> None:
        self.keyring.begin(raw.get("one_time_keys"))
        devices = self.keyring.devices({person for person, _ in asked})
        lacking = self.keyring.without_session(devices) | self.keyring.wedged()
        for who in asked:
            if who in lacking:
                self.again.failed(who, unreachable=not was_asked(raw, who[0]))
            else:
                self.again.done(who)

"""The bare bots that ours is measured against: one does what it did, one only answers."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.client import Client, Event
from benchmarks.recording import Request
from benchmarks.replay import Place, Plan, at_once, plan


@dataclass
class Bare:
    """The bare bot: it makes the planned requests again when a command comes.

    ``ids`` maps the bot's rooms, aliases and account to its own; ``place`` is what its requests
    wait for.
    """

    client: Client
    ids: dict[str, str]
    place: Place = at_once
    _next: tuple[Plan, str] | None = None
    _done: asyncio.Future[float] | None = None
    _work: set[asyncio.Task[None]] = field(default_factory=set)

    def prepare(
        self, requests: Sequence[Request], command: str, only: Callable[[Request], bool]
    ) -> asyncio.Future[float]:
        """Have the next command answered as the bot answered ``command``.

        Returns the future of the time at which the last request was answered.
        """
        self._next = plan(requests, self.ids, only, [command]), command
        self._done = asyncio.get_running_loop().create_future()
        return self._done

    def told(self, _room: str, event: Event) -> None:
        """Begin, if the event is a command."""
        body = str(event.get("content", {}).get("body", ""))
        if self._next and event["sender"] != self.client.session.user_id and body[:1] == "!":
            task = asyncio.create_task(self._answer(*self._next, str(event["event_id"])))
            self._next = None
            self._work.add(task)
            task.add_done_callback(self._work.discard)

    async def _answer(self, planned: Plan, command: str, event_id: str) -> None:
        done = self._done
        try:
            found, at = await planned.run(self.client, {command: event_id}, self.place)
        except BaseException as error:
            if done:
                done.set_exception(error)
            raise
        self.ids.update(found)
        if done:
            done.set_result(at)

    async def imitate(self, requests: Sequence[Request]) -> None:
        """Make the bot's requests again, without a command."""
        self.ids, _ = await plan(requests, self.ids).run(self.client, {})


@dataclass
class Echo:
    """A bot that answers each command as ours answered one, at once."""

    client: Client
    answer: Plan | None = None
    command: str = ""
    _work: set[asyncio.Task[object]] = field(default_factory=set)

    def told(self, _room: str, event: Event) -> None:
        """Answer, if the event is a command."""
        body = str(event.get("content", {}).get("body", ""))
        if self.answer and event["sender"] != self.client.session.user_id and body[:1] == "!":
            known = {self.command: str(event["event_id"])}
            task = asyncio.create_task(self.answer.run(self.client, known))
            self._work.add(task)
            task.add_done_callback(self._work.discard)

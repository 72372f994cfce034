"""A person whose client is matrix-js-sdk with its Rust crypto, as Element Web's is.

Their devices are signed by their identity, give keys to signed devices alone, and show
nothing that an unsigned one said.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from bot.matrix import Matrix
from demo.cast import PASSWORD
from demo.person import Person
from tests.clients.node import Node


@dataclass
class SdkPerson(Person):
    """One device of an account. The first makes the account's identity, ``another`` takes it over.

    ``sees`` and the like show a message as the library decrypted it, with ``sealed``, with the
    reason for which it can't be shown as ``failed``, and with the warning beside it as ``shield``.
    """

    node: Node | None = None
    is_first: bool = True
    _accepting: set[asyncio.Task[None]] = field(default_factory=set)
    _told: asyncio.Queue[Mapping[str, Any]] = field(default_factory=asyncio.Queue)

    @property
    def device(self) -> str:
        """By which the process knows this device."""
        return f"{self.user_id}/{self.session.device_id}"

    async def __aenter__(self) -> Self:
        assert self.node
        self.node.listeners[self.device] = self._told.put_nowait
        await super().__aenter__()
        session = self.session
        await self.does(
            "login",
            url=self.url,
            user=session.user_id,
            token=session.access_token,
            id_of_device=session.device_id,
        )
        if self.is_first:
            await self.does("makeIdentity", password=PASSWORD)
        else:
            await self.does("takeIdentity")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.does("stop")
        for task in self._accepting:
            task.cancel()
        await super().__aexit__(*_)

    async def does(self, what: str, **more: Any) -> Any:
        """Have the client do something. Raises ClientFailed."""
        assert self.node
        return await self.node.ask(self.device, what, **more)

    async def another(self) -> "SdkPerson":
        """Return another device of this account, to be entered; its identity is this one's."""
        session = await Matrix.login(self.url, self.user_id, PASSWORD, device_name="another")
        return SdkPerson(self.url, session, node=self.node, is_first=False)

    # --- doing ----------------------------------------------------------------------

    async def send(
        self, room: str, content: Mapping[str, Any], kind: str = "m.room.message"
    ) -> str:
        """Send an event, encrypted where the room is. Returns its id."""
        await self.until(lambda: ("m.room.create", "") in self.state[room])
        return str(await self.does("send", room=room, kind=kind, content=dict(content)))

    async def share(self, room: str, name: str, text: str, caption: str = "") -> str:
        """Upload a text as a file and send it, encrypted where the room is."""
        await self.until(lambda: ("m.room.create", "") in self.state[room])
        return str(await self.does("share", room=room, name=name, text=text, caption=caption))

    async def opens(self, event: Mapping[str, Any]) -> str:
        """Download the file of a message; return what is in it."""
        return str(await self.does("open", content=event["content"]))

    async def keys(self, room: str) -> set[str]:
        """Return the ids of the sessions of a room whose keys this device has."""
        return set(await self.does("sessions", room=room))

    # --- seeing ---------------------------------------------------------------------

    async def _listen(self) -> None:
        """Take what the client tells, in its order."""
        while True:
            said = await self._told.get()
            if take := {"event": self._event, "state": self._state, "membership": self._member}.get(
                said.get("told", "")
            ):
                async with self._news:
                    take(said)
                    self._news.notify_all()

    def _event(self, said: Mapping[str, Any]) -> None:
        """Take an event, in the place of itself where it could not be read before."""
        event = said["event"]
        timeline = self.timelines[event["room_id"]]
        for place, each in enumerate(timeline):
            if each["event_id"] == event["event_id"]:
                timeline[place] = event
                return
        timeline.append(event)

    def _state(self, said: Mapping[str, Any]) -> None:
        event = said["event"]
        key = (event["type"], event["state_key"])
        self.state[event["room_id"]][key] = event.get("content", {})

    def _member(self, said: Mapping[str, Any]) -> None:
        room, membership = said["room"], said["membership"]
        if membership == "invite":
            task = asyncio.create_task(self._accept(room))
            self._accepting.add(task)
            task.add_done_callback(self._accepting.discard)
        elif membership == "join":
            self.left.discard(room)
        else:
            self.left.add(room)

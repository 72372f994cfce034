"""What the bot makes the homeserver do: rooms, members, state, messages, files.

May know: the wire and the paths of the specification. Must never import: nio, aiohttp, the rest
of ours but `bot.errors`.

None of these is safe to repeat but `send` with its transaction id. After an error that is
`uncertain`, look before trying again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.matrix.events import mapping, text
from bot.matrix.wire import Session, Wire, incomplete, path


class Writing(Wire):
    """The requests that change something; every one raises MatrixError.

    `direct` are the rooms that are chats of two: invitations to them say so.
    """

    def __init__(self, homeserver: str, session: Session | None = None) -> None:
        super().__init__(homeserver, session)
        self.direct: set[str] = set()

    async def create_room(
        self,
        *,
        alias_localpart: str | None,
        name: str,
        topic: str,
        room_type: str | None = None,
        room_version: str | None = None,
        initial_state: Sequence[Mapping[str, Any]] = (),
        power_levels: Mapping[str, Any] | None = None,
    ) -> str:
        """Makes a room by invitation only, in no directory, without invitees; returns its id.

        `room_type` is `m.space` for a space; `room_version` None is the server's default.
        `initial_state` and `power_levels` override the preset `private_chat`, under which any
        member invites and guests join. In room version 12 `power_levels` must not name us, in
        earlier ones its `users`, if given, must (Matrix spec 1.15 §Creation).

        Raises MatrixError: M_ROOM_IN_USE if the alias is taken. An `uncertain` one may have left
        a room under the alias: resolve it before anything else.
        """
        fields = {
            "room_alias_name": alias_localpart,
            "name": name,
            "topic": topic,
            "preset": "private_chat",
            "visibility": "private",
            "room_version": room_version,
            "creation_content": {"type": room_type} if room_type else None,
            "initial_state": list(initial_state),
            "power_level_content_override": power_levels,
        }
        body = {key: value for key, value in fields.items() if value is not None}
        return said(await self._call("POST", path("createRoom"), body), "room_id")

    async def join(self, room_id: str) -> None:
        """Enters a room, on an invitation if it needs one. Raises MatrixError."""
        await self._call("POST", path("rooms", room_id, "join"), {})

    async def leave(self, room_id: str) -> None:
        """Leaves a room or refuses an invitation to it. Raises MatrixError."""
        await self._call("POST", path("rooms", room_id, "leave"), {})

    async def forget(self, room_id: str) -> None:
        """Drops a room that was left from our account. Raises MatrixError."""
        await self._call("POST", path("rooms", room_id, "forget"), {})

    async def invite(self, room_id: str, user_id: str) -> None:
        """Invites somebody. Raises MatrixError: M_FORBIDDEN also if they are in the room.

        Only the event itself can say that it is about a direct chat, by which a client lists the
        room among people (Matrix spec 1.15 §Direct Messaging).
        """
        if room_id in self.direct:
            content = {"membership": "invite", "is_direct": True}
            await self.put_state(room_id, "m.room.member", content, user_id)
            return
        await self._call("POST", path("rooms", room_id, "invite"), {"user_id": user_id})

    async def kick(self, room_id: str, user_id: str, reason: str) -> None:
        """Removes somebody, or takes their invitation back. Raises MatrixError."""
        body = {"user_id": user_id, "reason": reason}
        await self._call("POST", path("rooms", room_id, "kick"), body)

    async def put_state(
        self, room_id: str, event_type: str, content: Mapping[str, Any], state_key: str = ""
    ) -> str:
        """Sets a room's state of a type and state key; returns the event id.

        There is no transaction id: what arrives last stands. Raises MatrixError.
        """
        where = path("rooms", room_id, "state", event_type, state_key)
        return said(await self._call("PUT", where, content), "event_id")

    async def send(
        self, room_id: str, event_type: str, content: Mapping[str, Any], txn_id: str
    ) -> str:
        """Sends an event; returns its id.

        The same `txn_id` from the same device gives the same event, for a day, and under
        another type too: never share one (Matrix spec 1.15 §Transaction identifiers). Raises
        MatrixError.
        """
        where = path("rooms", room_id, "send", event_type, txn_id)
        return said(await self._call("PUT", where, content), "event_id")

    async def put_account_data(self, name: str, content: Mapping[str, Any]) -> None:
        """Keeps something with our account, in place of what was there. Raises MatrixError."""
        await self._call("PUT", path("user", self.user_id, "account_data", name), content)

    async def put_profile(self, field: str, value: str) -> None:
        """Sets our account's `displayname` or `avatar_url`; each room that we are in is told.

        Raises MatrixError.
        """
        await self._call("PUT", path("profile", self.user_id, field), {field: value})

    async def log_out(self) -> None:
        """Ends our login and forgets our device. Raises MatrixError."""
        await self._call("POST", path("logout"), {})

    async def upload(self, data: bytes, filename: str, content_type: str) -> str:
        """Stores a file; returns its `mxc://` address. Raises MatrixError."""
        raw = await self._call(
            "POST",
            "/_matrix/media/v3/upload",
            data,
            query={"filename": filename},
            content_type=content_type,
        )
        return said(raw, "content_uri")

    async def put_alias(self, alias: str, room_id: str) -> None:
        """Points `#alias:server` at a room. Raises MatrixError, status 409 if it is taken."""
        await self._call("PUT", path("directory", "room", alias), {"room_id": room_id})

    async def delete_alias(self, alias: str) -> None:
        """Takes `#alias:server` away from its room. Raises MatrixError."""
        await self._call("DELETE", path("directory", "room", alias))

    async def set_directory(self, room_id: str, *, listed: bool) -> None:
        """Shows a room in the server's public directory, or hides it.

        Raises MatrixError, status 403 where the operator allows nobody to list rooms: Synapse's
        default (`room_list_publication_rules`).
        """
        body = {"visibility": "public" if listed else "private"}
        await self._call("PUT", path("directory", "list", "room", room_id), body)


def said(raw: object, key: str) -> str:
    """The string under `key` of an answer. Raises MatrixError if the server left it out."""
    value = text(mapping(raw).get(key))
    if not value:
        raise incomplete(key)
    return value

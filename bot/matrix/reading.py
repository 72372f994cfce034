"""What the bot asks the homeserver, changing nothing: syncs, history, state, files.

May know: the wire, the events, the paths of the specification. Must never import: nio, aiohttp,
the rest of ours but `bot.errors`.
"""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from bot.errors import MatrixError
from bot.matrix import events
from bot.matrix.events import Batch, Event, mapping, sequence, text
from bot.matrix.wire import MEDIA, TIMEOUT, Wire, incomplete, not_ok, path

TYPES = (
    "m.room.message",
    "m.room.encrypted",
    "m.room.redaction",
    "m.reaction",
    "org.matrix.msc3381.poll.start",
    "org.matrix.msc3381.poll.end",
    "org.matrix.msc3381.poll.response",
    "m.poll.response",
    "m.room.member",
    "m.room.encryption",
    "m.room.tombstone",
    "m.room.power_levels",
    "m.room.join_rules",
    "m.room.history_visibility",
)
NOTHING = {"types": list[str]()}
# Our own events come too: a sent message that comes back says that it was sent.
SYNC_FILTER = json.dumps(
    {
        "presence": NOTHING,
        "account_data": NOTHING,
        "room": {
            "account_data": NOTHING,
            "ephemeral": NOTHING,
            "state": {**NOTHING, "lazy_load_members": True},
            "timeline": {"types": TYPES, "limit": 50, "lazy_load_members": True},
        },
    }
)
ABSENT = frozenset({"M_NOT_FOUND", "M_INVALID_PARAM"})
"""What a homeserver answers about an account that isn't there, or about an id that can't be."""
ERROR_BYTES = 65536
HISTORY_FILTER = json.dumps({"types": TYPES})


class Reading(Wire):
    """The requests that change nothing; every one raises MatrixError."""

    async def sync(self, since: str | None, timeout_ms: int) -> Batch:
        """What happened after `since`, waiting at most `timeout_ms` for something to happen.

        Without `since`, the end of every room's timeline (Matrix spec 1.15 §Syncing). Synapse
        keeps its answers for two minutes: asked again with the same `since` and timeout, it may
        not tell what is newer until asked from the batch's token. Raises MatrixError.
        """
        query = {"filter": SYNC_FILTER, "set_presence": "offline", "timeout": str(timeout_ms)}
        if since is not None:
            query["since"] = since
        seconds = TIMEOUT + timeout_ms / 1000
        raw = await self._call("GET", path("sync"), query=query, timeout=seconds)
        batch = events.batch(raw, self.user_id)
        if not batch.token:
            raise incomplete("next_batch")
        await self._came(mapping(raw))
        return batch

    async def _came(self, raw: Mapping[str, Any]) -> None:
        """What came with a sync beside the rooms; nothing is made of it here."""

    async def messages_back(
        self, room_id: str, start: str | None, stop: str | None = None, limit: int = 100
    ) -> tuple[tuple[Event, ...], str | None]:
        """A page of a room's history before `start`, newest first, and the token of the next.

        From the newest event on if `start` is None. Of the types that a sync gives. `stop` is a
        token not to go beyond; the next token is None at the end, and a page may be empty before
        it (Matrix spec 1.15 §Getting events for a room). Raises MatrixError.
        """
        query = {"dir": "b", "limit": str(limit), "filter": HISTORY_FILTER}
        if start is not None:
            query["from"] = start
        if stop is not None:
            query["to"] = stop
        raw = mapping(await self._call("GET", path("rooms", room_id, "messages"), query=query))
        end = text(raw.get("end"))
        return events.events(room_id, raw.get("chunk")), end if end not in {"", start} else None

    async def gap(self, room_id: str, prev_batch: str, since_token: str) -> tuple[Event, ...]:
        """All that a limited timeline left out, oldest first.

        From `since_token`, the `since` of that sync, up to `prev_batch`, the timeline's. Raises
        MatrixError.
        """
        newest_first = [each async for each in self._backwards(room_id, prev_batch, since_token)]
        return tuple(reversed(newest_first))

    async def since_invitation(self, room_id: str, prev_batch: str) -> tuple[Event, ...]:
        """A room's events from our last invitation on and before `prev_batch`, oldest first.

        With the invitation itself first; from the room's beginning if there is none. Not to be
        asked when the timeline that `prev_batch` belongs to has the invitation already. Raises
        MatrixError.
        """
        newest_first: list[Event] = []
        async for each in self._backwards(room_id, prev_batch, None):
            newest_first.append(each)
            if events.is_invitation(each, self.user_id):
                break
        return tuple(reversed(newest_first))

    async def _backwards(self, room_id: str, start: str, stop: str | None) -> AsyncIterator[Event]:
        """A room's events from `start` back to `stop` or its beginning, newest first."""
        token: str | None = start
        while token is not None:
            page, token = await self.messages_back(room_id, token, stop)
            for each in page:
                yield each

    async def event(self, room_id: str, event_id: str) -> Event:
        """One event of a room. Raises MatrixError, M_NOT_FOUND also for one we may not see."""
        raw = await self._call("GET", path("rooms", room_id, "event", event_id))
        return events.event(room_id, raw)

    async def full_state(self, room_id: str) -> dict[tuple[str, str], Mapping[str, Any]]:
        """The content of all of a room's present state, by type and state key.

        That of `m.room.create` names the `creator`, as versions before 11 do. Raises MatrixError,
        M_FORBIDDEN in a room that we were never in.
        """
        state = await self.state_events(room_id)
        contents = {(each.type, each.state_key or ""): each.content for each in state}
        for each in state:
            if each.type == "m.room.create":
                contents[each.type, ""] = {"creator": each.sender, **each.content}
        return contents

    async def state_events(self, room_id: str) -> tuple[Event, ...]:
        """A room's present state, each with who set it and when. Raises MatrixError."""
        raw = sequence(await self._call("GET", path("rooms", room_id, "state")))
        return tuple(events.event(room_id, each) for each in raw)

    async def content(self, room_id: str, event_type: str) -> Mapping[str, Any]:
        """The content of one piece of a room's present state, empty if there is none.

        Raises MatrixError, M_FORBIDDEN in a room that we were never in.
        """
        return await self._or_nothing(path("rooms", room_id, "state", event_type, ""))

    async def account_data(self, name: str) -> Mapping[str, Any]:
        """What we keep with our account under a name, empty if nothing. Raises MatrixError."""
        return await self._or_nothing(path("user", self.user_id, "account_data", name))

    async def profile(self) -> Mapping[str, Any]:
        """Our account's `displayname` and `avatar_url`, if it has them. Raises MatrixError."""
        return await self._or_nothing(path("profile", self.user_id))

    async def _or_nothing(self, where: str) -> Mapping[str, Any]:
        try:
            return mapping(await self._call("GET", where))
        except MatrixError as error:
            if error.errcode != "M_NOT_FOUND":
                raise
            return {}

    async def aliases(self, room_id: str) -> tuple[str, ...]:
        """The aliases that our homeserver has for a room. Raises MatrixError."""
        raw = mapping(await self._call("GET", path("rooms", room_id, "aliases")))
        return tuple(map(text, sequence(raw.get("aliases"))))

    async def joined_rooms(self) -> frozenset[str]:
        """The ids of the rooms that we are in. Raises MatrixError."""
        raw = mapping(await self._call("GET", path("joined_rooms")))
        return frozenset(map(text, sequence(raw.get("joined_rooms")))) - {""}

    async def resolve_alias(self, alias: str) -> str | None:
        """The id of the room under `#alias:server`, None if there is none. Raises MatrixError."""
        try:
            raw = mapping(await self._call("GET", path("directory", "room", alias)))
        except MatrixError as error:
            if error.errcode == "M_NOT_FOUND":
                return None
            raise
        return text(raw.get("room_id")) or None

    async def is_listed(self, room_id: str) -> bool:
        """Whether the server's public directory shows a room. Raises MatrixError."""
        where = path("directory", "list", "room", room_id)
        return mapping(await self._call("GET", where)).get("visibility") == "public"

    async def has_profile(self, user_id: str, seconds: float = TIMEOUT) -> bool:
        """Whether somebody's own homeserver knows a profile of theirs, which may be empty.

        Asked of ours, which asks the other one; Synapse says of an empty profile that there is
        none, but not of a single field (Matrix spec 1.15 §Profiles). Raises MatrixError:
        M_FORBIDDEN where a homeserver doesn't say, a status from 500 where theirs doesn't answer.
        """
        whole = path("profile", user_id)
        try:
            await self._call("GET", whole, timeout=seconds)
        except MatrixError as error:
            if error.status != 404:  # noqa: PLR2004 - HTTP's Not Found
                return _unless_absent(error)
        else:
            return True
        try:
            await self._call("GET", f"{whole}/displayname", timeout=seconds)
        except MatrixError as error:
            return _unless_absent(error)
        return True

    async def is_joined(self, room_id: str, user_id: str) -> bool:
        """Whether somebody is in a room. Raises MatrixError, M_NOT_FOUND if they never were."""
        where = path("rooms", room_id, "state", "m.room.member", user_id)
        return mapping(await self._call("GET", where)).get("membership") == "join"

    async def names(self, room_id: str) -> dict[str, str]:
        """The display names (or empty) of those who are in a room, by id. Raises MatrixError."""
        raw = mapping(await self._call("GET", path("rooms", room_id, "joined_members")))
        found = mapping(raw.get("joined"))
        return {who: text(mapping(how).get("display_name")) for who, how in found.items()}

    async def download(self, mxc: str, limit_bytes: int) -> bytes:
        """The file behind an `mxc://` address (Matrix spec 1.15 §Content repository).

        Raises MatrixError: TOO_LARGE beyond `limit_bytes`, of which no more is read;
        BAD_ADDRESS if `mxc` is not such an address.
        """
        where = path("download", *media_address(mxc), base=MEDIA)
        data = bytearray()
        async with self._answer("GET", where) as answer:
            if answer.status != 200:  # noqa: PLR2004 - HTTP's OK
                raise not_ok(answer, await answer.content.read(ERROR_BYTES))
            async for chunk in answer.content.iter_any():
                data += chunk
                if len(data) > limit_bytes:
                    raise MatrixError("TOO_LARGE", f"{mxc} is over {limit_bytes} bytes")
        return bytes(data)


def _unless_absent(error: MatrixError) -> bool:
    """Return False if it says that there is no such account; otherwise raise it."""
    if error.errcode in ABSENT:
        return False
    raise error


def media_address(mxc: str) -> tuple[str, str]:
    """The server and the media id in `mxc://server/id`. Raises MatrixError: BAD_ADDRESS."""
    server, _, media_id = mxc.removeprefix("mxc://").partition("/")
    if not mxc.startswith("mxc://") or not server or not media_id or "/" in media_id:
        raise MatrixError("BAD_ADDRESS", f"{mxc[:200]!r} is no mxc:// address")
    return server, media_id

"""Single values by name. Imports ``schema`` and nothing else of ours."""

import json

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import meta

CLOCKS = "clocks"
"""How far other homeservers' clocks are behind, in ms, as JSON."""
DEVICES = "devices"
"""Which devices are obeyed where the configuration doesn't say; none if the council is older."""
EPOCH = "epoch"
LOOK = "look"
"""What names, topics and pictures of rooms were made of when the bot last compared all rooms."""
LISTED = "listed"
"""The rooms that the homeserver's directory shows at the bot's wish, as a JSON list of ids."""
MODERATORS = "moderators"
"""Who moderated the forum and who the secretariat was when the bot last ran, as JSON lists."""
PLENARY = "plenary"
"""The door of what plenary saw when the bot last ran."""
PROFILE = "profile"
"""The name and the face that the bot last gave its account, as JSON."""
SECRET = "secret"  # noqa: S105 - the name of the value, not the value
SYNC_TOKEN = "sync_token"  # noqa: S105 - the same
WITNESS = "witness"
"""What the account's data on the homeserver said last: a time in ms."""
HEARD_AT = "heard_at"
"""When the homeserver gave that token, in ms."""
NUMBERS_FROM = "numbers_from"
"""The least number that a new proposal may get: a restored record doesn't know all given ones."""
LEFT_ALONE = "left_alone"
"""The rooms of what a restored record doesn't know, as a JSON list of Matrix ids."""

_GET = select(meta.c.value).where(meta.c.name == bindparam("wanted_name"))
_HOLD = _GET.with_for_update()
_PUT = (
    update(meta).where(meta.c.name == bindparam("wanted_name")).values(value=bindparam("new_value"))
)
_FORGET = delete(meta).where(meta.c.name == bindparam("wanted_name"))


async def get(conn: AsyncConnection, name: str) -> str | None:
    """Return the value, or None if there is none yet."""
    value: str | None = await conn.scalar(_GET, {"wanted_name": name})
    return value


async def hold(conn: AsyncConnection, name: str) -> str | None:
    """Return the value, and on PostgreSQL keep others from changing it until the commit."""
    value: str | None = await conn.scalar(_HOLD, {"wanted_name": name})
    return value


async def put(conn: AsyncConnection, name: str, value: str) -> None:
    """Set the value, whether or not there was one."""
    changed = await conn.execute(_PUT, {"wanted_name": name, "new_value": value})
    if not changed.rowcount:
        await conn.execute(insert(meta), {"name": name, "value": value})


async def forget(conn: AsyncConnection, name: str) -> None:
    """Have no such value any more."""
    await conn.execute(_FORGET, {"wanted_name": name})


async def listed(conn: AsyncConnection) -> frozenset[str]:
    """Return the ids of the rooms that the directory shows."""
    return frozenset(json.loads(await get(conn, LISTED) or "[]"))


async def list_too(conn: AsyncConnection, room_id: str) -> None:
    """Note that the directory shows a room."""
    await put(conn, LISTED, json.dumps(sorted({*await listed(conn), room_id})))

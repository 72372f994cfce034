"""A room that the bot can't read, since it has no encryption: that is said once.

Knows storage.
"""

from bot.clerk.case import Case
from bot.relay.notices import Notice, Occasion, post
from bot.rooms import intended
from storage import rooms


async def tell_encrypted(case: Case) -> None:
    """Say once in a room that it can't be read, and offer a direct chat that can."""
    name = case.item.place.name
    room = await rooms.get(case.conn, name)
    if room is None or room.noted:
        return
    await rooms.note(case.conn, name)
    offered = await intended.offer(case.conn, case.out.secret, case.item.person)
    case.out.post(case.notice(Notice.ENCRYPTED, {}))
    case.out.post(post(Notice.WELCOME, Occasion(offered), {}))

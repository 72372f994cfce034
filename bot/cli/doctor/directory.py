"""Whether the homeserver's directory shows what is to be found there: part of ``rapporteur check``.

Knows the Matrix edge.
"""

from collections.abc import AsyncIterator, Collection

from bot.cli.doctor.finding import Finding, fine, noted
from bot.errors import MatrixError
from bot.matrix import Matrix
from bot.service.directory import LISTED
from storage.rooms import Room, RoomState


async def of_directory(matrix: Matrix, live: Collection[Room]) -> AsyncIterator[Finding]:
    """Yield which of the rooms that are to be found there aren't. Raises MatrixError."""
    there = [each for each in live if each.place in LISTED and each.state is RoomState.READY]
    hidden = [each.place for each in there if not await _is_shown(matrix, each)]
    if hidden:
        yield noted("unlisted", places=hidden)
    elif there:
        yield fine("listed")


async def _is_shown(matrix: Matrix, room: Room) -> bool:
    """Whether the directory shows a room; nothing is said here of one that isn't there."""
    try:
        return await matrix.is_listed(room.room_id or "")
    except MatrixError as error:
        if error.errcode != "M_NOT_FOUND":
            raise
        return True

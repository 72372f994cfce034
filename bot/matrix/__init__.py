"""The Matrix edge: the only place that imports nio.

May know: the Matrix specification. Must never import: anything of ours but
`bot.errors`, `bot.files`, and what storage has of a room.
"""

from bot.matrix.client import Identity, Matrix, RoomVersions
from bot.matrix.discovery import homeserver_at, homeserver_of, instead_of
from bot.matrix.events import (
    ENCRYPTED,
    Batch,
    Doubt,
    Event,
    Invite,
    Timeline,
    invitation_in,
    is_invitation,
)
from bot.matrix.keyring import Unreadable, has_keys
from bot.matrix.keys.publishing import Standing
from bot.matrix.sealing import Sealed
from bot.matrix.signatures import Pins
from bot.matrix.wire import Session

__all__ = [
    "ENCRYPTED",
    "Batch",
    "Doubt",
    "Event",
    "Identity",
    "Invite",
    "Matrix",
    "Pins",
    "RoomVersions",
    "Sealed",
    "Session",
    "Standing",
    "Timeline",
    "Unreadable",
    "has_keys",
    "homeserver_at",
    "homeserver_of",
    "instead_of",
    "invitation_in",
    "is_invitation",
]

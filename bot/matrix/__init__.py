"""The Matrix edge: the only place that imports nio.

May know: the Matrix specification. Must never import: anything of ours but `bot.errors`.
"""

from bot.matrix.client import Capabilities, Identity, Matrix
from bot.matrix.events import Batch, Event, Invite, Timeline, invitation_in, is_invitation
from bot.matrix.wire import Session

__all__ = [
    "Batch",
    "Capabilities",
    "Event",
    "Identity",
    "Invite",
    "Matrix",
    "Session",
    "Timeline",
    "invitation_in",
    "is_invitation",
]

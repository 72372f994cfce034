"""Who has which power in a room: talking is people's, everything else the bot's alone. Pure.

But for the forum, where anyone may talk: who moderates it may delete messages and put people out.
"""

from collections.abc import Iterable, Mapping
from typing import Any

BOT_ONLY = 100
"""The power that nobody but the bot has."""
SPEAKER = 10
"""The power of those who may talk where others only read."""
MODERATOR = 50
"""The power of those who may delete others' messages, remove and ban."""


def power_levels(
    *, events_default: int = 0, users: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """Return power levels in which everything but talking is the bot's alone."""
    return {
        "users": dict(users or {}),
        "users_default": 0,
        "events": {},
        "events_default": events_default,
        "state_default": BOT_ONLY,
        "invite": BOT_ONLY,
        "kick": BOT_ONLY,
        "ban": BOT_ONLY,
        "redact": BOT_ONLY,
        "notifications": {"room": BOT_ONLY},
    }


def moderated(people: Iterable[str]) -> dict[str, Any]:
    """Return power levels of a room that some people moderate: they change nothing else there."""
    users = dict.fromkeys(people, MODERATOR)
    may = dict.fromkeys(("redact", "kick", "ban"), MODERATOR) if users else {}
    return power_levels(users=users) | may

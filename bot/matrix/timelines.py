"""Rooms that we know, each with what was said in it since.

May know: the events, and what storage has of a room. No network.
"""

from collections.abc import Sequence

from bot.matrix.events import Event
from storage.rooms import Room

Timelines = Sequence[tuple[Room, tuple[Event, ...]]]
"""Each room's events are in their order."""

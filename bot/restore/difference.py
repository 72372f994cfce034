"""How rooms and the record differ: data alone."""

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import Restored
from bot.matrix import Event
from bot.matrix.timelines import Timelines
from storage.rooms import Room


class DifferenceKind(StrEnum):
    """How a room differs from the record."""

    UNKNOWN = "unknown"
    """It has messages of the bot's own that the record doesn't know: the record is behind."""
    GONE = "gone"
    """It lacks the last event that the bot saw there, and the homeserver is behind."""
    OTHER = "other"
    """It is a council's room, made with this account, and the record has no such room."""


@dataclass(frozen=True)
class Difference:
    """A room that differs. ``place`` is empty if the record doesn't know the room at all.

    ``events`` are the bot's messages that the record doesn't have, newest first.
    """

    kind: DifferenceKind
    place: str
    room_id: str
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Compared:
    """The result. ``news`` is what each room has after the last event that the bot saw.

    ``absent`` are the rooms of the record that the bot is in no more: it was put out, or the
    homeserver's administrator deleted them.
    """

    differences: tuple[Difference, ...] = ()
    news: Timelines = ()
    absent: tuple[Room, ...] = ()

    def rooms(self, kind: DifferenceKind) -> tuple[str, ...]:
        """Return the rooms that differ in this way, by what they are for or else by id."""
        return tuple(sorted(d.place or d.room_id for d in self.differences if d.kind is kind))

    def check(self) -> None:
        """Raise Restored if anything differs."""
        if self.differences:
            raise Restored(
                unknown=self.rooms(DifferenceKind.UNKNOWN),
                gone=self.rooms(DifferenceKind.GONE),
                other=self.rooms(DifferenceKind.OTHER),
            )

"""The terms of the procedure that are values: stages, positions, doors, authorities.

Imports nothing of this project.
"""

from enum import StrEnum


class Stage(StrEnum):
    """Where a proposal stands."""

    TABLED = "tabled"
    DECLINED = "declined"
    PLENARY = "plenary"
    CAUCUSES = "caucuses"
    RECOMMENDED = "recommended"
    NO_CONSENSUS = "no_consensus"
    WITHDRAWN = "withdrawn"

    @property
    def ended(self) -> bool:
        """Whether nothing but reopening can follow."""
        return self not in (Stage.TABLED, Stage.PLENARY, Stage.CAUCUSES)


class Position(StrEnum):
    """What a caucus chair records for the caucus on one draft."""

    AGREED = "agreed"
    AMENDED = "agreed as amended"
    NOT_AGREED = "not agreed"


class Authority(StrEnum):
    """Who may do an act. A deputy has the chair's authority on proposals alone."""

    ANYONE = "anyone"
    TABLER = "tabler"
    FORUM_CHAIR = "forum_chair"
    COUNCIL_CHAIR = "council_chair"
    CAUCUS_CHAIR = "caucus_chair"
    CHAIR = "chair"  # of the body the act names
    CHAIR_OR_SECRETARIAT = "chair_or_secretariat"


class RoomKind(StrEnum):
    """The kind of room in which an act is done."""

    FORUM = "forum"
    PLENARY = "plenary"
    CAUCUS = "caucus"
    DIRECT = "direct"
    OTHER = "other"


FORUM = "forum"
COUNCIL = "council"
PUBLIC = "public"


def caucus_door(key: str) -> str:
    """Return the door of the caucus with ``key``."""
    return f"caucus:{key}"


def caucus_of(door: str) -> str | None:
    """Return the key of the caucus whose door it is, or None."""
    return door.removeprefix("caucus:") if door.startswith("caucus:") else None

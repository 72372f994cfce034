"""The terms of the procedure that are values: stages, positions, doors, authorities.

Imports nothing of this project.
"""

from enum import StrEnum
from typing import assert_never


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
        """Whether nothing but reopening can follow, and statements on the final text."""
        match self:
            case Stage.TABLED | Stage.PLENARY | Stage.CAUCUSES:
                return False
            case Stage.DECLINED | Stage.RECOMMENDED | Stage.NO_CONSENSUS | Stage.WITHDRAWN:
                return True
            case _:
                assert_never(self)

    @property
    def is_outcome(self) -> bool:
        """Whether the council has come to an end, so that there is a final text."""
        match self:
            case Stage.RECOMMENDED | Stage.NO_CONSENSUS:
                return True
            case Stage.TABLED | Stage.DECLINED | Stage.PLENARY | Stage.CAUCUSES | Stage.WITHDRAWN:
                return False
            case _:
                assert_never(self)

    @property
    def before_council(self) -> bool:
        """Whether the council has it before itself, so that it has rooms of its own."""
        match self:
            case Stage.PLENARY | Stage.CAUCUSES:
                return True
            case (
                Stage.TABLED
                | Stage.DECLINED
                | Stage.RECOMMENDED
                | Stage.NO_CONSENSUS
                | Stage.WITHDRAWN
            ):
                return False
            case _:
                assert_never(self)


class Position(StrEnum):
    """What a caucus chair records for the caucus on one draft."""

    AGREED = "agreed"
    AMENDED = "agreed as amended"
    NOT_AGREED = "not agreed"

    @property
    def releases_text(self) -> bool:
        """Whether the caucus's own text on the draft is released with it."""
        match self:
            case Position.AMENDED:
                return True
            case Position.AGREED | Position.NOT_AGREED:
                return False
            case _:
                assert_never(self)

    @property
    def is_yes(self) -> bool:
        """Whether the caucus agrees, to the draft or to its own text."""
        match self:
            case Position.AGREED | Position.AMENDED:
                return True
            case Position.NOT_AGREED:
                return False
            case _:
                assert_never(self)

    @property
    def agrees_to_draft(self) -> bool:
        """Whether the caucus agrees to exactly the draft."""
        match self:
            case Position.AGREED:
                return True
            case Position.AMENDED | Position.NOT_AGREED:
                return False
            case _:
                assert_never(self)


class Disposition(StrEnum):
    """What a chair did with an objection."""

    ACCOMMODATED = "accommodated"  # the text changed to satisfy it
    REJECTED = "rejected"
    OUTWEIGHED = "outweighed"
    INVALID = "invalid"
    UPHELD = "upheld"  # it stands

    @property
    def addresses(self) -> bool:
        """Whether the objection doesn't stand any more, as far as the text is the same."""
        match self:
            case (
                Disposition.ACCOMMODATED
                | Disposition.REJECTED
                | Disposition.OUTWEIGHED
                | Disposition.INVALID
            ):
                return True
            case Disposition.UPHELD:
                return False
            case _:
                assert_never(self)


class Result(StrEnum):
    """What a call found."""

    NO_OBJECTION = "no objection"  # that binds
    OBJECTIONS = "objections"  # stand against the text
    BROKEN = "broken"  # a silence procedure, by the first of them
    REACHED = "reached"  # the majority of a poll or a ballot
    NOT_REACHED = "not reached"
    NO_QUORUM = "no quorum"  # too few answered for the caucus
    TOO_FEW = "too few"  # answered for a ballot to be secret
    VOID = "void"  # a ballot whose key is lost

    @property
    def is_valid(self) -> bool:
        """Whether a poll or a ballot with it says what the caucus decided."""
        return self in (Result.REACHED, Result.NOT_REACHED)


class EndedBy(StrEnum):
    """What ended a call."""

    TIME = "time"
    CHAIR = "chair"
    OBJECTION = "objection"
    ALL = "all"  # of those who were asked have answered


class StatementKind(StrEnum):
    """What is attached to a text without blocking it."""

    RESERVATION = "reservation"
    EXPLANATION = "explanation"  # of position
    MINORITY = "minority"

    @property
    def may_be_personal(self) -> bool:
        """Whether a representative may make it in their own name."""
        match self:
            case StatementKind.MINORITY:
                return True
            case StatementKind.RESERVATION | StatementKind.EXPLANATION:
                return False
            case _:
                assert_never(self)


class Method(StrEnum):
    """How a caucus decides."""

    JUDGEMENT = "judgement"  # its chair listens
    SILENCE = "silence"  # a silence procedure
    POLL = "poll"  # names are shown
    BALLOT = "ballot"  # secret

    @property
    def counts(self) -> bool:
        """Whether answers are counted."""
        match self:
            case Method.POLL | Method.BALLOT:
                return True
            case Method.JUDGEMENT | Method.SILENCE:
                return False
            case _:
                assert_never(self)


class Choice(StrEnum):
    """An answer to what is put to a caucus."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Majority(StrEnum):
    """How many must say yes, of those who say yes or no."""

    SIMPLE = "simple"
    TWO_THIRDS = "two-thirds"
    UNANIMITY = "unanimity"


class Level(StrEnum):
    """At which level binding rules are called for."""

    NATIONAL = "national"
    REGIONAL = "regional"
    INTERNATIONAL = "international"


class Authority(StrEnum):
    """Who may do an act. A deputy has the chair's authority on proposals alone."""

    ANYONE = "anyone"
    TABLER = "tabler"
    SPEAKER = "speaker"  # who may talk in plenary
    CAUCUS_MEMBER = "caucus_member"
    IN_A_CAUCUS = "in_a_caucus"  # a member of any
    FORUM_CHAIR = "forum_chair"
    COUNCIL_CHAIR = "council_chair"
    CAUCUS_CHAIR = "caucus_chair"
    CHAIR = "chair"  # of the body the act names
    CHAIR_OR_SECRETARIAT = "chair_or_secretariat"


class OfficerChange(StrEnum):
    """What may be done to who is chair and deputy of a body, by the command for it."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    UNDEPUTY = "undeputy"


class NamingEnd(StrEnum):
    """Why what the secretariat announced doesn't take effect."""

    REFUSED = "refused"  # by the chair or a deputy
    WITHDRAWN = "withdrawn"  # by the secretariat
    LAPSED = "lapsed"  # it could not be any more when its time came


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

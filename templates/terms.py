"""Where a proposal stands, what a caucus recorded, and what was done with objections, in words.

The record has codes for them. Those of positions read like English, but are never shown as they
stand: another language has other words for them. Pure; imports ``deliberation`` alone.
"""

from collections.abc import Mapping

from deliberation.terms import (
    Choice,
    Disposition,
    Level,
    Majority,
    Method,
    Position,
    Stage,
    StatementKind,
)

STAGES: Mapping[Stage, str] = {
    Stage.TABLED: "in the forum",
    Stage.DECLINED: "not forwarded by the forum",
    Stage.PLENARY: "in plenary",
    Stage.CAUCUSES: "with the caucuses",
    Stage.RECOMMENDED: "a recommendation",
    Stage.NO_CONSENSUS: "closed: consensus can't be reached",
    Stage.WITHDRAWN: "withdrawn",
}
POSITIONS: Mapping[Position, str] = {
    Position.AGREED: "agreed",
    Position.AMENDED: "agreed as amended",
    Position.NOT_AGREED: "not agreed",
}
DISPOSITIONS: Mapping[Disposition, str] = {
    Disposition.ACCOMMODATED: "accommodated",
    Disposition.REJECTED: "rejected",
    Disposition.OUTWEIGHED: "outweighed",
    Disposition.INVALID: "invalid",
    Disposition.UPHELD: "upheld",
}
LEVELS: Mapping[Level, str] = {
    Level.NATIONAL: "national",
    Level.REGIONAL: "regional",
    Level.INTERNATIONAL: "international",
}
METHODS: Mapping[Method, str] = {
    Method.JUDGEMENT: "the chair's judgement",
    Method.SILENCE: "silence procedure",
    Method.POLL: "poll",
    Method.BALLOT: "secret ballot",
}
MAJORITIES: Mapping[Majority, str] = {
    Majority.SIMPLE: "more yes than no",
    Majority.TWO_THIRDS: "at least two thirds yes",
    Majority.UNANIMITY: "nobody says no",
}
CHOICES: Mapping[Choice, str] = {
    Choice.YES: "Yes",
    Choice.NO: "No",
    Choice.ABSTAIN: "Abstain",
}
STATEMENTS: Mapping[StatementKind, str] = {
    StatementKind.RESERVATION: "reservation",
    StatementKind.EXPLANATION: "explanation of position",
    StatementKind.MINORITY: "minority statement",
}


def stage(code: str) -> str:
    """Return a stage in words, as they stand behind "is". Raises ValueError if it is none."""
    return STAGES[Stage(code)]


def position(code: str) -> str:
    """Return a position in words. Raises ValueError if it is none."""
    return POSITIONS[Position(code)]


def disposition(code: str) -> str:
    """Return in words what was done with an objection. Raises ValueError if it is none."""
    return DISPOSITIONS[Disposition(code)]


def level(code: str) -> str:
    """Return in words at which level something is. Raises ValueError if it is none."""
    return LEVELS[Level(code)]


def method(code: str) -> str:
    """Return in words how a caucus decides. Raises ValueError if it is none."""
    return METHODS[Method(code)]


def majority(code: str) -> str:
    """Return in words how many must say yes. Raises ValueError if it is none."""
    return MAJORITIES[Majority(code)]


def statement(code: str) -> str:
    """Return in words what kind of statement it is. Raises ValueError if it is none."""
    return STATEMENTS[StatementKind(code)]

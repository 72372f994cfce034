"""What a doctor finds: one thing that was looked at, and whether it is as it should be."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import templates
from bot.cli.problems import Expected, sentence


class Verdict(StrEnum):
    """Whether a thing that was looked at is as it should be."""

    FINE = "✓"
    WRONG = "✗"
    NOTED = "·"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    verdict: Verdict
    words: str


def fine(code: str, **fields: Any) -> Finding:
    """Return what is as it should be."""
    return Finding(Verdict.FINE, templates.said(code, **fields))


def wrong(code: str, **fields: Any) -> Finding:
    """Return what is not, and what to do about it."""
    return Finding(Verdict.WRONG, templates.said(code, **fields))


def noted(code: str, **fields: Any) -> Finding:
    """Return what can't be judged from here, or need not be wrong."""
    return Finding(Verdict.NOTED, templates.said(code, **fields))


def failed(error: Expected) -> Finding:
    """Return what kept something from being looked at."""
    return Finding(Verdict.WRONG, sentence(error))

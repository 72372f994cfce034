"""For which binding rules a draft calls, and the fingerprint that covers that. Imports ``terms``.

A draft that calls for none has the fingerprint of its text alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from deliberation.terms import Level
from deliberation.text import fingerprint, normalise, of_normal


@dataclass(frozen=True)
class Rules:
    """The level at which binding rules are called for, and the clauses that this is about.

    Without clauses it is about the whole text.
    """

    level: Level
    clauses: tuple[str, ...] = ()


def of_values(level: str, clauses: Sequence[str]) -> Rules | None:
    """Return what an entry says; None if it has no level. Raises ValueError for an unknown one."""
    return Rules(Level(level), tuple(clauses)) if level else None


def marked_fingerprint(text: str, level: str, clauses: Sequence[str]) -> str:
    """Return the fingerprint of a draft: the SHA-256 of text, a line with a space, and mark.

    No normal text has a line with a space alone, so that no text has the fingerprint of another's
    mark. The mark reads ``binding rules: national: 5, 6``; without clauses
    ``binding rules: national``.
    """
    if not level:
        return fingerprint(text)
    about = f": {', '.join(clauses)}" if clauses else ""
    return of_normal(f"{normalise(text)}\n \nbinding rules: {level}{about}")

"""What a proposal is made of: drafts, caucus texts, positions, rounds, a recommendation.

Data only. Imports ``terms``, statements and binding rules, and of ``texts`` the names of formats.
"""

from dataclasses import dataclass, replace

from deliberation.binding_rules.rules import Rules
from deliberation.statements.statement import Statements
from deliberation.terms import Position
from texts.read import Format


@dataclass(frozen=True)
class Draft:
    """An immutable text with a number. ``taken_back`` if undrafted; ``referred`` once it was.

    ``cause`` is the cause of the entry that issued it. ``rules`` are the binding rules for which it
    calls, if it does: its ``fingerprint`` covers them.
    """

    number: int
    text: str
    fingerprint: str
    format: Format
    cause: str
    issued: int
    rules: Rules | None = None
    referred: bool = False
    taken_back: bool = False


@dataclass(frozen=True)
class CaucusText:
    """A caucus's own wording of a draft: ``Draft 3/cs.2``. ``taken_back`` if undrafted."""

    caucus: str
    draft: int
    number: int
    text: str
    fingerprint: str
    format: Format
    released: bool = False
    taken_back: bool = False


@dataclass(frozen=True)
class Recorded:
    """A caucus's position on a draft, as recorded; ``lapsed`` once a later round began.

    ``revises`` is the position that the caucus had on the same draft, or empty. ``entry`` is the
    number of the entry, and ``recorded`` its time in ms. ``given_back``: it had lapsed, and counts
    again since that round was recalled. ``method`` and ``figures`` are as in the entry.
    """

    caucus: str
    position: Position
    draft: int
    fingerprint: str
    round: int
    note: str
    person: str
    amendment: int
    revises: str
    entry: int
    recorded: int
    lapsed: bool = False
    given_back: bool = False
    method: str = ""
    figures: tuple[int, ...] = ()


@dataclass(frozen=True)
class Deadline:
    """Until when (ms) caucuses are asked to report; by which entry, and since when (ms)."""

    until: int
    entry: int
    since: int


@dataclass(frozen=True)
class Round:
    """One referral of a draft; ``open`` until every caucus has reported or it is recalled.

    ``lapsed`` has the caucuses whose positions lapsed when it began, with the entry of that number.
    """

    number: int
    draft: int
    cause: str
    reported: frozenset[str] = frozenset()
    open: bool = True
    lapsed: frozenset[str] = frozenset()
    entry: int = 0
    deadline: Deadline | None = None

    def without(self, caucus: str) -> "Round":
        """Return the round in which a caucus has not reported, if it is open."""
        return replace(self, reported=self.reported - {caucus}) if self.open else self


@dataclass(frozen=True)
class Recommendation:
    """A finalised text, which stands until another replaces it, with the statements on it."""

    draft: int
    fingerprint: str
    text: str
    format: Format
    entry: int
    statements: Statements = ()
    rules: Rules | None = None

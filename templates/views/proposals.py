"""A proposal, its texts, positions and round, and an entry of its record."""

from collections.abc import Mapping
from dataclasses import dataclass

from deliberation.terms import Level, Position, Stage
from templates.views.base import Data, View
from templates.views.statements import StatementView
from texts.read import Format


@dataclass(frozen=True)
class RulesView(View):
    """For which binding rules a draft calls; see ``deliberation.binding_rules.rules.Rules``."""

    level: Level
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class DraftView(View):
    """A draft."""

    number: int
    text: str
    fingerprint: str
    format: Format
    taken_back: bool = False
    referred: bool = False
    rules: RulesView | None = None


@dataclass(frozen=True)
class TextView(View):
    """A caucus text."""

    caucus: str
    draft: int
    number: int
    text: str
    fingerprint: str
    format: Format
    released: bool
    taken_back: bool = False


@dataclass(frozen=True)
class NamedView(View):
    """Which text is meant: a draft, or with ``caucus`` its text with that number."""

    draft: int
    caucus: str
    number: int


@dataclass(frozen=True)
class EditedView(View):
    """That a text is another with one clause changed: the clause's name, and which text.

    ``without``: the texts after that one, whose changes it hasn't.
    """

    clause: str
    base: NamedView
    without: tuple[NamedView, ...]


@dataclass(frozen=True)
class PositionView(View):
    """A caucus's position on a draft; see ``deliberation.parts.Recorded``."""

    caucus: str
    position: Position
    draft: int
    note: str
    amendment: int
    revises: str
    lapsed: bool
    given_back: bool
    method: str = ""
    figures: tuple[int, ...] = ()


@dataclass(frozen=True)
class RoundView(View):
    """A round; ``deadline`` is in ms, 0: none. Who doesn't see plenary sees its number alone."""

    number: int
    open: bool = False
    reported: frozenset[str] = frozenset()
    deadline: int = 0


@dataclass(frozen=True)
class RecommendationView(View):
    """The draft that stands as a recommendation."""

    draft: int


@dataclass(frozen=True)
class ProposalView(View):
    """A proposal. ``text`` is the text that was tabled; ``drafts`` are in order."""

    number: int
    title: str
    initiator: str
    text: str
    fingerprint: str
    format: Format
    tabled_by: str
    stage: Stage
    forwarded: bool
    drafts: tuple[DraftView, ...]
    texts: tuple[TextView, ...]
    positions: Mapping[str, PositionView]
    round: RoundView | None
    recommendation: RecommendationView | None
    statements: tuple[StatementView, ...] = ()

    @property
    def current(self) -> DraftView | None:
        """The latest draft of those seen that was not taken back."""
        return next((d for d in reversed(self.drafts) if not d.taken_back), None)

    def draft(self, number: int) -> DraftView | None:
        """Return the draft with this number, or None."""
        return next((d for d in self.drafts if d.number == number), None)

    def stated_on(self, draft: int) -> tuple[StatementView, ...]:
        """Return the statements on the draft with this number."""
        return tuple(each for each in self.statements if each.draft == draft)

    def before(self, number: int) -> DraftView | None:
        """Return the draft in force before the one with this number, or None."""
        in_force = [d for d in self.drafts if not d.taken_back]
        return next((d for d in reversed(in_force) if d.number < number), None)

    def referred_before(self, number: int) -> DraftView | None:
        """Return the draft last referred before the one with this number, or None."""
        return next((d for d in reversed(self.drafts) if d.referred and d.number < number), None)

    def equal_before(self, number: int) -> DraftView | None:
        """Return the latest earlier draft with the same text as the one with this number."""
        draft = self.draft(number)
        earlier = [d for d in self.drafts if draft and d.number < draft.number]
        same = (d for d in reversed(earlier) if draft and d.fingerprint == draft.fingerprint)
        return next(same, None)

    def caucus_text(self, caucus: str, draft: int, number: int = 0) -> TextView | None:
        """Return a caucus's text on a draft: that with this number, or the latest in force."""
        texts = [t for t in self.texts if (t.caucus, t.draft) == (caucus, draft)]
        meant = (t for t in texts[::-1] if (t.number == number if number else not t.taken_back))
        return next(meant, None)


@dataclass(frozen=True)
class ListedView(View):
    """A proposal in the list of all."""

    number: int
    title: str
    stage: Stage


@dataclass(frozen=True)
class EntryView(View):
    """An entry of the record; its payload has the fields of its kind, and ``kind`` itself."""

    person: str
    recorded_time: int
    payload: Data

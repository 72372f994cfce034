"""A proposal as the record has it: what ``fold`` makes of its entries, and nothing else.

Imports only ``parts``, ``terms`` and the registers, and of ``texts`` the names of formats.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from deliberation.calls.call import Calls
from deliberation.corrections.latest import Latest
from deliberation.objections.register import Objections
from deliberation.parts import CaucusText, Draft, Recommendation, Recorded, Round
from deliberation.statements.statement import Statements
from deliberation.terms import Stage
from texts.read import Format


@dataclass(frozen=True)
class Proposal:
    """A proposal's state. ``drafts`` holds every draft ever issued, in order.

    ``latest`` is what can be taken back as a slip: how the proposal came to be so, which makes no
    difference to what it is. It ``ended`` at a time (ms) by the entry with the number
    ``ended_by``; both are 0 while it hasn't.
    """

    number: int
    title: str = ""
    initiator: str = ""
    text: str = ""
    fingerprint: str = ""
    format: Format = Format.MARKDOWN
    tabled_by: str = ""
    tabled: int = 0
    cause: str = ""
    stage: Stage = Stage.TABLED
    drafts: tuple[Draft, ...] = ()
    texts: tuple[CaucusText, ...] = ()
    positions: Mapping[str, Recorded] = field(default_factory=dict)
    round: Round | None = None
    recommendation: Recommendation | None = None
    objections: Objections = ()
    calls: Calls = ()
    statements: Statements = ()
    latest: tuple[Latest, ...] = field(default=(), compare=False)
    ended: int = 0
    ended_by: int = 0
    opened: int = 0
    head: int = 0

    @property
    def current(self) -> Draft | None:
        """The current draft: the latest that was not taken back."""
        return next((d for d in reversed(self.drafts) if not d.taken_back), None)

    @property
    def in_force(self) -> tuple[Draft, ...]:
        """The drafts that were not taken back, in order."""
        return tuple(d for d in self.drafts if not d.taken_back)

    @property
    def forwarded(self) -> bool:
        """Whether the forum has forwarded it."""
        return bool(self.drafts)

    def draft(self, number: int) -> Draft | None:
        """Return the draft with this number, or None."""
        return next((d for d in self.drafts if d.number == number), None)

    def before(self, number: int) -> Draft | None:
        """Return the draft in force before the one with this number, or None."""
        return next((d for d in reversed(self.in_force) if d.number < number), None)

    def caucus_texts(self, caucus: str, draft: int) -> tuple[CaucusText, ...]:
        """Return every text that a caucus ever gave on a draft, in order."""
        return tuple(t for t in self.texts if (t.caucus, t.draft) == (caucus, draft))

    def caucus_text(self, caucus: str, draft: int, number: int = 0) -> CaucusText | None:
        """Return a caucus's text on a draft: that with this number, or the latest in force."""
        texts = reversed(self.caucus_texts(caucus, draft))
        meant = (t for t in texts if (t.number == number if number else not t.taken_back))
        return next(meant, None)

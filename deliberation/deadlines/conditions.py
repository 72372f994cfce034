"""What the rows of ``transitions`` about deadlines need: each passes, or refuses with a code."""

from typing import Protocol

from deliberation import acts as a
from deliberation.deadlines.acts import Term
from deliberation.effects import Situation
from deliberation.errors import Code, PointOfOrder

MINUTE = 60_000  # ms: so exactly it is shown
LONGEST = 366 * 24 * 3_600_000
"""In ms: the longest term that anybody means."""


class Timed(Protocol):
    """An act with a term."""

    @property
    def term(self) -> Term | None:
        """Until when something is to be done, if that was said."""


def term_is_fit(s: Situation[Timed]) -> None:
    """The moment, if one is given, is ahead, and neither too soon nor too far away."""
    term = s.act.term
    if term is None:
        return
    if not term.until:
        raise PointOfOrder(Code.NO_SUCH_MOMENT, moment=term.moment)
    _is_ahead(term)


def _is_ahead(term: Term) -> None:
    if term.until <= term.at:
        raise PointOfOrder(Code.MOMENT_PASSED, until=term.until)
    if term.until - term.at < term.shortest:
        raise PointOfOrder(Code.TERM_TOO_SHORT, shortest=term.shortest)
    if term.until - term.at > LONGEST:
        raise PointOfOrder(Code.TERM_TOO_LONG, longest=LONGEST)


def deadline_changes(s: Situation[a.SetDeadline]) -> None:
    """There is a deadline to be taken away, or the new one is another."""
    known = s.proposal.round.deadline if s.proposal.round else None
    if s.act.term is None and known is None:
        raise PointOfOrder(Code.NO_DEADLINE, proposal=s.proposal.number)
    if s.act.term and known and abs(known.until - s.act.term.until) < MINUTE:
        raise PointOfOrder(Code.DEADLINE_AS_BEFORE, until=known.until)

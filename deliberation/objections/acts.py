"""What people ask about objections. ``objections.conditions`` judges it.

Imports only ``terms``.
"""

from dataclasses import dataclass

from deliberation.terms import Disposition


@dataclass(frozen=True)
class Label:
    """An objection as it is typed: ``cs.O3``, or ``O3`` with ``body`` empty: of the room's body."""

    number: int
    body: str = ""

    def __str__(self) -> str:
        return f"{self.body}.O{self.number}" if self.body else f"O{self.number}"


@dataclass(frozen=True)
class RaiseObjection:
    """Raise an objection to the present text of the room.

    ``clauses`` are the names of those that it is about, as typed; there may be none. ``shown`` and
    ``shown_text`` are as in ``acts.GiveCaucusText``. ``most`` is how many open ones a person may
    have in a register.
    """

    concern: str
    clauses: tuple[str, ...] = ()
    shown: int = 0
    shown_text: int = 0
    most: int = 0


@dataclass(frozen=True)
class JoinObjection:
    """Join an objection; or, if it is one's own, raise it again."""

    objection: Label
    reason: str = ""


@dataclass(frozen=True)
class LiftObjection:
    """Stand behind an objection no longer; without anybody behind it, it is lifted."""

    objection: Label
    note: str = ""


@dataclass(frozen=True)
class DisposeOfObjections:
    """Record what the room's chair did with objections.

    ``alike`` names one that has a disposition, which the others get too; then the act has none of
    its own. ``draft``, ``caucus`` and ``text`` name the text that accommodates them, ``draft``
    0: the present one.
    """

    objections: tuple[Label, ...]
    disposition: Disposition | None = None
    reason: str = ""
    alike: Label | None = None
    draft: int = 0
    caucus: str = ""
    text: int = 0


ObjectionAct = RaiseObjection | JoinObjection | LiftObjection | DisposeOfObjections

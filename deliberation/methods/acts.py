"""What chairs ask by their caucus's method. Imports only the acts of deadlines, and ``terms``."""

from dataclasses import dataclass

from deliberation.deadlines.acts import Term
from deliberation.terms import Method


@dataclass(frozen=True)
class SetMethod:
    """A caucus decides by another method from now on. ``body`` empty: that of the room."""

    method: Method
    body: str = ""


@dataclass(frozen=True)
class Ask:
    """Ask the caucus about its present text, by its method.

    ``question`` is in the chair's words, or empty. ``term`` None: as long as the configuration
    says.
    """

    question: str = ""
    term: Term | None = None


MethodAct = Ask
"""What is asked on a proposal."""

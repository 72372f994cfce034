"""The entries of objections: one payload dataclass a kind.

``body`` is the key of the body in whose register the objection stands, and ``number`` its number
there. Imports only ``payload``.
"""

from dataclasses import dataclass

from deliberation.payload import BODY, Payload

LIFTED = "lifted"
"""In place of a disposition: nobody stands behind the objection any more."""


@dataclass(frozen=True)
class ObjectionRaised(Payload, kind="objection", scope=BODY):
    """Somebody raised an objection to a draft, or with ``caucus_text`` to its caucus's text on it.

    ``binding`` is 1 if a chair's *yes* has to wait until it is addressed.
    """

    body: str
    number: int
    draft: int
    caucus_text: int
    fingerprint: str
    concern: str
    clauses: tuple[str, ...]
    binding: int


@dataclass(frozen=True)
class ObjectionJoined(Payload, kind="objection_joined", scope=BODY):
    """Somebody stands behind an objection too; ``binding`` as in ``ObjectionRaised``."""

    body: str
    number: int
    reason: str
    binding: int


@dataclass(frozen=True)
class ObjectionRaisedAgain(Payload, kind="objection_again", scope=BODY):
    """Who raised an objection raises it again, to the text that is the present one now.

    ``changed`` is 1 if what it is about reads otherwise there than when it was raised last.
    """

    body: str
    number: int
    draft: int
    caucus_text: int
    fingerprint: str
    reason: str
    changed: int


@dataclass(frozen=True)
class ObjectionLifted(Payload, kind="objection_lifted", scope=BODY):
    """Somebody stands behind an objection no longer; ``left`` is how many still do."""

    body: str
    number: int
    note: str
    left: int


@dataclass(frozen=True)
class ObjectionsDisposed(Payload, kind="disposition", scope=BODY):
    """What the chair did with objections; ``disposition`` is a value of ``terms.Disposition``.

    ``draft``, ``caucus_text`` and ``fingerprint`` are of the text that accommodates them; 0 and
    empty if they are disposed of otherwise. ``own`` are those that who disposes of them had raised.
    """

    body: str
    numbers: tuple[int, ...]
    disposition: str
    reason: str
    draft: int
    caucus_text: int
    fingerprint: str
    own: tuple[int, ...]


@dataclass(frozen=True)
class ReleasedObjection:
    """A caucus's objection that goes out with its position, in the caucus's name.

    ``of`` is its number in the caucus, ``number`` that in the council's register.
    """

    of: int
    number: int
    concern: str
    clauses: tuple[str, ...]
    draft: int
    fingerprint: str


@dataclass(frozen=True)
class DeclaredObjection:
    """An objection as it stood when the outcome was declared.

    ``disposition`` is a value of ``terms.Disposition``, ``LIFTED``, or empty: not addressed.
    ``draft`` and ``caucus_text`` are of the text that it is about; ``caucus`` is in whose name it
    was raised, or empty.
    """

    number: int
    concern: str
    clauses: tuple[str, ...]
    draft: int
    caucus_text: int
    people: tuple[str, ...]
    caucus: str
    binding: int
    disposition: str
    reason: str


@dataclass(frozen=True)
class ObjectionsDeclared(Payload, kind="declaration", scope=BODY):
    """All objections of a register, with what became of each, as an outcome was declared."""

    body: str
    draft: int
    fingerprint: str
    objections: tuple[DeclaredObjection, ...]


ObjectionPayload = (
    ObjectionRaised
    | ObjectionJoined
    | ObjectionRaisedAgain
    | ObjectionLifted
    | ObjectionsDisposed
    | ObjectionsDeclared
)
"""Every kind about objections. ``objections.register`` folds each."""

"""The entries of corrections: one payload dataclass a kind. Imports only ``payload``."""

from dataclasses import dataclass

from deliberation.payload import BODY, Payload
from deliberation.terms import PUBLIC


@dataclass(frozen=True)
class Corrected(Payload, kind="corrected"):
    """An act of a body's office was taken back: that of the entry with this number.

    ``act`` is the kind of that entry, and ``draft`` the draft that it is about. All that it caused
    by itself is undone with it.
    """

    body: str
    entry: int
    act: str
    draft: int
    reason: str


@dataclass(frozen=True)
class CorrectedInForum(Payload, kind="corrected_in_forum", scope=PUBLIC):
    """An act of the forum chair was taken back: that of the entry with this number."""

    entry: int
    act: str
    reason: str


@dataclass(frozen=True)
class OutcomeCorrected(Payload, kind="outcome_corrected", scope=PUBLIC):
    """An outcome was taken back: the recommendation, or the close, of the entry with this number.

    The recommendation that stood before, if there was one, stands again.
    """

    entry: int
    act: str
    draft: int
    reason: str


@dataclass(frozen=True)
class DispositionCorrected(Payload, kind="disposition_corrected", scope=BODY):
    """A disposition was taken back: that of the entry with this number, of these objections."""

    body: str
    entry: int
    numbers: tuple[int, ...]
    reason: str


@dataclass(frozen=True)
class PositionTakenBack(Payload, kind="position_taken_back"):
    """A caucus took its position on a draft back, with nothing in its place."""

    caucus: str
    draft: int
    position: str
    reason: str


ActCorrected = Corrected | CorrectedInForum | OutcomeCorrected | DispositionCorrected
"""The kinds that name the entry of an act that was taken back."""

CorrectionPayload = ActCorrected | PositionTakenBack
"""Every kind about corrections. ``deliberation.fold`` folds each."""

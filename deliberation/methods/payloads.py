"""The entries of methods: one payload dataclass a kind. Imports only ``payload`` and ``terms``."""

from dataclasses import dataclass

from deliberation.payload import BODY, Payload
from deliberation.terms import PUBLIC


@dataclass(frozen=True)
class MethodSet(Payload, kind="method", scope=PUBLIC):
    """A caucus decides by a method from then on: of the council's chain.

    ``method`` is a value of ``terms.Method``, ``majority`` one of ``terms.Majority``; ``quorum`` is
    a share of the seats, such as ``1/2``.
    """

    caucus: str
    method: str
    quorum: str
    majority: str


@dataclass(frozen=True)
class QuestionPut(Payload, kind="question", scope=BODY):
    """A poll or a ballot was opened on a draft, or with ``caucus_text`` on the caucus's text on it.

    ``until`` is in ms; ``method``, ``quorum`` and ``majority`` are as in ``MethodSet``. The
    ``electorate`` are the representatives of then, of so many ``seats``.
    """

    body: str
    draft: int
    caucus_text: int
    fingerprint: str
    until: int
    question: str
    method: str
    quorum: str
    majority: str
    seats: int
    electorate: tuple[str, ...]


@dataclass(frozen=True)
class QuestionCounted(Payload, kind="count", scope=BODY):
    """What the question of the entry with the number ``call`` found; it moves nothing.

    ``result`` is a value of ``terms.Result``, ``ended`` one of ``terms.EndedBy``. Who said what is
    told of a poll alone: of a ballot there is no more than how many. ``removed`` are those of the
    electorate who held no seat any more, so that their answers don't count.
    """

    body: str
    call: int
    draft: int
    caucus_text: int
    fingerprint: str
    method: str
    result: str
    ended: str
    yes: int
    no: int
    abstained: int
    said_yes: tuple[str, ...]
    said_no: tuple[str, ...]
    said_abstain: tuple[str, ...]
    silent: tuple[str, ...]
    removed: tuple[str, ...]


QuestionPayload = QuestionPut | QuestionCounted
"""Every kind about questions. ``deliberation.calls.fold`` folds each, as a call."""

"""The entries of calls: one payload dataclass a kind. Imports ``payload``, and those of methods."""

from dataclasses import dataclass

from deliberation.methods.payloads import QuestionPayload, QuestionPut
from deliberation.payload import BODY, Payload


@dataclass(frozen=True)
class CallOpened(Payload, kind="call", scope=BODY):
    """A chair called for objections to a draft, or with ``caucus_text`` to the caucus's text on it.

    ``until`` is in ms since the epoch; ``silence`` is 1 for a silence procedure.
    """

    body: str
    draft: int
    caucus_text: int
    fingerprint: str
    until: int
    silence: int
    words: str


@dataclass(frozen=True)
class CallExtended(Payload, kind="call_extended", scope=BODY):
    """A call, that of the entry with this number, ends later."""

    body: str
    call: int
    until: int


@dataclass(frozen=True)
class Finding(Payload, kind="finding", scope=BODY):
    """What a call, that of the entry with this number, found; it moves nothing.

    ``result`` is a value of ``terms.Result``, ``ended`` one of ``terms.EndedBy``. ``answered`` and
    ``silent`` are those who were asked; in the forum, where anybody may answer, ``count`` alone
    says how many did. ``objections`` are those that stood against the text then.
    """

    body: str
    call: int
    draft: int
    caucus_text: int
    fingerprint: str
    result: str
    ended: str
    answered: tuple[str, ...]
    silent: tuple[str, ...]
    count: int
    objections: tuple[int, ...]


CallPayload = CallOpened | CallExtended | Finding | QuestionPayload
"""Every kind about calls. ``deliberation.calls.fold`` folds each."""


def call_of(payload: CallPayload, number: int) -> int:
    """Return the entry that opened the call which the entry with this number is about."""
    return number if isinstance(payload, CallOpened | QuestionPut) else payload.call

"""A call, as the record has it. Imports only its payloads, questions and ``terms``."""

from collections.abc import Iterable
from dataclasses import dataclass

from deliberation.calls.payloads import Finding
from deliberation.methods.payloads import QuestionCounted
from deliberation.methods.question import Question
from deliberation.terms import Method, Result


@dataclass(frozen=True)
class Call:
    """A call for objections to a text, opened by the entry with the number ``entry``.

    ``draft``, ``text`` and ``fingerprint`` are of that text, as in an objection; ``opened`` and
    ``until`` are in ms. It ended with a ``finding`` at the time ``ended``, or ``lapsed``.
    ``past``: the proposal was taken up again since, so that it makes nothing late. ``question`` is
    what is put by it, if that is a poll or a ballot; ``found_by`` the entry of its finding.
    """

    body: str
    entry: int
    draft: int
    text: int
    fingerprint: str
    silence: bool
    words: str
    person: str
    opened: int
    until: int
    lapsed: bool = False
    finding: Finding | QuestionCounted | None = None
    ended: int = 0
    past: bool = False
    question: Question | None = None
    found_by: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered."""
        return self.finding is None and not self.lapsed

    @property
    def how(self) -> str:
        """By which method it asks, a value of ``Method``; empty for a plain call."""
        if self.question:
            return self.question.method.method.value
        return Method.SILENCE.value if self.silence else ""

    @property
    def was_held(self) -> bool:
        """Whether it ran its course, so that what is raised afterwards is late."""
        found = self.finding
        if isinstance(found, QuestionCounted):
            return found.result == Result.REACHED and not self.past
        return found is not None and found.result != Result.BROKEN and not self.past


Calls = tuple[Call, ...]


def open_in(calls: Calls, body: str) -> Call | None:
    """Return the open call of a body's room, or None."""
    return next((call for call in calls if call.body == body and call.is_open), None)


def of_entry(calls: Calls, entry: int) -> Call | None:
    """Return the call that the entry with this number opened, or None."""
    return next((call for call in calls if call.entry == entry), None)


def is_late(calls: Calls, body: str, fingerprint: str) -> bool:
    """Whether what is raised now against a text comes after the last call on it."""
    of_it = (c for c in calls if (c.body, c.fingerprint) == (body, fingerprint) and not c.lapsed)
    last = max(of_it, key=lambda call: call.entry, default=None)
    return last is not None and last.was_held


def still_open(calls: Iterable[Call]) -> frozenset[int]:
    """Return the entries of those that are open."""
    return frozenset(call.entry for call in calls if call.is_open)

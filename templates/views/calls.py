"""A call for objections, and how it stands."""

from dataclasses import dataclass

from deliberation.terms import EndedBy, Result
from templates.views.base import View
from templates.views.council import MethodView
from templates.views.objections import ObjectionView
from templates.views.proposals import NamedView


@dataclass(frozen=True)
class QuestionView(View):
    """What a poll or a ballot asks, and what came of it once it has ended.

    ``electorate`` are those who are asked. Who said what is of a poll alone; ``removed`` are those
    who held no seat any more. While it is open there are no figures.
    """

    method: MethodView
    electorate: tuple[str, ...]
    yes: int = 0
    no: int = 0
    abstained: int = 0
    said_yes: tuple[str, ...] = ()
    said_no: tuple[str, ...] = ()
    said_abstain: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class CallView(View):
    """A call; see ``deliberation.calls.call.Call`` and ``answers.Answers``. Times are in ms.

    ``about`` is its text. ``agreed``, ``objecting`` and ``silent`` are people, and nobody in the
    forum, where ``count`` alone says how many answered. ``result`` and ``ended_by`` are None as
    long as it is open, or if it ``lapsed``; ``agreed`` has all who answered once it has ended.
    ``question`` is that of a poll or a ballot: then ``objections`` are what it outweighs.
    """

    body: str
    silence: bool
    about: NamedView
    fingerprint: str
    words: str
    person: str
    opened: int
    until: int
    agreed: tuple[str, ...]
    objecting: tuple[str, ...]
    silent: tuple[str, ...]
    count: int
    objections: tuple[ObjectionView, ...]
    lapsed: bool = False
    result: Result | None = None
    ended_by: EndedBy | None = None
    ended: int = 0
    question: QuestionView | None = None

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered."""
        return self.result is None and not self.lapsed

    @property
    def asked(self) -> int:
        """How many people were asked; 0 where anybody may answer."""
        if self.question:
            return len(self.question.electorate)
        return 0 if self.body == "forum" else self.count + len(self.silent)

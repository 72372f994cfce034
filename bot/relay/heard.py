"""What the relay is told of an entry: whose turn it makes it, and what its messages are about.

And whom they mention.

Pure: imports ``deliberation`` alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, assert_never

from deliberation import entries as e
from deliberation.calls.call import Call, of_entry
from deliberation.calls.payloads import call_of as opened_by
from deliberation.clauses import Edited
from deliberation.council import Council
from deliberation.objections.register import numbered, of_body
from deliberation.objections.standing import present, standing, stands
from deliberation.people import NOTHING_KNOWN, Account
from deliberation.proposal import Proposal
from deliberation.reference import CallReference, Reference
from deliberation.standing import is_agreed, is_complete
from deliberation.terms import COUNCIL, Disposition, Method, Stage


@dataclass(frozen=True)
class Heard:
    """What the relay is told: an entry, the state before and after it, where it was said.

    ``here`` is the place of the command (empty: none), ``plenary`` the door of what
    plenary sees. ``head`` is the hash of what was recorded if that changed the stage, else empty:
    what forum and plenary hear of the stage carries it. ``edited`` says of a text that it is
    another with one clause changed, and ``idle`` is a line of it that reads as a command, or
    empty; ``account`` says what is known of the account of whom the command named. These are told
    where it was said alone. ``zone`` is the council's time zone. ``was`` is the council before the
    entry, and ``live`` the proposals before it, if the entry is of the roster. If the proposal has
    ended, ``forum`` is the forum's room_id, and ``server`` one by which to join it. ``statements``
    is how long (ms) after an outcome statements can be made, and ``correct`` how long it can be
    corrected.
    """

    entry: e.Entry
    before: Proposal | None
    after: Proposal | None
    council: Council
    here: str
    plenary: str
    head: str
    edited: Edited | None = None
    idle: str = ""
    account: Account = NOTHING_KNOWN
    was: Council | None = None
    live: tuple[int, ...] = ()
    forum: str = ""
    server: str = ""
    zone: str = "UTC"
    statements: int = 0
    correct: int = 0

    @property
    def speaks_until(self) -> int:
        """Until when (ms) plenary is open to speak in after the outcome, 0: there is none."""
        return self._after_outcome(self.statements)

    @property
    def correctable_until(self) -> int:
        """Until when (ms) the outcome can be corrected, 0: there is none."""
        return self._after_outcome(self.correct)

    def _after_outcome(self, period: int) -> int:
        is_outcome = self.after is not None and self.after.stage.is_outcome
        return self.after.ended + period if self.after and is_outcome else 0


def is_waited_for(heard: Heard) -> bool:
    """Whether with this position, outside of a round, it is the council chair's turn.

    Every caucus has a position now, or agrees now, and that was not so before. In a round its end
    says so.
    """
    before, after, council = heard.before, heard.after, heard.council
    if before is None or after is None or before.stage is not Stage.PLENARY:
        return False
    return any(
        holds(after, council) and not holds(before, council) for holds in (is_complete, is_agreed)
    )


def repeats(heard: Heard) -> bool:
    """Whether a round begins on the draft of the last one, with all its objections as they were.

    So the call is repeated and addresses nothing.
    """
    before, began = heard.before, heard.before.round if heard.before else None
    begins = isinstance(heard.entry.payload, e.Referred | e.Returned)
    if before is None or began is None or not begins or began.draft != draft_number(heard):
        return False
    known = standing(before, COUNCIL, present(before, COUNCIL))
    return bool(known) and all(each.changed <= began.entry for each in known)


def still_standing(heard: Heard) -> tuple[str, ...]:
    """Return the labels of what was disposed of and stands all the same, against the text now."""
    payload, after = heard.entry.payload, heard.after
    if not isinstance(payload, e.ObjectionsDisposed) or after is None:
        return ()
    if payload.disposition != Disposition.ACCOMMODATED:
        return ()
    now = present(after, payload.body)
    known = (numbered(after.objections, payload.body, number) for number in payload.numbers)
    return tuple(each.label for each in known if each and stands(each, now, after))


def lifted_by(heard: Heard) -> tuple[str, ...]:
    """Return the labels of plenary's objections that are lifted with a position."""
    payload, before, after = heard.entry.payload, heard.before, heard.after
    if not isinstance(payload, e.PositionRecorded) or before is None or after is None:
        return ()
    was = [o for o in of_body(before.objections, COUNCIL) if not o.lifted]
    now = {o.number: o for o in after.objections if o.body == COUNCIL}
    return tuple(o.label for o in was if now[o.number].lifted)


def answered_before(heard: Heard) -> tuple[str, ...]:
    """Return the labels of what goes out with a position and was answered in plenary before."""
    payload, after = heard.entry.payload, heard.after
    if not isinstance(payload, e.PositionRecorded) or after is None:
        return ()
    known = (numbered(after.objections, COUNCIL, out.number) for out in payload.objections)
    return tuple(each.label for each in known if each and each.disposed)


def is_late(heard: Heard) -> bool:
    """Whether an objection comes after a call on its text had ended."""
    payload, after = heard.entry.payload, heard.after
    if after is None or not isinstance(
        payload, e.ObjectionRaised | e.ObjectionRaisedAgain | e.ObjectionJoined
    ):
        return False
    raised = numbered(after.objections, payload.body, payload.number)
    return raised is not None and raised.late


def always(_heard: Heard) -> bool:
    """Whatever was recorded."""
    return True


def leaves_others(heard: Heard) -> bool:
    """Whether the council chair is not waiting for this position alone."""
    return not completes(heard)


def completes(heard: Heard) -> bool:
    """Whether every caucus is through with this position: it ends a round, or was waited for."""
    ending = heard.after.round if heard.after else None
    if ending is None or not ending.open:
        return is_waited_for(heard)
    return all(caucus.key in ending.reported for caucus in heard.council.caucuses)


Mentions = Callable[[Heard, str], tuple[str, ...]]
"""Whom a message mentions; the key is that of the caucus whose room it is for, or empty."""


def nobody(_heard: Heard, _caucus: str) -> tuple[str, ...]:
    """Mention nobody."""
    return ()


def forum_officers(heard: Heard, _caucus: str) -> tuple[str, ...]:
    """Mention who may forward the proposal."""
    return heard.council.forum_officers


def council_officers(heard: Heard, _caucus: str) -> tuple[str, ...]:
    """Mention who may move the proposal on in plenary."""
    return heard.council.officers


def caucus_officers(heard: Heard, key: str) -> tuple[str, ...]:
    """Mention who may record the caucus's position."""
    caucus = heard.council.caucus(key)
    return caucus.officers if caucus else ()


def tabler(heard: Heard, _caucus: str) -> tuple[str, ...]:
    """Mention who tabled the proposal."""
    return (heard.after.tabled_by,) if heard.after else ()


def is_referred(heard: Heard) -> bool:
    """Whether the current draft has been before the caucuses."""
    current = heard.after.current if heard.after else None
    return current is not None and current.referred


def is_not_referred(heard: Heard) -> bool:
    """Whether it has not."""
    return not is_referred(heard)


def was_said_in_plenary(heard: Heard) -> bool:
    """Whether what is corrected is an act of the council chair."""
    payload = heard.entry.payload
    return isinstance(payload, e.Corrected) and payload.body == COUNCIL


def was_said_in_a_caucus(heard: Heard) -> bool:
    """Whether what is corrected is an act of a caucus's chair."""
    payload = heard.entry.payload
    return isinstance(payload, e.Corrected) and payload.body != COUNCIL


def changes_the_stage(heard: Heard) -> bool:
    """Whether the stage is another after the entry than before it."""
    before, after = heard.before, heard.after
    return before is None or after is None or before.stage is not after.stage


def body_officer(heard: Heard, _caucus: str) -> tuple[str, ...]:
    """Mention the chair of the body that an entry names, or a deputy, but not who recorded it."""
    officers = heard.council.officers_of(getattr(heard.entry.payload, "body", ""))
    first = next(filter(None, officers), "")
    return (first,) if first and first != heard.entry.person else ()


About = Literal["", "proposal", "draft", "text", "call"]
"""What a message is about; see ``Post``."""


def call_of(heard: Heard) -> Call | None:
    """Return the call that an entry opens, changes or ends, or None."""
    payload, after = heard.entry.payload, heard.after
    if after is None or not isinstance(payload, e.CallPayload):
        return None
    return of_entry(after.calls, opened_by(payload, heard.entry.number))


def is_secret(heard: Heard) -> bool:
    """Whether what is asked is answered in secret."""
    payload = heard.entry.payload
    return isinstance(payload, e.QuestionPut) and payload.method == Method.BALLOT


def electorate(heard: Heard) -> tuple[str, ...]:
    """Return who is asked by a poll or a ballot that was opened."""
    payload = heard.entry.payload
    return payload.electorate if isinstance(payload, e.QuestionPut) else ()


def draft_number(heard: Heard) -> int:
    """Return the number of the current draft after an entry, or 0."""
    current = heard.after.current if heard.after else None
    return current.number if current else 0


def about_of(heard: Heard, about: About) -> str:
    """Return the name of what a message is about (``P12/3/cs.2``), or empty."""
    number = heard.entry.proposal
    match about:
        case "":
            return ""
        case "proposal":
            return str(Reference(number))
        case "draft":
            return str(Reference(number, draft_number(heard)))
        case "text":
            return _caucus_text(number, heard.entry.payload)
        case "call":
            return str(CallReference(number, heard.entry.number))
        case _:
            assert_never(about)


def _caucus_text(number: int, payload: e.Payload) -> str:
    """Return the name of the caucus text that an entry gives or releases, or empty."""
    if isinstance(payload, e.CaucusTextGiven):
        return str(Reference(number, payload.draft, payload.caucus, payload.number))
    if isinstance(payload, e.PositionRecorded) and payload.amendment:
        return str(Reference(number, payload.draft, payload.caucus, payload.amendment))
    return ""

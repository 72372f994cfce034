"""What each act records, once it is judged that it may be done.

Pure: a situation in, payloads out. Judges nothing; ``procedure`` does. Imports nothing
outside ``deliberation``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, Protocol, TypeVar, assert_never

from deliberation import acts as a
from deliberation import entries as e
from deliberation.binding_rules.rules import Rules, marked_fingerprint
from deliberation.clauses import content, kept_rules
from deliberation.council import Council
from deliberation.methods.count import Cast
from deliberation.methods.finding import figures, method_of
from deliberation.objections import register
from deliberation.parts import CaucusText, Draft
from deliberation.proposal import Proposal
from deliberation.release import to_release
from deliberation.standing import counting
from deliberation.terms import COUNCIL, FORUM, RoomKind, Stage
from deliberation.text import fingerprint
from texts.read import Format

Answered = Mapping[int, tuple[str, ...]]
NOBODY: Answered = MappingProxyType({})
AllCast = Mapping[int, Cast | None]
NOTHING_CAST: AllCast = MappingProxyType({})
ActT_co = TypeVar("ActT_co", covariant=True)


class Reasoned(Protocol):
    """An act with a reason."""

    @property
    def reason(self) -> str:
        """The reason, as the person gave it."""


@dataclass(frozen=True)
class Situation(Generic[ActT_co]):
    """What an act is judged against: the proposal as it stands, the council, the actor.

    ``answered`` says who told that they don't object, by the entry that opened the open call;
    ``cast`` who answered a poll or a ballot what, and None of one whose answers are lost.
    """

    act: ActT_co
    actor: a.Actor
    proposal: Proposal
    council: Council
    answered: Answered = field(default_factory=dict)
    cast: AllCast = field(default_factory=dict)


def body_of(s: Situation[object], typed: str = "") -> str:
    """Return the key of the body whose room it is; in a direct chat, that which was typed.

    Without one, that which has the proposal before itself: the forum or the council.
    """
    match s.actor.room:
        case RoomKind.FORUM:
            return FORUM
        case RoomKind.PLENARY:
            return COUNCIL
        case RoomKind.CAUCUS:
            return s.actor.caucus
        case RoomKind.DIRECT | RoomKind.OTHER:
            return typed or (COUNCIL if s.proposal.forwarded else FORUM)
        case _:
            assert_never(s.actor.room)


def tabled(s: Situation[a.Propose]) -> tuple[e.Payload, ...]:
    """Record what was tabled."""
    act = s.act
    mark, form = fingerprint(act.text), act.format.value
    return (e.Tabled(act.title, act.initiator, act.text, mark, form),)


def forwarded(s: Situation[a.Forward]) -> tuple[e.Payload, ...]:
    """Record that the forum forwarded it; its text is Draft 1."""
    return (e.Forwarded(s.act.note, 1, s.proposal.fingerprint),)


def drafted(s: Situation[a.IssueDraft]) -> tuple[e.Payload, ...]:
    """Record the next draft; it calls for the rules that the current one calls for."""
    text, form = content(s.act, s.actor, s.proposal)
    return (next_draft(s, text, form, kept_rules(text, form, s.proposal)),)


def next_draft(
    s: Situation[object], text: str, form: Format, rules: Rules | None, note: str = ""
) -> e.Drafted:
    """Return the entry of the next draft; a number is never used again."""
    number = 1 + max(d.number for d in s.proposal.drafts)
    mark = _values(rules)
    return e.Drafted(number, text, marked_fingerprint(text, *mark), form.value, *mark, note)


def _values(rules: Rules | None) -> tuple[str, tuple[str, ...]]:
    return (rules.level.value, rules.clauses) if rules else ("", ())


def undrafted(s: Situation[a.Undraft]) -> tuple[e.Payload, ...]:
    """Record that the current draft is taken back, and which is current again."""
    number = _current(s).number
    before = s.proposal.before(number)
    return (e.Undrafted(number, before.number if before else 0, s.act.reason),)


def referred(s: Situation[a.Refer]) -> tuple[e.Payload, ...]:
    """Record a new round on the current draft."""
    draft, until = _current(s), _until(s.act.term)
    return (e.Referred(_round(s) + 1, draft.number, draft.fingerprint, s.act.note, until),)


def returned(s: Situation[a.Return]) -> tuple[e.Payload, ...]:
    """Record a new round on the current draft, with the reason."""
    draft, until = _current(s), _until(s.act.term)
    return (e.Returned(_round(s) + 1, draft.number, draft.fingerprint, s.act.reason, until),)


def _until(term: a.Term | None) -> int:
    return term.until if term else 0


def recalled(s: Situation[a.Recall]) -> tuple[e.Payload, ...]:
    """Record that the round is over before every caucus reported; what it gives back if none did.

    A position of the round has what lapsed when it began be lapsed for good.
    """
    begun = s.proposal.round
    gives_back = sorted(begun.lapsed) if begun and not begun.reported else ()
    return (e.Recalled(_round(s), _current(s).number, s.act.reason, tuple(gives_back)),)


def caucus_text(s: Situation[a.GiveCaucusText]) -> tuple[e.Payload, ...]:
    """Record a caucus's own wording of the current draft; a number is never used again."""
    key, draft = s.actor.caucus, _current(s).number
    number = 1 + max((t.number for t in s.proposal.caucus_texts(key, draft)), default=0)
    text, form = content(s.act, s.actor, s.proposal)
    return (e.CaucusTextGiven(key, draft, number, text, fingerprint(text), form.value),)


def caucus_text_taken_back(s: Situation[a.TakeBackCaucusText]) -> tuple[e.Payload, ...]:
    """Record that the caucus's latest wording is taken back, and which is the latest again."""
    key, draft = s.actor.caucus, _current(s).number
    texts = s.proposal.caucus_texts(key, draft)
    before, latest = [0, *(text.number for text in texts if not text.taken_back)][-2:]
    return (e.CaucusTextTakenBack(key, draft, latest, before, s.act.reason),)


def position(s: Situation[a.RecordPosition]) -> tuple[e.Payload, ...]:
    """Record a position, with the text it releases; the round's last one closes the round."""
    act = s.act
    key, draft, on_round = s.actor.caucus, _current(s), _round(s)
    text, last = released_text(s), counting(s.proposal, key)
    recorded = e.PositionRecorded(
        *(key, act.position.value, draft.number, draft.fingerprint, on_round, act.note),
        *(_as_released(text) if text else (0, "", "", "")),
        last.position.value if last else "",
        _released_objections(s, key),
        method_of(s.proposal, s.council, key, text or draft, act.position),
        figures(s.proposal, key, text or draft) if act.finding else (),
    )
    if s.proposal.stage is Stage.CAUCUSES and _completes_round(s, key):
        return (recorded, e.RoundClosed(on_round, draft.number))
    return (recorded,)


def released_text(s: Situation[a.RecordPosition]) -> CaucusText | None:
    """Return the caucus text that a position releases, or None."""
    return to_release(s.act, s.actor.caucus, s.proposal)


def _released_objections(
    s: Situation[a.RecordPosition], key: str
) -> tuple[e.ReleasedObjection, ...]:
    """Return the caucus's objections that go out with its position, as they enter plenary's.

    One that is there already keeps its number. They are about the draft there: of a wording of the
    caucus's own nothing goes out, neither its fingerprint nor the names of its clauses.
    """
    known = s.proposal.objections
    following = register.next_number(known, COUNCIL)
    found: list[e.ReleasedObjection] = []
    for of in dict.fromkeys(label.number for label in s.act.objections):
        objection = register.numbered(known, key, of)
        if objection is None:
            raise ValueError(f"{key} has no objection {of}")  # so the row's needs refuse the act
        entered = register.in_name_of(known, key, of)
        number = entered.number if entered else following
        following += 0 if entered else 1
        draft = s.proposal.draft(objection.draft)
        about = objection.draft, draft.fingerprint if draft else ""
        clauses = () if objection.text else objection.clauses  # of what plenary hasn't read
        found.append(e.ReleasedObjection(of, number, objection.concern, clauses, *about))
    return tuple(found)


def _as_released(text: CaucusText) -> tuple[int, str, str, str]:
    return text.number, text.text, text.fingerprint, text.format.value


def _completes_round(s: Situation[a.RecordPosition], caucus: str) -> bool:
    reported = s.proposal.round.reported if s.proposal.round else frozenset()
    return {c.key for c in s.council.caucuses} <= reported | {caucus}


def recommended(s: Situation[a.Finalise]) -> tuple[e.Payload, ...]:
    """Record the recommendation."""
    draft = _current(s)
    texts = draft.fingerprint, draft.text
    said = s.act.note, draft.format.value
    return (e.Recommended(draft.number, *texts, *said, *_values(draft.rules)),)


def closed(s: Situation[a.Close]) -> tuple[e.Payload, ...]:
    """Record that consensus can't be reached, with each caucus's last position."""
    return (e.Closed(s.act.reason, tuple(_last(s.proposal, c.key) for c in s.council.caucuses)),)


def _last(proposal: Proposal, caucus: str) -> e.LastPosition:
    position = proposal.positions.get(caucus)
    if position is None:
        return e.LastPosition(caucus, "", 0)
    return e.LastPosition(caucus, position.position.value, position.draft)


def _current(s: Situation[object]) -> Draft:
    current = s.proposal.current
    if current is None:
        raise ValueError(f"P{s.proposal.number} was never forwarded")  # so no row allows the act
    return current


def _round(s: Situation[object]) -> int:
    return s.proposal.round.number if s.proposal.round else 0


def reasoned(
    payload: Callable[[str], e.Payload],
) -> Callable[[Situation[Reasoned]], tuple[e.Payload, ...]]:
    """Return the recorder of an act whose entry holds its reason alone."""
    return lambda s: (payload(s.act.reason),)

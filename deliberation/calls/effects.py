"""What is recorded of calls. As ``deliberation.effects``: judges nothing."""

from collections.abc import Collection, Iterator, Sequence

from deliberation import acts as a
from deliberation import entries as e
from deliberation.calls.answers import answers
from deliberation.calls.call import Call
from deliberation.calls.conditions import extended, found
from deliberation.council import Council
from deliberation.effects import Situation, body_of
from deliberation.fold import apply
from deliberation.methods.count import counted
from deliberation.objections import standing as st
from deliberation.proposal import Proposal
from deliberation.terms import FORUM, EndedBy, Result, Stage

Opening = Situation[a.OpenCall] | Situation[a.OpenSilence] | Situation[a.Ask]


def call_opened(s: Situation[a.OpenCall] | Situation[a.OpenSilence]) -> tuple[e.Payload, ...]:
    """Record a call for objections to the present text of the room."""
    return opened(s, s.act.words, silence=isinstance(s.act, a.OpenSilence))


def opened(s: Opening, words: str, *, silence: bool) -> tuple[e.Payload, ...]:
    """Record the same of any act with a term; ``silence``: it is a silence procedure."""
    body, term = body_of(s), s.act.term
    now, until = st.present(s.proposal, body), term.until if term else 0
    about = now.draft, now.number, now.fingerprint
    return (e.CallOpened(body, *about, until, int(silence), words),)


def call_extended(s: Situation[a.ExtendCall]) -> tuple[e.Payload, ...]:
    """Record that the call of the room ends later."""
    call = found(s)
    return (e.CallExtended(call.body, call.entry, extended(call, s.act.term)),)


def call_ended(s: Situation[a.EndCall]) -> tuple[e.Payload, ...]:
    """Record what the call of the room found until now."""
    call = found(s)
    if call.question:
        cast = s.cast.get(call.entry, {})
        return (counted(call, call.question, s.council, cast, EndedBy.CHAIR),)
    agreed = s.answered.get(call.entry, ())
    return (finding(call, s.proposal, s.council, agreed, EndedBy.CHAIR),)


def finding(
    call: Call, proposal: Proposal, council: Council, agreed: Collection[str], by: EndedBy
) -> e.Finding:
    """Return what an open call has found; ``agreed`` are those who said they don't object."""
    known = answers(call, proposal, council, agreed)
    result = Result.OBJECTIONS if known.binding else Result.NO_OBJECTION
    people = (*known.agreed, *known.objecting)
    return e.Finding(
        body=call.body,
        call=call.entry,
        draft=call.draft,
        caucus_text=call.text,
        fingerprint=call.fingerprint,
        result=(Result.BROKEN if by is EndedBy.OBJECTION else result).value,
        ended=by.value,
        answered=() if call.body == FORUM else people,
        silent=known.silent,
        count=known.count,
        objections=tuple(each.number for each in known.objections),
    )


def broken(s: Situation[object], decided: Sequence[tuple[e.Payload, Stage]]) -> Iterator[e.Finding]:
    """Yield the findings of silence procedures that what is decided breaks, in whatever room.

    It breaks one if then an objection that binds stands against its text.
    """
    if not any(call.silence and not call.finding for call in s.proposal.calls):
        return
    after = s.proposal
    for number, (payload, stage) in enumerate(decided, after.head + 1):
        after = apply(after, _entry(number, payload, stage, s))
    for call in after.calls:
        text = st.present(after, call.body)
        if call.silence and call.is_open and st.standing(after, call.body, text):
            agreed = s.answered.get(call.entry, ())
            yield finding(call, after, s.council, agreed, EndedBy.OBJECTION)


def _entry(number: int, payload: e.Payload, stage: Stage, s: Situation[object]) -> e.Entry:
    """Return a payload as it will stand in the record, as far as the fold looks at it."""
    at = s.act.at if isinstance(s.act, a.Correct) else 0
    return e.Entry(number, s.proposal.number, "", payload, stage, s.actor.person, "", at, at, "")

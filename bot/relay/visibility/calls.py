"""What may be seen of calls: each behind the door of its own body's room.

Pure: imports ``deliberation`` and the views.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.relay.visibility.council import method_seen
from bot.relay.visibility.doors import door_of
from bot.relay.visibility.objections import objection_seen
from deliberation import entries as e
from deliberation.calls.answers import Answers, answers
from deliberation.calls.call import Call
from deliberation.council import Council
from deliberation.effects import Answered
from deliberation.methods.count import still_asked
from deliberation.methods.question import Question
from deliberation.objections.register import of_body
from deliberation.objections.standing import present
from deliberation.proposal import Proposal
from deliberation.terms import FORUM, EndedBy, Method, Result
from templates import views as v


def calls_seen(
    proposal: Proposal | None,
    doors: Collection[str],
    plenary: str,
    council: Council,
    *,
    answered: Answered,
    counts: Mapping[int, int],
) -> tuple[v.CallView, ...]:
    """Return the calls on present texts that those behind the doors may see, one of a body.

    That is the latest that has not lapsed. ``plenary`` is the door of what plenary sees;
    ``answered`` are those who said that they don't object, or have answered a poll, by the entry
    that opened it; ``counts`` says how many have answered a ballot.
    """
    if proposal is None:
        return ()
    latest = {c.body: c for c in proposal.calls if not c.lapsed and _is_present(c, proposal)}
    return tuple(
        call_seen(
            *(call, proposal, council, answered.get(call.entry, ())), counts.get(call.entry, 0)
        )
        for body, call in latest.items()
        if door_of(body, plenary) in doors
    )


def call_seen(
    call: Call, proposal: Proposal, council: Council, agreed: Collection[str], count: int = 0
) -> v.CallView:
    """Return a call for those whose room it is in.

    ``agreed`` are those who don't object, or have answered a poll; ``count`` is how many have
    answered a ballot.
    """
    found, view = call.finding, _bare(call, count)
    if call.question:
        asked = _with_question(view, call, call.question, council, agreed)
        return replace(asked, objections=_outweighed(call, proposal))
    if isinstance(found, e.QuestionCounted):
        raise TypeError(f"the call of entry {call.entry} asks nothing that is counted")
    known = _found(found, proposal) if found else answers(call, proposal, council, agreed)
    named, now = call.body != FORUM, present(proposal, call.body)
    return replace(
        view,
        agreed=known.agreed if named else (),
        objecting=known.objecting if named else (),
        silent=known.silent,
        count=found.count if found else known.count,
        objections=tuple(objection_seen(each, now, proposal) for each in known.objections),
    )


def _bare(call: Call, count: int) -> v.CallView:
    """Return a call without who answered, and what."""
    found = call.finding
    return v.CallView(
        body=call.body,
        silence=call.silence,
        about=v.NamedView(call.draft, call.body if call.text else "", call.text),
        fingerprint=call.fingerprint,
        words=call.words,
        person=call.person,
        opened=call.opened,
        until=call.until,
        agreed=(),
        objecting=(),
        silent=(),
        count=count,
        objections=(),
        lapsed=call.lapsed,
        result=Result(found.result) if found else None,
        ended_by=EndedBy(found.ended) if found else None,
        ended=call.ended,
    )


def _with_question(
    view: v.CallView, call: Call, question: Question, council: Council, answered: Collection[str]
) -> v.CallView:
    """Return a call with what is put by it; before its end it has no figures, for anybody."""
    own, found = question.method, call.finding
    method = method_seen(own, question.seats)
    asked = v.QuestionView(method, question.electorate)
    if not isinstance(found, e.QuestionCounted):
        people = still_asked(question, call.body, council)
        there = tuple(person for person in people if person in answered)
        silent = () if own.method is Method.BALLOT else tuple(p for p in people if p not in there)
        return replace(
            view, question=asked, agreed=there, silent=silent, count=view.count or len(there)
        )
    figures, said = _figures(found), (found.said_yes, found.said_no, found.said_abstain)
    counted = v.QuestionView(method, question.electorate, *figures, *said, found.removed)
    return replace(view, question=counted, silent=found.silent, count=sum(figures))


def _outweighed(call: Call, proposal: Proposal) -> tuple[v.ObjectionView, ...]:
    """Return what the caucus's method has outweighed by what it found."""
    now, known = present(proposal, call.body), of_body(proposal.objections, call.body)
    seen = (objection_seen(each, now, proposal) for each in known if not each.lifted)
    return tuple(each for each in seen if call.finding and each.outweighed)


def _figures(found: e.QuestionCounted) -> tuple[int, int, int]:
    return found.yes, found.no, found.abstained


def _found(finding: e.Finding, proposal: Proposal) -> Answers:
    """Return how a call stood when it ended; all who answered are among those who agreed."""
    known = {each.number: each for each in of_body(proposal.objections, finding.body)}
    objections = tuple(known[number] for number in finding.objections if number in known)
    binding = finding.result != Result.NO_OBJECTION
    return Answers(finding.answered, (), finding.silent, objections, binding)


def _is_present(call: Call, proposal: Proposal) -> bool:
    now = present(proposal, call.body)
    return (now.draft, now.number) == (call.draft, call.text)

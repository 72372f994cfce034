"""What may be seen of calls: each behind the door of its own body's room.

Pure: imports ``deliberation`` and the views.
"""

from collections.abc import Collection

from bot.relay.visibility.doors import door_of
from bot.relay.visibility.objections import objection_seen
from deliberation import entries as e
from deliberation.calls.answers import Answers, answers
from deliberation.calls.call import Call
from deliberation.council import Council
from deliberation.effects import Answered
from deliberation.objections.register import of_body
from deliberation.objections.standing import present
from deliberation.proposal import Proposal
from deliberation.terms import FORUM, EndedBy, Result
from templates import views as v


def calls_seen(
    proposal: Proposal | None,
    doors: Collection[str],
    plenary: str,
    council: Council,
    answered: Answered,
) -> tuple[v.CallView, ...]:
    """Return the calls on present texts that those behind the doors may see, one of a body.

    That is the latest that has not lapsed. ``plenary`` is the door of what plenary sees;
    ``answered`` are those who said that they don't object, by the entry that opened the call.
    """
    if proposal is None:
        return ()
    latest = {c.body: c for c in proposal.calls if not c.lapsed and _is_present(c, proposal)}
    return tuple(
        call_seen(call, proposal, council, answered.get(call.entry, ()))
        for body, call in latest.items()
        if door_of(body, plenary) in doors
    )


def call_seen(
    call: Call, proposal: Proposal, council: Council, agreed: Collection[str]
) -> v.CallView:
    """Return a call for those whose room it is in; ``agreed`` are those who don't object."""
    found = call.finding
    known = _found(found, proposal) if found else answers(call, proposal, council, agreed)
    named, now = call.body != FORUM, present(proposal, call.body)
    return v.CallView(
        body=call.body,
        silence=call.silence,
        about=v.NamedView(call.draft, call.body if call.text else "", call.text),
        fingerprint=call.fingerprint,
        words=call.words,
        person=call.person,
        opened=call.opened,
        until=call.until,
        agreed=known.agreed if named else (),
        objecting=known.objecting if named else (),
        silent=known.silent,
        count=found.count if found else known.count,
        objections=tuple(objection_seen(each, now, proposal) for each in known.objections),
        lapsed=call.lapsed,
        result=Result(found.result) if found else None,
        ended_by=EndedBy(found.ended) if found else None,
        ended=call.ended,
    )


def _found(finding: e.Finding, proposal: Proposal) -> Answers:
    """Return how a call stood when it ended; all who answered are among those who agreed."""
    known = {each.number: each for each in of_body(proposal.objections, finding.body)}
    objections = tuple(known[number] for number in finding.objections if number in known)
    binding = finding.result != Result.NO_OBJECTION
    return Answers(finding.answered, (), finding.silent, objections, binding)


def _is_present(call: Call, proposal: Proposal) -> bool:
    now = present(proposal, call.body)
    return (now.draft, now.number) == (call.draft, call.text)

"""What each act about objections records, once it is judged that it may be done.

As ``deliberation.effects``: a situation in, payloads out; judges nothing.
"""

from collections.abc import Callable
from typing import TypeVar

from deliberation import acts as a
from deliberation import entries as e
from deliberation.clauses import clause_of
from deliberation.effects import Situation, body_of
from deliberation.objections import standing as st
from deliberation.objections.conditions import found
from deliberation.objections.payloads import LIFTED
from deliberation.objections.register import Objection, next_number, of_body, without
from deliberation.terms import Disposition
from texts.read import read

ActT = TypeVar("ActT")


def raised(s: Situation[a.RaiseObjection]) -> tuple[e.Payload, ...]:
    """Record an objection to the present text; a number is never used again."""
    body, act = body_of(s), s.act
    now = st.present(s.proposal, body)
    clauses = tuple(
        clause_of(read(now.text, now.format), typed, now.named(s.proposal.number)).name
        for typed in act.clauses
    )
    number = next_number(s.proposal.objections, body)
    about = now.draft, now.number, now.fingerprint
    binding = int(st.binds(s.actor.person, body, s.council))
    named = tuple(dict.fromkeys(clauses))
    return (e.ObjectionRaised(body, number, *about, act.concern, named, binding),)


def joined(s: Situation[a.JoinObjection]) -> tuple[e.Payload, ...]:
    """Record that somebody joined an objection that stands, or raised theirs again."""
    objection = found(s, s.act.objection)
    body, now = objection.body, st.present(s.proposal, objection.body)
    own = s.actor.person in objection.behind  # so that it is raised again
    if st.stands(objection, now, s.proposal) and not own:
        binding = int(st.binds(s.actor.person, body, s.council))
        return (e.ObjectionJoined(body, objection.number, s.act.reason, binding),)
    changed = int(st.reads_otherwise(objection, now, s.proposal))
    about = now.draft, now.number, now.fingerprint
    return (e.ObjectionRaisedAgain(body, objection.number, *about, s.act.reason, changed),)


def lifted(s: Situation[a.LiftObjection]) -> tuple[e.Payload, ...]:
    """Record that somebody stands behind an objection no longer."""
    objection = found(s, s.act.objection)
    left = len(without(objection, s.actor.person).behind)
    return (e.ObjectionLifted(objection.body, objection.number, s.act.note, left),)


def disposed(s: Situation[a.DisposeOfObjections]) -> tuple[e.Payload, ...]:
    """Record what the chair did with objections; of those that accommodate them, which text."""
    body, act = body_of(s), s.act
    known = {objection.number: objection for objection in (found(s, x) for x in act.objections)}
    numbers = tuple(sorted(known))
    own = tuple(number for number in numbers if known[number].person == s.actor.person)
    other = found(s, act.alike).disposed if act.alike else None
    if other:
        text = other.draft, other.text, other.fingerprint
        given, why = other.disposition, other.reason
    else:
        given, why = act.disposition or Disposition.UPHELD, act.reason
        by = _accommodating(s, body) if given is Disposition.ACCOMMODATED else None
        text = (by.draft, by.number, by.fingerprint) if by else (0, 0, "")
    return (e.ObjectionsDisposed(body, numbers, given.value, why, *text, own=own),)


def _accommodating(s: Situation[a.DisposeOfObjections], body: str) -> st.Version:
    now = st.present(s.proposal, body)
    if not s.act.draft and not s.act.text:
        return now
    named = st.version(s.proposal, body, s.act.draft or now.draft, s.act.text)
    return named or now


def with_declaration(
    outcome: Callable[[Situation[ActT]], tuple[e.Payload, ...]],
) -> Callable[[Situation[ActT]], tuple[e.Payload, ...]]:
    """Return the recorder of an outcome, and behind it of what became of the objections."""
    return lambda s: (*outcome(s), *declared(s))


def declared(s: Situation[object]) -> tuple[e.Payload, ...]:
    """Record with an outcome what became of each objection of the room; nothing if none was."""
    body = body_of(s)
    known = of_body(s.proposal.objections, body)
    if not known:
        return ()
    now = st.present(s.proposal, body)
    each = tuple(_declared(objection, now, s) for objection in known)
    return (e.ObjectionsDeclared(body, now.draft, now.fingerprint, each),)


def _declared(o: Objection, now: st.Version, s: Situation[object]) -> e.DeclaredObjection:
    done = o.disposed if not st.stands(o, now, s.proposal) or _is_upheld(o) else None
    disposition = LIFTED if o.lifted else done.disposition.value if done else ""
    reason = done.reason if done and not o.lifted else ""
    people = () if o.caucus else tuple(dict.fromkeys((o.person, *o.behind)))
    named = o.number, o.concern, o.clauses, o.draft, o.text
    return e.DeclaredObjection(
        *named, people, o.caucus, int(bool(o.binders) and not o.waits_for_none), disposition, reason
    )


def _is_upheld(objection: Objection) -> bool:
    return objection.disposed is not None and not objection.disposed.disposition.addresses

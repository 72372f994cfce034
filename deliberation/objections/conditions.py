"""What the rows of ``transitions`` about objections need: each passes, or refuses with a code."""

from deliberation import acts as a
from deliberation.calls.call import is_late
from deliberation.clauses import clause_of
from deliberation.effects import Situation, body_of, released_text
from deliberation.errors import Code, PointOfOrder
from deliberation.objections import standing as st
from deliberation.objections.acts import Label
from deliberation.objections.register import Disposed, Objection, numbered, of_body
from deliberation.terms import COUNCIL, FORUM, Disposition, RoomKind
from texts.read import read


def some_are_there(s: Situation[object]) -> None:
    """There is an objection in the room's register; in a direct chat, where they may talk."""
    bodies = [body_of(s)]
    if s.actor.room is RoomKind.DIRECT:
        own = s.council.caucus_of(s.actor.person)
        bodies = [b for b in (*bodies, own.key if own else "") if b and _may_talk(s, b)]
    if not any(each.body in bodies for each in s.proposal.objections):
        raise PointOfOrder(Code.NO_OBJECTIONS, proposal=s.proposal.number)


# --- raising and lifting ------------------------------------------------------------------


def text_was_shown(s: Situation[a.RaiseObjection]) -> None:
    """If clauses are named, the text that they are of was shown in the room last."""
    if not s.act.clauses or s.actor.room is RoomKind.FORUM:
        return
    now = st.present(s.proposal, body_of(s))
    if s.act.shown != now.draft:
        code = Code.DRAFT_NOT_CURRENT if s.act.shown else Code.DRAFT_NOT_SHOWN
        raise PointOfOrder(code, shown=s.act.shown, draft=now.draft)
    if s.act.shown_text != now.number:
        named = {"caucus": s.actor.caucus, "text": now.number}
        raise PointOfOrder(Code.CLAUSE_OF_TEXT_NOT_SHOWN, draft=now.draft, **named)


def clauses_are_there(s: Situation[a.RaiseObjection]) -> None:
    """Each clause that is named is one of the text."""
    now = st.present(s.proposal, body_of(s))
    for typed in s.act.clauses:
        clause_of(read(now.text, now.format), typed, now.named(s.proposal.number))


def not_too_many_open(s: Situation[a.RaiseObjection]) -> None:
    """Who raises it has not the same in the register, nor too many that nobody has answered."""
    body = body_of(s)
    known = of_body(s.proposal.objections, body)
    person, concern = s.actor.person, s.act.concern
    own = [o.label for o in known if o.is_open and o.person == person and person in o.behind]
    alike = [o for o in known if o.label in own and o.concern == concern]
    if alike:
        raise PointOfOrder(Code.OBJECTION_STANDS_ALREADY, **_named(alike[0]))
    if len(own) >= s.act.most:
        raise PointOfOrder(Code.OBJECTIONS_TOO_MANY, most=s.act.most, objections=tuple(own))


def can_be_joined(s: Situation[a.JoinObjection]) -> None:
    """It stands and is somebody else's; or it is one's own, and may be raised again.

    That is free on a text in which what it is about reads otherwise, else once, with a reason.
    """
    objection = found(s, s.act.objection)
    now = st.present(s.proposal, objection.body)
    if st.stands(objection, now, s.proposal):
        again = objection.person == s.actor.person and _is_raised_anew(s, objection, now)
        if s.actor.person in objection.behind and not again:
            raise PointOfOrder(Code.OBJECTION_STANDS_ALREADY, **_named(objection))
        return
    if s.actor.person != objection.person:
        raise PointOfOrder(
            Code.OBJECTION_ADDRESSED, **_named(objection), raised_by=objection.person
        )
    if st.reads_otherwise(objection, now, s.proposal):
        return
    if objection.again:
        raise PointOfOrder(Code.OBJECTION_RAISED_AGAIN, **_named(objection))
    if not s.act.reason:
        raise PointOfOrder(Code.RAISING_AGAIN_NEEDS_REASON, **_named(objection))


def _is_raised_anew(s: Situation[object], objection: Objection, now: st.Version) -> bool:
    """Whether one that came late, and stands, isn't late any more once it is raised again."""
    late = is_late(s.proposal.calls, objection.body, now.fingerprint)
    return objection.waits_for_none and not late


def is_theirs_to_lift(s: Situation[a.LiftObjection]) -> None:
    """Who lifts it stands behind it, or is chair of the caucus in whose name it was raised.

    And they may still talk where it was raised.
    """
    objection = found(s, s.act.objection)
    if not _may_talk(s, objection.body):
        raise PointOfOrder(Code.NO_SUCH_OBJECTION, label=str(s.act.objection), known=())
    if objection.lifted:
        raise PointOfOrder(Code.OBJECTION_LIFTED, **_named(objection))
    officers = s.council.officers_of(objection.caucus) if objection.caucus else ()
    if s.actor.person not in (*objection.behind, *officers):
        named = {**_named(objection), "behind": objection.behind}
        raise PointOfOrder(Code.OBJECTION_NOT_THEIRS, **named)


def _may_talk(s: Situation[object], body: str) -> bool:
    """Whether who acts may talk in a body's room."""
    if body == FORUM:
        return True
    caucus = s.council.caucus(body)
    may = (*s.council.members, s.proposal.tabled_by) if body == COUNCIL else ()
    return s.actor.person in (caucus.members if caucus else may)


# --- disposing of them --------------------------------------------------------------------


def can_be_disposed_of(s: Situation[a.DisposeOfObjections]) -> None:
    """Each is in the register and not lifted; one that others are to be like has a disposition."""
    known = [found(s, label) for label in s.act.objections]
    for objection in known:
        if objection.lifted:
            raise PointOfOrder(Code.OBJECTION_LIFTED, **_named(objection))
    other = found(s, s.act.alike) if s.act.alike else None
    if other and other.disposed is None:
        raise PointOfOrder(Code.NO_DISPOSITION, **_named(other))
    _is_another_answer(s.act, known, other.disposed if other else None)


def _is_another_answer(
    act: a.DisposeOfObjections, known: list[Objection], given: Disposed | None
) -> None:
    """Refuse what all of some objections have been answered already, word for word."""
    new = (given.disposition, given.reason) if given else (act.disposition, act.reason)
    if new[0] is Disposition.ACCOMMODATED:
        return  # by another text, perhaps
    if all(o.disposed and (o.disposed.disposition, o.disposed.reason) == new for o in known):
        raise PointOfOrder(Code.DISPOSED_ALREADY, **_named(known[0]))


def accommodating_text_is_there(s: Situation[a.DisposeOfObjections]) -> None:
    """The text that is said to accommodate them is one of the room's, and has changed since."""
    act, body = s.act, body_of(s)
    now = st.present(s.proposal, body)
    draft = act.draft or now.draft
    own = not act.caucus or act.caucus == s.actor.caucus
    by = now if not act.draft and not act.text else st.version(s.proposal, body, draft, act.text)
    if by is None or not own:
        code = Code.NO_SUCH_TEXT if act.text else Code.NO_SUCH_DRAFT
        raise PointOfOrder(code, proposal=s.proposal.number, draft=draft)
    if act.disposition is Disposition.ACCOMMODATED:
        for objection in (found(s, label) for label in act.objections):
            if objection.fingerprint == by.fingerprint:
                about = {"draft": by.draft, "caucus": by.caucus, "number": by.number}
                raise PointOfOrder(Code.NOT_ACCOMMODATED, **_named(objection), **about)


# --- a yes --------------------------------------------------------------------------------


def none_stands(s: Situation[object]) -> None:
    """No binding objection of the register stands against the present text."""
    body = body_of(s)
    _none_stands_against(s, st.present(s.proposal, body))


def none_stands_against_what_is_agreed(s: Situation[a.RecordPosition]) -> None:
    """With a *yes*, no binding objection of the caucus stands against the text that is meant."""
    current = s.proposal.current
    if not s.act.position.is_yes or current is None:
        return
    text = released_text(s)
    against = st.of_text(text) if text else st.of_draft(current)
    _none_stands_against(s, against, amended=int(text is not None))


def _none_stands_against(s: Situation[object], text: st.Version, amended: int = 0) -> None:
    standing = st.standing(s.proposal, body_of(s), text)
    if standing:
        listed = tuple(
            {**_named(o), "concern": o.concern, "event": o.event, "clauses": o.clauses, **_by(o)}
            for o in standing
        )
        about = {"draft": text.draft, "caucus": text.caucus, "number": text.number}
        before = {"amended": amended, "silence": int(isinstance(s.act, a.OpenSilence))}
        raise PointOfOrder(Code.OBJECTIONS_STAND, **about, objections=listed, **before)


def objections_are_there(s: Situation[a.RecordPosition]) -> None:
    """The objections that go out with a position are in the caucus's register, and not lifted."""
    for label in s.act.objections:
        objection = found(s, label)
        if objection.lifted:
            raise PointOfOrder(Code.OBJECTION_LIFTED, **_named(objection))


# --- an objection by its label ------------------------------------------------------------


def found(s: Situation[object], label: Label) -> Objection:
    """Return the objection that a label means where it was typed. Raises ``PointOfOrder``."""
    body = body_of(s, label.body)
    objection = numbered(s.proposal.objections, body, label.number)
    elsewhere = s.actor.room is not RoomKind.DIRECT and label.body not in ("", s.actor.caucus)
    if objection is None or elsewhere:
        known = () if s.actor.room is RoomKind.DIRECT else of_body(s.proposal.objections, body)
        labels = tuple(o.label for o in known)
        raise PointOfOrder(Code.NO_SUCH_OBJECTION, label=str(label), known=labels)
    return objection


def _by(objection: Objection) -> dict[str, str | int]:
    """Return which text accommodates an objection, if one does."""
    done = objection.disposed
    if done is None or not done.draft:
        return {"by": 0}
    return {
        "by": done.draft,
        "by_caucus": objection.body if done.text else "",
        "by_text": done.text,
    }


def _named(objection: Objection) -> dict[str, str | int]:
    disposition = objection.disposed.disposition.value if objection.disposed else ""
    return {"label": objection.label, "body": objection.body, "disposition": disposition}

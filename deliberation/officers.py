"""Who becomes or stops being chair or deputy, and by whose word.

A body's chair does it at once. The secretariat announces it, with a reason: it takes effect after
the interregnum, unless the chair or a deputy says no before. They do so by the command that says
the opposite: ``!chair`` with who is chair, ``!undeputy`` or ``!deputy`` with whom it is about.
Part of ``roster``, which judges whether it could be at all. Imports nothing outside
``deliberation``.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import assert_never

from deliberation import acts as a
from deliberation import entries as e
from deliberation.council import Council
from deliberation.errors import Code, PointOfOrder
from deliberation.namings import Naming
from deliberation.terms import COUNCIL, NamingEnd, OfficerChange, RoomKind


@dataclass(frozen=True)
class Given:
    """What acts on the roster are judged by that is not of record.

    ``bot`` is the bot's own user id, which can hold no role. ``interregnum`` is how long a naming
    by the secretariat can be refused, ``at`` when an act would be recorded; both in ms. ``asking``
    are the caucuses in which a question is open.
    """

    secretariat: Collection[str]
    bot: str = ""
    interregnum: int = 0
    at: int = 0
    asking: Collection[str] = ()


def as_secretary(actor: a.Actor, given: Given) -> bool:
    """Whether somebody acts for the secretariat: that is in a direct chat."""
    return actor.person in given.secretariat and actor.room is RoomKind.DIRECT


def change_of(act: a.OfficerAct) -> OfficerChange:
    """Return what an act does to who is chair and deputy."""
    match act:
        case a.NameChair():
            return OfficerChange.CHAIR
        case a.NameDeputy():
            return OfficerChange.DEPUTY
        case a.RemoveDeputy():
            return OfficerChange.UNDEPUTY
        case _:
            assert_never(act)


def act_of(naming: Naming) -> a.OfficerAct:
    """Return the act that a naming announces."""
    match change := OfficerChange(naming.change):
        case OfficerChange.CHAIR:
            return a.NameChair(naming.person, naming.body)
        case OfficerChange.DEPUTY:
            return a.NameDeputy(naming.person, naming.body)
        case OfficerChange.UNDEPUTY:
            return a.RemoveDeputy(naming.person, naming.body)
        case _:
            assert_never(change)


# --- saying no to a naming ----------------------------------------------------------------


def opposed(act: a.OfficerAct, body: str, council: Council) -> Naming | None:
    """Return the naming under way to which an act says no, or None."""
    match act:
        case a.NameChair():
            keeps = act.person == council.chair_of(body)
            return council.namings.of(OfficerChange.CHAIR, body) if keeps else None
        case a.NameDeputy():
            return council.namings.of(OfficerChange.UNDEPUTY, body, act.person)
        case a.RemoveDeputy():
            return council.namings.of(OfficerChange.DEPUTY, body, act.person)
        case _:
            assert_never(act)


def ended(
    act: a.OfficerAct, actor: a.Actor, naming: Naming, council: Council, given: Given
) -> tuple[e.Payload, ...]:
    """Return that a naming is refused by the chair or a deputy, or withdrawn by the secretariat.

    A reason that is given in a caucus's room stays there. Raises ``PointOfOrder``.
    """
    if actor.person in council.officers_of(naming.body):
        end = NamingEnd.REFUSED
    elif as_secretary(actor, given):
        end = NamingEnd.WITHDRAWN
    else:
        raise PointOfOrder(Code.NOT_THEIRS_TO_REFUSE, body=naming.body)
    return (_ended(naming, end, "" if actor.room is RoomKind.CAUCUS else act.reason),)


def lapsed(naming: Naming) -> e.NamingEnded:
    """Return that a naming could not be any more when its time came."""
    return _ended(naming, NamingEnd.LAPSED, "")


def _ended(naming: Naming, end: NamingEnd, reason: str) -> e.NamingEnded:
    return e.NamingEnded(naming.change, naming.body, naming.person, end.value, reason)


# --- what is judged of an act that could be -----------------------------------------------


def without_reason(act: a.OfficerAct) -> None:
    """Refuse words behind the person where a chair acts at once: they would be lost."""
    if act.reason:
        raise PointOfOrder(Code.REASON_NOT_TAKEN, act=type(act).__name__, reason=act.reason)


def announced(act: a.OfficerAct, body: str, council: Council, given: Given) -> e.NamingAnnounced:
    """Return the secretariat's naming, which takes effect at once where there is no chair.

    Raises ``PointOfOrder``.
    """
    change, chair = change_of(act), council.chair_of(body)
    if not act.reason:
        raise PointOfOrder(Code.NAMING_NEEDS_REASON, act=type(act).__name__, body=body)
    whom = "" if change is OfficerChange.CHAIR else act.person
    if known := council.namings.of(change, body, whom):
        fields = {"body": body, "person": known.person, "effective": known.effective}
        raise PointOfOrder(Code.NAMING_UNDER_WAY, change=change.value, **fields)
    effective = given.at + (given.interregnum if chair else 0)
    until = effective + given.interregnum
    return e.NamingAnnounced(change.value, body, act.person, chair, act.reason, effective, until)


# --- nobody of the secretariat ------------------------------------------------------------


def never_secretariat(act: a.OfficerAct, given: Given) -> None:
    """Refuse that the secretariat names one of its own."""
    if act.person in given.secretariat and not isinstance(act, a.RemoveDeputy):
        raise PointOfOrder(Code.NAMES_SECRETARIAT, person=act.person)


def guards(act: a.OfficerAct | a.Seat, body: str, council: Council, given: Given) -> None:
    """Refuse that a chair names one of the secretariat soon after the secretariat named somebody.

    That somebody may be a friend of theirs, or name one who is.
    """
    until = council.namings.guarded_until(body)
    names = act.person in given.secretariat and not isinstance(act, a.RemoveDeputy)
    if names and given.at < until:
        raise PointOfOrder(Code.GUARDED, person=act.person, body=body, until=until)


# --- identities ------------------------------------------------------------------------


def confirmed_by(person: str, council: Council, secretariat: Collection[str]) -> str:
    """Return the key of the body whose chair confirms a person's identity.

    Empty: nobody in chat, but only the secretariat on the bot's machine. Nobody confirms their own.
    """
    if person == council.chair or person in secretariat:
        return ""
    caucus = council.caucus_of(person)
    is_officer = person in (*council.officers, *council.forum_officers)
    by_council = caucus is None or is_officer or caucus.chair in ("", person)
    body = COUNCIL if caucus is None or by_council else caucus.key
    return body if council.chair_of(body) else ""

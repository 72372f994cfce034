"""What may be done to the roster: who may do which act where, and what it needs.

``decide`` judges a roster act against the council and answers with payloads, or
raises ``PointOfOrder`` and changes nothing. Holds the sixth and eighth invariant of
docs/invariants.md. Imports nothing outside ``deliberation``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar, assert_never

from deliberation import acts as a
from deliberation import entries as e
from deliberation import officers
from deliberation.council import Caucus, Council
from deliberation.errors import Code, PointOfOrder
from deliberation.namings import Naming
from deliberation.officers import Given
from deliberation.people import Existence
from deliberation.terms import COUNCIL, FORUM, Authority, RoomKind

ActT = TypeVar("ActT", bound=a.RosterAct)
Payloads = tuple[e.Payload, ...]


@dataclass(frozen=True)
class Rule(Generic[ActT]):
    """A row of the table: who may do a roster act, in which rooms, and what it records.

    ``record`` is given the act, the body it is about, and the council; it refuses what isn't
    possible. ``of_caucus`` if only caucuses have the act.
    """

    act: type[ActT]
    who: Authority
    rooms: frozenset[RoomKind]
    record: Callable[[ActT, str, Council], Payloads]
    of_caucus: bool = False


def decide(act: a.RosterAct, actor: a.Actor, council: Council, given: Given) -> Payloads:
    """Judge a roster act and return the payloads to record. Raises ``PointOfOrder``."""
    rule = RULES[type(act)]
    if actor.room not in rule.rooms:
        raise PointOfOrder(Code.WRONG_ROOM, act=type(act).__name__, rooms=sorted(rule.rooms))
    body = _body(act, actor, council, rule)
    if isinstance(act, a.OfficerAct) and (naming := officers.opposed(act, body, council)):
        return officers.ended(act, actor, naming, council, given)
    _authorise(act, actor, council, given, body)
    if isinstance(act, a.SetMethod):
        if body in given.asking:
            raise PointOfOrder(Code.METHOD_IN_USE, body=body)
        return rule.record(act, body, council)
    if act.person == given.bot:
        raise PointOfOrder(Code.IS_BOT, person=act.person)
    judged = rule.record(act, body, council)
    _is_somebody(act, body)
    if isinstance(act, a.OfficerAct):
        if actor.person != council.chair_of(body):
            return (officers.announced(act, body, council, given),)
        officers.without_reason(act)
    return judged


def take_effect(naming: Naming, council: Council, given: Given) -> Payloads:
    """Return what is recorded when a naming's time has come: that it lapsed, if it can't be."""
    act, body = officers.act_of(naming), naming.body
    try:
        officers.never_secretariat(act, given)
        return RULES[type(act)].record(act, body, council)
    except PointOfOrder:
        return (officers.lapsed(naming),)


def _is_somebody(act: a.RosterAct, body: str) -> None:
    """Refuse as chair or deputy who has no account, and at first a chair who can't be reached.

    A body could be left without anybody to act for it.
    """
    if not isinstance(act, a.NameChair | a.NameDeputy):
        return
    match act.account.existence:
        case Existence.ABSENT:
            meant = act.account.meant
            raise PointOfOrder(Code.NO_SUCH_ACCOUNT, person=act.person, meant=meant)
        case Existence.UNREACHABLE:
            if isinstance(act, a.NameChair) and not act.told:
                fields = {"person": act.person, "body": body, "meant": act.account.meant}
                raise PointOfOrder(Code.CHAIR_UNREACHABLE, **fields)
        case Existence.UNKNOWN | Existence.THERE:
            pass
        case _:
            assert_never(act.account.existence)


def _body(act: a.RosterAct, actor: a.Actor, council: Council, rule: Rule[Any]) -> str:
    """Return the body the act is about, from the act or from the room."""
    if isinstance(act, a.NameObserver | a.RemoveObserver):
        return COUNCIL
    of_room = body_of_room(actor)
    if act.body and of_room and act.body != of_room:
        raise PointOfOrder(Code.OTHER_BODY, body=act.body, here=of_room)
    body = act.body or of_room
    bodies = council.bodies if not rule.of_caucus else tuple(c.key for c in council.caucuses)
    if not body:
        raise PointOfOrder(Code.BODY_MISSING, bodies=bodies)
    if body not in bodies:
        raise PointOfOrder(Code.NO_SUCH_BODY, body=body, bodies=bodies)
    return body


def body_of_room(actor: a.Actor) -> str:
    """Return the body whose room the actor is in, or empty."""
    match actor.room:
        case RoomKind.FORUM:
            return FORUM
        case RoomKind.PLENARY:
            return COUNCIL
        case RoomKind.CAUCUS:
            return actor.caucus
        case RoomKind.DIRECT | RoomKind.OTHER:
            return ""
        case _:
            assert_never(actor.room)


def _authorise(act: a.RosterAct, actor: a.Actor, council: Council, given: Given, body: str) -> None:
    who = RULES[type(act)].who
    is_chair = actor.person == council.chair_of(body)
    if not has(who, body, actor, council, given):
        raise PointOfOrder(Code.NOT_AUTHORISED, who=who, body=body)
    if isinstance(act, a.Seat) or (isinstance(act, a.OfficerAct) and is_chair):
        officers.guards(act, body, council, given)
    elif isinstance(act, a.OfficerAct):
        officers.never_secretariat(act, given)


def has(who: Authority, body: str, actor: a.Actor, council: Council, given: Given) -> bool:
    """Whether somebody has an authority: the body's chair, or the secretariat in a direct chat."""
    is_chair = actor.person == council.chair_of(body)
    match who:
        case Authority.CHAIR | Authority.COUNCIL_CHAIR:
            return is_chair
        case Authority.CHAIR_OR_SECRETARIAT:
            return is_chair or officers.as_secretary(actor, given)
        case Authority.ANYONE | Authority.TABLER | Authority.SPEAKER | Authority.CAUCUS_MEMBER:
            return False  # on proposals alone
        case Authority.FORUM_CHAIR | Authority.CAUCUS_CHAIR | Authority.IN_A_CAUCUS:
            return False  # as these
        case _:
            assert_never(who)


def _caucus(council: Council, key: str) -> Caucus:
    """Return the caucus with this key, of which ``_body`` has judged that it exists."""
    return next(caucus for caucus in council.caucuses if caucus.key == key)


# --- what each act needs, and what it records ----------------------------------------


def _seat(act: a.Seat, body: str, council: Council) -> Payloads:
    caucus = _caucus(council, body)
    if act.person == caucus.chair:
        raise PointOfOrder(Code.IS_CHAIR, person=act.person, body=body)
    if act.person in caucus.representatives:
        raise PointOfOrder(Code.ALREADY_SEATED, person=act.person, body=body)
    _admissible(act.person, body, council)
    if len(caucus.representatives) >= council.seats:
        raise PointOfOrder(Code.NO_FREE_SEAT, body=body, seats=council.seats)
    return (e.Seated(body, act.person),)


def _unseat(act: a.Unseat, body: str, council: Council) -> Payloads:
    caucus = _caucus(council, body)
    if act.person == caucus.chair:
        raise PointOfOrder(Code.IS_CHAIR, person=act.person, body=body)
    if act.person not in caucus.representatives:
        raise PointOfOrder(Code.NOT_SEATED, person=act.person, body=body)
    unseated: Payloads = (e.Unseated(body, act.person),)
    return (*unseated, e.UnseatingReason(body, act.person, act.reason)) if act.reason else unseated


def _name_chair(act: a.NameChair, body: str, council: Council) -> Payloads:
    outgoing = council.chair_of(body)
    if act.person == outgoing:
        raise PointOfOrder(Code.IS_CHAIR, person=act.person, body=body)
    if body in (COUNCIL, FORUM):
        if body == COUNCIL:
            _chairs_no_caucus(act.person, council)
        return (e.ChairNamed(body, act.person, outgoing, 0),)
    _admissible(act.person, body, council)
    _officer_of_no_council(act.person, council)
    others = [p for p in _caucus(council, body).representatives if p != act.person]
    seatable = bool(outgoing) and outgoing not in council.observers
    takes_seat = seatable and len(others) < council.seats
    return (e.ChairNamed(body, act.person, outgoing, int(takes_seat)),)


def _name_deputy(act: a.NameDeputy, body: str, council: Council) -> Payloads:
    if act.person == council.chair_of(body):
        raise PointOfOrder(Code.IS_CHAIR, person=act.person, body=body)
    if act.person in council.deputies_of(body):
        raise PointOfOrder(Code.IS_DEPUTY, person=act.person, body=body)
    if body == COUNCIL:
        _chairs_no_caucus(act.person, council)
    elif body != FORUM:
        if act.person not in _caucus(council, body).representatives:
            raise PointOfOrder(Code.NOT_REPRESENTATIVE, person=act.person, body=body)
        _officer_of_no_council(act.person, council)
    return (e.DeputyNamed(body, act.person),)


def _remove_deputy(act: a.RemoveDeputy, body: str, council: Council) -> Payloads:
    if act.person not in council.deputies_of(body):
        raise PointOfOrder(Code.NOT_DEPUTY, person=act.person, body=body)
    return (e.DeputyRemoved(body, act.person),)


def _name_observer(act: a.NameObserver, _: str, council: Council) -> Payloads:
    if act.person in council.observers:
        raise PointOfOrder(Code.IS_OBSERVER, person=act.person)
    caucus = council.caucus_of(act.person)
    if caucus:
        raise PointOfOrder(Code.IS_IN_CAUCUS, person=act.person, body=caucus.key)
    return (e.ObserverNamed(act.person),)


def _remove_observer(act: a.RemoveObserver, _: str, council: Council) -> Payloads:
    if act.person not in council.observers:
        raise PointOfOrder(Code.NOT_OBSERVER, person=act.person)
    return (e.ObserverRemoved(act.person),)


def _set_method(act: a.SetMethod, body: str, council: Council) -> Payloads:
    known = _caucus(council, body).method
    if act.method is known.method:
        raise PointOfOrder(Code.METHOD_AS_BEFORE, body=body, method=act.method.value)
    return (e.MethodSet(body, *replace(known, method=act.method).values),)


def _admissible(person: str, body: str, council: Council) -> None:
    """Refuse a person who is in another caucus or an observer."""
    other = council.caucus_of(person)
    if other and other.key != body:
        raise PointOfOrder(Code.IN_OTHER_CAUCUS, person=person, body=other.key)
    if person in council.observers:
        raise PointOfOrder(Code.IS_OBSERVER, person=person)


def _chairs_no_caucus(person: str, council: Council) -> None:
    caucus = next((c for c in council.caucuses if person in c.officers), None)
    if caucus:
        raise PointOfOrder(Code.CHAIRS_OTHER, person=person, body=caucus.key)


def _officer_of_no_council(person: str, council: Council) -> None:
    if person in council.officers:
        raise PointOfOrder(Code.CHAIRS_OTHER, person=person, body=COUNCIL)


# --- the table ------------------------------------------------------------------------

_CAUCUS_ROOMS = frozenset({RoomKind.CAUCUS, RoomKind.DIRECT})
_BODY_ROOMS = frozenset({RoomKind.FORUM, RoomKind.PLENARY, RoomKind.CAUCUS, RoomKind.DIRECT})
_COUNCIL_ROOMS = frozenset({RoomKind.PLENARY, RoomKind.DIRECT})

_ROWS = (  # of no declared type, so that each is checked for its own act
    Rule(a.Seat, Authority.CHAIR, _CAUCUS_ROOMS, _seat, of_caucus=True),
    Rule(a.Unseat, Authority.CHAIR, _CAUCUS_ROOMS, _unseat, of_caucus=True),
    Rule(a.SetMethod, Authority.CHAIR, _CAUCUS_ROOMS, _set_method, of_caucus=True),
    Rule(a.NameChair, Authority.CHAIR_OR_SECRETARIAT, _BODY_ROOMS, _name_chair),
    Rule(a.NameDeputy, Authority.CHAIR_OR_SECRETARIAT, _BODY_ROOMS, _name_deputy),
    Rule(a.RemoveDeputy, Authority.CHAIR_OR_SECRETARIAT, _BODY_ROOMS, _remove_deputy),
    Rule(a.NameObserver, Authority.COUNCIL_CHAIR, _COUNCIL_ROOMS, _name_observer),
    Rule(a.RemoveObserver, Authority.COUNCIL_CHAIR, _COUNCIL_ROOMS, _remove_observer),
)
RULES: Mapping[type[a.RosterAct], Rule[Any]] = {row.act: row for row in _ROWS}

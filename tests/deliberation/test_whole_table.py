"""Every act, in every situation and room, by everybody: against the whole table.

The oracle below is typed by hand from the procedure as docs/stages.md tells it, and takes
nothing from the code but the names of acts, rooms and codes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from itertools import product
from typing import Any

import pytest

from deliberation import acts as a
from deliberation.errors import Code, PointOfOrder
from deliberation.terms import Disposition, Level, Method, Position, RoomKind, StatementKind
from tests.deliberation import assembly as made
from tests.deliberation.assembly import PROPOSAL_ACTS, ROSTER_ACTS, Assembly

# --- who and where ------------------------------------------------------------------------

FORUM_CHAIRS = {"forum chair", "forum deputy"}
COUNCIL_CHAIRS = {"council chair", "council deputy"}
CAUCUS_CHAIRS = {key: {f"{key} chair", f"{key} deputy"} for key in ("gov", "cs")}
EVERYBODY = {
    *FORUM_CHAIRS,
    *COUNCIL_CHAIRS,
    *CAUCUS_CHAIRS["gov"],
    *CAUCUS_CHAIRS["cs"],
    "gov representative",
    "cs representative",
    "gov chair before",
    "cs chair before",
    "observer",
    "tabler",
    "secretary",
    "outsider",
}
ROOMS = {
    "forum": a.Actor("", RoomKind.FORUM),
    "plenary": a.Actor("", RoomKind.PLENARY),
    "caucus gov": a.Actor("", RoomKind.CAUCUS, "gov"),
    "caucus cs": a.Actor("", RoomKind.CAUCUS, "cs"),
    "direct": a.Actor("", RoomKind.DIRECT),
    "other": a.Actor("", RoomKind.OTHER),
}
ANY_CAUCUS = {"caucus gov", "caucus cs"}


# --- every stage, in the variants between which a rule distinguishes ----------------------


def _nothing() -> Assembly:
    return made.constituted()


def _declined() -> Assembly:
    assembly = made.tabled()
    assembly.in_forum(a.Decline("no"))
    return assembly


def _withdrawn_in_forum() -> Assembly:
    assembly = made.tabled()
    assembly.in_forum(a.Withdraw("changed my mind"), "tabler")
    return assembly


def _withdrawn_in_council() -> Assembly:
    assembly = made.referred()
    assembly.in_plenary(a.Withdraw("changed my mind"), "tabler")
    return assembly


def _with_texts(assembly: Assembly) -> Assembly:
    for key in made.CAUCUSES:
        assembly.in_caucus(key, a.GiveCaucusText(f"Wording of {key}."))
    return assembly


def _last_to_report(key: str) -> Callable[[], Assembly]:
    def situation() -> Assembly:
        assembly = _with_texts(made.referred())
        assembly.says(next(other for other in made.CAUCUSES if other != key))
        return assembly

    return situation


def _recalled() -> Assembly:
    assembly = made.referred()
    assembly.says("gov")
    assembly.in_plenary(a.Recall("time"))
    return assembly


def _no_consensus() -> Assembly:
    assembly = made.agreed()
    assembly.in_plenary(a.Close("no way"))
    return assembly


def _objected() -> Assembly:
    """Every caucus has agreed; in plenary and in each caucus a representative objects."""
    assembly = made.agreed()
    assembly.in_plenary(OBJECTION, "gov representative")
    for key in made.CAUCUSES:
        assembly.in_caucus(key, OBJECTION, f"{key} representative")
    return assembly


def _objected_in_forum() -> Assembly:
    assembly = made.tabled()
    assembly.in_forum(OBJECTION, "outsider")
    return assembly


def _called_in_forum() -> Assembly:
    assembly = made.tabled()
    assembly.in_forum(CALL)
    return assembly


def _called() -> Assembly:
    """Every caucus has agreed; then a call is open in plenary, and in each caucus a silence."""
    assembly = made.agreed()
    assembly.in_plenary(CALL)
    for key in made.CAUCUSES:
        assembly.in_caucus(key, SILENCE)
    return assembly


def _called_while_out() -> Assembly:
    """A round has begun; then a silence is open in plenary, and in each caucus a call."""
    assembly = made.referred()
    assembly.in_plenary(SILENCE)
    for key in made.CAUCUSES:
        assembly.in_caucus(key, CALL)
    return assembly


WEEK = 7 * 24 * made.HOUR
CALL = a.OpenCall("Any objections?", a.Term(until=2 * WEEK, at=WEEK))
SILENCE = a.OpenSilence("Any objections?", a.Term(until=2 * WEEK, at=WEEK))
OBJECTION = a.RaiseObjection("It goes too far.", most=3)
SITUATIONS: Mapping[str, Callable[[], Assembly]] = {
    "nothing": _nothing,
    "tabled": made.tabled,
    "tabled, objected": _objected_in_forum,
    "tabled, called": _called_in_forum,
    "declined": _declined,
    "withdrawn in the forum": _withdrawn_in_forum,
    "plenary, never referred": made.forwarded,
    "plenary, recalled": _recalled,
    "plenary, all agreed": made.agreed,
    "plenary, new draft": made.redrafted,
    "plenary, objected": _objected,
    "plenary, called": _called,
    "caucuses, called": _called_while_out,
    "caucuses, none reported": made.referred,
    "caucuses, gov is last": _last_to_report("gov"),
    "caucuses, cs is last": _last_to_report("cs"),
    "recommended": made.recommended,
    "no consensus": _no_consensus,
    "withdrawn in the council": _withdrawn_in_council,
}
CAUCUSES_OPEN = {
    "caucuses, called",
    "caucuses, none reported",
    "caucuses, gov is last",
    "caucuses, cs is last",
}
PLENARY_OPEN = {name for name in SITUATIONS if name.startswith("plenary")}
ONCE_REFERRED = {
    *("plenary, recalled", "plenary, all agreed", "plenary, new draft", "plenary, objected"),
    "plenary, called",
}
CALLED = {"tabled, called", "plenary, called", "caucuses, called"}
TABLED = {"tabled", "tabled, objected", "tabled, called"}
NEVER_LEFT_TABLED = {*TABLED, "declined", "withdrawn in the forum"}
MAY_BE_THEIRS = {
    *("tabled", "plenary", "caucuses", "recommended", "no_consensus"),
    Code.CORRECTION_RESTED_ON,
}
MEMBERS = {key: {*CAUCUS_CHAIRS[key], f"{key} representative"} for key in CAUCUS_CHAIRS}
SPEAKERS = {
    *(*FORUM_CHAIRS, *COUNCIL_CHAIRS, *MEMBERS["gov"], *MEMBERS["cs"]),
    *("observer", "tabler"),
}
OWN_ROOMS = {"forum", "plenary", *ANY_CAUCUS}
ANYBODY = {
    "forum": EVERYBODY,
    "plenary": SPEAKERS,
    **{f"caucus {key}": members for key, members in MEMBERS.items()},
    "direct": EVERYBODY,
}
CHAIRS = {
    "forum": FORUM_CHAIRS,
    "plenary": COUNCIL_CHAIRS,
    **{f"caucus {key}": chairs for key, chairs in CAUCUS_CHAIRS.items()},
}


# --- the oracle ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Ruling:
    """What the design says of an act: where, who, and what follows in which situation.

    A situation that is not listed is the wrong stage. ``who`` None: the chair and deputies
    of the room's caucus. ``who`` and ``follows_in`` say it of each room where that differs, and
    ``by_person`` has a refusal that depends on person, room and situation.
    """

    act: Any
    rooms: set[str]
    who: set[str] | Mapping[str, set[str]] | None
    follows: Mapping[str, str | Code]
    who_before_council: set[str] = field(default_factory=set)
    follows_in: Mapping[str, Mapping[str, str | Code]] = field(default_factory=dict)
    by_person: Callable[[str, str, str], Code | None] = lambda *_: None


def all_of(situations: set[str], outcome: str | Code) -> dict[str, str | Code]:
    return dict.fromkeys(situations, outcome)


def _each_room(*, objected: bool) -> dict[str, dict[str, str | Code]]:
    """What follows of an act about objections; of one that needs one, only where there is one."""
    none = None if objected else Code.NO_OBJECTIONS
    in_forum: dict[str, str | Code] = all_of(TABLED, "tabled")
    in_council = all_of(PLENARY_OPEN, "plenary") | all_of(CAUCUSES_OPEN, "caucuses")
    if none:
        in_forum |= dict.fromkeys(("tabled", "tabled, called"), none)
        in_council = dict.fromkeys(in_council, none) | {"plenary, objected": "plenary"}
    rooms = dict.fromkeys(("plenary", *ANY_CAUCUS), in_council)
    return {"forum": in_forum, **rooms, "direct": in_forum | in_council}


def _lifting(person: str, room: str, situation: str) -> Code | None:
    """Who raised it lifts it, as long as they may talk where it was raised."""
    raised_by = {"forum": "outsider", "plenary": "gov representative"}
    raised_by |= {f"caucus {key}": f"{key} representative" for key in CAUCUS_CHAIRS}
    of_council = room == "direct" and situation not in TABLED
    if of_council and person not in SPEAKERS:
        return Code.NO_OBJECTIONS
    whose = raised_by["plenary" if of_council else "forum" if room == "direct" else room]
    return None if person == whose else Code.OBJECTION_NOT_THEIRS


def _joining(person: str, room: str, _: str) -> Code | None:
    """Whoever stands behind it already can't join it."""
    whose = {"forum": "outsider", "plenary": "gov representative"}
    behind = whose.get(room, f"{ROOMS[room].caucus} representative")
    return Code.OBJECTION_STANDS_ALREADY if person == behind else None


def _correcting(person: str, room: str, _: str) -> Code | None:
    """The chairs recorded all that there is; their deputies can't take it back."""
    chairs = {"forum": "forum chair", "plenary": "council chair"}
    chair = chairs.get(room, f"{ROOMS[room].caucus} chair")
    return None if person == chair else Code.NOT_THEIRS_TO_CORRECT


def _opening(*, silence: bool) -> dict[str, dict[str, str | Code]]:
    """What follows of opening a call: there is one at a time, in a caucus on what it was sent.

    A silence procedure doesn't begin where a binding objection would break it.
    """
    in_forum = all_of(TABLED, "tabled") | {"tabled, called": Code.CALL_IS_OPEN}
    in_plenary = all_of(PLENARY_OPEN, "plenary") | all_of(CAUCUSES_OPEN, "caucuses")
    in_plenary |= all_of(CALLED - TABLED, Code.CALL_IS_OPEN)
    if silence:
        in_plenary |= {"plenary, objected": Code.OBJECTIONS_STAND}
    not_sent = {"plenary, never referred", "plenary, new draft"}
    in_caucus = in_plenary | all_of(not_sent, Code.DRAFT_NOT_REFERRED)
    return {"forum": in_forum, "plenary": in_plenary, **dict.fromkeys(ANY_CAUCUS, in_caucus)}


def _of_the_open_call(follows: Code | None = None) -> dict[str, dict[str, str | Code]]:
    """What follows of an act about the open call of the room: nothing without one."""
    in_forum = all_of(TABLED, Code.NO_CALL) | {"tabled, called": follows or "tabled"}
    in_council = all_of(PLENARY_OPEN | CAUCUSES_OPEN, Code.NO_CALL) | {
        "plenary, called": follows or "plenary",
        "caucuses, called": follows or "caucuses",
    }
    return {"forum": in_forum, **dict.fromkeys(("plenary", *ANY_CAUCUS), in_council)}


def _stating(person: str, *_: str) -> Code | None:
    """A reservation is the caucus's: a representative who isn't its deputy makes none."""
    return Code.STATEMENT_IS_THE_CAUCUSES if person.endswith("representative") else None


STATED: Mapping[str, str | Code] = {
    **all_of(CAUCUSES_OPEN, Code.ROUND_NOT_OVER),
    "plenary, never referred": Code.NO_ROUND_YET,
    "plenary, recalled": "plenary",
    "plenary, all agreed": "plenary",
    "plenary, objected": "plenary",
    "plenary, called": "plenary",
    "plenary, new draft": Code.NO_ROUND_YET,
    "recommended": "recommended",
    "no consensus": "no_consensus",
}
"""What follows of a statement, as long as the time for it after the outcome isn't over."""
_RESTED, _NOTHING = Code.CORRECTION_RESTED_ON, Code.NOTHING_TO_CORRECT
CORRECTED: Mapping[str, Mapping[str, str | Code]] = {
    "forum": all_of(TABLED, _NOTHING) | {"declined": "tabled"},
    "plenary": all_of(PLENARY_OPEN | CAUCUSES_OPEN, _RESTED)
    | {
        "plenary, never referred": _NOTHING,
        "plenary, recalled": "caucuses",
        "caucuses, called": "plenary",
        "caucuses, none reported": "plenary",
        "recommended": "plenary",
        "no consensus": "plenary",
    },
    **{
        f"caucus {key}": {
            "plenary, never referred": _NOTHING,
            "plenary, recalled": _RESTED if key == "gov" else _NOTHING,
            "plenary, all agreed": "caucuses",
            "plenary, new draft": _RESTED,
            "plenary, objected": "caucuses",
            "plenary, called": "caucuses",
            "caucuses, called": _NOTHING,
            "caucuses, none reported": _NOTHING,
            f"caucuses, {key} is last": _NOTHING,
            f"caucuses, {other} is last": "caucuses",
        }
        for key, other in (("gov", "cs"), ("cs", "gov"))
    },
}
"""What follows of a correction, for whom it is to take back: a round is reopened by that."""
WITHOUT: Mapping[str, Mapping[str, str | Code]] = {
    f"caucus {key}": all_of(ONCE_REFERRED, "plenary")
    | {
        "plenary, never referred": Code.NO_POSITION,
        "plenary, recalled": "plenary" if key == "gov" else Code.NO_POSITION,
        "caucuses, called": Code.NO_POSITION,
        "caucuses, none reported": Code.NO_POSITION,
        f"caucuses, {key} is last": Code.NO_POSITION,
        f"caucuses, {other} is last": "caucuses",
    }
    for key, other in (("gov", "cs"), ("cs", "gov"))
}
_BY_POSITION: dict[str, str | Code] = {
    "plenary, never referred": Code.NEVER_REFERRED,
    "plenary, recalled": "plenary",
    "plenary, all agreed": "plenary",
    "plenary, objected": "plenary",
    "plenary, called": "plenary",
    "plenary, new draft": Code.DRAFT_NOT_CURRENT,  # Draft 1 was the last one shown
    "caucuses, called": "caucuses",
    "caucuses, none reported": "caucuses",
}

ORACLE: Mapping[str, Ruling] = {
    "propose": Ruling(
        a.Propose("Title", "A coalition", "Text."), {"forum"}, EVERYBODY, {"nothing": "tabled"}
    ),
    "forward": Ruling(
        a.Forward(),
        {"forum"},
        FORUM_CHAIRS,
        {
            "tabled": "plenary",
            "tabled, called": "plenary",
            "tabled, objected": Code.OBJECTIONS_STAND,
        },
    ),
    "decline": Ruling(a.Decline("no"), {"forum"}, FORUM_CHAIRS, all_of(TABLED, "declined")),
    "withdraw": Ruling(
        a.Withdraw("no"),
        {"forum", "direct", "plenary"},
        {"tabler"},
        {
            "tabled": "withdrawn",
            "tabled, objected": "withdrawn",
            "tabled, called": "withdrawn",
            "plenary, objected": Code.UNDER_WAY,
            "plenary, called": Code.UNDER_WAY,
            "plenary, never referred": "withdrawn",
            "caucuses, called": "withdrawn",
            "caucuses, none reported": "withdrawn",
            "plenary, recalled": Code.UNDER_WAY,
            "plenary, all agreed": Code.UNDER_WAY,
            "plenary, new draft": Code.UNDER_WAY,
            "caucuses, gov is last": Code.UNDER_WAY,
            "caucuses, cs is last": Code.UNDER_WAY,
        },
    ),
    "draft": Ruling(
        a.IssueDraft("A text that nobody has seen."),
        {"plenary"},
        COUNCIL_CHAIRS,
        all_of(PLENARY_OPEN, "plenary"),
    ),
    "undraft": Ruling(
        a.Undraft("no"),
        {"plenary"},
        COUNCIL_CHAIRS,
        all_of(PLENARY_OPEN, Code.NO_EARLIER_DRAFT) | {"plenary, new draft": "plenary"},
    ),
    "call for rules": Ruling(
        a.CallForRules(Level.NATIONAL),
        {"plenary"},
        COUNCIL_CHAIRS,
        all_of(PLENARY_OPEN, "plenary"),
    ),
    "call for none": Ruling(
        a.CallForRules(None),
        {"plenary"},
        COUNCIL_CHAIRS,
        all_of(PLENARY_OPEN, Code.RULES_AS_BEFORE),
    ),
    "refer": Ruling(a.Refer(), {"plenary"}, COUNCIL_CHAIRS, all_of(PLENARY_OPEN, "caucuses")),
    "deadline": Ruling(
        a.SetDeadline(a.Term(until=2 * WEEK, at=WEEK)),
        {"plenary"},
        COUNCIL_CHAIRS,
        all_of(CAUCUSES_OPEN, "caucuses"),
    ),
    "no deadline": Ruling(
        a.SetDeadline(),
        {"plenary"},
        COUNCIL_CHAIRS,
        all_of(CAUCUSES_OPEN, Code.NO_DEADLINE),
    ),
    "correct": Ruling(
        a.Correct("a slip"),
        OWN_ROOMS,
        EVERYBODY,
        {},
        follows_in=CORRECTED,
        by_person=_correcting,
    ),
    "reservation": Ruling(
        a.MakeStatement(StatementKind.RESERVATION, "It costs too much.", 1),
        {"plenary"},
        MEMBERS["gov"] | MEMBERS["cs"],
        STATED,
        by_person=_stating,
    ),
    "minority statement": Ruling(
        a.MakeStatement(StatementKind.MINORITY, "It costs too much.", 1),
        {"plenary"},
        MEMBERS["gov"] | MEMBERS["cs"],
        STATED,
    ),
    "no position": Ruling(a.TakeBackPosition("no"), ANY_CAUCUS, None, {}, follows_in=WITHOUT),
    "recall": Ruling(a.Recall("no"), {"plenary"}, COUNCIL_CHAIRS, all_of(CAUCUSES_OPEN, "plenary")),
    "return": Ruling(
        a.Return("no"),
        {"plenary"},
        COUNCIL_CHAIRS,
        all_of(ONCE_REFERRED, "caucuses") | {"plenary, never referred": Code.NEVER_REFERRED},
    ),
    "caucus text": Ruling(
        a.GiveCaucusText("Other wording."),
        ANY_CAUCUS,
        None,
        all_of(ONCE_REFERRED, "plenary")
        | all_of(CAUCUSES_OPEN, "caucuses")
        | {"plenary, never referred": Code.NEVER_REFERRED},
    ),
    "undraft in a caucus": Ruling(
        a.TakeBackCaucusText("no"),
        ANY_CAUCUS,
        None,
        all_of(ONCE_REFERRED, Code.NO_TEXT_TO_TAKE_BACK)
        | all_of(CAUCUSES_OPEN, "caucuses")
        | {
            "plenary, never referred": Code.NEVER_REFERRED,
            "caucuses, called": Code.NO_TEXT_TO_TAKE_BACK,
            "caucuses, none reported": Code.NO_TEXT_TO_TAKE_BACK,
        },
    ),
    "yes in a caucus": Ruling(
        a.RecordPosition(Position.AGREED, "", 1),
        ANY_CAUCUS,
        None,
        _BY_POSITION
        | {"caucuses, gov is last": "last", "caucuses, cs is last": "last"}
        | {"plenary, objected": Code.OBJECTIONS_STAND},
    ),
    "yes in a caucus, with a condition": Ruling(
        a.RecordPosition(Position.AGREED, "but not clause 1", 1),
        ANY_CAUCUS,
        None,
        all_of(CAUCUSES_OPEN | ONCE_REFERRED, Code.NOTE_AGAINST)
        | {
            "plenary, never referred": Code.NEVER_REFERRED,
            "plenary, new draft": Code.DRAFT_NOT_CURRENT,
        },
    ),
    "no in a caucus": Ruling(
        a.RecordPosition(Position.NOT_AGREED, "no", 1),
        ANY_CAUCUS,
        None,
        _BY_POSITION | {"caucuses, gov is last": "last", "caucuses, cs is last": "last"},
    ),
    "amended in a caucus": Ruling(
        a.RecordPosition(Position.AMENDED, "", 1, shown_text=1),
        ANY_CAUCUS,
        None,
        {
            "plenary, never referred": Code.NEVER_REFERRED,
            "plenary, recalled": Code.NO_CAUCUS_TEXT,
            "plenary, all agreed": Code.NO_CAUCUS_TEXT,
            "plenary, objected": Code.NO_CAUCUS_TEXT,
            "plenary, called": Code.NO_CAUCUS_TEXT,
            "plenary, new draft": Code.DRAFT_NOT_CURRENT,
            "caucuses, called": Code.NO_CAUCUS_TEXT,
            "caucuses, none reported": Code.NO_CAUCUS_TEXT,
            "caucuses, gov is last": "last",
            "caucuses, cs is last": "last",
        },
    ),
    "amended in a caucus, by number": Ruling(
        a.RecordPosition(Position.AMENDED, "see gov.1 and cs.1", 1, text=1),
        ANY_CAUCUS,
        None,
        {
            "plenary, never referred": Code.NEVER_REFERRED,
            "plenary, recalled": Code.RELEASE_UNCLEAR,
            "plenary, all agreed": Code.RELEASE_UNCLEAR,
            "plenary, objected": Code.RELEASE_UNCLEAR,
            "plenary, called": Code.RELEASE_UNCLEAR,
            "plenary, new draft": Code.DRAFT_NOT_CURRENT,
            "caucuses, called": Code.RELEASE_UNCLEAR,
            "caucuses, none reported": Code.RELEASE_UNCLEAR,
            "caucuses, gov is last": Code.NOTE_NAMES_OTHER,
            "caucuses, cs is last": Code.NOTE_NAMES_OTHER,
        },
    ),
    "yes in plenary": Ruling(
        a.Finalise(),
        {"plenary"},
        COUNCIL_CHAIRS,
        all_of(PLENARY_OPEN, Code.CAUCUSES_MISSING)
        | all_of({"plenary, all agreed", "plenary, called"}, "recommended")
        | {"plenary, objected": Code.OBJECTIONS_STAND},
    ),
    "close": Ruling(
        a.Close("no"),
        {"plenary"},
        COUNCIL_CHAIRS,
        all_of(ONCE_REFERRED, "no_consensus")
        | {"plenary, never referred": Code.NEVER_REFERRED, "plenary, called": Code.CALL_NOT_ENDED},
    ),
    "call": Ruling(CALL, OWN_ROOMS, CHAIRS, {}, follows_in=_opening(silence=False)),
    "silence": Ruling(
        SILENCE, OWN_ROOMS - {"forum"}, CHAIRS, {}, follows_in=_opening(silence=True)
    ),
    "ask by the chair's judgement": Ruling(
        a.Ask("Well?", CALL.term),
        ANY_CAUCUS,
        None,
        {},
        follows_in={key: _opening(silence=False)[key] for key in ANY_CAUCUS},
    ),
    "extend a call, but not beyond its end": Ruling(
        a.ExtendCall(a.Term(until=2 * WEEK, at=WEEK)),
        OWN_ROOMS,
        CHAIRS,
        {},
        follows_in=_of_the_open_call(Code.CALL_NOT_LATER),
    ),
    "extend a call": Ruling(
        a.ExtendCall(a.Term(until=3 * WEEK, at=WEEK)),
        OWN_ROOMS,
        CHAIRS,
        {},
        follows_in=_of_the_open_call(),
    ),
    "extend a call by a period": Ruling(
        a.ExtendCall(a.Term(WEEK, until=2 * WEEK, at=WEEK)),
        OWN_ROOMS,
        CHAIRS,
        {},
        follows_in=_of_the_open_call(),
    ),
    "end a call": Ruling(a.EndCall(), OWN_ROOMS, CHAIRS, {}, follows_in=_of_the_open_call()),
    "object": Ruling(
        a.RaiseObjection("Another.", most=3),
        OWN_ROOMS,
        ANYBODY,
        {},
        follows_in=_each_room(objected=True),
    ),
    "join an objection": Ruling(
        a.JoinObjection(a.Label(1)),
        OWN_ROOMS,
        ANYBODY,
        {},
        follows_in=_each_room(objected=False),
        by_person=_joining,
    ),
    "lift an objection": Ruling(
        a.LiftObjection(a.Label(1)),
        OWN_ROOMS | {"direct"},
        ANYBODY,
        {},
        follows_in=_each_room(objected=False),
        by_person=_lifting,
    ),
    "dispose of an objection": Ruling(
        a.DisposeOfObjections((a.Label(1),), Disposition.REJECTED, "no"),
        OWN_ROOMS,
        CHAIRS,
        {},
        follows_in=_each_room(objected=False),
    ),
    "reopen": Ruling(
        a.Reopen("again"),
        {"forum", "direct"},
        COUNCIL_CHAIRS,
        {
            "declined": "tabled",
            "withdrawn in the forum": "tabled",
            "recommended": "plenary",
            "no consensus": "plenary",
            "withdrawn in the council": "plenary",
        },
        who_before_council=FORUM_CHAIRS,
    ),
}


def expected(ruling: Ruling, situation: str, room: str, person: str) -> str | Code:
    """What follows: judged in the order room, proposal, person, stage, conditions."""
    if room not in ruling.rooms:
        return Code.WRONG_ROOM
    if situation == "nothing" and "nothing" not in ruling.follows:
        return Code.NO_SUCH_PROPOSAL
    if isinstance(ruling.who, Mapping):
        who = ruling.who[room]
    else:
        who = CAUCUS_CHAIRS[ROOMS[room].caucus] if ruling.who is None else ruling.who
    if situation in NEVER_LEFT_TABLED and ruling.who_before_council:
        who = ruling.who_before_council
    if person not in who:
        return Code.NOT_AUTHORISED
    follows = ruling.follows_in.get(room, ruling.follows).get(situation, Code.WRONG_STAGE)
    if follows in MAY_BE_THEIRS and (refused := ruling.by_person(person, room, situation)):
        return refused
    if follows == "last":
        return "plenary" if situation == f"caucuses, {ROOMS[room].caucus} is last" else "caucuses"
    return follows


def outcome(assembly: Assembly, act: a.Act, room: str, person: str) -> str | Code:
    """The stage that followed, or the code of the refusal (which changed nothing)."""
    where = ROOMS[room]
    try:
        assembly.act(act, a.Actor(person, where.room, where.caucus))
    except PointOfOrder as refused:
        return refused.code
    return assembly.stage.value if assembly.proposal else "done"


# Whether the same proposal is tabled twice is no question: each tabling is a new one.
_CASES = [
    (name, situation, room)
    for name, situation, room in product(ORACLE, SITUATIONS, ROOMS)
    if name != "propose" or situation == "nothing"
]


@pytest.fixture(scope="module")
def situations() -> Mapping[str, Assembly]:
    return {name: make() for name, make in SITUATIONS.items()}


def test_an_act_is_legal_exactly_where_the_design_says_so(
    situations: Mapping[str, Assembly], subtests: pytest.Subtests
) -> None:
    for name, situation, room in _CASES:
        with subtests.test(act=name, situation=situation, room=room):
            ruling = ORACLE[name]
            assert {
                person: outcome(situations[situation].copy(), ruling.act, room, person)
                for person in EVERYBODY
            } == {person: expected(ruling, situation, room, person) for person in EVERYBODY}


def test_a_copy_shares_nothing_that_could_change(situations: Mapping[str, Assembly]) -> None:
    for assembly in situations.values():
        copied = assembly.copy()
        assert copied == assembly
        assert not changeable(copied) & changeable(assembly)


def changeable(value: Any) -> set[int]:
    """Return the ids of what has no hash in a value: all else is frozen."""
    try:
        hash(value)
    except TypeError:
        parts = vars(value) if is_dataclass(value) else value
        inner = parts.values() if isinstance(parts, Mapping) else parts
        return {id(value)}.union(*map(changeable, inner))
    return set()


def test_the_oracle_rules_on_every_act_there_is() -> None:
    assert {type(ruling.act) for ruling in ORACLE.values()} == set(PROPOSAL_ACTS)


def test_the_situations_cover_every_stage(situations: Mapping[str, Assembly]) -> None:
    stages = {made.stage for made in situations.values() if made.proposal}
    assert stages == set(type(next(iter(stages))))


# --- the roster ---------------------------------------------------------------------------

BODIES = ("council", "forum", "gov", "cs")
ROOM_OF = {"council": "plenary", "forum": "forum", "gov": "caucus gov", "cs": "caucus cs"}
"""The room that is a body's own."""

_CAUCUS_ALONE = {"gov", "cs"}
ROSTER_WHERE: Mapping[str, set[str]] = {
    "seat": ANY_CAUCUS | {"direct"},
    "unseat": ANY_CAUCUS | {"direct"},
    "chair": ANY_CAUCUS | {"direct", "forum", "plenary"},
    "deputy": ANY_CAUCUS | {"direct", "forum", "plenary"},
    "undeputy": ANY_CAUCUS | {"direct", "forum", "plenary"},
    "method": ANY_CAUCUS | {"direct"},
    "observer": {"plenary", "direct"},
    "unobserver": {"plenary", "direct"},
}


def roster_act(name: str, body: str, named: str) -> a.Act:
    """An act on the body ``named`` that nothing but room and person stands against."""
    newcomer = "newcomer"
    acts: dict[str, a.Act] = {
        "seat": a.Seat(newcomer, body),
        "unseat": a.Unseat(f"{named} representative", body, "reason"),
        "chair": a.NameChair(newcomer, body),
        "deputy": a.NameDeputy(
            f"{named} representative" if named in _CAUCUS_ALONE else newcomer, body
        ),
        "undeputy": a.RemoveDeputy(f"{named} deputy", body),
        "method": a.SetMethod(Method.POLL, body),
        "observer": a.NameObserver(newcomer),
        "unobserver": a.RemoveObserver("observer"),
    }
    return acts[name]


def expected_on_roster(name: str, body: str, room: str, person: str) -> str | Code:
    """What follows: judged in the order room, body, person."""
    here = next((b for b, own in ROOM_OF.items() if own == room), "")
    on = "council" if name in {"observer", "unobserver"} else body or here
    of_caucuses = name in {"seat", "unseat", "method"}
    secretariat_may = name in {"chair", "deputy", "undeputy"} and room == "direct"
    refusals = (
        (Code.WRONG_ROOM, room not in ROSTER_WHERE[name]),
        (Code.OTHER_BODY, here and on != here),
        (Code.BODY_MISSING, not on),
        (Code.NO_SUCH_BODY, on not in (_CAUCUS_ALONE if of_caucuses else BODIES)),
        (
            Code.NOT_AUTHORISED,
            person != f"{on} chair" and not (secretariat_may and person == "secretary"),
        ),
        (Code.NAMING_NEEDS_REASON, person == "secretary"),
    )
    return next((code for code, applies in refusals if applies), "done")


def with_free_seats() -> Assembly:
    """One seat of each caucus is free, so that a newcomer can be seated."""
    assembly = made.constituted()
    assembly.council = replace(assembly.council, seats=made.SEATS + 1)
    return assembly


def test_the_roster_is_changed_exactly_by_whom_the_design_names(
    subtests: pytest.Subtests,
) -> None:
    council = with_free_seats()
    for name, body, room in product(ROSTER_WHERE, ("", *BODIES, "martians"), ROOMS):
        here = next((b for b, own in ROOM_OF.items() if own == room), "gov")
        act = roster_act(name, body, body or here)
        with subtests.test(act=name, body=body, room=room):
            assert {p: outcome(council.copy(), act, room, p) for p in EVERYBODY} == {
                p: expected_on_roster(name, body, room, p) for p in EVERYBODY
            }


def test_the_oracle_rules_on_every_roster_act_there_is() -> None:
    assert {type(roster_act(name, "gov", "gov")) for name in ROSTER_WHERE} == set(ROSTER_ACTS)

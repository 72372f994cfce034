"""Consensus calls and silence procedures: who opens them, what ends them, and what they find."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation import fold as proposals
from deliberation.calls.call import Call, open_in
from deliberation.deadlines.conditions import LONGEST
from deliberation.errors import Code
from deliberation.terms import COUNCIL, FORUM, Disposition, Position, RoomKind, Stage
from deliberation.text import fingerprint
from tests.deliberation import assembly as made
from tests.deliberation.assembly import DAY, HOUR, Assembly
from tests.deliberation.test_objections import (
    MEMBER,
    O1,
    PLENARY,
    declared,
    disposing,
    known,
    objecting,
    refused,
    sent_out,
)

CS = a.Actor("cs chair", RoomKind.CAUCUS, "cs")
IN_FORUM = a.Actor("forum chair", RoomKind.FORUM)
ROOMS = {FORUM: IN_FORUM, COUNCIL: PLENARY, "cs": CS}
"""The chair in each body's own room."""
STARTS = {FORUM: made.tabled, COUNCIL: made.agreed, "cs": made.referred}
WHO = {FORUM: "outsider", COUNCIL: MEMBER, "cs": MEMBER}
"""Somebody in each body's room whose objections bind there."""
FIRST = fingerprint("First text.")
OPEN, LAPSED = "open", "lapsed"


def acting(assembly: Assembly, body: str, act: a.Act, person: str = "") -> tuple[e.Payload, ...]:
    """Have the chair act in a body's room, or somebody else."""
    actor = ROOMS[body]
    return assembly.act(act, replace(actor, person=person or actor.person))


def calling(assembly: Assembly, *, silence: bool = False, period: int = DAY) -> a.Act:
    kind = a.OpenSilence if silence else a.OpenCall
    return kind("Any objections?", assembly.term(period))


def called(
    assembly: Assembly, body: str = COUNCIL, *, silence: bool = False, period: int = DAY
) -> Assembly:
    """Have the chair open a call, or a silence procedure, in a body's room."""
    acting(assembly, body, calling(assembly, silence=silence, period=period))
    return assembly


def silenced(body: str = COUNCIL) -> Assembly:
    return called(STARTS[body](), body, silence=True)


def held(assembly: Assembly, body: str = COUNCIL) -> Assembly:
    """Have a call opened in a body's room, and ended."""
    acting(called(assembly, body), body, a.EndCall())
    return assembly


def calls(assembly: Assembly, body: str = COUNCIL) -> list[Call]:
    assert assembly.proposal
    return [call for call in assembly.proposal.calls if call.body == body]


def standing_of(call: Call) -> str:
    """What became of a call: it is open, it lapsed, or else its result."""
    if call.finding:
        assert not call.lapsed
        return call.finding.result
    return LAPSED if call.lapsed else OPEN


def standings(assembly: Assembly, body: str = COUNCIL) -> list[str]:
    return [standing_of(call) for call in calls(assembly, body)]


def ended(assembly: Assembly, body: str = COUNCIL, *agreed: str) -> e.Finding:
    """Have the chair end the call of a body's room, and return what it found."""
    assembly.agreed = agreed
    (found,) = acting(assembly, body, a.EndCall())
    assert isinstance(found, e.Finding)
    return found


def findings(assembly: Assembly) -> list[e.Finding]:
    return [each for each in assembly.payloads if isinstance(each, e.Finding)]


# --- opening ------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ROOMS)
def test_a_call_is_about_the_text_that_the_room_has_then_and_the_entry_is_for_it(
    body: str,
) -> None:
    assembly = STARTS[body]()
    until = assembly.now + HOUR + 2 * DAY
    (opened,) = acting(assembly, body, calling(assembly, period=2 * DAY))
    assert opened == e.CallOpened(body, 1, 0, FIRST, until, 0, "Any objections?")
    (call,) = calls(assembly, body)
    assert (call.is_open, call.silence, call.person) == (True, False, ROOMS[body].person)
    assert (call.opened, call.until, call.entry) == (assembly.now, until, len(assembly.entries))


@pytest.mark.parametrize(
    "body, door", [(FORUM, "public"), (COUNCIL, "council"), ("cs", "caucus:cs")]
)
def test_whatever_is_recorded_of_a_call_is_for_those_in_its_room(body: str, door: str) -> None:
    assembly = called(STARTS[body](), body)
    acting(assembly, body, a.ExtendCall(assembly.term(2 * DAY)))
    acting(assembly, body, a.EndCall())
    entries = [x for x in assembly.entries if isinstance(x.payload, e.CallPayload)]
    assert [(x.payload.kind, x.audience) for x in entries] == [
        ("call", door),
        ("call_extended", door),
        ("finding", door),
    ]


def test_what_breaks_a_silence_in_a_caucus_is_for_the_caucus_alone() -> None:
    assembly = silenced("cs")
    acting(assembly, "cs", objecting(), MEMBER)
    assert [x.audience for x in assembly.entries[-3:]] == ["caucus:cs"] * 3


def test_in_a_caucus_a_call_is_about_its_latest_text_or_else_the_draft() -> None:
    assembly = made.referred()
    assembly.in_caucus("cs", a.GiveCaucusText("Ours."))
    called(assembly, "cs")
    (call,) = calls(assembly, "cs")
    assert (call.draft, call.text, call.fingerprint) == (1, 1, fingerprint("Ours."))
    assembly.in_caucus("cs", a.TakeBackCaucusText("a slip"))
    called(assembly, "cs")
    call = calls(assembly, "cs")[-1]
    assert (call.draft, call.text, call.fingerprint) == (1, 0, FIRST)


@pytest.mark.parametrize(
    "body, chairs, others",
    [
        (FORUM, ("forum chair", "forum deputy"), ("council chair", "tabler", "outsider")),
        (COUNCIL, ("council chair", "council deputy"), ("forum chair", "cs chair", "observer")),
        ("cs", ("cs chair", "cs deputy"), ("cs representative", "gov chair", "council chair")),
    ],
)
def test_the_room_s_chair_opens_extends_and_ends_calls_and_so_does_a_deputy(
    body: str, chairs: tuple[str, ...], others: tuple[str, ...]
) -> None:
    for person in others:
        assembly = STARTS[body]()
        actor = replace(ROOMS[body], person=person)
        assert refused(assembly, calling(assembly), actor) is Code.NOT_AUTHORISED
        called(assembly, body)
        later = a.ExtendCall(assembly.term(2 * DAY))
        assert refused(assembly, later, actor) is Code.NOT_AUTHORISED
        assert refused(assembly, a.EndCall(), actor) is Code.NOT_AUTHORISED
    for person in chairs:
        assembly = STARTS[body]()
        acting(assembly, body, calling(assembly), person)
        acting(assembly, body, a.ExtendCall(assembly.term(2 * DAY)), person)
        acting(assembly, body, a.EndCall(), person)
        assert standings(assembly, body) == ["no objection"]


def test_nobody_opens_a_call_by_direct_chat_or_a_silence_in_the_forum() -> None:
    assembly = made.referred()
    direct = a.Actor("cs chair", RoomKind.DIRECT)
    for act in (calling(assembly), calling(assembly, silence=True), a.EndCall()):
        assert refused(assembly, act, direct) is Code.WRONG_ROOM
    tabled = made.tabled()
    assert refused(tabled, calling(tabled, silence=True), IN_FORUM) is Code.WRONG_ROOM


def test_each_room_calls_while_the_proposal_is_before_it_and_none_once_it_has_ended() -> None:
    assembly = made.tabled()
    assert refused(assembly, calling(assembly), PLENARY) is Code.WRONG_STAGE
    assembly.in_forum(a.Forward())
    assert refused(assembly, calling(assembly), IN_FORUM) is Code.WRONG_STAGE
    assembly = made.recommended()
    for actor in ROOMS.values():
        assert refused(assembly, calling(assembly), actor) is Code.WRONG_STAGE


@pytest.mark.parametrize("silence", [False, True])
def test_a_caucus_is_asked_about_nothing_that_was_not_referred_to_it(*, silence: bool) -> None:
    for assembly in (made.forwarded(), made.redrafted()):
        act = calling(assembly, silence=silence)
        assert refused(assembly, act, CS) is Code.DRAFT_NOT_REFERRED
        called(assembly, COUNCIL, silence=silence)
        assembly.in_plenary(a.Refer())
        called(assembly, "cs", silence=silence)


@pytest.mark.parametrize("body", ROOMS)
def test_one_call_at_a_time_is_open_in_a_room(body: str) -> None:
    assembly = called(STARTS[body](), body)
    for silence in {False, body != FORUM}:
        act = calling(assembly, silence=silence)
        assert refused(assembly, act, ROOMS[body]) is Code.CALL_IS_OPEN
    acting(assembly, body, a.EndCall())
    called(assembly, body)
    assert standings(assembly, body) == ["no objection", OPEN]


def test_another_room_s_call_is_no_concern_of_a_room() -> None:
    assembly = called(made.referred(), "cs")
    assembly.in_caucus("gov", calling(assembly, silence=True))
    called(assembly, COUNCIL)
    assembly.in_caucus("gov", a.EndCall())
    assert [standings(assembly, body) for body in (COUNCIL, "cs", "gov")] == [
        [OPEN],
        [OPEN],
        ["no objection"],
    ]


@pytest.mark.parametrize(
    "change, code",
    [
        ({"until": 0}, Code.NO_SUCH_MOMENT),
        ({"until": 1}, Code.MOMENT_PASSED),
        ({"shortest": DAY + 1}, Code.TERM_TOO_SHORT),
        ({"at": -LONGEST}, Code.TERM_TOO_LONG),
    ],
)
@pytest.mark.parametrize("silence", [False, True])
def test_a_call_is_open_for_a_time_that_is_ahead_not_too_short_and_not_too_long(
    change: dict[str, int], code: Code, *, silence: bool
) -> None:
    assembly = made.forwarded()
    kind = a.OpenSilence if silence else a.OpenCall
    term = replace(assembly.term(), **change)  # type: ignore[arg-type]
    assert refused(assembly, kind("", term), PLENARY) is code


# --- silence ------------------------------------------------------------------------------


def objected_to(body: str, person: str = "") -> Assembly:
    assembly = STARTS[body]()
    acting(assembly, body, objecting(), person or WHO[body])
    return assembly


@pytest.mark.parametrize("body", [COUNCIL, "cs"])
def test_a_silence_does_not_begin_while_a_binding_objection_stands_but_a_call_does(
    body: str,
) -> None:
    assembly = objected_to(body)
    for _ in range(2):
        act = calling(assembly, silence=True)
        assert refused(assembly, act, ROOMS[body]) is Code.OBJECTIONS_STAND
        acting(assembly.copy(), body, calling(assembly))
        acting(assembly.copy(), body, a.LiftObjection(O1), MEMBER)
        if not known(assembly, 1, body).disposed:
            acting(assembly, body, disposing(Disposition.UPHELD))
    acting(assembly, body, disposing(Disposition.OUTWEIGHED))
    called(assembly, body, silence=True)
    lifted = objected_to(body)
    acting(lifted, body, a.LiftObjection(O1), MEMBER)
    called(lifted, body, silence=True)


def test_an_observer_s_objection_does_not_keep_a_silence_from_beginning() -> None:
    assembly = objected_to(COUNCIL, "observer")
    called(assembly, silence=True)
    assert standings(assembly) == [OPEN]


def test_another_room_s_objection_does_not_keep_a_silence_from_beginning() -> None:
    assembly = objected_to("cs")
    called(assembly, COUNCIL, silence=True)
    assembly.in_caucus("gov", calling(assembly, silence=True))


@pytest.mark.parametrize("body", [COUNCIL, "cs"])
def test_the_first_binding_objection_breaks_a_silence_at_once(body: str) -> None:
    assembly = silenced(body)
    assembly.agreed = ("cs deputy",)
    raised, found = acting(assembly, body, objecting(), MEMBER)
    assert isinstance(raised, e.ObjectionRaised)
    assert isinstance(found, e.Finding)
    assert (found.result, found.ended, found.objections) == ("broken", "objection", (1,))
    assert (found.answered, found.count) == (("cs deputy", MEMBER), 2)
    assert standings(assembly, body) == ["broken"]
    assert calls(assembly, body)[0].ended == assembly.now


def joined(assembly: Assembly) -> None:
    """Somebody of a caucus joins an observer's objection."""
    assembly.in_plenary(a.JoinObjection(O1), MEMBER)


def raised_again(assembly: Assembly) -> None:
    assembly.in_plenary(a.JoinObjection(O1, "Still."), MEMBER)


def upheld(assembly: Assembly) -> None:
    assembly.in_plenary(disposing(Disposition.UPHELD))


def rejected() -> Assembly:
    assembly = objected_to(COUNCIL)
    assembly.in_plenary(disposing(Disposition.REJECTED))
    return assembly


@pytest.mark.parametrize(
    "start, break_it",
    [
        (lambda: objected_to(COUNCIL, "observer"), joined),
        (rejected, raised_again),
        (rejected, upheld),
    ],
)
def test_so_does_one_that_is_joined_raised_again_or_upheld(
    start: Callable[[], Assembly], break_it: Callable[[Assembly], None]
) -> None:
    assembly = called(start(), silence=True)
    break_it(assembly)
    assert standings(assembly)[-1] == "broken"
    assert findings(assembly)[-1].objections == (1,)
    assembly = called(start())
    break_it(assembly)
    assert standings(assembly)[-1] == OPEN, "a consensus call runs on"


def test_a_silence_is_broken_once() -> None:
    assembly = silenced()
    for _ in range(3):
        assembly.in_plenary(objecting(), MEMBER)
    assert len(findings(assembly)) == 1
    assert refused(assembly, a.EndCall(), PLENARY) is Code.NO_CALL


@pytest.mark.parametrize("person", ["observer", "tabler", "council chair"])
def test_nothing_that_does_not_bind_breaks_a_silence(person: str) -> None:
    assembly = silenced()
    other = next(who for who in ("observer", "tabler") if who != person)
    assembly.in_plenary(objecting(), person)
    assembly.in_plenary(a.JoinObjection(O1), other)
    assembly.in_plenary(a.LiftObjection(O1), person)
    assembly.in_plenary(disposing(Disposition.REJECTED))
    assert standings(assembly) == [OPEN]
    upheld(assembly)
    assert standings(assembly) == [OPEN], "upheld, it binds nobody all the same"


def test_nothing_that_becomes_of_objections_but_that_they_stand_breaks_a_silence() -> None:
    assembly = called(rejected(), silence=True)
    assembly.in_plenary(disposing(Disposition.OUTWEIGHED))
    assembly.in_plenary(a.LiftObjection(O1), MEMBER)
    assert standings(assembly) == [OPEN]


def test_an_objection_in_another_room_breaks_no_silence() -> None:
    assembly = called(silenced("cs"), COUNCIL, silence=True)
    assembly.in_caucus("gov", objecting(), "gov representative")
    assert (standings(assembly), standings(assembly, "cs")) == ([OPEN], [OPEN])
    for body, other in ((COUNCIL, "cs"), ("cs", COUNCIL)):
        broken = assembly.copy()
        acting(broken, body, objecting(), MEMBER)
        assert (standings(broken, body), standings(broken, other)) == (["broken"], [OPEN])


@pytest.mark.parametrize("body", ROOMS)
def test_a_consensus_call_runs_on_when_somebody_objects(body: str) -> None:
    assembly = called(STARTS[body](), body)
    (raised,) = acting(assembly, body, objecting(), WHO[body])
    assert isinstance(raised, e.ObjectionRaised)
    assert standings(assembly, body) == [OPEN]


# --- extending ----------------------------------------------------------------------------


@pytest.mark.parametrize("silence", [False, True])
def test_a_call_ends_so_much_later_or_at_a_later_moment(*, silence: bool) -> None:
    assembly = called(made.forwarded(), silence=silence)
    until = calls(assembly)[0].until
    (later,) = assembly.in_plenary(a.ExtendCall(a.Term(3 * HOUR, until=1, at=assembly.now)))
    assert later == e.CallExtended(COUNCIL, calls(assembly)[0].entry, until + 3 * HOUR)
    assert calls(assembly)[0].until == until + 3 * HOUR
    moment = a.Term(0, "2026-12-04 18:00", until + 4 * HOUR, assembly.now)
    assembly.in_plenary(a.ExtendCall(moment))
    assert (calls(assembly)[0].until, calls(assembly)[0].is_open) == (until + 4 * HOUR, True)


def test_a_call_does_not_end_sooner_nor_when_it_would_anyway() -> None:
    assembly = called(made.forwarded())
    until = calls(assembly)[0].until
    for moment in (until, until - HOUR):
        act = a.ExtendCall(a.Term(until=moment, at=assembly.now))
        assert refused(assembly, act, PLENARY) is Code.CALL_NOT_LATER
    assembly.in_plenary(a.ExtendCall(a.Term(until=until + 1, at=assembly.now)))


def test_a_call_is_not_extended_too_far_or_by_too_little_or_to_no_moment() -> None:
    assembly = called(made.forwarded())
    now, until = assembly.now, calls(assembly)[0].until
    terms = [
        (a.Term(until=now + LONGEST + 1, at=now), Code.TERM_TOO_LONG),
        (a.Term(LONGEST, until=now + LONGEST, at=now), Code.TERM_TOO_LONG),
        (a.Term(HOUR, until=now + HOUR, at=now, shortest=HOUR + 1), Code.TERM_TOO_SHORT),
        (a.Term(until=until + 1, at=until, shortest=HOUR), Code.TERM_TOO_SHORT),
        (a.Term(until=now - 1, at=now), Code.MOMENT_PASSED),
        (a.Term(moment="02:30", until=0, at=now), Code.NO_SUCH_MOMENT),
    ]
    for term, code in terms:
        assert refused(assembly, a.ExtendCall(term), PLENARY) is code
    assembly.in_plenary(a.ExtendCall(a.Term(HOUR, at=now, shortest=HOUR)))
    assembly.in_plenary(a.ExtendCall(a.Term(until=now + LONGEST, at=now)))


@pytest.mark.parametrize("body", ROOMS)
def test_without_an_open_call_none_is_extended_or_ended(body: str) -> None:
    assembly = STARTS[body]()
    for _ in range(2):
        later = a.ExtendCall(assembly.term())
        assert refused(assembly, later, ROOMS[body]) is Code.NO_CALL
        assert refused(assembly, a.EndCall(), ROOMS[body]) is Code.NO_CALL
        held(assembly, body)


def test_a_room_s_chair_extends_and_ends_the_call_of_that_room_alone() -> None:
    assembly = called(called(made.referred(), "cs"), COUNCIL)
    before = calls(assembly, "cs")
    assembly.in_plenary(a.ExtendCall(assembly.term(2 * DAY)))
    assembly.in_plenary(a.EndCall())
    assert calls(assembly, "cs") == before


# --- what is found ------------------------------------------------------------------------


OTHERS = ("gov representative", "gov member")


def test_a_finding_says_who_answered_and_who_was_silent() -> None:
    found = ended(called(made.agreed()), COUNCIL, "cs deputy", "gov chair", "gov chair")
    silent = ("gov deputy", *OTHERS, "cs chair", "cs representative", "cs member")
    assert (found.answered, found.silent, found.count) == (("gov chair", "cs deputy"), silent, 2)
    assert (found.result, found.ended, found.objections) == ("no objection", "chair", ())


def test_a_finding_names_the_call_and_its_text() -> None:
    assembly = made.referred()
    assembly.in_caucus("cs", a.GiveCaucusText("Ours."))
    called(assembly, "cs")
    number = len(assembly.entries)
    found = ended(assembly, "cs")
    assert (found.body, found.call, found.draft, found.caucus_text, found.fingerprint) == (
        *("cs", number, 1, 1),
        fingerprint("Ours."),
    )
    assert calls(assembly, "cs")[0].finding == found


@pytest.mark.parametrize("body", ROOMS)
def test_a_call_ends_by_itself_when_its_time_has_come(body: str) -> None:
    assembly = called(STARTS[body](), body)
    (found,) = assembly.time_ends(body)
    assert isinstance(found, e.Finding)
    assert (found.result, found.ended) == ("no objection", "time")
    (call,) = calls(assembly, body)
    assert (call.ended, call.was_held) == (call.until, True)
    assert refused(assembly, a.EndCall(), ROOMS[body]) is Code.NO_CALL


@pytest.mark.parametrize("body", ROOMS)
def test_what_was_objected_is_found_also_if_it_was_answered_meanwhile(body: str) -> None:
    assembly = called(STARTS[body](), body)
    for _ in range(3):
        acting(assembly, body, objecting(), WHO[body])
    acting(assembly, body, disposing(Disposition.REJECTED, a.Label(2)))
    found = ended(assembly.copy(), body)
    assert (found.result, found.objections) == ("objections", (1, 2, 3))
    for number in (1, 3):
        acting(assembly, body, a.LiftObjection(a.Label(number)), WHO[body])
    found = ended(assembly, body)
    assert (found.result, found.objections, found.count) == ("no objection", (2,), 1)


def test_what_was_answered_before_the_call_is_not_found() -> None:
    found = ended(called(rejected()))
    assert (found.result, found.objections, found.answered) == ("no objection", (), ())


def test_what_binds_nobody_is_found_but_does_not_make_the_result() -> None:
    assembly = called(made.agreed())
    assembly.in_plenary(objecting(), "observer")
    found = ended(assembly, COUNCIL, "observer", "tabler", "outsider")
    assert (found.result, found.objections) == ("no objection", (1,))
    assert (found.answered, found.count) == ((), 0), "who isn't asked doesn't count"


def test_another_call_asks_for_what_came_late_too() -> None:
    assembly = held(made.agreed())
    assembly.in_plenary(objecting(), MEMBER)
    assert is_late(assembly)
    assert refused(assembly, calling(assembly, silence=True), PLENARY) is Code.OBJECTIONS_STAND
    called(assembly)
    assert not is_late(assembly)
    found = ended(assembly)
    assert (found.result, found.objections, found.answered) == ("objections", (1,), (MEMBER,))


def test_who_objects_has_answered_and_who_agreed_before_counts_once() -> None:
    assembly = called(made.agreed())
    assembly.in_plenary(objecting(), MEMBER)
    assembly.in_plenary(a.JoinObjection(O1), "cs chair")
    found = ended(assembly.copy(), COUNCIL, "gov chair", MEMBER)
    assert (found.answered, found.count) == (("gov chair", "cs chair", MEMBER), 3)
    assert found.silent == ("gov deputy", *OTHERS, "cs deputy", "cs member")
    assembly.in_plenary(a.LiftObjection(O1), "cs chair")
    found = ended(assembly, COUNCIL)
    assert (found.answered, found.count) == ((MEMBER,), 1)
    assert "cs chair" in found.silent, "who lifted it has not answered"


def test_in_the_forum_how_many_answered_is_found_and_nobody_is_named() -> None:
    assembly = called(made.tabled(), FORUM)
    assembly.in_forum(objecting(), "outsider")
    assembly.in_forum(objecting(), "outsider")
    found = ended(assembly, FORUM, "somebody", "outsider", "another", "somebody")
    assert (found.answered, found.silent, found.count) == ((), (), 3)
    assert (found.result, found.objections) == ("objections", (1, 2))


def test_in_a_caucus_its_own_people_are_asked_and_nobody_else() -> None:
    found = ended(called(made.referred(), "cs"), "cs", "cs chair", "gov chair", "council chair")
    assert (found.answered, found.count) == (("cs chair",), 1)
    assert found.silent == ("cs deputy", "cs representative", "cs member")


@pytest.mark.parametrize("body", [COUNCIL, "cs"])
def test_who_was_unseated_meanwhile_counts_no_more_and_who_was_seated_is_asked(body: str) -> None:
    assembly = called(STARTS[body](), body)
    assembly.in_caucus("cs", a.Unseat(MEMBER))
    left = ended(assembly.copy(), body, MEMBER, "cs chair")
    assert (left.answered, left.count) == (("cs chair",), 1)
    assert MEMBER not in left.silent
    assembly.in_caucus("cs", a.Seat("newcomer"))
    assert "newcomer" in ended(assembly.copy(), body).silent
    assert ended(assembly, body, "newcomer").answered == ("newcomer",)


@pytest.mark.parametrize("body", [COUNCIL, "cs"])
def test_an_objection_of_somebody_who_was_unseated_stands_but_they_don_t_count(body: str) -> None:
    assembly = called(STARTS[body](), body)
    acting(assembly, body, objecting(), MEMBER)
    assembly.in_caucus("cs", a.Unseat(MEMBER))
    found = ended(assembly, body)
    assert (found.result, found.objections, found.answered) == ("objections", (1,), ())


def test_an_objection_in_a_caucus_s_name_stands_for_its_chair() -> None:
    assembly = made.referred()
    assembly.in_caucus("cs", objecting(), MEMBER)
    called(assembly)
    out = a.RecordPosition(Position.NOT_AGREED, "No.", 1, objections=(a.Label(1, "cs"),))
    assembly.in_caucus("cs", out)
    found = ended(assembly)
    assert (found.result, found.objections) == ("objections", (1,))
    assert (found.answered, found.count) == (("cs chair",), 1)


@pytest.mark.parametrize("body", ROOMS)
def test_a_finding_moves_nothing_and_is_never_changed_afterwards(body: str) -> None:
    assembly = called(STARTS[body](), body)
    acting(assembly, body, objecting(), WHO[body])
    before = assembly.proposal
    assert before
    found = ended(assembly, body)
    assert assembly.proposal
    assert replace(assembly.proposal, calls=before.calls, head=before.head) == before
    acting(assembly, body, disposing(Disposition.REJECTED))
    called(assembly, body)
    acting(assembly, body, objecting(), WHO[body])
    acting(assembly, body, a.ExtendCall(assembly.term(2 * DAY)))
    acting(assembly, body, a.EndCall())
    assert calls(assembly, body)[0].finding == found


# --- it ends with its text ----------------------------------------------------------------


def with_text() -> Assembly:
    assembly = made.referred()
    assembly.in_caucus("cs", a.GiveCaucusText("Ours."))
    return assembly


def new_draft(x: Assembly) -> None:
    x.in_plenary(a.IssueDraft("A text of which nobody has heard."))


def undrafted(x: Assembly) -> None:
    x.in_plenary(a.Undraft("a slip"))


def recalled(x: Assembly) -> None:
    x.in_plenary(a.Recall("time"))


def returned(x: Assembly) -> None:
    x.in_plenary(a.Return("again"))


def referred(x: Assembly) -> None:
    x.in_plenary(a.Refer())


def withdrawn(x: Assembly) -> None:
    x.in_plenary(a.Withdraw("no"), "tabler")


def withdrawn_in_forum(x: Assembly) -> None:
    x.in_forum(a.Withdraw("no"), "tabler")


def finalised(x: Assembly) -> None:
    x.in_plenary(a.Finalise())


def closed(x: Assembly) -> None:
    x.in_plenary(a.Close("no way"))


def forwarded(x: Assembly) -> None:
    x.in_forum(a.Forward())


def declined(x: Assembly) -> None:
    x.in_forum(a.Decline("no"))


def worded(x: Assembly) -> None:
    x.in_caucus("cs", a.GiveCaucusText("Other wording."))


def unworded(x: Assembly) -> None:
    x.in_caucus("cs", a.TakeBackCaucusText("a slip"))


def position(which: Position, key: str = "cs") -> Callable[[Assembly], None]:
    def recorded(x: Assembly) -> None:
        x.says(key, which)

    return recorded


Step = Callable[[Assembly], None]
Start = Callable[[], Assembly]


@pytest.mark.parametrize(
    "body, start, step",
    [
        (FORUM, made.tabled, forwarded),
        (FORUM, made.tabled, declined),
        (FORUM, made.tabled, withdrawn_in_forum),
        (COUNCIL, made.forwarded, new_draft),
        (COUNCIL, made.forwarded, withdrawn),
        (COUNCIL, made.redrafted, undrafted),
        (COUNCIL, made.referred, recalled),
        (COUNCIL, made.agreed, returned),
        (COUNCIL, made.agreed, finalised),
        ("cs", made.agreed, new_draft),
        ("cs", made.referred, withdrawn),
        ("cs", made.referred, recalled),
        ("cs", made.agreed, returned),
        ("cs", made.agreed, finalised),
        ("cs", made.agreed, closed),
        ("cs", made.referred, worded),
        ("cs", with_text, worded),
        ("cs", with_text, unworded),
        ("cs", made.referred, position(Position.AGREED)),
        ("cs", made.referred, position(Position.NOT_AGREED)),
        ("cs", with_text, position(Position.AMENDED)),
    ],
)
@pytest.mark.parametrize("silence", [False, True])
def test_a_call_ends_with_its_text_and_finds_nothing(
    body: str, start: Start, step: Step, *, silence: bool
) -> None:
    assembly = called(start(), body, silence=silence and body != FORUM)
    step(assembly)
    assert standings(assembly, body) == [LAPSED]
    assert not findings(assembly)


@pytest.mark.parametrize(
    "body, start, step",
    [
        (COUNCIL, made.forwarded, referred),
        (COUNCIL, made.agreed, referred),
        (COUNCIL, made.referred, worded),
        (COUNCIL, with_text, position(Position.AMENDED)),
        (COUNCIL, made.referred, made.Assembly.all_agree),
        ("cs", made.agreed, referred),
        ("cs", made.referred, position(Position.AGREED, "gov")),
        ("cs", made.referred, lambda x: x.in_caucus("gov", a.GiveCaucusText("Theirs."))),
        ("cs", made.agreed, lambda x: x.in_caucus("gov", a.TakeBackPosition("no"))),
        ("cs", made.agreed, lambda x: x.in_caucus("cs", objecting(), MEMBER)),
        ("cs", made.referred, lambda x: x.in_plenary(a.SetDeadline(x.term()))),
        (FORUM, made.tabled, lambda x: x.in_forum(objecting(), "outsider")),
    ],
)
def test_what_leaves_the_text_of_a_room_before_it_leaves_its_call_open(
    body: str, start: Start, step: Callable[[Assembly], object]
) -> None:
    assembly = called(start(), body)
    (before,) = calls(assembly, body)
    step(assembly)
    assert calls(assembly, body) == [before]


@pytest.mark.parametrize("body", ROOMS)
def test_a_call_whose_time_has_come_is_open_until_it_is_ended(body: str) -> None:
    assembly = called(STARTS[body](), body, period=2 * HOUR)
    assembly.wait(DAY)
    acting(assembly, body, objecting(), WHO[body])
    assert standings(assembly, body) == [OPEN]
    (found,) = assembly.time_ends(body)
    assert isinstance(found, e.Finding)
    assert found.result == "objections"


def test_what_lapsed_leaves_room_for_another_and_for_a_close() -> None:
    assembly = called(made.agreed())
    new_draft(assembly)
    closed(assembly.copy())
    called(assembly)
    assert standings(assembly) == [LAPSED, OPEN]


@pytest.mark.parametrize(
    "body, start, steps",
    [
        (COUNCIL, made.agreed, (new_draft, undrafted)),
        ("cs", made.agreed, (new_draft, undrafted)),
        ("cs", made.referred, (worded, unworded)),
        ("cs", made.referred, (recalled, referred)),
        (COUNCIL, made.agreed, (finalised, lambda x: x.in_forum(a.Reopen("n"), "council chair"))),
        ("cs", made.agreed, (closed, lambda x: x.in_forum(a.Reopen("n"), "council chair"))),
        (FORUM, made.tabled, (declined, lambda x: x.in_forum(a.Reopen("n")))),
        (
            "cs",
            made.referred,
            (position(Position.AGREED), lambda x: x.in_caucus("cs", a.TakeBackPosition("no"))),
        ),
    ],
)
def test_what_is_undone_or_reopened_starts_no_call_again(
    body: str, start: Start, steps: tuple[Callable[[Assembly], object], ...]
) -> None:
    assembly = called(start(), body, period=30 * DAY)
    for step in steps:
        step(assembly)
    assert standings(assembly, body) == [LAPSED]
    assert not findings(assembly)


# --- corrections --------------------------------------------------------------------------


CORRECTABLE: list[tuple[str, Start, Step, str]] = [
    (COUNCIL, made.redrafted, undrafted, COUNCIL),
    (COUNCIL, made.referred, recalled, COUNCIL),
    (COUNCIL, made.agreed, returned, COUNCIL),
    ("cs", made.referred, recalled, COUNCIL),
    ("cs", made.agreed, returned, COUNCIL),
    ("cs", made.referred, position(Position.AGREED), "cs"),
    (FORUM, made.tabled, declined, FORUM),
]


@pytest.mark.parametrize("body, start, slip, office", CORRECTABLE)
def test_a_correction_gives_back_what_is_still_ahead_of_its_time(
    body: str, start: Start, slip: Step, office: str
) -> None:
    assembly = called(start(), body, period=3 * HOUR)
    (before,) = calls(assembly, body)
    slip(assembly)
    assert standings(assembly, body) == [LAPSED]
    acting(assembly, office, a.Correct("a slip"))
    assert assembly.now < before.until
    assert calls(assembly, body) == [before]


@pytest.mark.parametrize("period", [HOUR + 1, 2 * HOUR])
@pytest.mark.parametrize("body, start, slip, office", CORRECTABLE)
def test_a_correction_does_not_give_back_what_is_past_its_time(
    body: str, start: Start, slip: Step, office: str, period: int
) -> None:
    assembly = called(start(), body, period=period)
    slip(assembly)
    acting(assembly, office, a.Correct("a slip"))
    assert assembly.now >= calls(assembly, body)[0].until
    assert standings(assembly, body) == [LAPSED]
    assert not findings(assembly)


def test_what_is_given_back_ends_as_any_call_does() -> None:
    assembly = called(made.referred(), "cs", silence=True)
    recalled(assembly)
    acting(assembly, COUNCIL, a.Correct("a slip"))
    acting(assembly, "cs", objecting(), MEMBER)
    assert standings(assembly, "cs") == ["broken"]


@pytest.mark.parametrize("slip, start", [(referred, made.forwarded), (returned, made.agreed)])
def test_the_correction_of_a_referral_takes_the_calls_of_caucuses_with_it(
    slip: Step, start: Start
) -> None:
    assembly = start()
    slip(assembly)
    called(called(assembly, "cs"), COUNCIL)
    assembly.in_caucus("gov", calling(assembly, silence=True))
    assembly.in_caucus("gov", a.EndCall())
    acting(assembly, COUNCIL, a.Correct("a slip"))
    assert (calls(assembly, "cs"), calls(assembly, "gov")) == ([], [])
    assert standings(assembly) == [OPEN]


def test_the_correction_of_a_disposition_gives_back_the_silence_that_it_broke() -> None:
    assembly = called(rejected(), silence=True)
    (before,) = calls(assembly)
    upheld(assembly)
    assert standings(assembly) == ["broken"]
    assembly.in_plenary(a.Correct("a slip"))
    assert calls(assembly) == [before]
    assert known(assembly).disposed
    late = called(rejected(), silence=True, period=2 * HOUR)
    upheld(late)
    late.wait(DAY // 2)
    late.in_plenary(a.Correct("a slip"))
    assert standings(late) == [LAPSED]


@pytest.mark.parametrize("body, start, slip, office", CORRECTABLE[:-1])
def test_a_call_after_a_slip_does_not_stand_in_the_way_of_its_correction(
    body: str, start: Start, slip: Step, office: str
) -> None:
    assembly = start()
    before = assembly.stage
    slip(assembly)
    called(assembly, body)
    acting(assembly, office, a.Correct("a slip"))
    assert assembly.stage is before


def test_the_fold_of_calls_is_the_same_from_the_beginning() -> None:
    assembly = called(called(made.referred(), "cs", silence=True), COUNCIL)
    recalled(assembly)
    acting(assembly, COUNCIL, a.Correct("a slip"))
    acting(assembly, "cs", objecting(), MEMBER)
    acting(assembly, COUNCIL, a.ExtendCall(assembly.term(2 * DAY)))
    assembly.agreed = ("cs chair",)
    acting(assembly, COUNCIL, a.EndCall())
    folded = proposals.fold(x for x in assembly.entries if x.proposal)
    assert folded == assembly.proposal
    assert folded
    assert [standing_of(call) for call in folded.calls] == ["broken", "no objection"]


# --- closing ------------------------------------------------------------------------------


@pytest.mark.parametrize("silence", [False, True])
def test_it_is_not_closed_while_a_call_is_open_in_plenary(*, silence: bool) -> None:
    assembly = called(made.agreed(), silence=silence)
    assert refused(assembly, a.Close("no way"), PLENARY) is Code.CALL_NOT_ENDED
    ended(assembly)
    closed(assembly)
    assert assembly.stage is Stage.NO_CONSENSUS


def test_it_is_closed_though_a_caucus_s_call_is_open() -> None:
    assembly = called(made.agreed(), "cs")
    closed(assembly)
    assert standings(assembly, "cs") == [LAPSED]


def test_an_open_call_keeps_no_chair_from_a_yes() -> None:
    assembly = called(made.agreed())
    finalised(assembly)
    tabled = called(made.tabled(), FORUM)
    forwarded(tabled)
    in_caucus = called(made.referred(), "cs")
    in_caucus.says("cs")


# --- late ---------------------------------------------------------------------------------

YES: dict[str, a.Act] = {
    FORUM: a.Forward(),
    COUNCIL: a.Finalise(),
    "cs": a.RecordPosition(Position.AGREED, "", 1),
}


def is_late(assembly: Assembly, number: int = 1, body: str = COUNCIL) -> bool:
    """Whether an objection that binds otherwise came late, and refuses no yes."""
    objection = known(assembly, number, body)
    assert objection.binders
    assert objection.late != objection.binding
    return objection.late


@pytest.mark.parametrize("body", ROOMS)
def test_what_is_raised_after_a_call_on_that_text_refuses_no_yes(body: str) -> None:
    assembly = held(STARTS[body](), body)
    acting(assembly, body, objecting(), WHO[body])
    assert is_late(assembly, 1, body)
    acting(assembly, body, YES[body])


@pytest.mark.parametrize("body", ROOMS)
def test_upheld_it_does_and_with_another_answer_it_does_not_again(body: str) -> None:
    assembly = held(STARTS[body](), body)
    acting(assembly, body, objecting(), WHO[body])
    acting(assembly, body, disposing(Disposition.UPHELD))
    assert refused(assembly, YES[body], ROOMS[body]) is Code.OBJECTIONS_STAND
    acting(assembly, body, disposing(Disposition.REJECTED))
    acting(assembly, body, YES[body])


def test_what_came_late_stands_in_the_declaration_and_binds_nobody_unless_upheld() -> None:
    assembly = made.agreed()
    assembly.in_plenary(objecting(), "observer")
    held(assembly)
    for _ in range(2):
        assembly.in_plenary(objecting(), MEMBER)
    assert declared(assembly.copy().in_plenary(a.Finalise())) == [
        (1, "", 0),
        (2, "", 0),
        (3, "", 0),
    ]
    assembly.in_plenary(disposing(Disposition.UPHELD, a.Label(2)))
    assembly.in_plenary(disposing(Disposition.REJECTED, a.Label(3)))
    assert declared(assembly.in_plenary(a.Close("no"))) == [
        (1, "", 0),
        (2, "upheld", 1),
        (3, "rejected", 0),
    ]


def test_what_was_raised_before_a_call_ended_is_not_late() -> None:
    assembly = objected_to(COUNCIL)
    called(assembly)
    assembly.in_plenary(objecting(), "gov chair")
    ended(assembly)
    assert [is_late(assembly, number) for number in (1, 2)] == [False, False]
    assert refused(assembly, a.Finalise(), PLENARY) is Code.OBJECTIONS_STAND


def test_an_objection_is_late_once_time_has_ended_the_call() -> None:
    assembly = called(made.agreed(), silence=True)
    assembly.time_ends(COUNCIL)
    assembly.in_plenary(objecting(), MEMBER)
    assert is_late(assembly)


def test_after_a_broken_silence_nothing_is_late() -> None:
    assembly = silenced()
    for _ in range(2):
        assembly.in_plenary(objecting(), MEMBER)
    assert standings(assembly) == ["broken"]
    assert [is_late(assembly, number) for number in (1, 2)] == [False, False]


@pytest.mark.parametrize(
    "start, step",
    [(made.agreed, returned), (made.referred, recalled)],
)
def test_after_a_call_that_lapsed_nothing_is_late(start: Start, step: Step) -> None:
    assembly = called(start())
    step(assembly)
    assembly.in_plenary(objecting(), MEMBER)
    assert not is_late(assembly)


def test_on_another_text_nothing_is_late_and_on_the_same_again_it_is() -> None:
    assembly = held(made.agreed())
    new_draft(assembly)
    assembly.in_plenary(objecting(), MEMBER)
    undrafted(assembly)
    assembly.in_plenary(objecting(), MEMBER)
    assert [is_late(assembly, number) for number in (1, 2)] == [False, True]


def test_in_a_caucus_a_call_makes_late_what_is_raised_on_that_wording_alone() -> None:
    assembly = held(with_text(), "cs")
    assembly.in_caucus("cs", objecting(), MEMBER)
    worded(assembly)
    assembly.in_caucus("cs", objecting(), MEMBER)
    unworded(assembly)
    assembly.in_caucus("cs", objecting(), MEMBER)
    assert [is_late(assembly, number, "cs") for number in (1, 2, 3)] == [True, False, True]


def test_another_room_s_call_makes_nothing_late() -> None:
    assembly = held(made.tabled(), FORUM)
    forwarded(assembly)
    referred(assembly)
    held(assembly, "cs")
    assembly.in_plenary(objecting(), MEMBER)
    assembly.in_caucus("gov", objecting(), "gov representative")
    assert not is_late(assembly)
    assert not is_late(assembly, 1, "gov")


def test_while_another_call_is_open_nothing_is_late() -> None:
    assembly = called(held(made.agreed()), silence=True)
    assembly.in_plenary(objecting(), MEMBER)
    assert not is_late(assembly)
    assert standings(assembly) == ["no objection", "broken"]
    assembly.in_plenary(objecting(), MEMBER)
    assert not is_late(assembly, 2), "the last call was broken"


def test_that_a_call_is_open_in_another_room_takes_no_objection_into_time() -> None:
    assembly = called(held(made.agreed()), "cs")
    assembly.in_plenary(objecting(), MEMBER)
    assert is_late(assembly)


def test_what_is_raised_again_after_a_call_is_late_and_in_time_on_another_text() -> None:
    assembly = rejected()
    held(assembly)
    raised_again(assembly)
    assert is_late(assembly)
    assembly.in_plenary(disposing(Disposition.REJECTED))
    new_draft(assembly)
    assembly.in_plenary(a.JoinObjection(O1), MEMBER)
    assert not is_late(assembly)


@pytest.mark.parametrize("body", ROOMS)
def test_nobody_refuses_a_chair_s_yes_for_ever(body: str) -> None:
    """Whatever everybody says after a call, and however often: the chair ends it."""
    assembly = STARTS[body]()
    everybody = {FORUM: ("outsider", "tabler", "observer"), COUNCIL: assembly.council.members}
    people = everybody.get(body, ("cs chair", "cs deputy", "cs representative", "cs member"))
    called(assembly, body)
    for person in people:
        acting(assembly, body, objecting(), person)
    ended(assembly, body)
    assert refused(assembly, YES[body], ROOMS[body]) is Code.OBJECTIONS_STAND
    labels = [a.Label(number) for number, _ in enumerate(people, 1)]
    acting(assembly, body, disposing(Disposition.OUTWEIGHED, *labels))
    for person, label in zip(people, labels, strict=True):
        acting(assembly, body, a.JoinObjection(label, "Still."), person)
        for _ in range(2):
            acting(assembly, body, objecting(), person)
        assert refused(assembly, objecting(), replace(ROOMS[body], person=person)) is (
            Code.OBJECTIONS_TOO_MANY
        )
    acting(assembly, body, YES[body])


def test_the_open_call_of_a_room_is_found_by_its_body() -> None:
    assembly = called(held(made.referred(), "cs"), COUNCIL)
    assert assembly.proposal
    assert open_in(assembly.proposal.calls, "cs") is None
    assert open_in(assembly.proposal.calls, COUNCIL) == calls(assembly)[0]


# --- what breaks a silence besides, and what a correction leaves --------------------------


def test_an_objection_that_a_caucus_sends_to_plenary_breaks_its_silence() -> None:
    assembly = made.referred()
    assembly.in_caucus("cs", objecting(), MEMBER)
    called(assembly, silence=True)
    sent_out(assembly, 1)
    assert standings(assembly) == ["broken"]


def test_a_corrected_disposition_breaks_a_silence_if_the_objection_stands_again() -> None:
    assembly = called(rejected(), silence=True)
    assembly.in_plenary(a.Correct("a slip"))
    assert standings(assembly) == ["broken"]


def test_a_corrected_yes_breaks_plenary_s_silence_if_an_objection_stands_again() -> None:
    assembly = made.referred()
    assembly.says("gov")
    assembly.in_caucus("cs", objecting(), MEMBER)
    sent_out(assembly, 1)
    assembly.in_caucus("cs", disposing())
    assembly.says("cs")
    called(assembly, silence=True)
    *_, found = assembly.in_caucus("cs", a.Correct("a slip"))
    assert isinstance(found, e.Finding)
    assert (found.body, found.result) == (COUNCIL, "broken")
    assert standings(assembly) == ["broken"]


def test_a_silence_that_is_given_back_over_an_objection_is_broken() -> None:
    assembly = called(made.referred(), "cs", silence=True)
    recalled(assembly)
    acting(assembly, "cs", objecting(), MEMBER)
    acting(assembly, COUNCIL, a.Correct("a slip"))
    assert standings(assembly, "cs") == ["broken"]
    assert assembly.entries[-1].audience == "caucus:cs"


@pytest.mark.parametrize(
    "body, start, slip, office",
    [
        (COUNCIL, made.referred, recalled, COUNCIL),
        (COUNCIL, made.agreed, returned, COUNCIL),
        ("cs", made.referred, recalled, COUNCIL),
        ("cs", made.referred, position(Position.AGREED), "cs"),
    ],
)
def test_a_correction_gives_no_call_back_where_another_is_open(
    body: str, start: Callable[[], Assembly], slip: Callable[[Assembly], None], office: str
) -> None:
    assembly = called(start(), body)
    slip(assembly)
    called(assembly, body)
    acting(assembly, office, a.Correct("a slip"))
    assert standings(assembly, body).count(OPEN) == 1


def test_nor_does_one_that_takes_a_broken_silence_back() -> None:
    assembly = called(rejected(), silence=True)
    upheld(assembly)
    called(assembly)
    assembly.in_plenary(a.Correct("a slip"))
    assert standings(assembly).count(OPEN) == 1


def test_a_corrected_referral_leaves_what_became_of_older_calls() -> None:
    assembly = called(made.agreed(), "cs")
    referred(assembly)
    found = ended(assembly, "cs", "cs deputy")
    acting(assembly, COUNCIL, a.Correct("a slip"))
    assert [call.finding for call in calls(assembly, "cs")] == [found]


def test_a_corrected_referral_leaves_the_new_end_of_an_older_call() -> None:
    assembly = called(made.agreed(), "cs")
    referred(assembly)
    acting(assembly, "cs", a.ExtendCall(assembly.term(30 * DAY)))
    known = calls(assembly, "cs")
    acting(assembly, COUNCIL, a.Correct("a slip"))
    assert calls(assembly, "cs") == known


# --- late, and in time again --------------------------------------------------------------


def test_who_was_late_may_raise_it_again_to_another_text() -> None:
    assembly = held(made.agreed())
    assembly.in_plenary(objecting("No."), MEMBER)
    assert refused(assembly, a.JoinObjection(O1), replace(ROOMS[COUNCIL], person=MEMBER)) is (
        Code.OBJECTION_STANDS_ALREADY
    )
    new_draft(assembly)
    assembly.in_plenary(a.JoinObjection(O1), MEMBER)
    assert not is_late(assembly)


def test_what_was_asked_before_it_was_taken_up_again_makes_nothing_late() -> None:
    assembly = held(made.agreed())
    assembly.in_plenary(a.Finalise())
    assembly.in_forum(a.Reopen("News."), "council chair")
    assembly.in_plenary(objecting(), MEMBER)
    assert not is_late(assembly)


def test_a_correction_gives_no_call_back_before_one_that_ended() -> None:
    assembly = called(made.referred(), "cs")
    assembly.says("cs", Position.NOT_AGREED)
    held(assembly, "cs")
    acting(assembly, "cs", objecting(), MEMBER)
    acting(assembly, "cs", a.Correct("a slip"))
    assert standings(assembly, "cs") == [LAPSED, "no objection"]
    assert is_late(assembly, 1, "cs")

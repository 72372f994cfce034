"""Objections: who raises and lifts them, what a chair does with them, and when they stand."""

from collections.abc import Callable
from itertools import count

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation.errors import Code, PointOfOrder
from deliberation.objections.register import Objection, numbered
from deliberation.terms import COUNCIL, FORUM, Disposition, Position, RoomKind
from tests.deliberation import assembly as made
from tests.deliberation.assembly import Assembly, refusal

O1, O2 = a.Label(1), a.Label(2)
PLENARY = a.Actor("council chair", RoomKind.PLENARY)
CS = a.Actor("cs chair", RoomKind.CAUCUS, "cs")
MEMBER = "cs representative"
ADDRESSING = [d for d in Disposition if d.addresses and d is not Disposition.ACCOMMODATED]


COUNT = count(1)
"""So that no objection has the words of another."""


def objecting(concern: str = "", *clauses: str) -> a.RaiseObjection:
    return a.RaiseObjection(concern or f"No. {next(COUNT)}", clauses, shown=1, most=3)


def disposing(
    disposition: Disposition = Disposition.OUTWEIGHED, *labels: a.Label, **more: int | str
) -> a.DisposeOfObjections:
    return a.DisposeOfObjections(labels or (O1,), disposition, "A reason.", **more)  # type: ignore[arg-type]


def objected(assembly: Assembly | None = None, *clauses: str) -> Assembly:
    """Every caucus agrees, and then a representative objects in plenary."""
    assembly = assembly or made.agreed()
    assembly.in_plenary(objecting("No.", *clauses), MEMBER)
    return assembly


def known(assembly: Assembly, number: int = 1, body: str = COUNCIL) -> Objection:
    assert assembly.proposal
    found = numbered(assembly.proposal.objections, body, number)
    assert found
    return found


def refused(assembly: Assembly, act: a.Act, actor: a.Actor) -> Code:
    return refusal(assembly, act, actor).code


def in_plenary(person: str) -> a.Actor:
    return a.Actor(person, RoomKind.PLENARY)


# --- raising ------------------------------------------------------------------------------


def test_each_body_numbers_its_own_objections_and_the_entry_is_for_its_room() -> None:
    assembly = made.tabled()
    assembly.in_forum(objecting(), "outsider")
    assembly.in_forum(disposing())
    assembly.in_forum(a.Forward())
    assembly.in_plenary(objecting(), MEMBER)
    assembly.in_plenary(objecting(), MEMBER)
    assembly.in_caucus("cs", objecting(), MEMBER)
    raised = [x for x in assembly.entries if isinstance(x.payload, e.ObjectionRaised)]
    assert [(known_of(x), x.audience) for x in raised] == [
        ((FORUM, 1), "public"),
        ((COUNCIL, 1), "council"),
        ((COUNCIL, 2), "council"),
        (("cs", 1), "caucus:cs"),
    ]
    assert known(assembly, 1, "cs").label == "cs.O1"
    assert known(assembly, 2).label == "O2"


def known_of(entry: e.Entry) -> tuple[str, int]:
    assert isinstance(entry.payload, e.ObjectionRaised)
    return entry.payload.body, entry.payload.number


def test_an_objection_is_about_the_text_that_the_room_has_then() -> None:
    assembly = made.referred()
    assembly.in_caucus("cs", objecting(), MEMBER)
    assembly.in_caucus("cs", a.GiveCaucusText("Our wording."))
    assembly.in_caucus("cs", objecting(), MEMBER)
    about = [(o.draft, o.text) for o in (known(assembly, n, "cs") for n in (1, 2))]
    assert about == [(1, 0), (1, 1)]


@pytest.mark.parametrize(
    "person, binds",
    [
        *(("cs representative", True), ("gov chair", True), ("cs deputy", True)),
        *(("observer", False), ("tabler", False), ("council chair", False)),
        ("forum chair", False),
    ],
)
def test_in_plenary_the_objections_of_caucuses_bind_and_others_are_on_record(
    person: str, *, binds: bool
) -> None:
    assembly = made.agreed()
    assembly.in_plenary(objecting(), person)
    assert known(assembly).binding == binds
    if binds:
        assert refused(assembly, a.Finalise(), PLENARY) is Code.OBJECTIONS_STAND
    else:
        assembly.in_plenary(a.Finalise())


def test_in_the_forum_anybody_s_objection_binds() -> None:
    assembly = made.tabled()
    assembly.in_forum(objecting(), "outsider")
    actor = a.Actor("forum chair", RoomKind.FORUM)
    assert refused(assembly, a.Forward(), actor) is Code.OBJECTIONS_STAND
    assembly.in_forum(disposing(Disposition.INVALID))
    assembly.in_forum(a.Forward())


def test_nobody_has_more_open_than_so_many_in_one_room() -> None:
    assembly = made.forwarded()
    for _ in range(3):
        assembly.in_plenary(objecting(), MEMBER)
    assert refused(assembly, objecting(), in_plenary(MEMBER)) is Code.OBJECTIONS_TOO_MANY
    assembly.in_plenary(objecting(), "gov chair")
    assembly.in_caucus("cs", objecting(), MEMBER)
    assembly.in_plenary(disposing(Disposition.UPHELD))
    assembly.in_plenary(objecting(), MEMBER)


def test_a_clause_that_is_named_is_one_of_the_text_and_was_shown() -> None:
    assembly = made.forwarded()
    assembly.in_plenary(objecting("No.", "1", "1"), MEMBER)
    assert known(assembly).clauses == ("1",)
    assert refused(assembly, objecting("No.", "7"), in_plenary(MEMBER)) is Code.NO_SUCH_CLAUSE
    assembly.in_plenary(a.IssueDraft("Second text."))
    assert refused(assembly, objecting("No.", "1"), in_plenary(MEMBER)) is Code.DRAFT_NOT_CURRENT
    unseen = a.RaiseObjection("No.", ("1",), shown=0, most=3)
    assert refused(assembly, unseen, in_plenary(MEMBER)) is Code.DRAFT_NOT_SHOWN
    assembly.in_plenary(objecting("Without a clause."), MEMBER)


def test_in_a_caucus_a_clause_is_one_of_its_latest_text_which_was_shown() -> None:
    assembly = made.referred()
    assembly.in_caucus("cs", a.GiveCaucusText("Ours.\n\nAnd more."))
    actor = a.Actor(MEMBER, RoomKind.CAUCUS, "cs")
    assert refused(assembly, objecting("No.", "2"), actor) is Code.CLAUSE_OF_TEXT_NOT_SHOWN
    assembly.act(a.RaiseObjection("No.", ("2",), shown=1, shown_text=1, most=3), actor)


# --- joining, lifting, raising again ------------------------------------------------------


def test_an_objection_stands_until_the_last_who_stands_behind_it_has_lifted_it() -> None:
    assembly = objected()
    assembly.in_plenary(a.JoinObjection(O1, "Me too."), "gov representative")
    assert known(assembly).behind == (MEMBER, "gov representative")
    (left,) = assembly.in_plenary(a.LiftObjection(O1), MEMBER)
    assert isinstance(left, e.ObjectionLifted)
    assert left.left == 1
    assert refused(assembly, a.Finalise(), PLENARY) is Code.OBJECTIONS_STAND
    assembly.in_plenary(a.LiftObjection(O1), "gov representative")
    assert known(assembly).lifted
    assembly.in_plenary(a.Finalise())


def test_an_observer_s_objection_binds_once_somebody_of_a_caucus_joins_it() -> None:
    assembly = made.agreed()
    assembly.in_plenary(objecting(), "observer")
    assembly.in_plenary(a.JoinObjection(O1), MEMBER)
    assert refused(assembly, a.Finalise(), PLENARY) is Code.OBJECTIONS_STAND


def test_nobody_joins_twice_or_joins_or_lifts_what_is_not_theirs_any_more() -> None:
    assembly = objected()
    assert refused(assembly, a.JoinObjection(O1), in_plenary(MEMBER)) is (
        Code.OBJECTION_STANDS_ALREADY
    )
    assert refused(assembly, a.LiftObjection(O1), in_plenary("gov chair")) is (
        Code.OBJECTION_NOT_THEIRS
    )
    assembly.in_plenary(a.LiftObjection(O1), MEMBER)
    assert refused(assembly, a.LiftObjection(O1), in_plenary(MEMBER)) is Code.OBJECTION_LIFTED
    assert refused(assembly, a.JoinObjection(O1), in_plenary("gov chair")) is (
        Code.OBJECTION_ADDRESSED
    )


def test_who_was_unseated_can_t_lift_what_they_raised_in_the_caucus() -> None:
    assembly = made.referred()
    assembly.in_caucus("cs", objecting(), MEMBER)
    assembly.in_caucus("cs", a.Unseat(MEMBER))
    in_chat = a.LiftObjection(a.Label(1, "cs"))
    assert refused(assembly, in_chat, a.Actor(MEMBER, RoomKind.DIRECT)) is Code.NO_OBJECTIONS
    assembly.in_caucus("cs", a.Seat(MEMBER))
    assembly.in_direct_chat(in_chat, MEMBER)
    assert known(assembly, 1, "cs").lifted


def test_who_raised_it_raises_it_again_once_with_a_reason_while_nothing_changed() -> None:
    assembly = objected(None, "1")
    assembly.in_plenary(disposing(Disposition.REJECTED))
    again = a.JoinObjection(O1)
    assert refused(assembly, again, in_plenary(MEMBER)) is Code.RAISING_AGAIN_NEEDS_REASON
    assembly.in_plenary(a.JoinObjection(O1, "Still."), MEMBER)
    assert known(assembly).is_open
    assembly.in_plenary(disposing(Disposition.REJECTED))
    second = a.JoinObjection(O1, "Still, still.")
    assert refused(assembly, second, in_plenary(MEMBER)) is Code.OBJECTION_RAISED_AGAIN


def test_on_a_draft_that_changed_its_clause_raising_again_is_free() -> None:
    assembly = objected(None, "1")
    assembly.in_plenary(disposing(Disposition.REJECTED))
    assembly.in_plenary(a.JoinObjection(O1, "Still."), MEMBER)
    assembly.in_plenary(disposing(Disposition.REJECTED))
    assembly.in_plenary(a.IssueDraft("Another text."))
    assembly.in_plenary(a.JoinObjection(O1), MEMBER)
    assert (known(assembly).draft, known(assembly).again) == (2, 0)


def test_where_its_clause_reads_the_same_a_new_draft_does_not_free_it() -> None:
    assembly = objected(None, "1")
    assembly.in_plenary(disposing(Disposition.REJECTED))
    assembly.in_plenary(a.IssueDraft("A new clause.\n\nFirst text."))
    refusing = refused(assembly, a.JoinObjection(O1), in_plenary(MEMBER))
    assert refusing is Code.RAISING_AGAIN_NEEDS_REASON


# --- disposing ----------------------------------------------------------------------------


@pytest.mark.parametrize("disposition", ADDRESSING)
def test_whatever_the_chair_does_but_upholding_it_a_yes_is_possible(
    disposition: Disposition,
) -> None:
    assembly = objected()
    assembly.in_plenary(disposing(disposition))
    assembly.in_plenary(a.Finalise())


def test_an_objection_that_is_upheld_stands_until_it_gets_another_answer() -> None:
    assembly = objected()
    assembly.in_plenary(disposing(Disposition.UPHELD))
    assert refused(assembly, a.Finalise(), PLENARY) is Code.OBJECTIONS_STAND
    assembly.in_plenary(disposing(Disposition.OUTWEIGHED))
    assembly.in_plenary(a.Finalise())


def test_several_are_disposed_of_at_once_or_as_another_was() -> None:
    assembly = objected()
    for _ in range(2):
        assembly.in_plenary(objecting(), "gov chair")
    alike = a.DisposeOfObjections((a.Label(3),), alike=O1)
    assert refused(assembly, alike, PLENARY) is Code.NO_DISPOSITION
    assembly.in_plenary(disposing(Disposition.INVALID, O2, O1, O2))
    (done,) = assembly.in_plenary(alike)
    assert isinstance(done, e.ObjectionsDisposed)
    assert (done.numbers, done.disposition, done.reason) == ((3,), "invalid", "A reason.")


def test_what_isn_t_in_the_room_s_register_or_was_lifted_is_not_disposed_of() -> None:
    assembly = objected()
    assembly.in_caucus("cs", objecting(), MEMBER)
    for label in (a.Label(2), a.Label(1, "cs"), a.Label(1, "gov")):
        assert refused(assembly, disposing(Disposition.INVALID, label), PLENARY) is (
            Code.NO_SUCH_OBJECTION
        )
    assembly.in_plenary(a.LiftObjection(O1), MEMBER)
    assert refused(assembly, disposing(), PLENARY) is Code.OBJECTION_LIFTED


def test_a_chair_who_objects_may_dispose_of_it_and_the_entry_says_so() -> None:
    assembly = made.referred()
    assembly.in_caucus("cs", objecting())
    assembly.in_caucus("cs", objecting(), MEMBER)
    (done,) = assembly.in_caucus("cs", disposing(Disposition.REJECTED, O1, O2))
    assert isinstance(done, e.ObjectionsDisposed)
    assert done.own == (1,)


def test_what_was_answered_so_already_is_not_answered_so_again() -> None:
    assembly = objected()
    assembly.in_plenary(disposing())
    assert refused(assembly, disposing(), PLENARY) is Code.DISPOSED_ALREADY
    as_itself = a.DisposeOfObjections((O1,), alike=O1)
    assert refused(assembly, as_itself, PLENARY) is Code.DISPOSED_ALREADY


def test_the_same_words_twice_are_one_objection() -> None:
    assembly = objected()
    again = refused(assembly, objecting("No."), in_plenary(MEMBER))
    assert again is Code.OBJECTION_STANDS_ALREADY
    assembly.in_plenary(objecting("No."), "gov chair")


def test_what_one_has_lifted_leaves_room_for_another() -> None:
    assembly = objected()
    assembly.in_plenary(a.JoinObjection(O1), "gov chair")
    assembly.in_plenary(a.LiftObjection(O1), MEMBER)
    for _ in range(3):
        assembly.in_plenary(objecting(), MEMBER)


def test_it_binds_as_long_as_somebody_whose_objections_bind_stands_behind_it() -> None:
    assembly = made.agreed()
    assembly.in_plenary(objecting(), MEMBER)
    assembly.in_plenary(a.JoinObjection(O1), "observer")
    assembly.in_plenary(a.LiftObjection(O1), MEMBER)
    assert not known(assembly).lifted
    assembly.in_plenary(a.Finalise())


def test_nobody_learns_in_a_chat_whether_a_caucus_has_objections() -> None:
    lift, actor = a.LiftObjection(O1), a.Actor("outsider", RoomKind.DIRECT)
    assembly = made.referred()
    before = refused(assembly, lift, actor)
    assembly.in_caucus("cs", objecting(), MEMBER)
    assert refused(assembly, lift, actor) is before
    assert refused(assembly, a.LiftObjection(a.Label(1, "cs")), actor) is before


def test_an_objection_to_a_caucus_s_wording_is_none_to_the_draft() -> None:
    assembly = made.referred()
    assembly.in_caucus("cs", a.GiveCaucusText("Our wording."))
    assembly.in_caucus("cs", objecting(), MEMBER)
    amended = a.RecordPosition(Position.AMENDED, "", 1, text=1)
    assert refused(assembly, amended, CS) is Code.OBJECTIONS_STAND
    assembly.says("cs")


def test_of_a_wording_that_plenary_has_not_read_nothing_goes_out_with_an_objection() -> None:
    assembly = made.referred()
    assembly.in_caucus("cs", a.GiveCaucusText("Our wording.\n\nMore."))
    act = a.RaiseObjection("No.", ("2",), shown=1, shown_text=1, most=3)
    assembly.in_caucus("cs", act, MEMBER)
    position = sent_out(assembly, 1)[0]
    assert isinstance(position, e.PositionRecorded)
    (out,) = position.objections
    assert (out.draft, out.fingerprint, out.clauses) == (1, position.fingerprint, ())


# --- accommodating ------------------------------------------------------------------------

ONE, TWO = "One.\n\nTwo.", "One.\n\nTwo, but better."


def accommodated(*texts: str, clause: str = "2") -> Assembly:
    """Clause 2 is objected to, and the first of the texts accommodates that."""
    assembly = made.forwarded()
    for text in (ONE, *texts[:1]):
        assembly.in_plenary(a.IssueDraft(text))
        if text == ONE:
            number = assembly.proposal.current.number if assembly.proposal else 0  # type: ignore[union-attr]
            act = a.RaiseObjection("No.", (clause,) if clause else (), shown=number, most=3)
            assembly.in_plenary(act, MEMBER)
    assembly.in_plenary(disposing(Disposition.ACCOMMODATED))
    for text in texts[1:]:
        assembly.in_plenary(a.IssueDraft(text))
    return assembly


def stands(assembly: Assembly) -> bool:
    """Whether a yes is refused for it, once every caucus has agreed."""
    assembly.in_plenary(a.Refer())
    assembly.all_agree()
    try:
        assembly.in_plenary(a.Finalise())
    except PointOfOrder as error:
        return error.code is Code.OBJECTIONS_STAND
    return False


@pytest.mark.parametrize(
    "texts, clause, stood",
    [
        ((TWO,), "2", False),
        ((TWO, f"Zero.\n\n{TWO}"), "2", False),  # it stands elsewhere, unchanged
        ((TWO, "One.\n\nTwo, but worse."), "2", True),
        ((TWO, ONE), "2", True),
        ((TWO, f"{TWO}\n\nThree."), "", True),  # it is about all of it
        (("One.", "One, or more."), "2", False),  # left out, and still out
        (("Zero.\n\nOne.\n\nTwo ok.", "Zero.\n\nOne.\n\nTwo bad."), "2", True),
        (("Zero.\n\nOne.\n\nTwo ok.", "Zero.\n\nOne more.\n\nTwo ok."), "2", False),
        (("One.", "One, or more.\n\nTwo."), "2", True),
    ],
)
def test_what_a_text_accommodates_stays_so_while_the_clauses_that_it_names_do(
    texts: tuple[str, ...], clause: str, *, stood: bool
) -> None:
    assert stands(accommodated(*texts, clause=clause)) == stood


def test_the_draft_before_is_not_the_text_that_accommodates_it() -> None:
    assembly = accommodated(TWO)
    assembly.in_plenary(a.Undraft("a slip"))
    assert stands(assembly)


def test_a_caucus_s_text_accommodates_an_objection_in_the_caucus() -> None:
    assembly = made.referred()
    assembly.in_caucus("cs", objecting(), MEMBER)
    assembly.in_caucus("cs", a.GiveCaucusText("Our wording."))
    named = disposing(Disposition.ACCOMMODATED, caucus="cs", text=1)
    assembly.in_caucus("cs", named)
    yes = a.RecordPosition(Position.AGREED, "", 1)
    assert refused(assembly, yes, CS) is Code.OBJECTIONS_STAND
    assembly.says("cs", Position.AMENDED)


def test_nothing_is_accommodated_by_the_text_that_was_objected_to() -> None:
    assembly = objected()
    act = disposing(Disposition.ACCOMMODATED)
    assert refused(assembly, act, PLENARY) is Code.NOT_ACCOMMODATED


@pytest.mark.parametrize(
    "named, code",
    [
        ({"draft": 7}, Code.NO_SUCH_DRAFT),
        ({"caucus": "cs", "text": 7}, Code.NO_SUCH_TEXT),
        ({"caucus": "gov", "text": 1}, Code.NO_SUCH_TEXT),
    ],
)
def test_a_text_that_isn_t_one_of_the_room_accommodates_nothing(
    named: dict[str, int | str], code: Code
) -> None:
    assembly = made.referred()
    for key in made.CAUCUSES:
        assembly.in_caucus(key, a.GiveCaucusText("Our wording."))
    assembly.in_caucus("cs", objecting(), MEMBER)
    assert refused(assembly, disposing(Disposition.ACCOMMODATED, **named), CS) is code


# --- a caucus's objections in plenary -----------------------------------------------------


def sent_out(assembly: Assembly, *labels: int) -> tuple[e.Payload, ...]:
    act = a.RecordPosition(
        Position.NOT_AGREED, "No.", 1, objections=tuple(a.Label(n, "cs") for n in labels)
    )
    return assembly.in_caucus("cs", act)


def test_those_that_go_out_with_a_position_enter_plenary_s_register_as_worded() -> None:
    assembly = objected(made.referred())
    for concern in ("Too far.", "Kept here.", "Too dear."):
        assembly.in_caucus("cs", objecting(concern), MEMBER)
    sent_out(assembly, 1, 3)
    entered = [known(assembly, number) for number in (2, 3)]
    assert [(o.concern, o.caucus, o.of, o.behind) for o in entered] == [
        ("Too far.", "cs", 1, ("cs",)),
        ("Too dear.", "cs", 3, ("cs",)),
    ]
    assert all(o.binding and not o.person for o in entered)


def test_what_went_out_before_keeps_its_number() -> None:
    assembly = made.referred()
    assembly.in_caucus("cs", objecting(), MEMBER)
    sent_out(assembly, 1)
    assembly.in_caucus("cs", objecting("More."), MEMBER)
    position = sent_out(assembly, 2, 1)[0]
    assert isinstance(position, e.PositionRecorded)
    assert [(o.of, o.number) for o in position.objections] == [(2, 2), (1, 1)]


def test_what_isn_t_there_or_was_lifted_does_not_go_out() -> None:
    assembly = made.referred()
    act = a.RecordPosition(Position.NOT_AGREED, "No.", 1, objections=(a.Label(1, "cs"),))
    assert refused(assembly, act, CS) is Code.NO_SUCH_OBJECTION
    assembly.in_caucus("cs", objecting(), MEMBER)
    assembly.in_caucus("cs", a.LiftObjection(O1), MEMBER)
    assert refused(assembly, act, CS) is Code.OBJECTION_LIFTED


def agree(assembly: Assembly) -> None:
    assembly.in_caucus("cs", disposing(Disposition.OUTWEIGHED))
    assembly.says("cs")


def lift(assembly: Assembly) -> None:
    assembly.in_plenary(a.LiftObjection(O1), "cs deputy")


@pytest.mark.parametrize("taken_back", [agree, lift])
def test_a_caucus_s_chair_lifts_what_is_in_its_name_and_so_does_its_agreement(
    taken_back: Callable[[Assembly], None],
) -> None:
    assembly = made.referred()
    assembly.in_caucus("cs", objecting(), MEMBER)
    sent_out(assembly, 1)
    assert refused(assembly, a.LiftObjection(O1), in_plenary(MEMBER)) is Code.OBJECTION_NOT_THEIRS
    taken_back(assembly)
    assert known(assembly).lifted
    sent_out(assembly, 1)
    assert known(assembly).is_open


# --- outcomes -----------------------------------------------------------------------------


def declared(payloads: tuple[e.Payload, ...]) -> list[tuple[int, str, int]]:
    found = next((p for p in payloads if isinstance(p, e.ObjectionsDeclared)), None)
    return [(o.number, o.disposition, o.binding) for o in found.objections] if found else []


def test_an_outcome_declares_what_became_of_each_objection_of_its_room() -> None:
    assembly = objected()
    assembly.in_plenary(objecting(), "observer")
    assembly.in_plenary(objecting(), "gov chair")
    assembly.in_plenary(a.LiftObjection(a.Label(3)), "gov chair")
    assembly.in_plenary(disposing(Disposition.REJECTED))
    done = declared(assembly.in_plenary(a.Finalise()))
    assert done == [(1, "rejected", 1), (2, "", 0), (3, "lifted", 1)]


def test_where_nobody_objected_nothing_is_declared() -> None:
    assembly = made.agreed()
    assert not declared(assembly.in_plenary(a.Finalise()))


def test_it_can_be_closed_and_declined_while_objections_stand() -> None:
    assembly = objected()
    assert declared(assembly.in_plenary(a.Close("no way"))) == [(1, "", 1)]
    assembly = made.tabled()
    assembly.in_forum(objecting(), "outsider")
    assert declared(assembly.in_forum(a.Decline("no"))) == [(1, "", 1)]


def test_a_register_stays_with_its_proposal_when_it_is_reopened() -> None:
    assembly = objected()
    assembly.in_plenary(a.Close("no way"))
    assembly.in_forum(a.Reopen("again"), "council chair")
    assert known(assembly).is_open


def test_the_refusal_names_each_that_stands_and_nothing_of_other_rooms() -> None:
    assembly = objected()
    assembly.in_caucus("cs", objecting("A secret of ours."), MEMBER)
    fields = refusal(assembly, a.Finalise(), PLENARY).fields
    assert [(o["label"], o["concern"]) for o in fields["objections"]] == [("O1", "No.")]
    assert "secret" not in str(fields)

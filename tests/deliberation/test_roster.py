"""Seats, chairs, deputies and observers: who may hold which, and what becomes of whom."""

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation.council import Caucus
from deliberation.errors import Code
from deliberation.people import Account, Existence
from deliberation.terms import Position, RoomKind, Stage
from tests.deliberation import assembly as made
from tests.deliberation.assembly import Assembly, refusal

GOV = a.Actor("gov chair", RoomKind.CAUCUS, "gov")
PLENARY = a.Actor("council chair", RoomKind.PLENARY)
FORUM = a.Actor("forum chair", RoomKind.FORUM)


def gov(assembly: Assembly) -> Caucus:
    caucus = assembly.council.caucus("gov")
    assert caucus is not None
    return caucus


def with_free_seat() -> Assembly:
    assembly = made.constituted()
    assembly.in_caucus("gov", a.Unseat("gov representative"))
    return assembly


# --- chairs -------------------------------------------------------------------------------


def test_an_outgoing_chair_takes_a_free_seat() -> None:
    assembly = with_free_seat()
    assembly.in_caucus("gov", a.NameChair("newcomer"))
    assert "gov chair" in gov(assembly).representatives


def test_an_outgoing_chair_leaves_if_no_seat_is_free() -> None:
    assembly = made.constituted()
    assembly.in_caucus("gov", a.NameChair("newcomer"))
    assert assembly.council.caucus_of("gov chair") is None


def test_an_outgoing_chair_takes_the_seat_that_the_new_one_leaves() -> None:
    assembly = made.constituted()
    assembly.in_caucus("gov", a.NameChair("gov representative"))
    assert gov(assembly).representatives == ("gov deputy", "gov member", "gov chair")


def test_an_outgoing_chair_who_is_an_observer_takes_no_seat() -> None:
    """A configuration may name one person both; a seat would be one place too many."""
    assembly = with_free_seat()
    assembly.record("", e.ObserverNamed("gov chair"))
    assembly.in_caucus("gov", a.NameChair("newcomer"))
    assert "gov chair" not in gov(assembly).representatives


def test_a_deputy_who_becomes_chair_is_a_deputy_no_longer() -> None:
    assembly = made.constituted()
    assembly.in_caucus("gov", a.NameChair("gov deputy"))
    assert gov(assembly).deputies == ()


@pytest.mark.parametrize(
    "actor",
    [
        a.Actor("gov deputy", RoomKind.CAUCUS, "gov"),
        a.Actor("council deputy", RoomKind.PLENARY),
        a.Actor("forum deputy", RoomKind.FORUM),
    ],
)
def test_a_deputy_does_not_change_who_is_chair(actor: a.Actor) -> None:
    refused = refusal(made.constituted(), a.NameChair("newcomer"), actor)
    assert refused.code is Code.NOT_AUTHORISED


@pytest.mark.parametrize("act", [a.NameDeputy("gov representative"), a.RemoveDeputy("gov deputy")])
def test_a_deputy_does_not_change_who_is_deputy(act: a.Act) -> None:
    actor = a.Actor("gov deputy", RoomKind.CAUCUS, "gov")
    assert refusal(made.constituted(), act, actor).code is Code.NOT_AUTHORISED


def test_a_replaced_chair_acts_for_the_caucus_no_longer() -> None:
    assembly = made.referred()
    assembly.in_caucus("gov", a.NameChair("gov representative"))
    act = a.RecordPosition(Position.AGREED, "", 1)
    assert refusal(assembly, act, GOV).code is Code.NOT_AUTHORISED


def test_positions_of_a_chair_who_has_since_been_replaced_stand() -> None:
    assembly = made.agreed()
    assembly.in_caucus("gov", a.NameChair("newcomer"))
    assembly.in_plenary(a.Finalise())
    assert assembly.stage is Stage.RECOMMENDED


@pytest.mark.parametrize("act", [a.NameChair("secretary", "gov"), a.NameDeputy("secretary", "cs")])
def test_the_secretariat_never_names_one_of_themselves(act: a.Act) -> None:
    actor = a.Actor("secretary", RoomKind.DIRECT)
    assert refusal(made.constituted(), act, actor).code is Code.NAMES_SECRETARIAT


def test_the_secretariat_seats_nobody() -> None:
    actor = a.Actor("secretary", RoomKind.DIRECT)
    refused = refusal(with_free_seat(), a.Seat("newcomer", "gov"), actor)
    assert refused.code is Code.NOT_AUTHORISED


@pytest.mark.parametrize("person", ["gov chair", "gov deputy"])
def test_nobody_chairs_the_council_and_a_caucus(person: str) -> None:
    refused = refusal(made.constituted(), a.NameChair(person), PLENARY)
    assert refused.code is Code.CHAIRS_OTHER


@pytest.mark.parametrize("person", ["council chair", "council deputy"])
def test_nobody_chairs_a_caucus_and_the_council(person: str) -> None:
    refused = refusal(made.constituted(), a.NameChair(person), GOV)
    assert refused.code is Code.CHAIRS_OTHER


@pytest.mark.parametrize("person", ["council chair", "council deputy"])
def test_a_council_s_officer_who_holds_a_seat_is_not_the_caucus_s_deputy(person: str) -> None:
    assembly = with_free_seat()
    assembly.in_caucus("gov", a.Seat(person))
    assert refusal(assembly, a.NameDeputy(person), GOV).code is Code.CHAIRS_OTHER


def test_a_caucus_s_deputy_is_not_the_council_s_as_well() -> None:
    refused = refusal(made.constituted(), a.NameDeputy("cs deputy"), PLENARY)
    assert refused.code is Code.CHAIRS_OTHER


@pytest.mark.parametrize(
    "person, code",
    [
        ("gov chair", Code.IS_CHAIR),
        ("cs representative", Code.IN_OTHER_CAUCUS),
        ("cs chair", Code.IN_OTHER_CAUCUS),
        ("observer", Code.IS_OBSERVER),
        (made.BOT, Code.IS_BOT),
    ],
)
def test_a_caucus_names_no_chair_whom_another_place_binds(person: str, code: Code) -> None:
    assert refusal(made.constituted(), a.NameChair(person), GOV).code is code


# --- seats --------------------------------------------------------------------------------


def test_a_caucus_has_no_more_representatives_than_seats() -> None:
    refused = refusal(made.constituted(), a.Seat("newcomer"), GOV)
    assert refused.code is Code.NO_FREE_SEAT


@pytest.mark.parametrize(
    "person, code",
    [
        ("gov chair", Code.IS_CHAIR),
        ("gov deputy", Code.ALREADY_SEATED),
        ("cs representative", Code.IN_OTHER_CAUCUS),
        ("cs chair", Code.IN_OTHER_CAUCUS),
        ("observer", Code.IS_OBSERVER),
        (made.BOT, Code.IS_BOT),
    ],
)
def test_a_seat_is_not_given_to_whom_another_place_binds(person: str, code: Code) -> None:
    assert refusal(with_free_seat(), a.Seat(person), GOV).code is code


@pytest.mark.parametrize(
    "person, code",
    [("gov chair", Code.IS_CHAIR), ("cs representative", Code.NOT_SEATED)],
)
def test_nobody_is_unseated_who_holds_no_seat_of_the_caucus(person: str, code: Code) -> None:
    assert refusal(made.constituted(), a.Unseat(person), GOV).code is code


def test_a_deputy_who_is_unseated_is_a_deputy_no_longer() -> None:
    assembly = made.constituted()
    assembly.in_caucus("gov", a.Unseat("gov deputy"))
    assert gov(assembly).deputies == ()


def test_who_left_one_caucus_may_be_seated_in_another() -> None:
    assembly = with_free_seat()
    assembly.in_caucus("cs", a.Unseat("cs representative"))
    assembly.in_caucus("gov", a.Seat("cs representative"))
    assert "cs representative" in gov(assembly).representatives


def test_the_reason_of_an_unseating_is_for_the_caucus_alone() -> None:
    assembly = made.constituted()
    assembly.in_caucus("gov", a.Unseat("gov representative", reason="a secret"))
    unseated, reason = assembly.entries[-2:]
    assert (unseated.audience, reason.audience) == ("public", "caucus:gov")


def test_an_unseating_without_a_reason_records_none() -> None:
    assembly = made.constituted()
    assert assembly.in_caucus("gov", a.Unseat("gov representative")) == (
        e.Unseated("gov", "gov representative"),
    )


# --- deputies and observers ---------------------------------------------------------------


@pytest.mark.parametrize(
    "person, code",
    [
        ("gov chair", Code.IS_CHAIR),
        ("gov deputy", Code.IS_DEPUTY),
        ("newcomer", Code.NOT_REPRESENTATIVE),
        ("cs representative", Code.NOT_REPRESENTATIVE),
    ],
)
def test_a_caucus_s_deputy_is_one_of_its_representatives(person: str, code: Code) -> None:
    assert refusal(made.constituted(), a.NameDeputy(person), GOV).code is code


def test_only_a_deputy_s_term_is_ended() -> None:
    act = a.RemoveDeputy("gov representative")
    assert refusal(made.constituted(), act, GOV).code is Code.NOT_DEPUTY


def test_a_deputy_whose_term_ended_keeps_the_seat() -> None:
    assembly = made.constituted()
    assembly.in_caucus("gov", a.RemoveDeputy("gov deputy"))
    assert "gov deputy" in gov(assembly).representatives


@pytest.mark.parametrize(
    "person, code",
    [
        ("observer", Code.IS_OBSERVER),
        ("gov representative", Code.IS_IN_CAUCUS),
        ("gov chair", Code.IS_IN_CAUCUS),
        (made.BOT, Code.IS_BOT),
    ],
)
def test_nobody_is_an_observer_and_in_a_caucus(person: str, code: Code) -> None:
    assert refusal(made.constituted(), a.NameObserver(person), PLENARY).code is code


def test_only_an_observer_s_admission_is_ended() -> None:
    act = a.RemoveObserver("gov representative")
    assert refusal(made.constituted(), act, PLENARY).code is Code.NOT_OBSERVER


def test_an_observer_whose_admission_ended_may_be_seated() -> None:
    assembly = with_free_seat()
    assembly.in_plenary(a.RemoveObserver("observer"))
    assembly.in_caucus("gov", a.Seat("observer"))
    assert "observer" in gov(assembly).representatives


@pytest.mark.parametrize("person", ["gov deputy", "secretary"])
def test_observers_are_named_by_the_council_s_chair_alone(person: str) -> None:
    actor = a.Actor(person, RoomKind.PLENARY)
    refused = refusal(made.constituted(), a.NameObserver("newcomer"), actor)
    assert refused.code is Code.NOT_AUTHORISED


def test_a_room_s_own_body_is_not_another() -> None:
    refused = refusal(made.constituted(), a.NameChair("newcomer", "council"), FORUM)
    assert refused.code is Code.OTHER_BODY


# --- since when ---------------------------------------------------------------------------


def test_whoever_is_named_again_is_on_the_roster_since_then() -> None:
    assembly = with_free_seat()
    assembly.in_caucus("gov", a.Seat("gov representative"))
    assert assembly.council.since["gov representative"] == len(assembly.entries)


def test_who_left_the_roster_is_on_it_since_no_time() -> None:
    assert "gov representative" not in with_free_seat().council.since


def test_an_outgoing_chair_who_takes_a_seat_is_on_the_roster_since_before() -> None:
    assembly = with_free_seat()
    before = assembly.council.since["gov chair"]
    assembly.in_caucus("gov", a.NameChair("newcomer"))
    assert assembly.council.since["gov chair"] == before


# --- accounts -----------------------------------------------------------------------------

ABSENT, UNREACHABLE = Account(Existence.ABSENT), Account(Existence.UNREACHABLE)


@pytest.mark.parametrize("account", [ABSENT, UNREACHABLE])
def test_a_seat_is_given_whatever_is_known_of_the_account(account: Account) -> None:
    assembly = with_free_seat()
    assembly.in_caucus("gov", a.Seat("newcomer", account=account))
    assert "newcomer" in gov(assembly).representatives
    assembly.in_plenary(a.NameObserver("onlooker", account=account))
    assert "onlooker" in assembly.council.observers


def test_a_chair_who_can_t_be_reached_is_named_by_who_was_told() -> None:
    assembly = made.constituted()
    assembly.in_caucus("gov", a.NameChair("newcomer", account=UNREACHABLE, told=True))
    assert gov(assembly).chair == "newcomer"


def test_a_chair_without_an_account_is_not_named_however_often_it_is_told() -> None:
    asked = a.NameChair("newcomer", account=ABSENT, told=True)
    assert refusal(made.constituted(), asked, GOV).code is Code.NO_SUCH_ACCOUNT


def test_a_deputy_who_can_t_be_reached_is_named() -> None:
    assembly = made.constituted()
    assembly.in_caucus("gov", a.NameDeputy("gov representative", account=UNREACHABLE))
    assert "gov representative" in gov(assembly).deputies


@pytest.mark.parametrize("existence", [Existence.UNKNOWN, Existence.THERE])
def test_where_nothing_speaks_against_an_account_a_chair_is_named(existence: Existence) -> None:
    assembly = made.constituted()
    assembly.in_caucus("gov", a.NameChair("newcomer", account=Account(existence)))
    assert gov(assembly).chair == "newcomer"

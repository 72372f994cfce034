"""The secretariat changes who is chair or deputy in the open, and whoever is can refuse."""

from dataclasses import replace

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation.errors import Code
from deliberation.terms import RoomKind
from tests.deliberation import assembly as made
from tests.deliberation.assembly import HOUR, INTERREGNUM, Assembly, refusal

SECRETARY = a.Actor("secretary", RoomKind.DIRECT)
NEW: dict[str, a.OfficerAct] = {
    "chair": a.NameChair("newcomer", "gov", "Has left."),
    "deputy": a.NameDeputy("gov representative", "gov", "Is needed."),
    "undeputy": a.RemoveDeputy("gov deputy", "gov", "Has left."),
}
NO: dict[str, a.OfficerAct] = {
    "chair": a.NameChair("gov chair", "gov"),
    "deputy": a.RemoveDeputy("gov representative", "gov"),
    "undeputy": a.NameDeputy("gov deputy", "gov"),
}
"""What refuses each of these."""
BODIES = {"gov": "gov chair", "council": "council chair", "forum": "forum chair"}
CHANGES = tuple(NEW)


def announced(act: a.Act = NEW["chair"]) -> Assembly:
    assembly = made.constituted()
    assembly.act(act, SECRETARY)
    return assembly


def in_effect(act: a.Act = NEW["chair"]) -> Assembly:
    assembly = announced(act)
    assembly.wait(INTERREGNUM)
    return assembly


def officers(assembly: Assembly, body: str = "gov") -> tuple[str, ...]:
    return assembly.council.officers_of(body)


# --- announced, and in effect later -------------------------------------------------------


@pytest.mark.parametrize("body", BODIES)
def test_the_secretariat_replaces_a_chair_after_the_interregnum_and_not_before(body: str) -> None:
    assembly = announced(a.NameChair("newcomer", body, "Has left."))
    naming = assembly.entries[-1].payload
    assert isinstance(naming, e.NamingAnnounced)
    assert (naming.chair, naming.reason) == (BODIES[body], "Has left.")
    assert naming.effective == assembly.now + INTERREGNUM
    assembly.wait(INTERREGNUM - 2 * HOUR)
    assert officers(assembly, body)[0] == BODIES[body]
    assembly.wait(HOUR)
    assert officers(assembly, body)[0] == "newcomer"
    assert assembly.council.namings.under_way == ()


@pytest.mark.parametrize("change", CHANGES)
def test_the_secretariat_changes_no_officer_at_once(change: str) -> None:
    assembly = made.constituted()
    before = officers(assembly)
    assembly.act(NEW[change], SECRETARY)
    assert officers(assembly) == before
    assembly.wait(INTERREGNUM)
    assert officers(assembly) != before


@pytest.mark.parametrize("change", CHANGES)
def test_the_secretariat_says_why(change: str) -> None:
    act = replace(NEW[change], reason="")
    assert refusal(made.constituted(), act, SECRETARY).code is Code.NAMING_NEEDS_REASON


def test_a_chair_names_at_once_and_what_would_be_lost_is_refused() -> None:
    assembly = made.constituted()
    act = a.NameChair("newcomer", reason="for the meeting on Monday alone")
    refused = refusal(assembly, act, a.Actor("gov chair", RoomKind.CAUCUS, "gov"))
    assert refused.code is Code.REASON_NOT_TAKEN
    assembly.in_caucus("gov", a.NameChair("newcomer"))
    assert officers(assembly)[0] == "newcomer"


def test_a_naming_that_could_not_be_is_not_announced() -> None:
    act = a.NameChair("cs chair", "gov", "A reason.")
    assert refusal(made.constituted(), act, SECRETARY).code is Code.IN_OTHER_CAUCUS


def test_where_there_is_no_chair_a_naming_is_in_effect_at_once_and_announced_all_the_same() -> None:
    assembly = made.constituted()
    assembly.record("", replace(made.CONSTITUTED, forum_chair=""))
    assembly.act(a.NameChair("newcomer", "forum", "Nobody is."), SECRETARY)
    assembly.do_due()
    kinds = [type(payload) for payload in assembly.payloads[-2:]]
    assert kinds == [e.NamingAnnounced, e.ChairNamed]
    assert officers(assembly, "forum")[0] == "newcomer"


def test_one_chair_is_announced_for_a_body_at_a_time() -> None:
    assembly = announced()
    act = a.NameChair("outsider", "gov", "A reason.")
    assert refusal(assembly, act, SECRETARY).code is Code.NAMING_UNDER_WAY
    assembly.act(replace(act, body="council"), SECRETARY)
    assert len(assembly.council.namings.under_way) == 2


def test_the_interregnum_of_another_naming_is_a_whole_one() -> None:
    assembly = announced()
    assembly.wait(INTERREGNUM - 2 * HOUR)
    assembly.in_caucus("gov", NO["chair"])
    assembly.act(NEW["chair"], SECRETARY)
    assembly.wait(INTERREGNUM - 2 * HOUR)
    assert officers(assembly)[0] == "gov chair"


# --- refused ------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["gov chair", "gov deputy"])
@pytest.mark.parametrize(
    "room", [a.Actor("", RoomKind.CAUCUS, "gov"), a.Actor("", RoomKind.DIRECT)]
)
@pytest.mark.parametrize("change", CHANGES)
def test_the_chair_and_the_deputies_refuse_it_with_what_says_the_opposite(
    change: str, room: a.Actor, person: str
) -> None:
    assembly = announced(NEW[change])
    before = officers(assembly)
    (ended,) = assembly.act(NO[change], replace(room, person=person))
    assert isinstance(ended, e.NamingEnded)
    assert ended.end == "refused"
    assembly.wait(INTERREGNUM)
    assert officers(assembly) == before


@pytest.mark.parametrize("person", ["gov representative", "newcomer", "council chair", "outsider"])
@pytest.mark.parametrize("change", CHANGES)
def test_nobody_else_refuses_it(change: str, person: str) -> None:
    actor = a.Actor(person, RoomKind.DIRECT)
    assert refusal(announced(NEW[change]), NO[change], actor).code is Code.NOT_THEIRS_TO_REFUSE


@pytest.mark.parametrize("change", CHANGES)
def test_the_secretariat_takes_it_back(change: str) -> None:
    (ended,) = announced(NEW[change]).act(NO[change], SECRETARY)
    assert isinstance(ended, e.NamingEnded)
    assert ended.end == "withdrawn"


def test_a_reason_that_is_given_in_a_caucus_stays_there() -> None:
    act = replace(NO["chair"], reason="secret")
    (in_caucus,) = announced().in_caucus("gov", act)
    (in_chat,) = announced().in_direct_chat(act, "gov chair")
    assert isinstance(in_caucus, e.NamingEnded)
    assert isinstance(in_chat, e.NamingEnded)
    assert (in_caucus.reason, in_chat.reason) == ("", "secret")


def test_a_refusal_after_it_took_effect_is_late() -> None:
    refused = refusal(in_effect(), NO["chair"], a.Actor("gov chair", RoomKind.DIRECT))
    assert refused.code is Code.NOT_AUTHORISED


def test_those_who_can_refuse_stay_until_it_takes_effect() -> None:
    """The deputies' removal is announced with it, or after it, and can be refused as well."""
    assembly = announced()
    assembly.act(NEW["undeputy"], SECRETARY)
    assembly.wait(INTERREGNUM - 3 * HOUR)
    assembly.in_direct_chat(NO["chair"], "gov deputy")
    assert officers(assembly) == ("gov chair", "gov deputy")


# --- overtaken ----------------------------------------------------------------------------


def test_the_chair_hands_over_in_the_meantime_and_the_naming_is_gone() -> None:
    assembly = announced()
    assembly.in_caucus("gov", a.NameChair("outsider"))
    assembly.wait(INTERREGNUM)
    assert officers(assembly)[0] == "outsider"


@pytest.mark.parametrize(
    "meanwhile", [e.ObserverNamed("newcomer"), e.DeputyNamed("council", "newcomer")]
)
def test_what_could_not_be_any_more_lapses_and_that_is_recorded(meanwhile: e.Payload) -> None:
    assembly = announced()
    assembly.record("", meanwhile)
    assembly.wait(INTERREGNUM)
    assert assembly.payloads[-1] == e.NamingEnded("chair", "gov", "newcomer", "lapsed", "")
    assert assembly.council.namings.under_way == ()


def test_who_joined_the_secretariat_in_the_meantime_becomes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assembly = announced()
    monkeypatch.setattr(made, "SECRETARIAT", ("secretary", "newcomer"))
    assembly.wait(INTERREGNUM)
    assert officers(assembly)[0] == "gov chair"


def test_a_caucus_that_is_no_more_takes_its_namings_along() -> None:
    assembly = announced()
    left = tuple(caucus for caucus in made.CONSTITUTED.caucuses if caucus.key != "gov")
    assembly.record("", replace(made.CONSTITUTED, caucuses=left))
    assert assembly.council.namings.under_way == ()


# --- nobody of the secretariat, by no second step -----------------------------------------


@pytest.mark.parametrize(
    "act", [a.NameChair("secretary"), a.NameDeputy("secretary"), a.Seat("secretary")]
)
def test_who_was_named_puts_none_of_the_secretariat_in(act: a.Act) -> None:
    assembly = in_effect()
    assembly.in_caucus("gov", a.Unseat("gov representative"), "newcomer")
    actor = a.Actor("newcomer", RoomKind.CAUCUS, "gov")
    refused = refusal(assembly, act, actor)
    assert refused.code is Code.GUARDED
    naming = next(x for x in assembly.payloads if isinstance(x, e.NamingAnnounced))
    assert refused.fields["until"] == naming.effective + INTERREGNUM


def test_nor_does_whom_they_name_in_turn() -> None:
    assembly = in_effect()
    assembly.in_caucus("gov", a.NameChair("outsider"), "newcomer")
    actor = a.Actor("outsider", RoomKind.CAUCUS, "gov")
    assert refusal(assembly, a.NameChair("secretary"), actor).code is Code.GUARDED


def test_nor_does_who_was_named_and_became_chair_before_by_the_chair_s_word() -> None:
    assembly = announced()
    assembly.in_caucus("gov", a.NameChair("newcomer"))
    actor = a.Actor("newcomer", RoomKind.CAUCUS, "gov")
    assert refusal(assembly, a.NameChair("secretary"), actor).code is Code.GUARDED


def test_nor_does_the_chair_while_a_deputy_of_the_secretariat_s_naming_is_new() -> None:
    actor = a.Actor("gov chair", RoomKind.CAUCUS, "gov")
    refused = refusal(in_effect(NEW["deputy"]), a.NameChair("secretary"), actor)
    assert refused.code is Code.GUARDED


def test_a_chair_may_name_one_of_the_secretariat_once_that_time_is_over() -> None:
    assembly = in_effect()
    assembly.wait(INTERREGNUM)
    assembly.in_caucus("gov", a.NameChair("secretary"), "newcomer")
    assert officers(assembly)[0] == "secretary"


def test_a_chair_who_refused_may_name_whom_they_like() -> None:
    assembly = announced()
    assembly.in_caucus("gov", NO["chair"])
    assembly.in_caucus("gov", a.NameChair("secretary"))
    assert officers(assembly)[0] == "secretary"


def test_other_bodies_are_not_bound_by_it() -> None:
    assembly = announced()
    assembly.in_plenary(a.NameDeputy("secretary"))
    assert "secretary" in officers(assembly, "council")

"""A draft calls for binding rules: what it carries, which drafts keep it, and what it covers."""

import hashlib
from dataclasses import replace

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation import procedure
from deliberation.binding_rules.rules import Rules, marked_fingerprint
from deliberation.errors import Code, PointOfOrder
from deliberation.terms import Disposition, Level, Position, RoomKind, Stage
from deliberation.text import fingerprint
from tests.deliberation import assembly as made
from tests.deliberation.assembly import Assembly, refusal

PLENARY = a.Actor("council chair", RoomKind.PLENARY)
NATIONAL = a.CallForRules(Level.NATIONAL)
TEXT = "One.\n\nTwo.\n\nThree."


def in_plenary() -> Assembly:
    """Return a council with Draft 2, of three clauses, before it."""
    assembly = made.forwarded()
    assembly.in_plenary(a.IssueDraft(TEXT))
    return assembly


def carried(assembly: Assembly) -> Rules | None:
    assert assembly.proposal
    assert assembly.proposal.current
    return assembly.proposal.current.rules


def test_it_issues_the_next_draft_of_the_same_text() -> None:
    assembly = in_plenary()
    (drafted,) = assembly.in_plenary(a.CallForRules(Level.REGIONAL, ("3", "1"), "a note"))
    assert isinstance(drafted, e.Drafted)
    assert (drafted.draft, drafted.text, drafted.note) == (3, TEXT, "a note")
    assert (drafted.level, drafted.clauses) == ("regional", ("1", "3"))
    assert carried(assembly) == Rules(Level.REGIONAL, ("1", "3"))
    assert assembly.stage is Stage.PLENARY


def test_a_clause_that_is_named_twice_is_one() -> None:
    assembly = in_plenary()
    assembly.in_plenary(a.CallForRules(Level.NATIONAL, ("2", "2")))
    assert carried(assembly) == Rules(Level.NATIONAL, ("2",))


def test_a_clause_that_is_not_there_is_refused() -> None:
    found = refusal(in_plenary(), a.CallForRules(Level.NATIONAL, ("1", "7")), PLENARY)
    assert found.code is Code.NO_SUCH_CLAUSE
    assert found.fields["clause"] == "7"


def test_the_fingerprint_covers_the_level_and_the_clauses() -> None:
    said = [
        marked_fingerprint(TEXT, *mark)
        for mark in (
            *(("", ()), ("national", ()), ("regional", ())),
            *(("national", ("1",)), ("national", ("1", "2"))),
        )
    ]
    assert len({*said}) == len(said)
    assert said[0] == fingerprint(TEXT)
    written = f"{TEXT}\n \nbinding rules: national: 1, 2"
    assert said[-1] == hashlib.sha256(written.encode()).hexdigest()
    assert fingerprint(f"{TEXT}\n \nbinding rules: national") not in said


@pytest.mark.parametrize("act", [NATIONAL, a.CallForRules(Level.NATIONAL, ("2",))])
def test_who_says_it_twice_calls_once(act: a.CallForRules) -> None:
    assembly = in_plenary()
    assembly.in_plenary(act)
    found = refusal(assembly, assembly.shown(act, ""), PLENARY)
    assert found.code is Code.RULES_AS_BEFORE
    assert found.fields == {"draft": 3, "level": "national", "clauses": act.clauses}


def test_none_takes_it_back_and_there_must_be_something_to_take_back() -> None:
    assembly = in_plenary()
    none = a.CallForRules(None)
    found = refusal(assembly, assembly.shown(none, ""), PLENARY)
    assert (found.code, found.fields["level"]) == (Code.RULES_AS_BEFORE, "")
    assembly.in_plenary(NATIONAL)
    (drafted,) = assembly.in_plenary(none)
    assert isinstance(drafted, e.Drafted)
    assert (drafted.level, drafted.fingerprint) == ("", fingerprint(TEXT))
    assert carried(assembly) is None


@pytest.mark.parametrize("shown, code", [(0, Code.DRAFT_NOT_SHOWN), (1, Code.DRAFT_NOT_CURRENT)])
def test_it_is_about_the_draft_that_was_shown_last(shown: int, code: Code) -> None:
    assembly, act = in_plenary(), replace(NATIONAL, shown=shown)
    with pytest.raises(PointOfOrder) as caught:
        procedure.decide(act, PLENARY, assembly.proposal, assembly.council)
    assert caught.value.code is code


@pytest.mark.parametrize(
    "text, clause",
    [
        ("One.\n\nTwo.\n\nThree.\n\nFour.", "2"),
        ("One.\n\nTwo, otherwise.\n\nThree.", "2"),
        ("Before it.\n\nOne.\n\nTwo.\n\nThree.", "3"),
        ("One.\n\nThree.", ""),
        ("One.", ""),
    ],
)
def test_a_later_draft_keeps_it_with_the_same_clauses(text: str, clause: str) -> None:
    assembly = in_plenary()
    assembly.in_plenary(a.CallForRules(Level.NATIONAL, ("2",)))
    assembly.in_plenary(a.IssueDraft(text))
    assert carried(assembly) == (Rules(Level.NATIONAL, (clause,)) if clause else None)


def test_without_clauses_every_later_draft_keeps_it_and_undraft_goes_back() -> None:
    assembly = in_plenary()
    assembly.in_plenary(NATIONAL)
    assembly.in_plenary(a.IssueDraft("Another text."))
    assert carried(assembly) == Rules(Level.NATIONAL)
    assembly.in_plenary(a.Undraft("no"))
    assembly.in_plenary(a.Undraft("no"))
    assert carried(assembly) is None


def test_the_text_alone_is_no_other_draft() -> None:
    assembly = in_plenary()
    assembly.in_plenary(NATIONAL)
    assert refusal(assembly, a.IssueDraft(TEXT), PLENARY).code is Code.DRAFT_UNCHANGED


def test_a_position_on_the_draft_without_it_is_none_on_the_draft_with_it() -> None:
    assembly = made.agreed()
    assembly.in_plenary(NATIONAL)
    assert refusal(assembly, a.Finalise(), PLENARY).code is Code.CAUCUSES_MISSING


def test_a_caucus_s_wording_that_is_the_draft_s_releases_nothing() -> None:
    assembly = made.forwarded()
    assembly.in_plenary(NATIONAL)
    assembly.in_plenary(a.Refer())
    assembly.in_caucus("cs", a.GiveCaucusText("First text."))
    amended = a.RecordPosition(Position.AMENDED, "", 2, shown_text=1)
    actor = a.Actor("cs chair", RoomKind.CAUCUS, "cs")
    assert refusal(assembly, amended, actor).code is Code.CAUCUS_TEXT_UNCHANGED


def test_the_recommendation_keeps_it() -> None:
    assembly = made.forwarded()
    assembly.in_plenary(a.CallForRules(Level.INTERNATIONAL, ("1",)))
    assembly.in_plenary(a.Refer())
    assembly.all_agree()
    recommended = assembly.in_plenary(a.Finalise())[0]
    assert isinstance(recommended, e.Recommended)
    assert (recommended.level, recommended.clauses) == ("international", ("1",))
    assert assembly.proposal
    assert assembly.proposal.recommendation
    assert assembly.proposal.recommendation.rules == Rules(Level.INTERNATIONAL, ("1",))
    assert recommended.fingerprint == assembly.proposal.recommendation.fingerprint


def test_an_objection_that_the_text_without_it_accommodated_is_open_again() -> None:
    """Whoever did not want binding rules is not overridden by a call for them."""
    assembly = made.forwarded()
    assembly.in_plenary(a.RaiseObjection("No rules.", most=3), "cs chair")
    assembly.in_plenary(a.IssueDraft("A text with none."))
    disposed = a.DisposeOfObjections((a.Label(1),), Disposition.ACCOMMODATED, "There are none.")
    assembly.in_plenary(disposed)
    assembly.in_plenary(NATIONAL)
    assembly.in_plenary(a.Refer())
    assembly.all_agree()
    assert refusal(assembly, a.Finalise(), PLENARY).code is Code.OBJECTIONS_STAND

"""Statements: who makes which, when, on which text, and what becomes of them."""

from collections.abc import Callable

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation.errors import Code
from deliberation.statements.statement import Statement
from deliberation.terms import RoomKind, Stage, StatementKind
from tests.deliberation import assembly as made
from tests.deliberation.assembly import Assembly, refusal

RESERVATION, MINORITY = StatementKind.RESERVATION, StatementKind.MINORITY
MEMBER, DEPUTY, CHAIR = "cs representative", "cs deputy", "cs chair"
OPEN = 1


def stating(
    kind: StatementKind = RESERVATION, words: str = "It costs too much.", until: int = OPEN
) -> a.MakeStatement:
    return a.MakeStatement(kind, words, until)


def in_plenary(person: str) -> a.Actor:
    return a.Actor(person, RoomKind.PLENARY)


def refused(assembly: Assembly, act: a.Act, person: str = CHAIR) -> Code:
    return refusal(assembly, act, in_plenary(person)).code


def known(assembly: Assembly) -> list[tuple[str, str, int, str]]:
    """Return the author, kind, draft and words of each statement that plenary knows."""
    assert assembly.proposal
    return [_told(each) for each in assembly.proposal.statements]


def public(assembly: Assembly) -> list[tuple[str, str, int, str]]:
    """Return the same of those that everybody sees with the recommendation."""
    assert assembly.proposal
    stands = assembly.proposal.recommendation
    return [_told(each) for each in (stands.statements if stands else ())]


def _told(each: Statement) -> tuple[str, str, int, str]:
    return each.caucus or each.person, each.kind.value, each.draft, each.statement


def closed() -> Assembly:
    assembly = made.agreed()
    assembly.in_plenary(a.Close("no way"))
    return assembly


# --- who ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", StatementKind)
@pytest.mark.parametrize("person", [CHAIR, DEPUTY])
def test_a_chair_or_a_deputy_speaks_for_the_caucus(kind: StatementKind, person: str) -> None:
    assembly = made.agreed()
    assembly.in_plenary(stating(kind), person)
    assert known(assembly) == [("cs", kind.value, 1, "It costs too much.")]


def test_another_representative_makes_a_minority_statement_in_their_own_name() -> None:
    assembly = made.agreed()
    assembly.in_plenary(stating(MINORITY), MEMBER)
    assert known(assembly) == [(MEMBER, "minority", 1, "It costs too much.")]


@pytest.mark.parametrize("kind", [kind for kind in StatementKind if kind is not MINORITY])
def test_the_other_kinds_are_the_caucus_s_alone(kind: StatementKind) -> None:
    found = refusal(made.agreed(), stating(kind), in_plenary(MEMBER))
    assert found.code is Code.STATEMENT_IS_THE_CAUCUSES
    assert found.fields == {"kind": kind.value, "body": "cs"}


@pytest.mark.parametrize("kind", StatementKind)
@pytest.mark.parametrize("person", ["council chair", "forum chair", "observer", "tabler", "x"])
def test_who_is_in_no_caucus_makes_none(kind: StatementKind, person: str) -> None:
    assert refused(made.agreed(), stating(kind), person) is Code.NOT_AUTHORISED


def test_who_was_chair_does_not_speak_for_the_caucus_any_more() -> None:
    assert refused(made.agreed(), stating(), "cs chair before") is Code.NOT_AUTHORISED


# --- when ---------------------------------------------------------------------------------


def recalled() -> Assembly:
    assembly = made.referred()
    assembly.in_plenary(a.Recall("time"))
    return assembly


@pytest.mark.parametrize("assembly", [made.agreed, recalled, made.recommended, closed])
def test_one_is_made_from_the_end_of_a_round_on_and_after_the_outcome(
    assembly: Callable[[], Assembly],
) -> None:
    at = assembly()
    stage = at.stage
    at.in_plenary(stating(), CHAIR)
    assert len(known(at)) == 1
    assert at.stage is stage


def test_none_is_made_before_a_round_on_the_current_draft_has_ended() -> None:
    assert refused(made.forwarded(), stating()) is Code.NO_ROUND_YET
    assert refused(made.referred(), stating()) is Code.ROUND_NOT_OVER
    assert refused(made.redrafted(), stating()) is Code.NO_ROUND_YET


def test_a_draft_that_is_current_again_can_be_stated_on_again() -> None:
    assembly = made.redrafted()
    assembly.in_plenary(a.Undraft("a slip", 2))
    assembly.in_plenary(stating(), CHAIR)
    assert known(assembly)[0][2] == 1


def test_what_was_reopened_needs_a_round_first() -> None:
    assembly = made.recommended()
    assembly.act(a.Reopen("news"), a.Actor("council chair", RoomKind.FORUM))
    assert refused(assembly, stating()) is Code.NO_ROUND_YET
    assembly.in_plenary(a.Refer())
    assembly.all_agree()
    assembly.in_plenary(stating(), CHAIR)
    assert len(known(assembly)) == 1


@pytest.mark.parametrize("assembly", [made.recommended, closed])
def test_none_is_made_once_the_time_is_over(assembly: Callable[[], Assembly]) -> None:
    assert refused(assembly(), stating(until=0)) is Code.TOO_LATE_FOR_STATEMENTS
    at = made.agreed()
    at.in_plenary(stating(until=0), CHAIR)  # before the outcome there is no such time


def test_none_is_made_on_what_was_withdrawn() -> None:
    assembly = made.forwarded()
    assembly.in_plenary(a.Withdraw("no"), "tabler")
    assert refused(assembly, stating()) is Code.WRONG_STAGE


@pytest.mark.parametrize("room", [kind for kind in RoomKind if kind is not RoomKind.PLENARY])
def test_one_is_made_in_plenary_alone(room: RoomKind) -> None:
    key = "cs" if room is RoomKind.CAUCUS else ""
    found = refusal(made.agreed(), stating(), a.Actor(CHAIR, room, key))
    assert found.code is Code.WRONG_ROOM


# --- one of each kind ---------------------------------------------------------------------


def test_a_second_one_of_an_author_and_kind_takes_the_place_of_the_first() -> None:
    assembly = made.agreed()
    assembly.in_plenary(stating(), CHAIR)
    first = len(assembly.entries)
    assembly.in_plenary(stating(words="It costs far too much."), DEPUTY)
    assert known(assembly) == [("cs", "reservation", 1, "It costs far too much.")]
    payload = assembly.entries[-1].payload
    assert isinstance(payload, e.StatementMade)
    assert payload.replaces == first


def test_other_kinds_and_other_authors_stand_beside_it() -> None:
    assembly = made.agreed()
    for kind in StatementKind:
        assembly.in_plenary(stating(kind), CHAIR)
    assembly.in_plenary(stating(MINORITY), MEMBER)
    assembly.in_plenary(stating(), "gov chair")
    whose = [(author, kind) for author, kind, *_ in known(assembly)]
    kinds = [("cs", kind.value) for kind in StatementKind]
    assert whose == [*kinds, (MEMBER, "minority"), ("gov", "reservation")]


@pytest.mark.parametrize("person, body", [(CHAIR, "cs"), (MEMBER, "")])
def test_the_same_words_again_are_refused(person: str, body: str) -> None:
    assembly = made.agreed()
    assembly.in_plenary(stating(MINORITY), person)
    found = refusal(assembly, stating(MINORITY), in_plenary(person))
    assert found.code is Code.STATEMENT_AS_BEFORE
    assert found.fields == {"kind": "minority", "body": body, "draft": 1}


# --- on which text ------------------------------------------------------------------------


def test_it_is_bound_to_its_draft_and_not_carried_to_another() -> None:
    assembly = made.agreed()
    assembly.in_plenary(stating(), CHAIR)
    assembly.in_plenary(a.IssueDraft("Second text."))
    assembly.in_plenary(a.Refer())
    assembly.all_agree()
    assembly.in_plenary(stating(), "gov chair")
    assert [(author, draft) for author, _, draft, _ in known(assembly)] == [("cs", 1), ("gov", 2)]
    assembly.in_plenary(a.Finalise())
    assert [author for author, *_ in public(assembly)] == ["gov"]
    payload = next(x for x in assembly.payloads if isinstance(x, e.StatementMade))
    assert assembly.proposal
    assert payload.fingerprint == assembly.proposal.drafts[0].fingerprint


def test_it_blocks_nothing() -> None:
    assembly = made.agreed()
    assembly.in_plenary(stating(), CHAIR)
    assembly.in_plenary(stating(MINORITY), MEMBER)
    assembly.in_plenary(a.Finalise())
    assert assembly.stage is Stage.RECOMMENDED


def test_a_recommendation_makes_the_statements_on_its_text_public() -> None:
    assembly = made.agreed()
    assembly.in_plenary(stating(), CHAIR)
    assembly.in_plenary(stating(MINORITY), MEMBER)
    before = [x.audience for x in assembly.entries if isinstance(x.payload, e.StatementMade)]
    assert before == ["council", "council"]
    assembly.in_plenary(a.Finalise())
    entry = assembly.entries[-1]
    assert (entry.audience, entry.stage) == ("public", Stage.RECOMMENDED)
    assert entry.payload == e.StatementsDeclared(
        1,
        assembly.proposal.drafts[0].fingerprint if assembly.proposal else "",
        (
            e.DeclaredStatement("cs", CHAIR, "reservation", "It costs too much."),
            e.DeclaredStatement("", MEMBER, "minority", "It costs too much."),
        ),
    )
    assert public(assembly) == known(assembly)


def test_a_recommendation_without_a_statement_declares_none() -> None:
    assert isinstance(made.recommended().entries[-1].payload, e.Recommended)


def test_one_on_a_recommendation_is_public_at_once_and_replaces_one_from_before() -> None:
    assembly = made.agreed()
    assembly.in_plenary(stating(), CHAIR)
    assembly.in_plenary(a.Finalise())
    assembly.in_plenary(stating(words="Less, but still."), CHAIR)
    assembly.in_plenary(stating(MINORITY), MEMBER)
    assert [x.audience for x in assembly.entries[-2:]] == ["public", "public"]
    assert isinstance(assembly.entries[-1].payload, e.StatementAttached)
    assert [words for *_, words in public(assembly)] == ["Less, but still.", "It costs too much."]
    assert public(assembly) == known(assembly)


def test_one_on_what_was_closed_is_for_who_sees_plenary() -> None:
    assembly = closed()
    assembly.in_plenary(stating(), CHAIR)
    assert assembly.entries[-1].audience == "council"
    assert public(assembly) == []


def test_those_on_a_recommendation_stay_with_it_when_it_is_reopened() -> None:
    assembly = made.agreed()
    assembly.in_plenary(stating(), CHAIR)
    assembly.in_plenary(a.Finalise())
    assembly.act(a.Reopen("news"), a.Actor("council chair", RoomKind.FORUM))
    assembly.in_plenary(a.Refer())
    assembly.all_agree()
    assembly.in_plenary(stating(words="Now more than before."), CHAIR)
    assert [words for *_, words in public(assembly)] == ["It costs too much."]
    assembly.in_plenary(a.Finalise())
    assert [words for *_, words in public(assembly)] == ["Now more than before."]


def test_another_recommendation_has_its_own() -> None:
    assembly = made.recommended()
    assembly.in_plenary(stating(), CHAIR)
    assembly.act(a.Reopen("news"), a.Actor("council chair", RoomKind.FORUM))
    assembly.in_plenary(a.IssueDraft("Second text."))
    assembly.in_plenary(a.Refer())
    assembly.all_agree()
    assert public(assembly) != []
    assembly.in_plenary(a.Finalise())
    assert public(assembly) == []


def test_it_stands_in_the_way_of_no_correction_and_survives_it() -> None:
    assembly = recalled()
    assembly.in_plenary(stating(), CHAIR)
    assembly.in_plenary(a.Correct("a slip"))
    assert assembly.stage is Stage.CAUCUSES
    assert [author for author, *_ in known(assembly)] == ["cs"]


def test_what_ends_it_keeps_its_number_whatever_is_stated_afterwards() -> None:
    assembly = closed()
    assert assembly.proposal
    ended = assembly.proposal.ended, assembly.proposal.ended_by
    assembly.in_plenary(stating(), CHAIR)
    assert (assembly.proposal.ended, assembly.proposal.ended_by) == ended
    assert ended[1] == next(x.number for x in assembly.entries if isinstance(x.payload, e.Closed))

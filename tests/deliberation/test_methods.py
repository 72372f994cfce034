"""A caucus's own method: what answers come to, who is asked, and what it outweighs."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation import acts as a
from deliberation import entries as e
from deliberation import procedure, roster
from deliberation.errors import Code, PointOfOrder
from deliberation.methods.count import Count, result_of
from deliberation.methods.method import CaucusMethod, needed
from deliberation.methods.question import Question
from deliberation.terms import Choice, Disposition, Majority, Method, Position, Result, RoomKind
from tests.deliberation import assembly as made
from tests.deliberation.assembly import Assembly, refusal

CS = a.Actor("cs chair", RoomKind.CAUCUS, "cs")
SEATED = ("cs deputy", "cs representative", "cs member")
HALF = Fraction(1, 2)


def question(
    method: Method = Method.POLL,
    majority: Majority = Majority.SIMPLE,
    quorum: Fraction = HALF,
    seats: int = 5,
) -> Question:
    return Question(CaucusMethod(method, quorum, majority), SEATED, seats)


@pytest.mark.parametrize(
    "count, majority, result",
    [
        ((3, 2, 0), Majority.SIMPLE, Result.REACHED),
        ((2, 2, 1), Majority.SIMPLE, Result.NOT_REACHED),  # a tie
        ((1, 0, 4), Majority.SIMPLE, Result.REACHED),
        ((0, 0, 5), Majority.SIMPLE, Result.NOT_REACHED),
        ((4, 2, 0), Majority.TWO_THIRDS, Result.REACHED),
        ((3, 2, 0), Majority.TWO_THIRDS, Result.NOT_REACHED),
        ((2, 1, 2), Majority.TWO_THIRDS, Result.REACHED),
        ((5, 0, 0), Majority.UNANIMITY, Result.REACHED),
        ((3, 0, 2), Majority.UNANIMITY, Result.REACHED),
        ((4, 1, 0), Majority.UNANIMITY, Result.NOT_REACHED),
        ((0, 0, 3), Majority.UNANIMITY, Result.NOT_REACHED),
        ((1, 1, 0), Majority.SIMPLE, Result.NO_QUORUM),
        ((2, 0, 0), Majority.SIMPLE, Result.NO_QUORUM),
    ],
)
def test_what_a_poll_comes_to(
    count: tuple[int, int, int], majority: Majority, result: Result
) -> None:
    assert result_of(question(majority=majority), Count(*count)) is result


@pytest.mark.parametrize(
    "quorum, seats, least",
    [
        (HALF, 5, 3),
        (HALF, 4, 2),
        (HALF, 1, 1),
        (Fraction(2, 3), 5, 4),
        (Fraction(1), 5, 5),
        (Fraction(1, 100), 5, 1),
    ],
)
def test_a_quorum_is_a_share_of_the_seats_taken_or_not(
    quorum: Fraction, seats: int, least: int
) -> None:
    assert needed(CaucusMethod(Method.POLL, quorum), seats) == least
    assert needed(CaucusMethod(Method.BALLOT, quorum), seats) == max(3, least)


@given(st.tuples(*[st.integers(0, 6)] * 3), st.sampled_from(Majority), st.sampled_from(Method))
def test_more_yes_never_loses_a_majority_and_more_no_never_wins_one(
    count: tuple[int, int, int], majority: Majority, method: Method
) -> None:
    asked = question(method, majority, Fraction(1, 100))
    yes, no, abstained = count
    before = result_of(asked, Count(*count))
    if before is Result.REACHED:
        assert result_of(asked, Count(yes + 1, no, abstained)) is Result.REACHED
    if before is Result.NOT_REACHED:
        assert result_of(asked, Count(yes, no + 1, abstained)) is Result.NOT_REACHED


@pytest.mark.parametrize("count", [(2, 0, 0), (0, 2, 0), (1, 0, 1), (0, 0, 0)])
def test_a_ballot_of_fewer_than_three_tells_nothing(count: tuple[int, int, int]) -> None:
    low = Fraction(1, 100)
    assert result_of(question(Method.BALLOT, quorum=low), Count(*count)) is Result.TOO_FEW
    assert result_of(question(Method.BALLOT, quorum=low), Count(2, 1, 0)) is Result.REACHED


# --- asking -------------------------------------------------------------------------------


def by(method: Method, seats: int = made.SEATS) -> Assembly:
    assembly = made.referred()
    assembly.council = replace(assembly.council, seats=seats)
    if method is not Method.JUDGEMENT:
        assembly.in_caucus("cs", a.SetMethod(method))
    return assembly


def ask(assembly: Assembly) -> e.Payload:
    (payload,) = assembly.in_caucus("cs", a.Ask("Well?", assembly.term()))
    return payload


def end(assembly: Assembly, **cast: Choice) -> e.QuestionCounted:
    """Have the open question ended, with what these have answered: ``deputy=Choice.YES``."""
    assert assembly.proposal
    call = assembly.proposal.calls[-1]
    given = {f"cs {role}": choice for role, choice in cast.items()}
    known = assembly.proposal, assembly.council
    (decided,) = procedure.decide(a.EndCall(), CS, *known, cast={call.entry: given})
    assembly.record("cs chair", decided.payload, decided.stage)
    assert isinstance(decided.payload, e.QuestionCounted)
    return decided.payload


@pytest.mark.parametrize("method, silence", [(Method.JUDGEMENT, 0), (Method.SILENCE, 1)])
def test_a_caucus_that_doesn_t_count_is_called_on(method: Method, silence: int) -> None:
    payload = ask(by(method))
    assert isinstance(payload, e.CallOpened)
    assert (payload.silence, payload.words) == (silence, "Well?")


@pytest.mark.parametrize("method", [Method.POLL, Method.BALLOT])
def test_the_electorate_is_who_holds_a_seat_then_and_the_chair_only_with_one(
    method: Method,
) -> None:
    payload = ask(by(method))
    assert isinstance(payload, e.QuestionPut)
    assert (payload.electorate, payload.seats) == (SEATED, made.SEATS)
    assert (payload.method, payload.quorum, payload.majority) == (method.value, "1/2", "simple")


def test_a_silence_that_would_be_broken_as_it_begins_is_not_asked() -> None:
    assembly = by(Method.SILENCE)
    assembly.in_caucus("cs", a.RaiseObjection("No.", most=3))
    found = refusal(assembly, a.Ask("", assembly.term()), CS)
    assert found.code is Code.OBJECTIONS_STAND


def test_a_poll_is_asked_all_the_same() -> None:
    assembly = by(Method.POLL)
    assembly.in_caucus("cs", a.RaiseObjection("No.", most=3))
    assert isinstance(ask(assembly), e.QuestionPut)


def test_a_method_is_in_use_as_long_as_something_is_asked_by_it() -> None:
    assembly = by(Method.POLL)
    ask(assembly)
    given = replace(assembly.given, asking=("cs",))
    with pytest.raises(PointOfOrder) as caught:
        roster.decide(a.SetMethod(Method.BALLOT), CS, assembly.council, given)
    assert caught.value.code is Code.METHOD_IN_USE


# --- what is found ------------------------------------------------------------------------


def test_a_poll_names_who_said_what_and_who_did_not_answer() -> None:
    assembly = by(Method.POLL)
    ask(assembly)
    found = end(assembly, deputy=Choice.YES, member=Choice.YES)
    assert (found.said_yes, found.silent, found.removed) == (SEATED[::2], SEATED[1:2], ())
    assert (found.result, found.ended) == ("reached", "chair")


def test_who_lost_their_seat_is_not_counted() -> None:
    assembly = by(Method.POLL)
    ask(assembly)
    assembly.in_caucus("cs", a.Unseat("cs representative"))
    found = end(assembly, deputy=Choice.YES, representative=Choice.NO)
    assert (found.yes, found.no, found.removed) == (1, 0, SEATED[1:2])


def test_a_ballot_names_nobody_but_who_lost_their_seat() -> None:
    assembly = by(Method.BALLOT)
    ask(assembly)
    assembly.in_caucus("cs", a.Unseat("cs representative"))
    found = end(assembly, deputy=Choice.YES)
    assert (*found.said_yes, *found.silent) == ()
    assert (found.result, found.yes, found.removed) == ("too few", 0, SEATED[1:2])


def test_a_ballot_of_fewer_than_three_is_not_asked() -> None:
    assembly = by(Method.BALLOT)
    assembly.in_caucus("cs", a.Unseat("cs representative"))
    found = refusal(assembly, a.Ask("", assembly.term()), CS)
    assert (found.code, found.fields["least"]) == (Code.TOO_FEW_TO_ASK, 3)


@pytest.mark.parametrize(
    "cast, position, method",
    [
        (Choice.YES, Position.AGREED, "poll"),
        (Choice.NO, Position.NOT_AGREED, "poll"),
        (Choice.YES, Position.NOT_AGREED, "judgement"),
        (Choice.NO, Position.AGREED, "judgement"),
    ],
)
def test_a_position_has_the_method_that_found_it(
    cast: Choice, position: Position, method: str
) -> None:
    assembly = by(Method.POLL)
    ask(assembly)
    end(assembly, deputy=cast, member=cast)
    payloads = assembly.says("cs", position)
    recorded = payloads[0]
    assert isinstance(recorded, e.PositionRecorded)
    assert (recorded.method, recorded.figures) == (method, ())


def test_a_silence_is_the_method_of_a_caucus_whose_method_it_is() -> None:
    for method, expected in ((Method.SILENCE, "silence"), (Method.JUDGEMENT, "")):
        assembly = by(method)
        assembly.in_caucus("cs", a.OpenSilence("", assembly.term()))
        assembly.time_ends("cs")
        recorded = assembly.says("cs")[0]
        assert isinstance(recorded, e.PositionRecorded)
        assert recorded.method == expected


def test_a_silence_that_its_chair_ended_early_found_nothing() -> None:
    assembly = by(Method.SILENCE)
    assembly.in_caucus("cs", a.OpenSilence("", assembly.term()))
    assembly.in_caucus("cs", a.EndCall())
    recorded = assembly.says("cs")[0]
    assert isinstance(recorded, e.PositionRecorded)
    assert recorded.method == "judgement"


def test_the_last_finding_on_a_text_counts() -> None:
    assembly = by(Method.POLL)
    assembly.in_caucus("cs", a.RaiseObjection("No.", most=3))
    for choice in (Choice.YES, Choice.NO):
        ask(assembly)
        end(assembly, deputy=choice, member=choice)
    agreed = a.RecordPosition(Position.AGREED, "", 1)
    assert refusal(assembly, agreed, CS).code is Code.OBJECTIONS_STAND
    assembly.in_caucus("cs", a.DisposeOfObjections((a.Label(1),), Disposition.REJECTED, "No."))
    recorded = assembly.says("cs", Position.AGREED)[0]
    assert isinstance(recorded, e.PositionRecorded)
    assert recorded.method == "judgement"


@pytest.mark.parametrize("what", ["a call", "a poll without a quorum"])
def test_what_finds_nothing_takes_nothing_from_an_earlier_finding(what: str) -> None:
    assembly = by(Method.POLL)
    ask(assembly)
    end(assembly, deputy=Choice.YES, member=Choice.YES)
    if what == "a call":
        assembly.in_caucus("cs", a.OpenCall("", assembly.term()))
        assembly.in_caucus("cs", a.EndCall())
    else:
        ask(assembly)
        end(assembly, deputy=Choice.NO)
    act = a.RecordPosition(Position.AGREED, "", 1, finding=True)
    recorded = assembly.act(act, CS)[0]
    assert isinstance(recorded, e.PositionRecorded)
    assert (recorded.method, recorded.figures) == ("poll", (2, 0, 0))


def test_a_correction_gives_back_no_question() -> None:
    """Clients take no more answers to a poll whose end was sent."""
    assembly = by(Method.POLL)
    ask(assembly)
    assembly.says("cs")
    assembly.in_caucus("cs", a.Correct("a slip"))
    assert assembly.proposal
    (call,) = assembly.proposal.calls
    assert call.lapsed


def test_a_finding_outweighs_what_was_objected_and_not_what_is_upheld_since() -> None:
    assembly = by(Method.POLL)
    assembly.in_caucus("cs", a.RaiseObjection("No.", most=3))
    agreed = a.RecordPosition(Position.AGREED, "", 1)
    assert refusal(assembly, agreed, CS).code is Code.OBJECTIONS_STAND
    ask(assembly)
    end(assembly, deputy=Choice.YES, member=Choice.YES)
    other = assembly.copy()
    assembly.act(agreed, CS)
    labels = (a.Label(1),)
    other.in_caucus("cs", a.DisposeOfObjections(labels, Disposition.UPHELD, "It stands."))
    assert refusal(other, agreed, CS).code is Code.OBJECTIONS_STAND


def test_reopening_forgets_what_was_found() -> None:
    assembly = by(Method.POLL)
    ask(assembly)
    end(assembly, deputy=Choice.YES, member=Choice.YES)
    assembly.says("cs")
    assembly.says("gov")
    assembly.in_plenary(a.Close("no"))
    assembly.in_forum(a.Reopen("again"), "council chair")
    recorded = assembly.says("cs")[0]
    assert isinstance(recorded, e.PositionRecorded)
    assert recorded.method == "judgement"

"""Help names an act exactly where it would not be refused, whatever is said with it.

By the oracle that is typed by hand in ``test_whole_table``.
"""

from itertools import product

import pytest

from deliberation import acts as a
from deliberation import possible
from deliberation.council import Caucus, Council
from deliberation.errors import Code
from deliberation.officers import Given
from deliberation.terms import RoomKind, Stage
from tests.deliberation.test_whole_table import EVERYBODY, ORACLE, ROOMS, SITUATIONS, expected

WHATEVER_IS_SAID = {
    Code.WRONG_ROOM,
    Code.WRONG_STAGE,
    Code.NO_SUCH_PROPOSAL,
    Code.NOT_AUTHORISED,
    Code.NEVER_REFERRED,
    Code.UNDER_WAY,
    Code.NO_EARLIER_DRAFT,
    Code.CAUCUSES_MISSING,
    Code.OBJECTIONS_STAND,
    Code.NO_OBJECTIONS,
    Code.NOTHING_TO_CORRECT,
    Code.NOT_THEIRS_TO_CORRECT,
    Code.CORRECTION_RESTED_ON,
    Code.NO_POSITION,
    Code.NO_ROUND_YET,
    Code.ROUND_NOT_OVER,
    Code.NO_TEXT_TO_TAKE_BACK,
    Code.NO_CALL,
    Code.CALL_IS_OPEN,
    Code.CALL_NOT_ENDED,
    Code.DRAFT_NOT_REFERRED,  # for a call in a caucus; nothing else comes so far in the oracle
}
"""With these an act is refused also if other words are given with it."""
OF_OFFICERS = {a.NameChair, a.NameDeputy, a.RemoveDeputy}
OF_SEATS = {a.Seat, a.Unseat, a.SetMethod}
OF_OBSERVERS = {a.NameObserver, a.RemoveObserver}


def test_an_act_is_possible_exactly_where_only_its_words_can_have_it_refused(
    subtests: pytest.Subtests,
) -> None:
    for (situation, make), room in product(SITUATIONS.items(), ROOMS):
        assembly = make()
        with subtests.test(situation=situation, room=room):
            for person in EVERYBODY:
                actor = a.Actor(person, ROOMS[room].room, ROOMS[room].caucus)
                follows = {
                    type(ruling.act): expected(ruling, situation, room, person)
                    for ruling in ORACLE.values()
                    if not isinstance(ruling.act, a.Propose)
                }
                found = set(possible.on_proposal(actor, assembly.proposal, assembly.council))
                wanted = {act for act, what in follows.items() if what not in WHATEVER_IS_SAID}
                assert found - {a.Propose} == wanted, person


def test_a_proposal_is_offered_for_an_act_in_the_stages_in_which_that_is_possible() -> None:
    assert possible.stages({a.Forward, a.Decline, a.Finalise}, RoomKind.FORUM) == {Stage.TABLED}
    ended = {stage for stage in Stage if stage.ended}
    assert possible.stages({a.Reopen}, RoomKind.DIRECT) == ended
    assert possible.stages({a.Withdraw}, RoomKind.FORUM) == {*Stage} - ended
    assert possible.stages({a.Refer}, RoomKind.FORUM) == set()


def test_anybody_may_table_a_proposal_in_the_forum_alone() -> None:
    for room in RoomKind:
        may = possible.on_proposal(a.Actor("x", room), None, Council())
        assert may == ((a.Propose,) if room is RoomKind.FORUM else ())


@pytest.mark.parametrize(
    "person, room, caucus, wanted",
    [
        ("chair", RoomKind.PLENARY, "", OF_OFFICERS | OF_OBSERVERS),
        ("chair", RoomKind.FORUM, "", set()),
        ("forum chair", RoomKind.FORUM, "", OF_OFFICERS),
        ("cs chair", RoomKind.CAUCUS, "cs", OF_OFFICERS | OF_SEATS),
        ("cs chair", RoomKind.CAUCUS, "gov", set()),
        ("cs chair", RoomKind.DIRECT, "", OF_OFFICERS | OF_SEATS),
        ("cs chair", RoomKind.OTHER, "", set()),
        ("member", RoomKind.CAUCUS, "cs", set()),
        ("secretary", RoomKind.DIRECT, "", OF_OFFICERS),
        ("secretary", RoomKind.PLENARY, "", set()),
    ],
)
def test_the_roster_is_changed_by_who_chairs_and_officers_also_by_the_secretariat(
    person: str, room: RoomKind, caucus: str, wanted: set[type]
) -> None:
    caucuses = (
        Caucus("cs", "Civil society", "cs chair", ("member",), ()),
        Caucus("gov", "Government", "gov chair", (), ()),
    )
    council = Council(chair="chair", forum_chair="forum chair", caucuses=caucuses)
    given = Given(frozenset({"secretary"}))
    assert set(possible.on_roster(a.Actor(person, room, caucus), council, given)) == wanted

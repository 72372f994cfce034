"""What stages, positions and authorities mean, and what no authority gives."""

from deliberation import acts as a
from deliberation.council import Caucus, Council
from deliberation.effects import Situation
from deliberation.officers import Given
from deliberation.procedure import authorised_for
from deliberation.proposal import Proposal
from deliberation.roster import has
from deliberation.terms import COUNCIL, Authority, Position, RoomKind, Stage

OF_PROPOSALS = {
    Authority.ANYONE,
    Authority.TABLER,
    Authority.SPEAKER,
    Authority.CAUCUS_MEMBER,
    Authority.IN_A_CAUCUS,
    Authority.FORUM_CHAIR,
    Authority.COUNCIL_CHAIR,
    Authority.CAUCUS_CHAIR,
}
OF_THE_ROSTER = {Authority.CHAIR, Authority.COUNCIL_CHAIR, Authority.CHAIR_OR_SECRETARIAT}


def test_a_proposal_has_rooms_of_its_own_in_plenary_and_in_the_caucuses() -> None:
    assert {s for s in Stage if s.before_council} == {Stage.PLENARY, Stage.CAUCUSES}


def test_one_position_agrees_to_the_draft_and_another_releases_a_text() -> None:
    assert [p for p in Position if p.agrees_to_draft] == [Position.AGREED]
    assert [p for p in Position if p.releases_text] == [Position.AMENDED]


def test_who_holds_every_office_has_no_authority_of_the_roster_on_a_proposal() -> None:
    caucuses = (Caucus("cs", "Civil society", "all", (), ()),)
    council = Council(chair="all", forum_chair="all", caucuses=caucuses)
    actor = a.Actor("all", RoomKind.CAUCUS, "cs")
    situation = Situation(None, actor, Proposal(1, tabled_by="all"), council)
    assert {who for who in Authority if authorised_for(who, situation)} == OF_PROPOSALS


def test_who_holds_every_office_has_no_authority_of_proposals_on_the_roster() -> None:
    council, actor = Council(chair="all"), a.Actor("all", RoomKind.DIRECT)
    given = Given(frozenset({"all"}), "bot", 0, 0)
    assert {who for who in Authority if has(who, COUNCIL, actor, council, given)} == OF_THE_ROSTER

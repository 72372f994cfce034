"""A proposal is taken back, declined, returned, closed and reopened, in chat."""

from functools import partial

from demo.person import Person
from tests.e2e.conftest import (
    Opened,
    Sitting,
    agree,
    open_proposal,
    settled,
    shows,
    shows_text,
    talk_to_bot,
)

CAUCUSES = {"gov": "Government", "cs": "Civil society"}


async def referred(council: Sitting, title: str) -> Opened:
    opened = await open_proposal(council, title)
    await council["chair"].commands(opened.plenary, "!refer")
    return opened


async def test_who_tabled_a_proposal_withdraws_it_and_nobody_else(council: Sitting) -> None:
    number, proposer = await council.table("Withdrawn"), council["proposer"]
    refused = await council["visitor"].commands(council.forum, f"!withdraw {number} Mine")
    assert "only who tabled" in refused
    assert proposer.user_id in refused
    answered = await proposer.commands(council.forum, f"!withdraw {number} Second thoughts")
    assert "You have withdrawn" in answered
    assert "Second thoughts" in answered
    assert "withdrawn" in await proposer.commands(council.forum, f"!status {number}")
    refused = await council["forum-chair"].commands(council.forum, f"!consensus yes {number}")
    assert "Point of order" in refused
    assert f"!reopen {number}" in refused


async def test_a_withdrawal_in_plenary_is_told_to_forum_and_caucuses(council: Sitting) -> None:
    opened = await open_proposal(council, "Withdrawn in plenary")
    proposer = council["proposer"]
    answered = await proposer.commands(opened.plenary, "!withdraw Overtaken by events")
    assert "You have withdrawn" in answered
    told = await council["visitor"].reads(council.forum, f"has withdrawn {opened.number}")
    assert "Overtaken by events" in told["content"]["body"]
    for key in CAUCUSES:
        await council[f"{key}-chair"].reads(opened.caucuses[key], "has withdrawn")


async def test_nothing_is_withdrawn_by_direct_chat_once_a_position_stands(
    council: Sitting,
) -> None:
    opened = await referred(council, "Too late")
    proposer = council["proposer"]
    await agree(council, opened, ["gov"])
    room = await talk_to_bot(council, proposer, f"!withdraw {opened.number} Sorry")
    await proposer.reads(room, "can't be withdrawn any more")


async def test_a_declined_proposal_is_reopened_by_the_forum_chair_alone(
    council: Sitting,
) -> None:
    number = await council.table("Declined")
    chair, forum_chair = council["chair"], council["forum-chair"]
    assert "needs a reason" in await forum_chair.commands(council.forum, f"!consensus no {number}")
    answered = await forum_chair.commands(council.forum, f"!consensus no {number} Out of scope")
    assert "Out of scope" in answered
    assert "does not go to the council" in answered
    assert "only the forum chair" in await chair.commands(council.forum, f"!reopen {number} Why?")
    room = await talk_to_bot(council, forum_chair, f"!reopen {number} In scope after all")
    await forum_chair.reads(room, "In scope after all")
    told = await council["visitor"].reads(council.forum, "In scope after all")
    assert number in told["content"]["body"]
    answered = await forum_chair.commands(council.forum, f"!consensus yes {number}")
    assert "to the council" in answered
    await council.plenary(number)


async def test_a_consensus_in_reply_to_the_posting_needs_no_number(council: Sitting) -> None:
    number, forum_chair = await council.table("Replied to"), council["forum-chair"]
    posting = await forum_chair.reads(council.forum, f"{number} · Replied to (")
    answered = await forum_chair.commands(
        council.forum, "!consensus no Too vague", reply_to=posting["event_id"]
    )
    assert f"{number} · Replied to" in answered
    refused = await forum_chair.commands(council.forum, "!consensus yes")
    assert "Say which proposal is meant" in refused


async def test_what_the_council_ended_is_reopened_by_the_council_chair_alone(
    council: Sitting,
) -> None:
    opened = await referred(council, "Reopened")
    chair, forum_chair, forum = council["chair"], council["forum-chair"], council.forum
    await agree(council, opened, ["gov"])
    await chair.commands(opened.plenary, "!recall No use")
    answered = await chair.commands(opened.plenary, "!close No way forward")
    assert "consensus can't be reached" in answered
    closed = await council["visitor"].reads(forum, "Reopened is closed")
    assert "No way forward" in closed["content"]["body"]
    assert "Government: agreed, on Draft 1" in closed["content"]["body"]
    assert "Civil society: did not report" in closed["content"]["body"]
    refused = await forum_chair.commands(forum, f"!reopen {opened.number} New facts")
    assert "only the council chair can do that" in refused
    answered = await chair.commands(forum, f"!reopen {opened.number} New facts")
    assert "New facts" in answered
    await council["cs-chair"].reads(opened.caucuses["cs"], "New facts")
    await settled(council)
    refused = await chair.commands(opened.plenary, "!consensus yes")
    assert "Government: its position (agreed) lapsed" in refused
    assert "round 2" in await chair.commands(opened.plenary, "!refer")


async def test_a_recommendation_stands_while_what_was_reopened_is_deliberated(
    council: Sitting,
) -> None:
    opened = await referred(council, "Stands")
    chair = council["chair"]
    await agree(council, opened)
    await chair.reads(opened.plenary, "Every caucus agrees")
    answered = await chair.commands(opened.plenary, "!consensus yes")
    assert "is a recommendation of the Internet Governance Forum" in answered
    await chair.commands(council.forum, f"!reopen {opened.number} A mistake in clause 1")
    answered = await chair.commands(council.forum, f"!status {opened.number}")
    assert "in plenary" in answered
    assert "stands until another replaces it" in answered


async def test_a_draft_is_taken_back_before_it_was_referred(council: Sitting) -> None:
    opened = await referred(council, "Taken back")
    chair, cs = council["chair"], council["cs-chair"]
    await agree(council, opened)
    await chair.reads(opened.plenary, "Every caucus agrees")
    await chair.commands(opened.plenary, "!draft\nA worse text.")
    refused = await cs.commands(opened.caucuses["cs"], "!consensus no It is worse")
    assert "Point of order" in refused
    assert "Draft 2" in refused
    await chair.sees(opened.plenary, lambda event: shows(event) == 2)
    answered = await chair.commands(opened.plenary, "!undraft It is worse")
    assert "Draft 1 (" in answered
    assert "current again" in answered
    told = await cs.reads(opened.caucuses["cs"], "has taken back Draft 2")
    assert "It is worse" in told["content"]["body"]
    refused = await chair.commands(opened.plenary, "!undraft Once more")
    assert "no draft before Draft 1" in refused
    answered = await chair.commands(opened.plenary, "!consensus yes")
    assert "is a recommendation" in answered


async def test_a_caucus_takes_its_wording_back_and_nothing_of_it_leaves(
    council: Sitting,
) -> None:
    opened = await referred(council, "A slip in a caucus")
    chair, cs, room = council["chair"], council["cs-chair"], opened.caucuses["cs"]
    await cs.sees(room, lambda event: shows(event) == 1)
    refused = await cs.commands(room, "!undraft Nothing yet")
    assert "no caucus text on Draft 1 to take back" in refused
    await cs.commands(room, "!draft\nThe first wording.")
    await cs.commands(room, "!draft\nA blunder of ours.")
    refused = await council["cs-1"].commands(room, "!undraft I don't like it")
    assert "Point of order" in refused
    await cs.sees(room, lambda event: shows_text(event).endswith("/cs.2"))
    answered = await cs.commands(room, "!undraft A blunder")
    assert "Draft 1/cs.2 is taken back. Draft 1/cs.1 (" in answered
    assert "Civil society, taken back" in await cs.commands(room, "!text cs.2")
    assert "Draft 1/cs.3 (" in await cs.commands(room, "!draft\nAnother blunder.")
    await cs.sees(room, lambda event: shows_text(event).endswith("/cs.3"))
    assert "Draft 1/cs.1 (" in await cs.commands(room, "!undraft A blunder again")
    assert "amended in Draft 1/cs.1" in await cs.commands(room, "!consensus amended cs.1")
    told = await chair.reads(opened.plenary, "as amended in Draft 1/cs.1")
    assert "first" in told["content"]["body"]
    refused = await cs.commands(room, "!undraft Too late")
    assert "Draft 1/cs.1 has been released" in refused
    await settled(council)
    assert "lunder" not in str(chair.timelines)


async def test_a_return_begins_a_new_round_and_names_what_would_end_it(
    council: Sitting,
) -> None:
    opened = await referred(council, "Returned")
    chair, cs, room = council["chair"], council["cs-chair"], opened.caucuses["cs"]
    for number, command in ((2, "!return"), (3, "!consensus no")):
        await chair.commands(opened.plenary, "!recall Clause 1 needs care")
        answered = await chair.commands(opened.plenary, f"{command} Clause 1 is unclear")
        assert f"round {number} on Draft 1" in answered
        assert "Earlier positions lapse" in answered
        assert "!close" in answered
        told = await cs.reads(room, f"to the caucuses: round {number} on Draft 1")
        assert "Clause 1 is unclear" in told["content"]["body"]
        await settled(council)
        assert await cs.until(partial(shown_times, cs, room, number))


async def test_a_round_begun_by_a_slip_is_recalled_and_costs_no_position(council: Sitting) -> None:
    opened = await referred(council, "Not yet")
    chair, cs, room = council["chair"], council["cs-chair"], opened.caucuses["cs"]
    await agree(council, opened)
    await chair.reads(opened.plenary, "Every caucus agrees")
    answered = await chair.commands(opened.plenary, "!consensus no Not yet")
    assert "Earlier positions lapse: " in answered
    assert "Civil society (agreed)" in answered
    answered = await chair.commands(opened.plenary, "!recall I meant not yet")
    assert "counts again: " in answered
    await cs.reads(room, "the position of Civil society from before it counts again: agreed")
    answered = await chair.commands(opened.plenary, "!consensus yes")
    assert "is a recommendation" in answered


async def test_after_a_recall_the_council_chair_hears_when_the_last_caucus_has_reported(
    council: Sitting,
) -> None:
    opened = await referred(council, "Completed")
    chair = council["chair"]
    first, *others = opened.caucuses
    await agree(council, opened, [first])
    await chair.commands(opened.plenary, "!recall The session is over")
    await agree(council, opened, others)
    told = await chair.reads(opened.plenary, "Every caucus has recorded a position on Draft 1")
    assert chair.user_id in told["content"]["m.mentions"]["user_ids"]
    assert "Every caucus agrees" in told["content"]["body"]
    again = await council[f"{first}-chair"].commands(opened.caucuses[first], "!consensus yes")
    assert "is already recorded, and is not recorded twice" in again


def shown_times(person: Person, room: str, times: int) -> bool:
    return len([event for event in person.timelines[room] if shows(event)]) == times


async def test_a_position_is_revised_until_the_end(council: Sitting) -> None:
    opened = await referred(council, "Revised")
    chair, gov = council["chair"], council["gov-chair"]
    await agree(council, opened, ["cs"])
    await gov.sees(opened.caucuses["gov"], lambda event: shows(event) == 1)
    await gov.commands(opened.caucuses["gov"], "!consensus no Too costly")
    await chair.reads(opened.plenary, "every caucus has recorded a position")
    answered = await chair.commands(opened.plenary, "!consensus yes")
    assert "Government: not agreed" in answered
    await gov.commands(opened.caucuses["gov"], "!consensus yes Costs are shared")
    await chair.reads(opened.plenary, "Costs are shared")
    answered = await chair.commands(opened.plenary, "!consensus yes")
    assert "is a recommendation" in answered


async def test_a_referral_names_vacant_seats(council: Sitting) -> None:
    opened = await open_proposal(council, "Vacant")
    cs, room = council["cs-chair"], opened.caucuses["cs"]
    await cs.commands(room, f"!unseat {council['cs-1'].user_id}")
    answered = await council["chair"].commands(opened.plenary, "!refer")
    assert "Civil society: 1 of 1" in answered
    assert "Government" not in answered
    await cs.commands(room, f"!seat {council['cs-1'].user_id}")
    await council["cs-1"].room(f"{opened.number} Plenary")


async def test_a_position_on_a_draft_that_is_no_longer_current_is_refused_and_the_current_shown(
    council: Sitting,
) -> None:
    opened = await referred(council, "Overtaken")
    chair, cs = council["chair"], council["cs-chair"]
    await cs.sees(opened.caucuses["cs"], lambda event: shows(event) == 1)
    await chair.commands(opened.plenary, "!recall A better text")
    await chair.commands(opened.plenary, "!draft\nA better text.")
    refused = await cs.commands(opened.caucuses["cs"], "!consensus yes")
    assert "your command was about Draft 1" in refused
    await cs.sees(opened.caucuses["cs"], lambda event: shows(event) == 2)
    refused = await cs.commands(opened.caucuses["cs"], "!consensus yes")
    assert "Draft 2 has not been referred yet" in refused

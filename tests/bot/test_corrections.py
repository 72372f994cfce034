"""Slips taken back in chat: what is answered, and who else is told."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.relay.power import BOT_ONLY, SPEAKER
from bot.rooms.wanted import WantedRooms
from deliberation import entries as e
from deliberation import fold as proposals
from deliberation.terms import COUNCIL, PUBLIC
from storage import rooms
from tests.bot.desk import SETTINGS, Desk, desk
from tests.bot.rendered import in_words
from tests.storage.look import EVER

FORUM_CHAIR, CHAIR = "@forum-chair:test", "@chair:test"
CS_CHAIR, CS_1, GOV_CHAIR = "@cs-chair:test", "@cs-1:test", "@gov-chair:test"
PLENARY, CS, GOV = "P1/plenary", "P1/caucus:cs", "P1/caucus:gov"
NOW = 1_700_000_000_000
MINUTE = 60_000


def begun(at: Desk) -> Desk:
    clock_at(at, NOW)
    at.say("forum", "@tabler:test", "!propose Open routing\nFrom: A group\nOne.")
    at.say("forum", FORUM_CHAIR, "!consensus yes P1")
    at.say(PLENARY, CHAIR, "!refer")
    for place in (CS, GOV):
        at.show(place, 1)
    return at


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a proposal that is with the caucuses."""
    with desk(tmp_path) as opened:
        yield begun(opened)


def clock_at(at: Desk, time: int) -> None:
    at.clerk = replace(at.clerk, now=lambda: time)


def said(at: Desk, place: str, who: str, text: str, reply_to: str = "") -> dict[str, str]:
    """Say something; return what the bot says to it, by place: the first message there."""
    content: dict[str, object] = {"msgtype": "m.text", "body": text}
    if reply_to:
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
    found: dict[str, str] = {}
    for row in at.bring(place, at.event(place, who, content)):
        found.setdefault(row.place, str((row.content or {}).get("body", "")))
    return found


def test_a_referral_is_taken_back_and_all_who_heard_of_it_are_told(at: Desk) -> None:
    told = said(at, PLENARY, CHAIR, "!correct the wrong draft")
    assert told.keys() == {PLENARY, CS, GOV, "forum"}
    assert told[PLENARY].startswith("The council chair takes back the referral of Draft 1:")
    for place in (CS, GOV):
        assert told[place].startswith("Corrected: The council chair takes back the referral")
        assert "> the wrong draft" in told[place]
    assert "Corrected: what was told last was a slip" in told["forum"]
    assert "P1 is in plenary." in told["forum"]


def test_a_position_is_taken_back_and_plenary_is_told(at: Desk) -> None:
    said(at, CS, CS_CHAIR, "!consensus no wrong room")
    told = said(at, CS, CS_CHAIR, "!correct wrong room")
    assert told.keys() == {CS, PLENARY}
    assert "takes back the position of CS on Draft 1" in told[PLENARY]
    proposal = proposals.fold(at.entries(1))
    assert proposal
    assert not proposal.positions


def test_where_plenary_is_for_members_the_forum_hears_the_stage_alone(tmp_path: Path) -> None:
    settings = replace(SETTINGS, plenary=COUNCIL)
    with desk(tmp_path, settings) as opened:
        at = begun(opened)
        told = said(at, PLENARY, CHAIR, "!correct a canary")
        assert "canary" in told[CS]
        assert "canary" not in told["forum"]
        assert {x.audience for x in at.entries(1) if isinstance(x.payload, e.Corrected)} == {
            COUNCIL
        }


def test_after_half_an_hour_it_stands(at: Desk) -> None:
    clock_at(at, NOW + 30 * MINUTE + 1)
    refused = said(at, PLENARY, CHAIR, "!correct the wrong draft")[PLENARY]
    assert "A slip can be taken back within 30 minutes." in refused
    clock_at(at, NOW + 30 * MINUTE)
    assert "takes back" in said(at, PLENARY, CHAIR, "!correct the wrong draft")[PLENARY]


def test_a_reply_says_which_command_is_meant(at: Desk) -> None:
    referral = next(x for x in at.entries(1) if isinstance(x.payload, e.Referred))
    refused = said(at, PLENARY, CHAIR, "!correct the wrong draft", reply_to="$another")
    assert "isn't the command of the latest act here, which is a referral" in refused[PLENARY]
    done = said(at, PLENARY, CHAIR, "!correct the wrong draft", reply_to=referral.event)
    assert "takes back the referral" in done[PLENARY]


def test_nobody_but_who_recorded_it_and_the_chair_takes_it_back(at: Desk) -> None:
    refused = said(at, PLENARY, CS_1, "!correct I don't like it")[PLENARY]
    assert f"recorded by {CHAIR}. Only they, or the council chair, can take it back." in refused


def test_a_slip_that_something_rests_on_is_refused_with_what_that_is(at: Desk) -> None:
    said(at, GOV, GOV_CHAIR, "!consensus yes")
    refused = said(at, PLENARY, CHAIR, "!correct the wrong draft")[PLENARY]
    assert "It can't be any more, since this was recorded after it: a position." in refused


def test_a_disposition_in_a_caucus_is_taken_back_there_alone(at: Desk) -> None:
    said(at, CS, CS_1, "!object No.")
    said(at, CS, CS_CHAIR, "!dispose O1 invalid a slip of the thumb")
    told = said(at, CS, CS_CHAIR, "!correct wrong objection")
    assert told.keys() == {CS}
    assert "takes back what was recorded of cs.O1" in told[CS]
    assert "1 objection stands" in said(at, CS, CS_CHAIR, "!consensus yes")[CS]


def test_what_the_forum_declined_is_in_the_forum_again(at: Desk) -> None:
    at.say("forum", "@tabler:test", "!propose Cables\nFrom: A group\nOne.")
    at.say("forum", FORUM_CHAIR, "!consensus no P2 wrong number")
    told = said(at, "forum", FORUM_CHAIR, "!correct P2 I meant another")
    assert "P2 is in the forum." in told["forum"]


# --- an outcome ---------------------------------------------------------------------------


def recommend(at: Desk) -> None:
    for place, chair in ((CS, CS_CHAIR), (GOV, GOV_CHAIR)):
        said(at, place, chair, "!consensus yes")
    said(at, PLENARY, CHAIR, "!consensus yes")


def speaking(at: Desk, place: str) -> int:
    """Return the power level that it takes to speak in a place's room."""
    wanted = at.runner.run(WantedRooms(at.database, at.clerk.settings).wanted(place))
    return int(wanted.power["events_default"])


def ended(at: Desk, place: str) -> int:
    async def found() -> int:
        async with at.database.read() as conn:
            room = await rooms.get(conn, place)
            return room.ended_at if room else -1

    return at.runner.run(found())


@pytest.mark.parametrize("slip", ["!consensus yes", "!close No use."])
def test_an_outcome_is_taken_back_and_everybody_who_heard_of_it_is_told(
    at: Desk, slip: str
) -> None:
    for place, chair in ((CS, CS_CHAIR), (GOV, GOV_CHAIR)):
        said(at, place, chair, "!consensus yes")
    outcome = said(at, PLENARY, CHAIR, slip)
    assert "this may be corrected until 2023-11-14 22:43 UTC" in outcome[CS]
    told = said(at, PLENARY, CHAIR, "!correct the wrong window")
    assert told.keys() == {PLENARY, CS, GOV, "forum"}
    what = "the recommendation of Draft 1" if slip == "!consensus yes" else "that P1 was closed"
    assert told[PLENARY].startswith(f"The council chair takes back {what}: it was a slip.")
    for place in (CS, GOV, "forum"):
        assert f"Corrected: The council chair takes back {what}" in told[place]
        assert "P1 is in plenary." in told[place]
        assert "> the wrong window" in told[place]
    entry = at.entries(1)[-1]
    assert (entry.payload.kind, entry.audience) == ("outcome_corrected", PUBLIC)
    again = said(at, PLENARY, CHAIR, "!consensus yes")
    assert "is a recommendation" in again[PLENARY]


# --- the messages that told of it ----------------------------------------------------------


def struck(at: Desk, since: int) -> dict[str, tuple[str, str]]:
    """Return what became of earlier messages, by their keys: where they are, and their words."""
    rows = at.runner.run(in_words(at.database))[since:]
    return {
        row.edits: (row.place, str((row.content or {}).get("body"))) for row in rows if row.edits
    }


def test_what_told_of_a_slip_is_struck_out_wherever_it_was_told(at: Desk) -> None:
    said(at, CS, CS_CHAIR, "!consensus yes")
    before = at.runner.run(in_words(at.database))
    said(at, GOV, GOV_CHAIR, "!consensus yes")
    rows = at.runner.run(in_words(at.database))
    told = {row.key: row.place for row in rows[len(before) :] if row.words}
    assert sorted(told.values()) == [GOV, PLENARY, "forum"]
    said(at, GOV, GOV_CHAIR, "!correct the wrong window")
    found = struck(at, len(rows))
    assert {key: place for key, (place, _) in found.items()} == told
    for place, body in found.values():
        first, *others = body.split("\n\n")
        assert first == "Taken back, as a slip:"
        assert others
        for block in others:
            assert block.removeprefix("- ").startswith("~~"), place
            assert block.endswith("~~"), place


def test_that_a_call_has_ended_is_struck_out_when_it_is_open_again(at: Desk) -> None:
    said(at, CS, CS_CHAIR, "!call 24h Any objections?")
    told = at.runner.run(in_words(at.database))
    said(at, CS, CS_CHAIR, "!consensus yes")
    rows = at.runner.run(in_words(at.database))
    (ended,) = [row for row in rows[len(told) :] if row.words == "call_lapsed"]
    said(at, CS, CS_CHAIR, "!correct the wrong window")
    place, body = struck(at, len(rows))[ended.key]
    assert place == CS
    assert body.startswith("Taken back, as a slip:")
    assert "Consensus call in CS on Draft 1, until" in at.say(CS, CS_CHAIR, "!status")


def test_a_message_that_shows_a_draft_is_not_struck_out(at: Desk) -> None:
    count = len(at.runner.run(in_words(at.database)))
    said(at, PLENARY, CHAIR, "!correct the wrong draft")
    found = struck(at, count)
    assert sorted(place for place, _ in found.values()) == [PLENARY, "forum"]


@pytest.mark.parametrize("length", [1, 1_000])
def test_of_a_long_message_what_it_begins_with_is_struck_out(at: Desk, length: int) -> None:
    said(at, "forum", "@tabler:test", "!propose Cables\nFrom: A group\n" + "Word. " * length)
    said(at, "forum", FORUM_CHAIR, "!consensus yes P2")
    said(at, "P2/plenary", CHAIR, "!refer")
    for place, chair in (("P2/caucus:cs", CS_CHAIR), ("P2/caucus:gov", GOV_CHAIR)):
        at.show(place, 1)
        said(at, place, chair, "!consensus yes")
    said(at, "P2/plenary", CHAIR, "!consensus yes")
    count = len(at.runner.run(in_words(at.database)))
    said(at, "P2/plenary", CHAIR, "!correct the wrong window")
    (final,) = [body for place, body in struck(at, count).values() if place == "forum"]
    assert "~~P2 · Cables is a recommendation of the Forum: Draft 1" in final
    assert ("Word." in final) is (length == 1)
    assert len(final) < 4_000


def test_what_was_said_in_time_takes_an_outcome_back_after_a_downtime(at: Desk) -> None:
    """The clock is past the end, and the room's events come before it, as they were said."""
    recommend(at)
    clock_at(at, NOW + 45 * MINUTE)
    assert "takes back" in said(at, PLENARY, CHAIR, "!correct the wrong window")[PLENARY]
    recommend(at)
    at.do_due(NOW + 2 * 45 * MINUTE)
    clock_at(at, NOW + 2 * 45 * MINUTE)
    refused = said(at, PLENARY, CHAIR, "!correct the wrong window")[PLENARY]
    assert "A slip can be taken back within 30 minutes." in refused


def test_help_offers_a_correction_as_long_as_one_is_possible(at: Desk) -> None:
    recommend(at)
    offered = "`!correct REASON`"
    assert offered in said(at, PLENARY, CHAIR, "!help")[PLENARY]
    clock_at(at, NOW + 30 * MINUTE + 1)
    assert offered not in said(at, PLENARY, CHAIR, "!help")[PLENARY]


def test_where_an_outcome_is_taken_back_is_said_elsewhere(at: Desk) -> None:
    recommend(at)
    answer = said(at, "forum", CHAIR, "!correct P1 the wrong window")["forum"]
    assert "An outcome that was a slip is taken back in plenary" in answer


def test_a_disposition_that_was_a_slip_is_struck_out_in_its_caucus_alone(at: Desk) -> None:
    said(at, CS, CS_1, "!object No.")
    said(at, CS, CS_CHAIR, "!dispose O1 invalid a canary")
    count = len(at.runner.run(in_words(at.database)))
    said(at, CS, CS_CHAIR, "!correct wrong objection")
    ((place, body),) = struck(at, count).values()
    assert place == CS
    assert "canary" in body


def test_the_rooms_of_an_outcome_are_open_to_speak_in_while_it_can_be_corrected(at: Desk) -> None:
    recommend(at)
    assert ended(at, CS) == NOW
    assert (speaking(at, PLENARY), speaking(at, CS)) == (SPEAKER, 0)
    at.do_due(NOW + 30 * MINUTE)
    assert (speaking(at, PLENARY), speaking(at, CS)) == (SPEAKER, BOT_ONLY)


def test_the_rooms_of_an_outcome_that_was_taken_back_are_neither_closed_nor_left(at: Desk) -> None:
    recommend(at)
    said(at, PLENARY, CHAIR, "!correct the wrong window")
    assert [ended(at, place) for place in (PLENARY, CS, GOV)] == [0, 0, 0]
    at.do_due(EVER)
    assert (speaking(at, PLENARY), speaking(at, CS)) == (SPEAKER, 0)
    assert [ended(at, place) for place in (PLENARY, CS, GOV)] == [0, 0, 0]


def test_the_recommendation_that_stood_before_a_slip_stands_again(at: Desk) -> None:
    recommend(at)
    said(at, "forum", CHAIR, "!reopen P1 An error in it.")
    said(at, PLENARY, CHAIR, "!draft\nTwo.")
    at.show(PLENARY, 2)
    said(at, PLENARY, CHAIR, "!refer")
    for place in (CS, GOV):
        at.show(place, 2)
    recommend(at)
    told = said(at, PLENARY, CHAIR, "!correct the wrong window")
    for place in told:
        assert "The recommendation of Draft 1 stands again." in told[place]


def test_a_caucus_takes_its_position_back_with_nothing_in_its_place(at: Desk) -> None:
    said(at, CS, CS_CHAIR, "!consensus yes")
    told = said(at, CS, CS_CHAIR, "!consensus none we think again")
    assert told.keys() == {CS, PLENARY}
    for place in told:
        assert "takes back the position of CS on Draft 1 (*was agreed*)" in told[place]
    assert "CS has no position" in said(at, CS, CS_CHAIR, "!consensus none again")[CS]
    assert "CS: none yet" in said(at, PLENARY, CHAIR, "!status")[PLENARY]


def test_the_deadline_of_a_round_that_is_restored_is_ahead_again(at: Desk) -> None:
    said(at, PLENARY, CHAIR, "!deadline 7d")
    said(at, PLENARY, CHAIR, "!recall not so")
    assert "asked to report" not in said(at, PLENARY, CHAIR, "!status")[PLENARY]
    said(at, PLENARY, CHAIR, "!correct the wrong proposal")
    assert "asked to report until" in said(at, PLENARY, CHAIR, "!status")[PLENARY]
    clock_at(at, NOW + 8 * 24 * 60 * MINUTE)
    at.do_due(NOW + 8 * 24 * 60 * MINUTE)
    assert "has come" in str(at.runner.run(bodies(at)))


async def bodies(at: Desk) -> list[str]:
    return [str((row.content or {}).get("body")) for row in await in_words(at.database)]


@pytest.mark.parametrize(
    "place, person, words",
    [
        (PLENARY, CHAIR, "(a referral): !correct REASON"),
        (CS, CS_CHAIR, ""),
        (PLENARY, CS_1, "(a referral): !correct REASON"),
        ("forum", FORUM_CHAIR, ""),
    ],
)
def test_the_status_says_what_can_be_taken_back_here_and_until_when(
    at: Desk, place: str, person: str, words: str
) -> None:
    shown = said(at, place, person, "!status P1")[place]
    assert ("Until 2023-11-14 22:43 UTC the latest act here" in shown) is bool(words)
    assert words in shown.replace("`", "")
    clock_at(at, NOW + 30 * MINUTE)
    assert "was a slip" not in said(at, place, person, "!status P1")[place]


def test_what_a_caucus_can_take_back_is_shown_there_alone(at: Desk) -> None:
    at.say(CS, CS_1, "!object Too dear.")
    at.say(CS, CS_CHAIR, "!dispose O1 rejected It is not.")
    assert "what was done with an objection" in said(at, CS, CS_CHAIR, "!status")[CS]
    for place, person in ((PLENARY, CHAIR), (GOV, GOV_CHAIR), ("forum", FORUM_CHAIR)):
        assert "what was done" not in said(at, place, person, "!status P1")[place]
    chat = f"direct:{CS_CHAIR}"
    assert "was a slip" not in said(at, chat, CS_CHAIR, "!status P1")[chat]


def test_what_something_rests_on_can_t_be_taken_back_and_the_status_does_not_say_so(
    at: Desk,
) -> None:
    at.say(CS, CS_CHAIR, "!consensus yes")
    assert "was a slip" not in said(at, PLENARY, CHAIR, "!status")[PLENARY]
    assert "(a position): `!correct REASON`" in said(at, CS, CS_CHAIR, "!status")[CS]

"""Objections in chat: what the bot answers, whom it tells, and what it links to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deliberation import entries as e
from storage import rooms
from tests.bot.desk import Desk, desk

FORUM_CHAIR, CHAIR, VISITOR = "@forum-chair:test", "@chair:test", "@visitor:test"
CS_CHAIR, CS_1, GOV_CHAIR = "@cs-chair:test", "@cs-1:test", "@gov-chair:test"
PLENARY, CS, GOV, CHAT = "P1/plenary", "P1/caucus:cs", "P1/caucus:gov", "direct:!chat"
TABLED = "!propose Open routing\nFrom: A group\nOne.\n\nTwo.\n\nThree."


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a proposal that is with the caucuses."""
    with desk(tmp_path) as opened:
        opened.say("forum", "@tabler:test", TABLED)
        opened.say("forum", FORUM_CHAIR, "!consensus yes P1")
        opened.say(PLENARY, CHAIR, "!refer")
        for place in (CS, GOV):
            opened.show(place, 1)
        opened.show(PLENARY, 1)
        yield opened


def said(at: Desk, place: str, who: str, text: str) -> dict[str, str]:
    """Say something; return what the bot says to it, by place: the first message there."""
    rows = at.bring(place, at.event(place, who, {"msgtype": "m.text", "body": text}))
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row.place, str((row.content or {}).get("body", "")))
    return found


async def at_home(at: Desk, place: str) -> None:
    """Have a place have its room."""
    async with at.database.write() as conn:
        await rooms.set_room_id(conn, place, "!plenary:test")


def everything_agreed(at: Desk) -> None:
    for place, chair in ((CS, CS_CHAIR), (GOV, GOV_CHAIR)):
        at.say(place, chair, "!consensus yes")


def test_who_objects_is_told_what_that_means_and_nobody_else_is(at: Desk) -> None:
    answers = said(at, PLENARY, CS_1, "!object ¶2 ¶3 It goes too far.")
    assert answers.keys() == {PLENARY}
    assert answers[PLENARY].startswith(f"O1 is recorded: {CS_1} objects to Draft 1 (")
    assert "clauses 2 and 3." in answers[PLENARY]
    assert "`!dispose O1 DISPOSITION REASON`" in answers[PLENARY]


@pytest.mark.parametrize(
    "typed, concern, clauses",
    [
        ("!object ¶2 It goes too far.", "It goes too far.", ("2",)),
        ("!object ¶2, ¶ 3 and ¶1: No.", "No.", ("2", "3", "1")),
        ("!object clause 2 goes too far", "clause 2 goes too far", ("2",)),
        ("!object clauses 1 and 3 contradict", "clauses 1 and 3 contradict", ("1", "3")),
        ("!object Clauses aren't numbered.", "Clauses aren't numbered.", ()),
        ("!object No.\nAt all.", "No.\nAt all.", ()),
        ("!object O my, no", "O my, no", ()),
    ],
)
def test_the_clauses_that_it_names(
    at: Desk, typed: str, concern: str, clauses: tuple[str, ...]
) -> None:
    said(at, PLENARY, CS_1, typed)
    raised = at.entries(1)[-1].payload
    assert isinstance(raised, e.ObjectionRaised)
    assert (raised.concern, raised.clauses) == (concern, clauses)


@pytest.mark.parametrize(
    "typed, answer",
    [
        ("!object", "Say what you object to"),
        ("!object ¶2", "Say what you object to"),
        ("!object ¶9 No.", "there is no clause “9” in Draft 1"),
        ("!object O7", "there is no `O7` here"),
        ("!lift", "Say which objection is meant"),
        ("!lift 3", "Say which objection is meant"),
        ("!dispose O1", "Write `accommodated`, `rejected`"),
        ("!dispose rejected O1 no", "Say which objection is meant"),
        ("!dispose O1 rejected", "needs a reason"),
        ("!dispose O1 accommodated in cs.2", "needs a reason"),
        ("!dispose O1-O999 rejected no", "at most 200 objections"),
        ("!dispose O9-O1 rejected no", "from the lower number to the higher: `O1-O9`"),
        ("!lift O1 O2", "one objection at a time"),
        ("!object O1 O2 me too", "one objection at a time"),
        ("!object O1-O3 me too", "one objection at a time"),
        ("!dispose O2 as O1 too", "complete before “too”"),
        ("!dispose cs.O1 rejected no", "there is no `cs.O1` here"),
        ("!object P2 No.", "This room is about P1"),
    ],
)
def test_what_can_t_be_read_or_isn_t_there_gets_one_answer_and_changes_nothing(
    at: Desk, typed: str, answer: str
) -> None:
    said(at, PLENARY, CS_1, "!object It goes too far.")
    before = at.entries(1)
    assert answer in said(at, PLENARY, CHAIR, typed)[PLENARY]
    assert at.entries(1) == before


@pytest.mark.parametrize(
    "typed, disposition, reason, numbers",
    [
        ("!dispose O1 rejected No.", "rejected", "No.", (1,)),
        ("!dispose o1, O2 and O3: Reject — no", "rejected", "— no", (1, 2, 3)),
        ("!dispose O1–O3 outweighed by far", "outweighed", "by far", (1, 2, 3)),
        ("!dispose O1-3 invalid off topic", "invalid", "off topic", (1, 2, 3)),
        ("!dispose O3 O1 uphold", "upheld", "", (1, 3)),
        ("!dispose O2 accommodated in the preamble", "accommodated", "in the preamble", (2,)),
        ("!dispose O2 accommodated in Draft 2: see there", "accommodated", "see there", (2,)),
        ("!dispose O2 accommodated in 2 see there", "accommodated", "see there", (2,)),
        ("!dispose O2 accommodated by Draft 2 see there", "accommodated", "see there", (2,)),
    ],
)
def test_how_a_disposition_is_typed(
    at: Desk, typed: str, disposition: str, reason: str, numbers: tuple[int, ...]
) -> None:
    for number in range(3):
        said(at, PLENARY, CS_1, f"!object No {number}.")
    said(at, PLENARY, CHAIR, "!recall x")
    said(at, PLENARY, CHAIR, "!draft\nAnother text.")
    said(at, PLENARY, CHAIR, typed)
    done = at.entries(1)[-1].payload
    assert isinstance(done, e.ObjectionsDisposed)
    assert (done.disposition, done.reason, done.numbers) == (disposition, reason, numbers)


def test_a_yes_that_is_refused_lists_each_with_a_link_to_it(at: Desk) -> None:
    at.runner.run(at_home(at, PLENARY))
    everything_agreed(at)
    for text in ("It goes too far.", "It is too dear."):
        said(at, PLENARY, CS_1, f"!object {text}")
    rows = at.bring(
        PLENARY, at.event(PLENARY, CHAIR, {"msgtype": "m.text", "body": "!consensus yes"})
    )
    body, html = (str((rows[0].content or {})[name]) for name in ("body", "formatted_body"))
    assert body.startswith("Point of order: 2 objections stand against Draft 1.")
    assert "“It goes too far.”" in body
    raised = [x.event for x in at.entries(1) if isinstance(x.payload, e.ObjectionRaised)]
    links = [f"https://matrix.to/#/%21plenary%3Atest/{event}?via=test" for event in raised]
    assert [link in html for link in links] == [True, True]


def test_in_the_forum_the_commands_are_shown_with_the_proposal(at: Desk) -> None:
    at.say("forum", "@tabler:test", TABLED)
    answer = said(at, "forum", VISITOR, "!object P2 Not this.")["forum"]
    assert "`!dispose P2 O1 DISPOSITION REASON`" in answer
    assert "`!lift P2 O1`" in answer
    refused = said(at, "forum", FORUM_CHAIR, "!consensus yes P2")["forum"]
    assert "`!dispose P2 O1 DISPOSITION REASON`" in refused
    said(at, "forum", FORUM_CHAIR, "!dispose P2 O1 outweighed most want it")
    declared = said(at, "forum", FORUM_CHAIR, "!consensus yes P2")
    assert declared["forum"].startswith("The forum chair calls rough consensus")


def test_once_the_forum_forwarded_it_objections_go_to_plenary(at: Desk) -> None:
    refused = said(at, "forum", VISITOR, "!object P1 Not this.")["forum"]
    assert refused.startswith("Point of order: P1 is with the caucuses.")


def test_what_is_lifted_in_a_direct_chat_is_told_in_its_room_and_named_alone_there(
    at: Desk,
) -> None:
    said(at, CS, CS_1, "!object A canary of ours.")
    told = said(at, CHAT, CS_1, "!lift P1 cs.O1 never mind the canary")
    assert told[CHAT].startswith("cs.O1 is lifted")
    assert "canary" not in told[CHAT]
    assert told[CS].startswith(f"{CS_1} lifts cs.O1")
    assert "> never mind the canary" in told[CS]


def test_what_goes_out_with_a_position_is_quoted_in_the_answer_and_in_plenary(at: Desk) -> None:
    said(at, CS, CS_1, "!object ¶2 It goes too far.")
    told = said(at, CS, CS_CHAIR, "!consensus no with cs.O1 We can't agree.")
    assert "- O1, clause 2:\n  > It goes too far." in told[PLENARY]
    assert "- O1 (here cs.O1), clause 2:\n  > It goes too far." in told[CS]
    assert "What has gone out can't be taken back; `!lift O1` in plenary lifts it." in told[CS]
    position = at.entries(1)[-1].payload
    assert isinstance(position, e.PositionRecorded)
    assert position.note == "We can't agree."


@pytest.mark.parametrize("typed", ["with O1 We can't.", "with gov.O1 We can't."])
def test_nothing_goes_out_whose_label_isn_t_in_full(at: Desk, typed: str) -> None:
    said(at, CS, CS_1, "!object It goes too far.")
    answer = said(at, CS, CS_CHAIR, f"!consensus no {typed}")[CS]
    assert "written in full: `cs.O1`" in answer
    assert not isinstance(at.entries(1)[-1].payload, e.PositionRecorded)


def test_with_other_words_than_labels_a_reason_is_a_reason(at: Desk) -> None:
    said(at, CS, CS_CHAIR, "!consensus no with regret: with cs.O1 it is too much")
    position = at.entries(1)[-1].payload
    assert isinstance(position, e.PositionRecorded)
    assert (position.note, position.objections) == ("with regret: with cs.O1 it is too much", ())


def test_each_room_s_question_shows_what_everybody_there_may_see(at: Desk) -> None:
    said(at, CS, CS_1, "!object A canary of cs.")
    said(at, GOV, GOV_CHAIR, "!object A canary of gov.")
    said(at, PLENARY, CS_1, "!object In plenary.")
    shown = {
        place: said(at, place, CHAIR, "!objections P1")[place]
        for place in ("forum", PLENARY, CS, GOV)
    }
    assert all("In plenary." in each for each in shown.values())
    assert {place for place, each in shown.items() if "canary of cs" in each} == {CS}
    assert {place for place, each in shown.items() if "canary of gov" in each} == {GOV}
    assert "canary of cs" in said(at, CHAT, CS_1, "!objections P1")[CHAT]


def test_one_objection_is_shown_whole(at: Desk) -> None:
    concern = "It goes too far. " * 30 + "The end."
    said(at, CS, CS_1, f"!object {concern}")
    said(at, PLENARY, CS_1, "!object In plenary.")
    said(at, PLENARY, CHAIR, "!dispose O1 rejected It doesn't.")
    whole = said(at, CS, CS_1, "!objections cs.O1")[CS]
    assert "> It goes too far. It goes" in whole
    assert "The end." in whole
    assert "In plenary." not in whole
    assert "The end." not in said(at, CS, CS_1, "!objections")[CS]
    for place, typed in ((PLENARY, "O1"), ("forum", "P1 o1")):
        shown = said(at, place, CS_1, f"!objections {typed}")[place]
        assert "> In plenary." in shown
        assert "Now: *rejected*" in shown
        assert "> It doesn't." in shown
        assert "The end." not in shown


@pytest.mark.parametrize("typed", ["cs.O1", "cs.O2", "O2"])
def test_one_that_is_not_here_has_one_answer_whether_it_exists_or_not(at: Desk, typed: str) -> None:
    said(at, CS, CS_1, "!object A canary of cs.")
    said(at, PLENARY, CS_1, "!object In plenary.")
    shown = said(at, PLENARY, CHAIR, f"!objections {typed}")[PLENARY]
    assert shown.startswith(f"There is no {typed} among the objections to P1 "), shown


def test_status_says_which_stand_and_on_whom_they_wait(at: Desk) -> None:
    said(at, PLENARY, CS_1, "!object One.")
    said(at, PLENARY, "@observer:test", "!object Two.")
    status = said(at, PLENARY, CHAIR, "!status")[PLENARY]
    stand = "Objections that stand in plenary: O1, waiting for the council chair (on record: O2)."
    assert stand in status
    said(at, PLENARY, CHAIR, "!dispose O1 rejected no")
    status = said(at, PLENARY, CHAIR, "!status")[PLENARY]
    assert "Objections that stand in plenary: on record alone (O2)." in status


def test_a_round_that_asks_the_same_again_is_told_so(at: Desk) -> None:
    said(at, PLENARY, CS_1, "!object One.")
    everything_agreed(at)
    first = said(at, PLENARY, CHAIR, "!return look again")[PLENARY]
    assert "addresses no objection" not in first  # it was raised after that round began
    everything_agreed(at)
    second = said(at, PLENARY, CHAIR, "!return and again")[PLENARY]
    assert "Asking again addresses no objection." in second


def test_the_outcome_says_what_became_of_each(at: Desk) -> None:
    said(at, PLENARY, CS_1, "!object One.")
    said(at, PLENARY, CHAIR, "!dispose O1 outweighed the others agree")
    everything_agreed(at)
    told = said(at, PLENARY, CHAIR, "!consensus yes")
    for place in ("forum",):
        assert "Objections in plenary, and what became of them:" in told[place]
        assert f"- O1 to Draft 1, by {CS_1}: “One.” *outweighed*: the others agree" in told[place]

"""Calls: how they are typed and shown, who answers, what is told at the end, and who sees it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clerk.item import Answered, of_event
from bot.matrix import Event
from bot.relay import places
from deliberation import entries as e
from deliberation.reference import CallReference
from storage import answers, due
from storage.outbox import Row
from tests.bot.desk import SETTINGS, Desk, desk
from tests.bot.rendered import in_words

CHAIR, CS_CHAIR, GOV_CHAIR = "@chair:test", "@cs-chair:test", "@gov-chair:test"
CS_1, GOV_1, FORUM_CHAIR = "@cs-1:test", "@gov-1:test", "@forum-chair:test"
PLENARY, CS, GOV = "P1/plenary", "P1/caucus:cs", "P1/caucus:gov"
NOW = 1_700_000_000_000
"""14 November 2023, 22:13 UTC."""
DAY = 24 * 3_600_000


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a proposal that was referred, at a known time."""
    with desk(tmp_path, SETTINGS) as opened:
        opened.say("forum", "@tabler:test", "!propose Open routing\nFrom: A group\nOne.")
        opened.say("forum", FORUM_CHAIR, "!consensus yes P1")
        opened.say(PLENARY, CHAIR, "!refer")
        for place in (CS, GOV):
            opened.show(place, 1)
        clock_at(opened, NOW)
        yield opened


def clock_at(at: Desk, time: int) -> None:
    at.clerk = replace(at.clerk, now=lambda: time)


async def _new(at: Desk, known: set[str]) -> list[Row]:
    return [row for row in await in_words(at.database) if row.key not in known]


async def _keys(at: Desk) -> set[str]:
    return {row.key for row in await in_words(at.database)}


def body(row: Row) -> str:
    return str((row.content or {}).get("body", ""))


def says(at: Desk, place: str, person: str, words: str) -> list[Row]:
    """Have somebody say something; return all that is to be said then."""
    known = at.runner.run(_keys(at))
    at.say(place, person, words)
    return at.runner.run(_new(at, known))


def passes(at: Desk, time: int) -> list[Row]:
    """Let it be a time; return what is told then."""
    known = at.runner.run(_keys(at))
    clock_at(at, time)
    at.do_due(time)
    return at.runner.run(_new(at, known))


def call_of(at: Desk, place: str) -> CallReference:
    """Return the call that was opened last in a room."""
    bodies = {"forum": "forum", PLENARY: "council", CS: "cs", GOV: "gov"}
    opened = [x for x in at.entries(1) if isinstance(x.payload, e.CallOpened)]
    return CallReference(1, next(x.number for x in opened[::-1] if of(x) == bodies[place]))


def of(entry: e.Entry) -> str:
    assert isinstance(entry.payload, e.CallOpened)
    return entry.payload.body


def agrees(at: Desk, place: str, person: str, call: CallReference | None = None) -> list[Row]:
    """Have somebody react to the message of a room's call with 👍; return what is edited."""
    return reacts(at, at.event(place, person, {}, type="m.reaction"), place, call)


def reacts(at: Desk, event: Event, place: str, call: CallReference | None = None) -> list[Row]:
    return at.work(of_event(event, places.parse(place), Answered(call or call_of(at, place))))


def finding(at: Desk) -> e.Finding:
    return [x.payload for x in at.entries(1) if isinstance(x.payload, e.Finding)][-1]


async def _ends(at: Desk) -> list[tuple[str, int]]:
    async with at.database.read() as conn:
        return [(x.place, x.at) for x in await due.until(conn, 2**62) if x.kind == "call"]


def ends(at: Desk) -> list[tuple[str, int]]:
    """Return where calls are due to end, and when."""
    return at.runner.run(_ends(at))


async def _kept(at: Desk, call: CallReference) -> tuple[str, ...]:
    async with at.database.read() as conn:
        return (await answers.of(conn, [call.entry]))[call.entry]


# --- opening ------------------------------------------------------------------------------


def test_a_call_is_one_message_that_says_what_is_asked_and_is_pinned(at: Desk) -> None:
    call, tick = says(at, CS, CS_CHAIR, "!call 48h Last chance, please.")
    assert body(call) == (
        "Consensus call on Draft 1 (`70277bfc`), by @cs-chair:test: who objects to it? It ends "
        "on 2023-11-16 22:13 UTC.\n\n> Last chance, please.\n\nNo objection: react to this message "
        "with 👍. An objection: `!object TEXT`\n\nAnswered so far: 0 of 1. Not yet: @cs-1:test."
    )
    assert call.pin
    assert (call.content or {})["msgtype"] == "m.text"
    assert tick.event_type == "m.reaction"
    assert ends(at) == [(CS, NOW + 2 * DAY)]


def test_without_a_period_a_call_takes_as_long_as_is_configured(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call")
    assert ends(at) == [(CS, NOW + 3 * DAY)]


def test_a_call_in_the_forum_names_the_proposal_and_counts_alone(at: Desk) -> None:
    at.say("forum", "@tabler:test", "!propose Other\nFrom: A group\nTwo.")
    said = says(at, "forum", FORUM_CHAIR, "!call P2 72h Any objections?")
    assert "Consensus call on Draft 1" in body(said[0])
    assert "of P2 · Other" in body(said[0])
    assert "`!object P2 TEXT`" in body(said[0])
    assert "Answered so far: 0." in body(said[0])
    opened = [x for x in at.entries(2) if isinstance(x.payload, e.CallOpened)]
    named = CallReference(2, opened[0].number)
    assert "Answered so far: 1." in body(agrees(at, "forum", "@anybody:test", named)[0])
    told = says(at, "forum", FORUM_CHAIR, "!end P2")
    assert "no objection after 1 minute, when it was ended early; 1 person answered" in body(
        told[0]
    )
    assert "@anybody" not in "".join(map(body, told))


@pytest.mark.parametrize(
    "note", ["In particular on clause 3.", "By consensus of all.", "For the record.", "This text?"]
)
def test_a_note_that_begins_like_a_time_is_a_note(at: Desk, note: str) -> None:
    at.say(CS, CS_CHAIR, f"!call {note}")
    assert len(ends(at)) == 1


@pytest.mark.parametrize(
    "typed, answer",
    [
        ("!call 5", "can't read “5” as a time"),
        ("!call 1,5d", "can't read “1,5d” as a time"),
        ("!call 0h", "can't read “0h” as a time"),
        ("!call tomorrow", "can't read “tomorrow” as a time"),
        ("!call until Friday", "can't read “until Friday” as a time"),
        ("!call for two days", "can't read “for two days” as a time"),
        ("!call by Fri", "can't read “by Fri” as a time"),
        ("!call by December 5", "can't read “by December 5” as a time"),
        ("!call 1d 12h", "can't read “1d 12h” as a time"),
        ("!call twelve hours", "can't read “twelve hours” as a time"),
        ("!call -3h", "can't read “-3h” as a time"),
        ("!call 2023-11-20 18:00 CET", "clocks (UTC) are not called CET then"),
        ("!call 9999w", "at most 366 days ahead"),
        ("!call 10m", "at least 1 hour ahead"),
        ("!call 2023-11-14 12:00", "is over already"),
        ("!silence three days", "can't read “three days” as a time"),
        ("!extend 24h", "no call is open here on P1. `!ask 72h` opens one"),
        ("!end", "no call is open here on P1"),
        ("!extend", "Say until when"),
        ("!extend none", "can't read “none” as a time"),
        ("!end now", "complete before “now”"),
    ],
)
def test_what_can_t_be_gets_one_clear_answer_and_changes_nothing(
    at: Desk, typed: str, answer: str
) -> None:
    known = at.entries(1)
    assert answer in at.say(CS, CS_CHAIR, typed)
    assert at.entries(1) == known
    assert ends(at) == []


def test_a_second_call_is_refused_and_the_answer_says_until_when_one_is_open(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h")
    answer = at.say(CS, CS_CHAIR, "!silence")
    assert "a consensus call is open here until 2023-11-17 22:13 UTC" in answer
    assert "`!end` ends it now" in answer


def test_a_proposal_is_not_closed_while_a_call_is_open_in_plenary(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!consensus yes")
    at.say(GOV, GOV_CHAIR, "!consensus yes")
    at.say(PLENARY, CHAIR, "!call 72h")
    answer = at.say(PLENARY, CHAIR, "!close No way.")
    assert "a consensus call is open in plenary" in answer
    assert "end it first: `!end`" in answer
    at.say(PLENARY, CHAIR, "!end")
    assert "consensus can't be reached" in at.say(PLENARY, CHAIR, "!close No way.")


# --- answering ----------------------------------------------------------------------------


def test_the_message_is_edited_as_answers_come_in(at: Desk) -> None:
    call, _ = says(at, CS, CS_CHAIR, "!call 72h")
    edit, *more = agrees(at, CS, CS_1)
    assert not more
    assert edit.edits == call.key
    assert "Answered so far: 1 of 1. No objection: @cs-1:test." in body(edit)
    objected = says(at, CS, CS_CHAIR, "!object It goes too far.")
    assert "Objecting: @cs-chair:test. Objections: cs.O1." in body(
        next(row for row in objected if row.edits)
    )


def test_who_takes_the_reaction_back_takes_the_answer_back(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h")
    reaction = at.event(CS, CS_1, {}, type="m.reaction")
    reacts(at, reaction, CS)
    gone = at.event(CS, CS_1, {}, type="m.room.redaction", redacts=reaction.event_id)
    (edit,) = at.bring(CS, gone)
    assert "Answered so far: 0 of 1" in body(edit)


@pytest.mark.parametrize("person", ["@gov-1:test", "@observer:test", "@chair:test", "@x:test"])
def test_nobody_answers_who_isn_t_asked(at: Desk, person: str) -> None:
    at.say(CS, CS_CHAIR, "!call 72h")
    assert agrees(at, CS, person) == []


def test_a_call_is_answered_in_its_own_room_alone(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h")
    assert agrees(at, PLENARY, CS_1, call_of(at, CS)) == []


def test_who_answers_after_the_end_is_not_counted(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h")
    passes(at, NOW + 3 * DAY)
    assert agrees(at, CS, CS_1) == []
    assert finding(at).silent == (CS_1,)


# --- the end ------------------------------------------------------------------------------


def test_when_the_time_is_over_the_room_hears_what_was_found_once(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h")
    agrees(at, CS, CS_1)
    assert passes(at, NOW + 3 * DAY - 1) == []
    told = passes(at, NOW + 3 * DAY)
    found, edit = told
    assert body(found).startswith(
        "Consensus call on Draft 1 (`70277bfc`) has ended: no objection within 3 days; "
        "1 of 1 answered."
    )
    assert (found.content or {})["m.mentions"] == {"user_ids": [CS_CHAIR]}
    assert found.place == edit.place == CS
    assert "It has ended: no objection within 3 days" in body(edit)
    assert passes(at, NOW + 30 * DAY) == []
    assert at.runner.run(_kept(at, call_of(at, CS))) == ()
    assert finding(at).ended == "time"


def test_a_finding_moves_nothing(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h")
    before = at.entries(1)[-1].stage
    passes(at, NOW + 3 * DAY)
    assert isinstance(at.entries(1)[-1].payload, e.Finding)
    assert at.entries(1)[-1].stage == before
    assert not any(isinstance(x.payload, e.PositionRecorded) for x in at.entries(1))


def test_a_silence_procedure_is_broken_by_the_first_objection(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!silence 72h")
    told = says(at, CS, CS_1, "!object It goes too far.")
    broken = next(row for row in told if "has ended" in body(row) and not row.edits)
    assert "broken by cs.O1" in body(broken)
    assert (broken.content or {})["m.mentions"] == {"user_ids": [CS_CHAIR]}
    assert "late" not in body(broken)
    assert ends(at) == []
    assert at.entries(1)[-1].cause == at.entries(1)[-2].cause


def test_an_observer_breaks_no_silence(at: Desk) -> None:
    at.say(PLENARY, CHAIR, "!silence 72h")
    at.say(PLENARY, "@observer:test", "!object It goes too far.")
    assert ends(at) == [(PLENARY, NOW + 3 * DAY)]


def test_a_call_that_is_extended_ends_at_the_new_time_alone(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h")
    told = says(at, CS, CS_CHAIR, "!extend 24h")
    assert "It ends on 2023-11-18 22:13 UTC (in 4 days)." in body(told[0])
    assert any(row.edits and "2023-11-18 22:13" in body(row) for row in told)
    assert passes(at, NOW + 3 * DAY) == []
    assert len(passes(at, NOW + 4 * DAY)) == 2


def test_a_call_ends_with_its_text_without_a_finding(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h")
    told = says(at, CS, CS_CHAIR, "!draft\nOur own words.")
    edit = next(row for row in told if row.edits)
    assert "It has ended without a finding" in body(edit)
    (news,) = [
        row for row in told if body(row).startswith("The consensus call on Draft 1 has ended")
    ]
    assert (news.content or {})["msgtype"] == "m.notice"
    assert ends(at) == []
    assert passes(at, NOW + 3 * DAY) == []


def test_a_slip_that_is_corrected_gives_the_call_back(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h")
    at.say(CS, CS_CHAIR, "!consensus no A slip.")
    assert ends(at) == []
    told = says(at, CS, CS_CHAIR, "!correct I meant the other room.")
    assert ends(at) == [(CS, NOW + 3 * DAY)]
    assert any(row.edits and "react to this message" in body(row) for row in told)


def test_a_corrected_referral_ends_a_caucus_s_call_and_its_message_says_so(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h")
    told = says(at, PLENARY, CHAIR, "!correct too early")
    assert any(row.edits and "It has ended without a finding" in body(row) for row in told)
    assert ends(at) == []


def test_the_message_says_who_is_asked_once_others_are_seated(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h")
    agrees(at, CS, CS_1)
    (edit,) = [row for row in says(at, CS, CS_CHAIR, "!seat @cs-2:test") if row.edits]
    assert "1 of 2. No objection: @cs-1:test. Not yet: @cs-2:test." in body(edit)
    (edit,) = [row for row in says(at, CS, CS_CHAIR, "!unseat @cs-1:test") if row.edits]
    assert "0 of 1. Not yet: @cs-2:test." in body(edit)


def test_who_was_answered_meanwhile_was_not_silent(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h")
    at.say(CS, CS_1, "!object It goes too far.")
    at.say(CS, CS_CHAIR, "!dispose O1 rejected It does not.")
    found = body(passes(at, NOW + 3 * DAY)[0])
    assert "no objection that binds stands within 3 days; 1 of 1 answered." in found
    assert "cs.O1" in found


def test_a_reaction_is_taken_back_in_its_own_room_alone(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h")
    reaction = at.event(CS, CS_1, {}, type="m.reaction")
    reacts(at, reaction, CS)
    gone = at.event(PLENARY, "@x:test", {}, type="m.room.redaction", redacts=reaction.event_id)
    assert at.bring(PLENARY, gone) == []
    assert "1 of 1 answered" in body(passes(at, NOW + 3 * DAY)[0])


# --- afterwards ---------------------------------------------------------------------------


def test_who_objects_after_the_end_is_late_and_holds_nothing_up(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h")
    passes(at, NOW + 3 * DAY)
    answer = at.say(CS, CS_1, "!object Too late.")
    assert "It is late, as the call on this text has ended" in answer
    assert "late: raised after the call on it had ended" in at.say(CS, CS_1, "!objections")
    assert "calls rough consensus" in at.say(CS, CS_CHAIR, "!consensus yes")


def test_the_chair_may_uphold_what_came_late(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h")
    passes(at, NOW + 3 * DAY)
    at.say(CS, CS_1, "!object Too late.")
    at.say(CS, CS_CHAIR, "!dispose O1 upheld")
    assert "Point of order" in at.say(CS, CS_CHAIR, "!consensus yes")


# --- who sees it --------------------------------------------------------------------------


def test_the_status_has_the_call_where_the_room_may_see_it(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h Secret words.")
    agrees(at, CS, CS_1)
    here = at.say(CS, CS_1, "!status")
    assert "Consensus call in CS on Draft 1, until 2023-11-17 22:13 UTC (in 3 days)." in here
    assert "Answered so far: 1 of 1." in here
    for place, person in ((PLENARY, CHAIR), (GOV, GOV_1), ("forum", CS_1)):
        assert "call" not in at.say(place, person, "!status P1" if place == "forum" else "!status")
        assert "call" not in at.say(
            place, person, "!history P1" if place == "forum" else "!history"
        )
    passes(at, NOW + 3 * DAY)
    assert "Consensus call in CS on Draft 1: no objection within 3 days" in at.say(
        CS, CS_1, "!status"
    )


def test_nothing_of_a_caucus_s_call_is_said_elsewhere(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!call 72h Secret words.")
    agrees(at, CS, CS_1)
    at.say(CS, CS_CHAIR, "!extend 24h")
    passes(at, NOW + 4 * DAY)
    told = [row for row in at.rows() if row.place != CS]
    assert not [row for row in told if "onsensus call" in body(row) or "Secret" in body(row)]
    assert {x.audience for x in at.entries(1) if isinstance(x.payload, e.CallPayload)} == {
        "caucus:cs"
    }

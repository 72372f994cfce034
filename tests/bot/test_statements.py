"""Statements: who makes which, where they stand, and how long plenary stays open for them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import templates
from bot.clerk.timers import closing
from bot.relay.power import BOT_ONLY, SPEAKER
from bot.rooms.wanted import WantedRooms
from deliberation import entries as e
from deliberation.terms import COUNCIL, PUBLIC
from storage import due, record
from storage import export as exports
from storage.seal import Sealed
from storage.verify import verify
from tests.bot.desk import SETTINGS, Desk, desk
from tests.bot.rendered import in_words
from tests.storage.look import EVER, unreconciled
from tests.templates import sample

CHAIR, CS_CHAIR, CS_1, GOV_CHAIR = "@chair:test", "@cs-chair:test", "@cs-1:test", "@gov-chair:test"
PLENARY, CS, GOV = "P1/plenary", "P1/caucus:cs", "P1/caucus:gov"
DAY = 24 * 3_600_000
PERIOD = 14 * DAY
STATEMENT = "!statement reservation Clause 1 costs too much."


def started(at: Desk) -> Desk:
    at.say("forum", "@tabler:test", "!propose Open routing\nFrom: A group\nOne.")
    at.say("forum", "@forum-chair:test", "!consensus yes P1")
    return at


@pytest.fixture(params=[PUBLIC, COUNCIL])
def at(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A desk with a proposal in plenary, which is public, or the council's alone."""
    public = request.param == PUBLIC
    rooms = replace(SETTINGS.rooms, plenary_public=public)
    settings = replace(SETTINGS, plenary=request.param, rooms=rooms, leave_after=90 * DAY)
    with desk(tmp_path, settings) as opened:
        yield started(opened)


def is_public(at: Desk) -> bool:
    return at.clerk.settings.plenary == PUBLIC


def agree(at: Desk, draft: int = 1) -> None:
    """Have a round end in which every caucus agrees."""
    at.say(PLENARY, CHAIR, "!refer")
    for place, chair in ((CS, CS_CHAIR), (GOV, GOV_CHAIR)):
        at.show(place, draft)
        at.say(place, chair, "!consensus yes")


def recommend(at: Desk) -> int:
    """Have it recommended; return when it was."""
    agree(at)
    assert "is a recommendation" in at.say(PLENARY, CHAIR, "!consensus yes")
    found = [x for x in at.entries(1) if isinstance(x.payload, e.Recommended)]
    return found[-1].recorded_time


def told(at: Desk, place: str, since: int = 0) -> list[str]:
    """Return what was said in a place's room, of the rows after so many."""
    rows = at.runner.run(in_words(at.database))[since:]
    return [str((row.content or {}).get("body")) for row in rows if row.place == place]


def count(at: Desk) -> int:
    return len(at.runner.run(in_words(at.database)))


def made(at: Desk) -> list[Any]:
    kinds = e.StatementMade | e.StatementAttached
    return [x for x in at.entries(1) if isinstance(x.payload, kinds)]


def wants(at: Desk) -> Any:
    """Return how the plenary should stand now."""
    wanted = WantedRooms(at.database, at.clerk.settings)
    return at.runner.run(wanted.wanted(PLENARY))


def is_open(at: Desk) -> bool:
    level = wants(at).power["events_default"]
    assert level in (SPEAKER, BOT_ONLY)
    return bool(level == SPEAKER)


def test_a_caucus_s_statement_is_recorded_answered_and_shown(at: Desk) -> None:
    agree(at)
    answer = at.say(PLENARY, CS_CHAIR, STATEMENT)
    assert answer.startswith("Recorded: the reservation of CS on Draft 1 (")
    assert "It blocks nothing" in answer
    (entry,) = made(at)
    assert entry.audience == at.clerk.settings.plenary
    assert entry.payload.statement == "Clause 1 costs too much."
    assert "reservation, CS: “Clause 1 costs too much.”" in at.say(PLENARY, CHAIR, "!status")
    assert "Clause 1 costs too much." in at.say(PLENARY, CHAIR, "!text")
    at.say(PLENARY, CHAIR, "!consensus yes")
    for place in (PLENARY, "forum"):
        assert any(
            "is a recommendation" in body and "CS: “Clause 1 costs too much.”" in body
            for body in told(at, place)
        ), told(at, place)


def test_a_representative_s_is_recorded_in_their_own_name(at: Desk) -> None:
    agree(at)
    answer = at.say(PLENARY, CS_1, "!statement minority I would go further.")
    assert "the minority statement of @cs-1:test, in their own name, on Draft 1" in answer
    assert "minority statement, @cs-1:test, in their own name: “I would" in at.say(
        PLENARY, CHAIR, "!status"
    )


@pytest.mark.parametrize(
    "said, answer",
    [
        ("!statement", "Write `reservation`, `explanation` or `minority` after"),
        ("!statement objection No.", "in place of “objection No.”"),
        ("!statement reservation", "The statement has no words."),
        ("!statement reservation  \n ", "The statement has no words."),
        ("!statement minority " + "x" * 4001, "The statement has 4001 characters; at most 4000"),
        ("!reservation No.", "statement reservation"),
    ],
)
def test_what_is_malformed_gets_one_clear_sentence(at: Desk, said: str, answer: str) -> None:
    agree(at)
    assert answer in at.say(PLENARY, CS_CHAIR, said)
    assert made(at) == []


@pytest.mark.parametrize(
    "said",
    [
        "!Statement Reservation: No.",
        "!statement reservations No.",
        "!statement “reservation” No.",
        "!statement explanation of position: No.",
        "!statement minority statement No.",
        "!statement minority\nNo.",
    ],
)
def test_it_may_be_typed_as_people_do(at: Desk, said: str) -> None:
    agree(at)
    at.say(PLENARY, CS_CHAIR, said)
    assert [x.payload.statement for x in made(at)] == ["No."]


def test_what_is_refused_changes_nothing_and_says_why(at: Desk) -> None:
    early = at.say(PLENARY, CS_CHAIR, STATEMENT)
    assert early.startswith("Point of order: no round on Draft 1 has ended since")
    at.say(PLENARY, CHAIR, "!refer")
    under_way = at.say(PLENARY, CS_CHAIR, STATEMENT)
    assert under_way == (
        "Point of order: the round on Draft 1 is still open. A statement on it can be made once "
        "the round has ended."
    )
    at.say(PLENARY, CHAIR, "!recall Enough.")
    other = at.say(PLENARY, CS_1, STATEMENT)
    assert other == (
        "Point of order: a reservation is made for CS, by its chair or a deputy. In your own name "
        "you can make a minority statement: `!statement minority TEXT`"
    )
    chair = at.say(PLENARY, CHAIR, STATEMENT)
    assert "only who is in a caucus can do that" in chair
    assert made(at) == []
    at.say(PLENARY, CS_CHAIR, STATEMENT)
    again = at.say(PLENARY, CS_CHAIR, STATEMENT)
    assert again == "Point of order: the reservation of CS on Draft 1 has these words already."
    assert len(made(at)) == 1


def test_the_answer_says_who_can_read_it(at: Desk) -> None:
    agree(at)
    answer = at.say(PLENARY, CS_CHAIR, STATEMENT)
    if is_public(at):
        assert "If this draft is the final text, it stands with it. Everybody can read" in answer
    else:
        assert "is public from then on. Until then the council alone can read it." in answer
    assert "Until 14 days after the outcome the same command replaces it." in answer


def test_one_on_a_recommendation_is_public_and_told_in_the_forum(at: Desk) -> None:
    ended = recommend(at)
    since = count(at)
    answer = at.say(PLENARY, CS_CHAIR, STATEMENT)
    assert "It is public, as the recommendation is" in answer
    assert "Until 2023-11-28 22:13 UTC (in 14 days) the same command replaces it." in answer
    assert ended < PERIOD + ended
    (forum,) = told(at, "forum", since)
    assert forum.startswith("CS attaches a reservation to the recommendation P1 · Open routing")
    assert "Clause 1 costs too much." in forum
    assert made(at)[0].audience == PUBLIC
    for place in ("forum", "direct:!chat"):
        assert "Clause 1 costs too much." in at.say(place, "@visitor:test", "!text P1")
        assert "CS: “Clause 1 costs too much.”" in at.say(place, "@visitor:test", "!status P1")
        assert "CS: reservation on Draft 1" in at.say(place, "@visitor:test", "!history P1")


def test_one_on_what_was_closed_stays_where_its_text_is(at: Desk) -> None:
    agree(at)
    at.say(PLENARY, CS_CHAIR, STATEMENT)
    since = count(at)
    at.say(PLENARY, CHAIR, "!close No way.")
    assert any("Clause 1 costs too much." in body for body in told(at, PLENARY, since))
    assert is_public(at) == any("Clause 1 costs" in body for body in told(at, "forum", since))
    answer = at.say(PLENARY, GOV_CHAIR, "!statement explanation We would have agreed.")
    expected = "Everybody can read it." if is_public(at) else "which the council alone can read."
    assert expected in answer
    for said in ("!text P1", "!status P1", "!history P1"):
        shown = at.say("forum", "@visitor:test", said)
        assert is_public(at) == ("reservation" in shown), said


# --- until when ---------------------------------------------------------------------------


def planned(at: Desk) -> list[int]:
    async def found() -> list[int]:
        async with at.database.read() as conn:
            return [x.at for x in await due.of_kind(conn, closing.CLOSE_PLENARY)]

    return at.runner.run(found())


def plan_anew(at: Desk, period: int) -> None:
    settings = replace(at.clerk.settings, statements=period)
    at.runner.run(closing.plan_anew(at.database, settings))


async def to_reconcile(at: Desk) -> list[str]:
    async with at.database.read() as conn:
        return [room.place for room in await unreconciled(conn)]


def test_plenary_stays_open_to_speak_in_until_the_time_is_over(at: Desk) -> None:
    assert is_open(at)
    ended = recommend(at)
    assert planned(at) == [ended + PERIOD]
    assert is_open(at)
    assert wants(at).ended == 0
    at.do_due(ended + PERIOD - 1)
    assert is_open(at)
    assert at.say(PLENARY, CS_CHAIR, STATEMENT).startswith("Recorded")

    since = count(at)
    at.invited(PLENARY, CHAIR)
    at.do_due(ended + PERIOD)
    assert not is_open(at)
    assert wants(at).ended
    assert PLENARY in at.runner.run(to_reconcile(at))
    (said,) = told(at, PLENARY, since)
    assert said.startswith("The time for statements on P1 · Open routing is over. 1 statement")
    assert "From now on this room can only be read." in said
    late = at.say(PLENARY, CS_CHAIR, "!statement minority Too late.")
    assert late.startswith("Point of order: the time for statements on P1 is over.")
    assert len(made(at)) == 1

    at.do_due(ended + 2 * PERIOD)
    assert told(at, PLENARY, since)[1:] == [late], "it closes once"


def test_the_rooms_of_caucuses_say_how_long_they_are_open_and_what_can_be_done(at: Desk) -> None:
    recommend(at)
    (brief,) = [body for body in told(at, CS) if "is a recommendation of" in body]
    assert "the caucus's chair can attach a statement to the text, in plenary" in brief
    assert (
        "If it was a slip, this may be corrected until 2023-11-14 22:43 UTC (in 30 minutes). "
        "This room stays open to speak in until then, and can only be read after that." in brief
    )
    (final,) = [body for body in told(at, PLENARY) if "by overall rough consensus" in body]
    assert "This room stays open to speak in until 2023-11-28 22:13 UTC (in 14 days)." in final
    assert "only be read" not in final


def test_what_is_reopened_is_not_closed(at: Desk) -> None:
    ended = recommend(at)
    at.say("forum", CHAIR, "!reopen P1 News.")
    assert planned(at) == []
    at.do_due(ended + PERIOD)
    assert is_open(at)
    again = recommend(at)
    assert planned(at) == [again + PERIOD]
    at.do_due(ended + PERIOD)
    assert is_open(at)
    at.do_due(again + PERIOD)
    assert not is_open(at)


def test_what_is_withdrawn_can_only_be_read_at_once(at: Desk) -> None:
    at.say("forum", "@tabler:test", "!withdraw P1 No more.")
    assert not is_open(at)
    assert planned(at) == []
    (said,) = [body for body in told(at, PLENARY) if "has withdrawn" in body]
    assert "From now on this room can only be read." in said


def test_a_statement_leaves_the_end_where_it_was(at: Desk) -> None:
    ended = recommend(at)
    at.say(PLENARY, CS_CHAIR, STATEMENT)
    assert planned(at) == [ended + PERIOD]


def test_at_a_start_it_is_planned_by_what_the_configuration_says_then(at: Desk) -> None:
    ended = recommend(at)
    plan_anew(at, DAY)
    assert planned(at) == [ended + DAY]
    at.do_due(ended + DAY)
    assert not is_open(at)
    plan_anew(at, PERIOD)
    assert planned(at) == []
    assert not is_open(at)


def test_what_was_said_in_time_counts_after_a_downtime(at: Desk) -> None:
    """The clock is past the end, and the room's events come before it, as they were said."""
    ended = recommend(at)
    at.clerk = replace(at.clerk, now=lambda: ended + 2 * PERIOD)
    assert at.say(PLENARY, CS_CHAIR, STATEMENT).startswith("Recorded")
    at.do_due(EVER)
    assert not is_open(at)


def public_entries(at: Desk) -> str:
    return str([x.payload for x in at.entries(1) if x.audience == PUBLIC])


def test_what_plenary_alone_may_read_is_told_to_nobody_else_until_it_is_final(at: Desk) -> None:
    agree(at)
    at.say(PLENARY, CS_CHAIR, "!statement reservation first-canary")
    at.say(PLENARY, CS_CHAIR, "!statement reservation second-canary")
    asked = ("!text P1", "!status P1", "!history P1")
    answers = [at.say(where, "@visitor:test", q) for where in ("forum", "direct:!c") for q in asked]
    assert is_public(at) == ("second-canary" in " ".join(answers))
    assert is_public(at) == ("second-canary" in public_entries(at))
    assert "second-canary" in at.say("direct:!d", CS_1, "!text P1")

    at.say(PLENARY, CHAIR, "!consensus yes")
    assert "second-canary" in public_entries(at)
    answers = [at.say(where, "@visitor:test", q) for where in ("forum", "direct:!c") for q in asked]
    assert "second-canary" in " ".join(answers)
    assert is_public(at) == ("first-canary" in public_entries(at))
    assert "first-canary" not in " ".join(answers), "what was replaced is shown nowhere"


def test_an_exported_record_has_the_statements_with_the_text(at: Desk) -> None:
    agree(at)
    at.say(PLENARY, CS_CHAIR, "!statement explanation *We* read it narrowly.")
    at.say(PLENARY, CHAIR, "!consensus yes")
    at.say(PLENARY, CS_1, "!statement minority I would go further.")

    async def sealed() -> tuple[Sealed, ...]:
        async with at.database.read() as conn:
            return await record.sealed(conn, 1)

    found = exports.export(at.runner.run(sealed()), lambda entry: entry.audience == PUBLIC)
    assert verify(found) == ()
    page = templates.record(found, sample.COUNCIL, PUBLIC)
    assert "explanation of position" in page
    assert "> \\*We\\* read it narrowly." in page
    assert "> I would go further." in page

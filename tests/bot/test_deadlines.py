"""Deadlines of rounds: how they are typed, who is reminded when, and what is told at the end."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from deliberation import entries as e
from deliberation.periods import moment
from storage import due
from tests.bot.desk import SEED, SETTINGS, Desk, desk
from tests.bot.rendered import in_words

CHAIR, CS_CHAIR, GOV_CHAIR = "@chair:test", "@cs-chair:test", "@gov-chair:test"
PLENARY, CS, GOV = "P1/plenary", "P1/caucus:cs", "P1/caucus:gov"
NOW = 1_700_000_000_000
"""14 November 2023, 22:13 UTC."""
HOUR = 3_600_000
DAY = 24 * HOUR


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a proposal that is in plenary, before its first round."""
    settings = replace(SETTINGS, timezone="Europe/Zurich")
    with desk(tmp_path, settings) as opened:
        opened.say("forum", "@tabler:test", "!propose Open routing\nFrom: A group\nOne.")
        opened.say("forum", "@forum-chair:test", "!consensus yes P1")
        yield opened


def refer(at: Desk, words: str = "!refer 7d") -> str:
    answer = at.say(PLENARY, CHAIR, words)
    for place in (CS, GOV):
        at.show(place, 1)
    return answer


def until(at: Desk) -> int:
    """Return the deadline that was recorded last, in ms."""
    said = [x.payload for x in at.entries(1)]
    with_one = [p for p in said if isinstance(p, e.Referred | e.Returned | e.DeadlineSet)]
    return with_one[-1].until


def clock_at(at: Desk, time: int) -> None:
    at.clerk = replace(at.clerk, now=lambda: time)


async def told_since(at: Desk, known: set[str]) -> list[tuple[str, str, list[str]]]:
    found = []
    for row in await in_words(at.database):
        content = row.content or {}
        if row.key not in known and content.get("body"):
            mentions = content.get("m.mentions", {}).get("user_ids", [])
            found.append((row.place, str(content["body"]), mentions))
    return found


async def keys(at: Desk) -> set[str]:
    return {row.key for row in await in_words(at.database)}


def passes(at: Desk, time: int) -> dict[str, tuple[str, list[str]]]:
    """Let it be a time; return what is told then, by place, with who is mentioned."""
    known = at.runner.run(keys(at))
    clock_at(at, time)
    at.do_due(time)
    return {place: (body, who) for place, body, who in at.runner.run(told_since(at, known))}


async def planned(at: Desk) -> list[int]:
    async with at.database.read() as conn:
        return [each.at for each in await due.until(conn, 2**62) if each.kind != "leave_room"]


# --- how it is typed ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed, length",
    [
        ("7d", 7 * DAY),
        ("72h", 3 * DAY),
        ("90m", 90 * 60_000),
        ("2w", 14 * DAY),
        ("7D.", 7 * DAY),
        ("3 days", 3 * DAY),
        ("in 7 d", 7 * DAY),
        ("90 min", 90 * 60_000),
        ("1 week", 7 * DAY),
    ],
)
def test_a_period_counts_from_when_the_command_is_recorded(
    at: Desk, typed: str, length: int
) -> None:
    refer(at, "!refer")
    clock_at(at, NOW)
    at.say(PLENARY, CHAIR, f"!deadline {typed}")
    assert until(at) == NOW + length


@pytest.mark.parametrize(
    "typed, utc",
    [
        ("2023-12-04 18:00", "2023-12-04T17:00Z"),
        ("2023-12-04T18:00", "2023-12-04T17:00Z"),
        ("2023-12-04 at 9:05", "2023-12-04T08:05Z"),
        ("2023-12-4 18.00", "2023-12-04T17:00Z"),
        ("2023-12-04 18:00 UTC", "2023-12-04T18:00Z"),
        ("until 2023-12-04 18:00 (GMT)", "2023-12-04T18:00Z"),
        ("2023-12-04 18:00−05:00", "2023-12-04T23:00Z"),
        ("2023-12-04 18:00+05:30", "2023-12-04T12:30Z"),
        ("2024-06-04 18:00", "2024-06-04T16:00Z"),
    ],
)
def test_a_moment_is_by_the_council_s_clocks(at: Desk, typed: str, utc: str) -> None:
    refer(at, "!refer")
    at.say(PLENARY, CHAIR, f"!deadline {typed}")
    assert until(at) == moment(utc.replace("Z", "+00:00"), "UTC")


@pytest.mark.parametrize(
    "typed, answer",
    [
        ("", "Say until when."),
        ("soon", "can't read “soon” as a time"),
        ("0d", "can't read “0d” as a time"),
        ("1,5d", "can't read “1,5d” as a time"),
        ("1.5d", "can't read “1.5d” as a time"),
        ("99999d", "can't read “99999d” as a time"),
        ("-7d", "can't read “-7d” as a time"),
        ("0001-01-01 00:00", "is over already"),
        ("9999-12-31 23:59", "at most 366 days ahead"),
        ("2023-12-04", "Say the time of day too"),
        ("2023-02-30 18:00", "can't read “2023-02-30 18:00” as a time"),
        ("2023-12-04 25:00", "as a time"),
        ("7d or so", "complete before “or so”"),
        ("30m", "must be at least 1 hour ahead"),
        ("9999w", "at most 366 days ahead"),
        ("2023-11-14 12:00", "is over already"),
        ("2024-03-31 02:30", "clocks are put forward"),
        ("2023-11-21 23:13 EST", "clocks (Europe/Zurich) are not called EST then"),
        ("2023-11-21 23:13 please", "complete before “please”"),
    ],
)
def test_what_is_no_deadline_gets_one_answer_and_changes_nothing(
    at: Desk, typed: str, answer: str
) -> None:
    refer(at, "!refer")
    before = at.entries(1)
    assert answer in at.say(PLENARY, CHAIR, f"!deadline {typed}")
    assert at.entries(1) == before


def test_an_hour_that_comes_twice_is_the_first_of_the_two() -> None:
    assert moment("2024-10-27T02:30", "Europe/Zurich") == moment("2024-10-27T00:30+00:00", "UTC")
    second = moment("2024-10-27T01:30+00:00", "UTC")
    assert moment("2024-10-27T02:30 CET", "Europe/Zurich") == second


@pytest.mark.parametrize("typed", ["7 days", "in 7 days", "2023-11-21 23:13"])
def test_a_round_begins_with_whatever_deadline_can_be_typed(at: Desk, typed: str) -> None:
    clock_at(at, NOW)
    refer(at, f"!refer {typed}: please")
    referred = at.entries(1)[-1].payload
    assert isinstance(referred, e.Referred)
    assert abs(referred.until - (NOW + 7 * DAY)) < 60_000
    at.say(PLENARY, CHAIR, "!recall x")
    at.say(PLENARY, CHAIR, f"!consensus no {typed} again")
    assert abs(until(at) - (NOW + 7 * DAY)) < 60_000


def test_a_note_that_begins_otherwise_is_a_note(at: Desk) -> None:
    refer(at, "!refer seven days from now we meet")
    referred = at.entries(1)[-1].payload
    assert isinstance(referred, e.Referred)
    assert (referred.until, referred.note) == (0, "seven days from now we meet")


@pytest.mark.parametrize("zone", ["", " CET", " (cet)", " +01", "+01:00"])
def test_a_moment_may_be_typed_as_it_is_shown(at: Desk, zone: str) -> None:
    clock_at(at, NOW)
    refer(at, "!refer")
    assert "2023-11-21 23:13 CET (in 7 days)" in at.say(
        PLENARY, CHAIR, f"!deadline 2023-11-21 23:13{zone}"
    )


# --- what is told -------------------------------------------------------------------------


def test_the_answer_and_the_caucuses_are_told_the_moment_and_how_far_it_is(at: Desk) -> None:
    clock_at(at, NOW)
    assert "Deadline: 2023-11-21 23:13 CET (in 7 days)" in refer(at)
    told = at.runner.run(told_since(at, set()))
    for caucus in (CS, GOV):
        assert any(
            place == caucus and "Deadline: 2023-11-21 23:13 CET (in 7 days)" in body
            for place, body, _ in told
        )
    assert "until 2023-11-21 23:13 CET (in 7 days)" in at.say(PLENARY, CHAIR, "!status")


def test_chairs_who_have_not_reported_are_reminded_half_way_and_a_day_before(at: Desk) -> None:
    clock_at(at, NOW)
    refer(at)
    at.say(GOV, GOV_CHAIR, "!consensus yes")
    end = NOW + 7 * DAY
    assert not passes(at, NOW + 3 * DAY)
    half = passes(at, NOW + 7 * DAY // 2)
    assert {place: who for place, (_, who) in half.items()} == {CS: [CS_CHAIR]}
    assert "(in 4 days)" in half[CS][0]
    last = passes(at, end - DAY)
    assert list(last) == [CS]
    assert "(in 24 hours)" in last[CS][0]


def test_at_the_end_plenary_is_told_who_has_reported_and_nothing_is_decided(at: Desk) -> None:
    clock_at(at, NOW)
    refer(at)
    at.say(GOV, GOV_CHAIR, "!consensus yes")
    before = at.entries(1)
    passes(at, NOW + 6 * DAY)
    told = passes(at, NOW + 7 * DAY)
    assert {place: who for place, (_, who) in told.items()} == {PLENARY: [CHAIR]}
    assert "Reported: GOV. Not reported: CS." in told[PLENARY][0]
    assert at.entries(1) == before
    assert not passes(at, NOW + 8 * DAY)


def test_after_some_downtime_only_the_last_reminder_is_given(at: Desk) -> None:
    clock_at(at, NOW)
    refer(at)
    told = passes(at, NOW + 6 * DAY + HOUR)
    assert told.keys() == {CS, GOV}
    assert "(in 23 hours)" in told[CS][0]


def test_who_has_just_heard_of_a_deadline_is_not_reminded_of_it(at: Desk) -> None:
    clock_at(at, NOW)
    refer(at, "!refer 25h")
    assert not passes(at, NOW + 2 * HOUR)
    assert passes(at, NOW + 13 * HOUR).keys() == {CS, GOV}


def test_after_a_week_s_downtime_the_end_is_told_and_nobody_is_reminded(at: Desk) -> None:
    clock_at(at, NOW)
    refer(at)
    assert list(passes(at, NOW + 14 * DAY)) == [PLENARY]


def test_where_there_is_no_chair_the_secretariat_is_told(tmp_path: Path) -> None:
    gov, cs = SEED.caucuses
    settings = replace(SETTINGS, seed=replace(SEED, caucuses=(replace(gov, chair=""), cs)))
    with desk(tmp_path, settings) as at:
        at.say("forum", "@tabler:test", "!propose Open routing\nFrom: A group\nOne.")
        at.say("forum", "@forum-chair:test", "!consensus yes P1")
        clock_at(at, NOW)
        refer(at)
        told = passes(at, NOW + 7 * DAY // 2)
        assert told.keys() == {CS, "secretariat"}
        assert "GOV has not reported in round 1, and has no chair" in told["secretariat"][0]
        assert told["secretariat"][1] == ["@secretary:test"]


@pytest.mark.parametrize(
    "over", ["!recall time", "!deadline none", "!deadline 3d", "everybody reports"]
)
def test_what_is_over_or_another_by_then_is_not_told(at: Desk, over: str) -> None:
    clock_at(at, NOW)
    refer(at)
    if over == "everybody reports":
        at.say(GOV, GOV_CHAIR, "!consensus yes")
        at.say(CS, CS_CHAIR, "!consensus yes")
    else:
        at.say(PLENARY, CHAIR, over)
    expected = 3 if over == "!deadline 3d" else 0
    assert len(at.runner.run(planned(at))) == expected
    if expected:
        assert list(passes(at, NOW + 3 * DAY)) == [PLENARY]
    assert not passes(at, NOW + 7 * DAY)


def test_a_deadline_that_is_set_anew_after_it_has_come_comes_again(at: Desk) -> None:
    clock_at(at, NOW)
    refer(at)
    passes(at, NOW + 7 * DAY)
    at.say(PLENARY, CHAIR, "!deadline 2h")
    end = NOW + 7 * DAY + 2 * HOUR
    assert passes(at, end - HOUR).keys() == {GOV, CS}
    assert list(passes(at, end)) == [PLENARY]


def test_the_caucuses_hear_of_another_deadline(at: Desk) -> None:
    clock_at(at, NOW)
    refer(at)
    known = at.runner.run(keys(at))
    at.say(PLENARY, CHAIR, "!deadline 3d")
    told = {place: body for place, body, _ in at.runner.run(told_since(at, known))}
    for place in (CS, GOV):
        assert "is now 2023-11-17 23:13 CET (in 3 days)" in told[place]
        assert "has not reported yet" in told[place]
    assert "that is the deadline already" in at.say(PLENARY, CHAIR, "!deadline 3d")

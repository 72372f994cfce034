"""A caucus's own method: who is asked and who answers, what is told, and what stays secret."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.listener import recognise
from bot.listener.polls import UNSTABLE
from bot.relay import places
from bot.relay.post import MESSAGE, POLL, POLL_END
from deliberation import entries as e
from deliberation.methods.method import CaucusMethod
from deliberation.reference import CallReference
from deliberation.terms import Majority, Method
from storage import ballots, due, outbox, record, schema
from storage import export as exports
from storage.ballot_keys import FOLDER
from storage.outbox import Row
from storage.seal import Sealed
from storage.verify import verify
from tests.bot.desk import BOT, SEED, SETTINGS, Desk, desk
from tests.bot.rendered import in_words

CHAIR, CS_CHAIR, GOV_CHAIR = "@chair:test", "@cs-chair:test", "@gov-chair:test"
PEOPLE = tuple(f"@cs-{number}:test" for number in range(1, 5))
PLENARY, CS, GOV = "P1/plenary", "P1/caucus:cs", "P1/caucus:gov"
NOW = 1_700_000_000_000
DAY = 24 * 3_600_000
SEATS = 4
OWN_SEED = replace(
    SEED,
    seats=SEATS,
    caucuses=(SEED.caucuses[0], replace(SEED.caucuses[1], representatives=PEOPLE)),
)
OWN_SETTINGS = replace(SETTINGS, seed=OWN_SEED)
YES, NO, ABSTAIN = "1", "2", "3"


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a proposal that was referred, and Civil society's four seats taken."""
    with desk(tmp_path, OWN_SETTINGS) as opened:
        begun(opened)
        yield opened


def begun(at: Desk) -> None:
    at.say("forum", "@tabler:test", "!propose Open routing\nFrom: A group\nOne.\n\nTwo.")
    at.say("forum", "@forum-chair:test", "!consensus yes P1")
    at.say(PLENARY, CHAIR, "!refer")
    for place in (CS, GOV):
        at.show(place, 1)
    clock_at(at, NOW)


def clock_at(at: Desk, time: int) -> None:
    at.clerk = replace(at.clerk, now=lambda: time)


async def _rows(at: Desk) -> list[Row]:
    return list(await in_words(at.database))


def rows(at: Desk) -> list[Row]:
    return at.runner.run(_rows(at))


def body(row: Row) -> str:
    return str((row.content or {}).get("body", ""))


def heard(at: Desk, place: str) -> list[str]:
    """Return what is said in a place's room, without ticks."""
    return [body(row) for row in rows(at) if row.place == place and body(row)]


def said(at: Desk, place: str, person: str, words: str) -> list[Row]:
    """Have somebody say something; return all rows that are new then."""
    known = {row.key for row in rows(at)}
    at.say(place, person, words)
    return [row for row in rows(at) if row.key not in known]


def passes(at: Desk, time: int) -> list[Row]:
    known = {row.key for row in rows(at)}
    clock_at(at, time)
    at.do_due(time)
    return [row for row in rows(at) if row.key not in known]


def asked(at: Desk, method: str, typed: str = "!ask 72h Can we do this?") -> CallReference:
    """Have the caucus decide by a method, and be asked."""
    at.say(CS, CS_CHAIR, f"!method {method}")
    at.say(CS, CS_CHAIR, typed)
    opened = [x for x in at.entries(1) if isinstance(x.payload, e.CallOpened | e.QuestionPut)]
    return CallReference(1, opened[-1].number)


def answers_with(
    at: Desk, place: str, person: str, content: Mapping[str, Any], call: CallReference, **more: Any
) -> list[Row]:
    """Have an event come that is about a question; return the rows that are new then."""
    known = {row.key for row in rows(at)}
    event = at.event(place, person, content, **more)
    about = {"$asked": str(call)}
    words = recognise.said(event)
    item = recognise.item(event, words, places.parse(place), BOT, "!", about=about)
    if item:
        at.work(item, alone=place.startswith("direct:"))
    return [row for row in rows(at) if row.key not in known]


def clicks(
    at: Desk, person: str, *chosen: str, call: CallReference, kind: str = UNSTABLE
) -> list[Row]:
    """Have somebody's client send what they chose in a native poll."""
    content = {
        "m.relates_to": {"rel_type": "m.reference", "event_id": "$asked"},
        kind: {"answers": list(chosen)},
    }
    return answers_with(at, CS, person, content, call, type=kind)


def replies(at: Desk, person: str, text: str, call: CallReference, place: str = CS) -> list[Row]:
    relation = {"m.in_reply_to": {"event_id": "$asked"}}
    content = {"msgtype": "m.text", "body": text, "m.relates_to": relation}
    return answers_with(at, place, person, content, call)


def casts(at: Desk, person: str, text: str, call: CallReference) -> list[Row]:
    """Have somebody answer a ballot in their chat with the bot."""
    return replies(at, person, text, call, f"direct:{person}")


def found(at: Desk) -> e.QuestionCounted:
    counted = [x.payload for x in at.entries(1) if isinstance(x.payload, e.QuestionCounted)]
    assert counted
    return counted[-1]


def figures(counted: e.QuestionCounted) -> tuple[int, int, int]:
    return counted.yes, counted.no, counted.abstained


# --- which method -------------------------------------------------------------------------


def test_a_method_is_the_chair_s_to_choose_and_everybody_sees_it(at: Desk) -> None:
    assert "CS decides by poll" in at.say(CS, CS_CHAIR, "!method poll")
    assert "Method: poll; 2 answers needed" in at.say("forum", "@visitor:test", "!roster")
    assert "decides by poll already" in at.say(CS, CS_CHAIR, "!method poll")
    assert "only the chair of CS" in at.say(CS, PEOPLE[0], "!method ballot")


def test_a_deputy_does_not_choose_it(at: Desk) -> None:
    at.say(CS, CS_CHAIR, f"!deputy {PEOPLE[0]}")
    assert "only the chair of CS" in at.say(CS, PEOPLE[0], "!method ballot")


def test_in_a_direct_chat_the_caucus_is_named(at: Desk) -> None:
    chat = "direct:!chat"
    assert "say which body is meant" in at.say(chat, CS_CHAIR, "!method ballot")
    assert "CS decides by secret ballot" in at.say(chat, CS_CHAIR, "!method cs secret ballot")


def test_what_is_no_method_is_answered_with_those_that_there_are(at: Desk) -> None:
    answer = at.say(CS, CS_CHAIR, "!method lottery")
    for method in Method:
        assert f"`{method.value}`" in answer


def test_the_configuration_says_it_at_first(tmp_path: Path) -> None:
    own = CaucusMethod(Method.BALLOT, Fraction(2, 3), Majority.TWO_THIRDS)
    with desk(tmp_path, replace(OWN_SETTINGS, methods={"cs": own})) as at:
        shown = at.say("forum", "@visitor:test", "!roster")
        assert "secret ballot; 3 answers needed; majority: at least two thirds yes" in shown
        assert shown.count("Method: the chair's judgement") == 1


def test_a_method_is_not_changed_while_something_is_asked(at: Desk) -> None:
    asked(at, "poll")
    assert "a question or a call is open in CS" in at.say(CS, CS_CHAIR, "!method ballot")
    at.say(CS, CS_CHAIR, "!end")
    assert "secret ballot" in at.say(CS, CS_CHAIR, "!method ballot")


# --- asking -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "method, kind", [("judgement", "Consensus call"), ("silence", "Silence procedure")]
)
def test_without_a_count_it_asks_who_objects(at: Desk, method: str, kind: str) -> None:
    asked(at, method)
    assert heard(at, CS)[-1].startswith(f"{kind} on Draft 1")


def test_a_poll_is_a_native_one_with_its_words_for_other_clients(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!method poll")
    (put,) = [row for row in said(at, CS, CS_CHAIR, "!ask 72h Well?") if row.event_type == POLL]
    content = put.content or {}
    start = content[POLL]
    assert start["max_selections"] == 1
    assert start["kind"].endswith("undisclosed")
    assert [each["id"] for each in start["answers"]] == [YES, NO, ABSTAIN]
    assert "does CS agree to it?" in start["question"]["body"]
    assert body(put).endswith("1. Yes\n2. No\n3. Abstain")
    assert put.pin


def test_a_ballot_asks_each_who_holds_a_seat_in_a_chat_of_their_own(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!method ballot")
    new = said(at, CS, CS_CHAIR, "!ask 72h Well?")
    chats = [row for row in new if row.place.startswith("direct:")]
    assert {row.place for row in chats} == {f"direct:{person}" for person in PEOPLE}
    for row in chats:
        assert row.only_with == row.place.removeprefix("direct:")
        assert "Secret ballot in CS on Draft 1" in body(row)
        assert "> Well?" in body(row)
    assert {f"direct:{person}" for person in PEOPLE} <= {*at.places()}
    (shown,) = [row for row in new if row.place == CS and row.event_type == MESSAGE]
    assert "Answer there, not here." in body(shown)


def test_it_is_about_the_caucus_s_latest_wording(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!draft\nOne, ours.\n\nTwo.")
    asked(at, "poll")
    assert "on Draft 1/cs.1" in heard(at, CS)[-1]


@pytest.mark.parametrize(
    "place, person, words",
    [
        (CS, PEOPLE[0], "only the chair of CS"),
        (PLENARY, CHAIR, "works in a caucus's room only"),
    ],
)
def test_nobody_else_asks_and_nowhere_else(at: Desk, place: str, person: str, words: str) -> None:
    before = at.entries(1)
    assert words in at.say(place, person, "!ask Well?")
    assert at.entries(1) == before


def test_one_thing_is_asked_at_a_time(at: Desk) -> None:
    asked(at, "poll")
    assert "is open" in at.say(CS, CS_CHAIR, "!ask Again?")
    assert "is open" in at.say(CS, CS_CHAIR, "!call 72h")


def test_nobody_is_asked_where_nobody_holds_a_seat(at: Desk) -> None:
    for person in PEOPLE:
        at.say(CS, CS_CHAIR, f"!unseat {person}")
    at.say(CS, CS_CHAIR, "!method poll")
    assert "nobody holds a seat of CS" in at.say(CS, CS_CHAIR, "!ask Well?")


# --- a poll -------------------------------------------------------------------------------


def test_a_poll_is_counted_and_named_at_its_end(at: Desk) -> None:
    call = asked(at, "poll")
    for person, choice in zip(PEOPLE, (YES, YES, NO), strict=False):
        assert clicks(at, person, choice, call=call) == []
    told = passes(at, NOW + 3 * DAY)
    counted = found(at)
    assert (counted.result, figures(counted)) == ("reached", (2, 1, 0))
    assert counted.said_yes == PEOPLE[:2]
    assert counted.said_no == PEOPLE[2:3]
    assert counted.silent == PEOPLE[3:]
    (finding,) = [body(row) for row in told if row.event_type == MESSAGE]
    assert "the majority is reached: yes 2, no 1, abstained 0" in finding
    assert f"Yes: {PEOPLE[0]} and {PEOPLE[1]}" in finding
    assert f"Did not answer: {PEOPLE[3]}" in finding
    (end,) = [row for row in told if row.event_type == POLL_END]
    assert (end.content or {})[POLL_END] == {}


def test_the_last_answer_counts_and_one_alone_of_several_choices(at: Desk) -> None:
    call = asked(at, "poll")
    clicks(at, PEOPLE[0], YES, call=call)
    clicks(at, PEOPLE[0], NO, YES, call=call)
    clicks(at, PEOPLE[1], ABSTAIN, call=call, kind="m.poll.response")
    at.say(CS, CS_CHAIR, "!end")
    assert figures(found(at)) == (0, 1, 1)


@pytest.mark.parametrize("chosen", [(), ("7",), ("",)])
def test_who_chooses_nothing_takes_the_answer_back(at: Desk, chosen: tuple[str, ...]) -> None:
    call = asked(at, "poll")
    clicks(at, PEOPLE[0], YES, call=call)
    clicks(at, PEOPLE[0], *chosen, call=call)
    at.say(CS, CS_CHAIR, "!end")
    assert figures(found(at)) == (0, 0, 0)


def test_who_deletes_an_answer_takes_it_back(at: Desk) -> None:
    call = asked(at, "poll")
    clicks(at, PEOPLE[0], YES, call=call)
    (event,) = at.runner.run(_events(at))
    at.bring(CS, at.event(CS, PEOPLE[0], {}, type="m.room.redaction", redacts=event))
    at.say(CS, CS_CHAIR, "!end")
    assert figures(found(at)) == (0, 0, 0)


async def _events(at: Desk) -> list[str]:
    async with at.database.read() as conn:
        return [row.event for row in await conn.execute(select(schema.answers))]


@pytest.mark.parametrize("typed", ["1", "yes", "Yes.", "1️⃣", " “yes” "])
def test_a_reply_with_a_number_or_a_word_is_an_answer_and_is_ticked(at: Desk, typed: str) -> None:
    call = asked(at, "poll")
    (tick,) = replies(at, PEOPLE[0], typed, call)
    assert tick.event_type == "m.reaction"
    at.say(CS, CS_CHAIR, "!end")
    assert figures(found(at)) == (1, 0, 0)


@pytest.mark.parametrize("typed", ["maybe", "4", "yes, but not so", "1 or 2"])
def test_other_replies_are_talk(at: Desk, typed: str) -> None:
    call = asked(at, "poll")
    assert replies(at, PEOPLE[0], typed, call) == []
    at.say(CS, CS_CHAIR, "!end")
    assert figures(found(at)) == (0, 0, 0)


@pytest.mark.parametrize("person", [CS_CHAIR, "@new:test", "@observer:test"])
def test_who_is_not_asked_is_told_once(at: Desk, person: str) -> None:
    call = asked(at, "poll")
    (told,) = clicks(at, person, YES, call=call)
    assert "your answer doesn't count" in body(told)
    assert clicks(at, person, NO, call=call) == []
    at.say(CS, CS_CHAIR, "!end")
    assert figures(found(at)) == (0, 0, 0)


def test_who_was_unseated_meanwhile_is_not_counted_and_named_so(at: Desk) -> None:
    call = asked(at, "poll")
    for person in PEOPLE[:3]:
        clicks(at, person, YES, call=call)
    at.say(CS, CS_CHAIR, f"!unseat {PEOPLE[0]}")
    at.say(CS, CS_CHAIR, "!seat @new:test")
    (told,) = clicks(at, "@new:test", YES, call=call)
    assert "your answer doesn't count" in body(told)
    at.say(CS, CS_CHAIR, "!end")
    assert figures(found(at)) == (2, 0, 0)
    assert found(at).removed == PEOPLE[:1]
    assert f"Not counted, since they lost their seat meanwhile: {PEOPLE[0]}" in heard(at, CS)[-2]


def test_an_answer_after_the_end_comes_too_late(at: Desk) -> None:
    call = asked(at, "poll")
    at.say(CS, CS_CHAIR, "!end")
    (told,) = clicks(at, PEOPLE[0], YES, call=call)
    assert "came too late" in body(told)


def test_nobody_sees_figures_before_the_end(at: Desk) -> None:
    call = asked(at, "poll")
    before = [row for row in rows(at) if row.event_type != "m.reaction"]
    for person, choice in zip(PEOPLE, (YES, NO, ABSTAIN), strict=False):
        clicks(at, person, choice, call=call)
    assert [row for row in rows(at) if row.event_type != "m.reaction"] == before
    for person in (CS_CHAIR, PEOPLE[0]):
        assert "Answered so far: 3 of 4." in at.say(CS, person, "!status")


@pytest.mark.parametrize(
    "cast, result",
    [
        ("12", "not reached"),
        ("112", "reached"),
        ("1", "no quorum"),
        ("33", "not reached"),
        ("13", "reached"),
        ("22", "not reached"),
    ],
)
def test_a_majority_is_of_those_who_say_yes_or_no_and_a_quorum_of_all(
    at: Desk, cast: str, result: str
) -> None:
    call = asked(at, "poll")
    for person, choice in zip(PEOPLE, cast, strict=False):
        clicks(at, person, choice, call=call)
    at.say(CS, CS_CHAIR, "!end")
    assert found(at).result == result


def test_an_extension_moves_the_end_and_the_poll_says_so(at: Desk) -> None:
    asked(at, "poll")
    new = said(at, CS, CS_CHAIR, "!extend 24h")
    (edit,) = [row for row in new if row.event_type == POLL]
    assert edit.edits
    assert "2023-11-18" in body(edit)
    assert passes(at, NOW + 3 * DAY) == []
    assert passes(at, NOW + 4 * DAY)


def test_with_another_text_it_ends_without_a_finding(at: Desk) -> None:
    call = asked(at, "poll")
    clicks(at, PEOPLE[0], YES, call=call)
    new = said(at, CS, CS_CHAIR, "!draft\nOne, ours.\n\nTwo.")
    assert [row.event_type for row in new if row.event_type == POLL_END]
    assert not [x for x in at.entries(1) if isinstance(x.payload, e.QuestionCounted)]
    assert passes(at, NOW + 3 * DAY) == []


# --- a ballot -----------------------------------------------------------------------------


def test_a_ballot_is_counted_when_all_have_answered_and_names_nobody(at: Desk) -> None:
    call = asked(at, "ballot")
    for person, choice in zip(PEOPLE, (YES, YES, NO, ABSTAIN), strict=True):
        casts(at, person, choice, call)
    told = passes(at, NOW + 1)
    counted = found(at)
    assert (counted.result, counted.ended, figures(counted)) == ("reached", "all", (2, 1, 1))
    assert (*counted.said_yes, *counted.said_no, *counted.silent) == ()
    assert at.entries(1)[-1].person == BOT
    (finding,) = [body(row) for row in told if row.place == CS and not row.edits]
    assert "the majority is reached: yes 2, no 1, abstained 1" in finding
    assert not any(person in finding for person in PEOPLE)


def test_the_acknowledgement_says_nothing_of_the_choice(at: Desk) -> None:
    call = asked(at, "ballot")
    told = {
        choice: [body(row) for row in casts(at, PEOPLE[0], choice, call) if row.place != CS]
        for choice in (YES, NO, ABSTAIN)
    }
    assert len({tuple(each) for each in told.values()}) == 1
    (said_then,) = told[YES]
    assert "is taken" in said_then
    assert "You can change it until" in said_then


def test_the_last_answer_counts_and_without_a_reply_too(at: Desk) -> None:
    call = asked(at, "ballot")
    for person in PEOPLE:
        casts(at, person, NO, call)
        break
    for person in PEOPLE[:3]:
        at.say(f"direct:{person}", person, "yes")
    at.say(CS, CS_CHAIR, "!end")
    assert figures(found(at)) == (3, 0, 0)


def test_the_room_hears_how_many_have_answered(at: Desk) -> None:
    call = asked(at, "ballot")
    (edit,) = [row for row in casts(at, PEOPLE[0], YES, call) if row.place == CS]
    assert edit.edits
    assert "Answered so far: 1 of 4." in body(edit)
    assert PEOPLE[0] not in body(edit).partition("Answered so far")[2]


def test_an_answer_in_the_room_does_not_count_and_is_told_in_private_alone(at: Desk) -> None:
    call = asked(at, "ballot")
    (told,) = replies(at, PEOPLE[0], NO, call)
    assert told.place == f"direct:{PEOPLE[0]}"
    assert told.only_with == PEOPLE[0]
    assert "It does not count." in body(told)
    at.say(CS, CS_CHAIR, "!end")
    assert figures(found(at)) == (0, 0, 0)


def test_of_fewer_than_three_answers_nothing_is_told(at: Desk) -> None:
    call = asked(at, "ballot")
    for person in PEOPLE[:2]:
        casts(at, person, YES, call)
    at.say(CS, CS_CHAIR, "!end")
    assert (found(at).result, figures(found(at))) == ("too few", (0, 0, 0))
    assert "of fewer than three answers nothing is told" in heard(at, CS)[-2]


def test_who_is_not_asked_casts_nothing(at: Desk) -> None:
    call = asked(at, "ballot")
    assert any("doesn't count" in body(row) for row in casts(at, CS_CHAIR, YES, call))
    assert at.runner.run(_cast(at, call)) == 0
    assert "Point of order" not in at.say(f"direct:{CS_CHAIR}", CS_CHAIR, "yes")


async def _cast(at: Desk, call: CallReference) -> int:
    async with at.database.read() as conn:
        return (await ballots.counts(conn, [call.entry])).get(call.entry, 0)


def keys(at: Desk) -> list[str]:
    folder = at.database.ballot_keys.folder
    return sorted(path.name for path in folder.glob("*"))


def test_the_key_lies_in_a_file_of_its_own_until_the_ballot_is_over(at: Desk) -> None:
    call = asked(at, "ballot")
    assert at.database.ballot_keys.folder.name == FOLDER
    assert keys(at) == [f"{call.entry}.key"]
    assert at.database.ballot_keys.folder.stat().st_mode & 0o077 == 0
    casts(at, PEOPLE[0], YES, call)
    at.say(CS, CS_CHAIR, "!end")
    assert keys(at) == []
    assert at.runner.run(_cast(at, call)) == 0


def test_a_ballot_that_lapses_is_destroyed_and_no_correction_gives_it_back(at: Desk) -> None:
    call = asked(at, "ballot")
    casts(at, PEOPLE[0], YES, call)
    at.say(CS, CS_CHAIR, "!consensus no They differ.")
    assert keys(at) == []
    assert "What was cast is destroyed." in "".join(heard(at, CS)[-3:])
    at.say(CS, CS_CHAIR, "!correct a slip")
    assert at.say(CS, CS_CHAIR, "!end").startswith("Point of order: no call is open")


def test_a_lost_key_voids_the_ballot_and_the_room_hears_it(at: Desk) -> None:
    call = asked(at, "ballot")
    casts(at, PEOPLE[0], YES, call)
    at.database.ballot_keys.destroy(call.entry)
    (told, *_) = [row for row in casts(at, PEOPLE[1], YES, call) if row.place != CS]
    assert "I have lost the key of this ballot" in body(told)
    passes(at, NOW + 1)
    assert (found(at).result, figures(found(at))) == ("void", (0, 0, 0))
    assert any("void: the key of the ballot is lost" in each for each in heard(at, CS))


def test_what_was_cast_is_in_nothing_that_is_kept(at: Desk, tmp_path: Path) -> None:
    """Neither while the ballot is open nor afterwards; nor by whom, nor when."""
    call = asked(at, "ballot")
    words = ("abstention", "yes", "no", "no")
    for person, word in zip(PEOPLE, words, strict=True):
        clock_at(at, NOW + 12_345)
        casts(at, person, word, call)
    kept = [row for row in rows(at) if row.place.startswith("direct:") and "taken" in body(row)]
    assert len(kept) == len(PEOPLE)
    assert at.runner.run(_times_once_sent(at, [row.key for row in kept])) == {0}
    for sealed in (at.runner.run(_sealed_rows(at)),):
        assert len(sealed) == len(PEOPLE)
        assert len({len(text) for _, text in sealed}) == 1
        assert not any(person in voter for voter, _ in sealed for person in PEOPLE)
    everything = b"".join(path.read_bytes() for path in tmp_path.glob("*.sqlite3*"))
    assert b"abstention" not in everything
    passes(at, NOW + 20_000)
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"abstention" not in everything


async def _times_once_sent(at: Desk, keys: list[str]) -> set[int]:
    async with at.database.write() as conn:
        await outbox.mark_sent(conn, [(key, f"$sent-{key}") for key in keys])
        rows = await conn.execute(select(schema.outbox).where(schema.outbox.c.key.in_(keys)))
        return {row.created_at for row in rows}


async def _sealed_rows(at: Desk) -> list[tuple[str, str]]:
    async with at.database.read() as conn:
        return [(row.voter, row.sealed) for row in await conn.execute(select(schema.ballots))]


# --- what comes of it ---------------------------------------------------------------------


def decided(at: Desk, method: str, cast: str) -> None:
    """Have a question answered, and ended."""
    call = asked(at, method)
    for person, choice in zip(PEOPLE, cast, strict=False):
        (casts(at, person, choice, call) if method == "ballot" else None)
        (clicks(at, person, choice, call=call) if method == "poll" else None)
    at.say(CS, CS_CHAIR, "!end")
    passes(at, NOW + 1)


@pytest.mark.parametrize("method, words", [("poll", "by poll"), ("ballot", "by secret ballot")])
def test_plenary_hears_the_method_that_found_what_the_chair_records(
    at: Desk, method: str, words: str
) -> None:
    decided(at, method, "1112")
    at.say(CS, CS_CHAIR, "!consensus yes")
    assert f"calls rough consensus on Draft 1, {words}." in heard(at, PLENARY)[-1]
    assert "yes 3" not in heard(at, PLENARY)[-1]


@pytest.mark.parametrize("typed", ["!consensus no A reason", "!consensus yes"])
def test_else_it_is_as_the_chair_assesses(at: Desk, typed: str) -> None:
    decided(at, "poll", "1112" if " no " in typed else "2221")
    at.say(CS, CS_CHAIR, typed)
    assert ", as its chair assesses." in heard(at, PLENARY)[-1]


def test_of_another_text_the_finding_says_nothing(at: Desk) -> None:
    decided(at, "poll", "1111")
    at.say(CS, CS_CHAIR, "!draft\nOne, ours.\n\nTwo.")
    at.show_text(CS, "P1/1/cs.1")
    at.say(CS, CS_CHAIR, "!consensus amended cs.1")
    assert any(", as its chair assesses." in each for each in heard(at, PLENARY))


def test_figures_go_out_where_the_chair_gives_them_and_names_never(at: Desk) -> None:
    decided(at, "poll", "1113")
    answer = at.say(CS, CS_CHAIR, "!consensus yes with finding We are sure.")
    assert "by poll (yes 3, no 0, abstained 1)" in answer
    told = heard(at, PLENARY)[-1]
    assert "by poll (yes 3, no 0, abstained 1)" in told
    assert "> We are sure." in told
    assert not any(person in told for person in PEOPLE)
    assert "by poll" in at.say(PLENARY, CHAIR, "!status")


def test_figures_that_are_not_there_are_not_given(at: Desk) -> None:
    before = at.entries(1)
    assert "has counted nothing for this text" in at.say(
        CS, CS_CHAIR, "!consensus yes with finding"
    )
    assert at.entries(1) == before
    decided(at, "poll", "2222")
    answer = at.say(CS, CS_CHAIR, "!consensus yes with finding")
    assert "is not what you record" in answer


def test_the_caucus_s_method_outweighs_what_was_objected_before(at: Desk) -> None:
    at.say(CS, PEOPLE[0], "!object ¶1 It costs too much.")
    assert "cs.O1" in at.say(CS, CS_CHAIR, "!consensus yes")
    decided(at, "poll", "2111")
    assert "outweighed by the caucus's method" in at.say(CS, CS_CHAIR, "!objections")
    assert "calls rough consensus" in at.say(CS, CS_CHAIR, "!consensus yes")


def test_what_its_chair_had_answered_keeps_that_answer(at: Desk) -> None:
    at.say(CS, PEOPLE[0], "!object ¶1 It costs too much.")
    at.say(CS, PEOPLE[1], "!object ¶2 It is too long.")
    at.say(CS, CS_CHAIR, "!dispose O1 rejected It costs nothing.")
    at.say(CS, CS_CHAIR, "!dispose O2 upheld It is long.")
    decided(at, "poll", "2111")
    shown = at.say(CS, CS_CHAIR, "!objections")
    assert "*rejected*: It costs nothing." in shown
    assert "*outweighed by the caucus's method*" in shown
    assert "It is long." not in shown  # that was the reason for another answer
    assert any("Outweighed by the caucus's method: cs.O2." in told for told in heard(at, CS))


def test_what_is_objected_afterwards_is_late_and_binds_if_it_is_upheld(at: Desk) -> None:
    decided(at, "poll", "1111")
    at.say(CS, PEOPLE[0], "!object It costs too much.")
    at.say(CS, CS_CHAIR, "!dispose cs.O1 upheld It does.")
    assert "cs.O1" in at.say(CS, CS_CHAIR, "!consensus yes")


def test_against_another_text_it_outweighs_nothing(at: Desk) -> None:
    at.say(CS, PEOPLE[0], "!object It costs too much.")
    decided(at, "poll", "1111")
    at.say(CS, CS_CHAIR, "!draft\nOne, ours.\n\nTwo.")
    at.show_text(CS, "P1/1/cs.1")
    assert "cs.O1" in at.say(CS, CS_CHAIR, "!consensus amended cs.1")


def test_a_finding_that_is_not_reached_outweighs_nothing(at: Desk) -> None:
    at.say(CS, PEOPLE[0], "!object It costs too much.")
    decided(at, "poll", "2222")
    assert "cs.O1" in at.say(CS, CS_CHAIR, "!consensus yes")


def test_nothing_of_a_question_is_said_outside_of_the_caucus(at: Desk) -> None:
    canary = "Walrus, 1843?"
    at.say(CS, CS_CHAIR, "!method ballot")
    at.say(CS, CS_CHAIR, f"!ask 72h {canary}")
    for person in PEOPLE:
        at.say(f"direct:{person}", person, "1")
    passes(at, NOW + 1)
    at.say(CS, CS_CHAIR, "!consensus yes")
    own = {CS, *(f"direct:{person}" for person in PEOPLE)}
    for row in rows(at):
        assert row.place in own or canary not in body(row), row.place
    for place, person in (("forum", "@visitor:test"), (PLENARY, CHAIR), (GOV, GOV_CHAIR)):
        for question in ("!history P1", "!status P1"):
            assert "ballot on" not in at.say(place, person, question).lower()


@pytest.mark.parametrize("method", ["poll", "ballot"])
def test_an_export_with_it_is_consistent(at: Desk, method: str) -> None:
    decided(at, method, "1112")
    at.say(CS, CS_CHAIR, "!consensus yes with finding")
    for chains in (1, None):
        sealed = at.runner.run(_sealed(at, chains))
        assert verify(exports.export(sealed, lambda _: True)) == ()
        assert verify(exports.export(sealed, lambda entry: entry.audience == "public")) == ()


async def _sealed(at: Desk, chain: int | None) -> tuple[Sealed, ...]:
    async with at.database.read() as conn:
        return await record.sealed(conn, chain)


def test_it_ends_once_though_its_time_comes_after_all_have_answered(at: Desk) -> None:
    call = asked(at, "ballot")
    for person in PEOPLE:
        casts(at, person, YES, call)
    passes(at, NOW + 1)
    assert passes(at, NOW + 3 * DAY) == []
    assert not at.runner.run(_due(at))
    assert len([x for x in at.entries(1) if isinstance(x.payload, e.QuestionCounted)]) == 1


async def _due(at: Desk) -> tuple[due.Due, ...]:
    async with at.database.read() as conn:
        return await due.of_kind(conn, "call")

"""Secret ballots: what is nearly an answer, what comes late, and what goes wrong with a key."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clerk.item import Chosen, Item, Timer, arrival, of_due, of_event
from bot.relay import places
from bot.rooms.wanted import CALL
from deliberation.reference import CallReference
from deliberation.terms import Choice
from storage import due, inbox
from storage.ballot_keys import BallotKeys
from storage.due import Due
from tests.bot.desk import BOT, Desk, desk
from tests.bot.test_methods import (
    CS,
    CS_CHAIR,
    NO,
    NOW,
    OWN_SETTINGS,
    PEOPLE,
    YES,
    asked,
    begun,
    body,
    casts,
    clock_at,
    found,
    heard,
    passes,
    replies,
    rows,
    said,
)

FIRST, SECOND, THIRD, LAST = PEOPLE
CHAT = f"direct:{FIRST}"


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a proposal that was referred, and Civil society's four seats taken."""
    with desk(tmp_path, OWN_SETTINGS) as opened:
        begun(opened)
        yield opened


def answer(at: Desk, text: str) -> list[str]:
    """Have the first write something in their chat with the bot; return what they hear there."""
    return [body(row) for row in said(at, CHAT, FIRST, text) if row.place == CHAT and body(row)]


@pytest.mark.parametrize("typed", ["Yes, I agree", "y", "👍", "1 or 2", "agree"])
def test_what_is_nearly_an_answer_is_never_met_with_silence(at: Desk, typed: str) -> None:
    call = asked(at, "ballot")
    for _ in range(2):
        (told,) = answer(at, typed)
        assert "I can't tell what you answer to the ballot. Nothing was taken." in told
    (row,) = [row for row in casts(at, FIRST, typed, call) if body(row)]
    assert "Nothing was taken." in body(row)


def test_without_a_ballot_the_same_is_talk(at: Desk) -> None:
    (told,) = answer(at, "Yes, I agree")
    assert "ballot" not in told


def test_where_several_are_open_it_is_said_how_many(at: Desk) -> None:
    asked(at, "ballot")
    at.say("forum", "@tabler:test", "!propose Another\nFrom: A group\nOne.")
    at.say("forum", "@forum-chair:test", "!consensus yes P2")
    at.say("P2/plenary", "@chair:test", "!refer")
    at.show("P2/caucus:cs", 1)
    at.say("P2/caucus:cs", CS_CHAIR, "!ask 72h")
    (told,) = answer(at, YES)
    assert told.startswith("2 ballots are open for you, and I can't tell which you mean.")


def test_who_answers_again_when_all_have_answered_changes_their_answer(at: Desk) -> None:
    call = asked(at, "ballot")
    for person in PEOPLE:
        casts(at, person, YES, call)
    (told,) = answer(at, NO)
    assert "is taken" in told
    passes(at, NOW + 1)
    assert (found(at).yes, found(at).no) == (3, 1)


def test_it_ends_when_the_only_one_who_had_not_answered_loses_the_seat(at: Desk) -> None:
    call = asked(at, "ballot")
    for person in PEOPLE[:3]:
        casts(at, person, YES, call)
    at.say(CS, CS_CHAIR, f"!unseat {LAST}")
    passes(at, NOW + 1)
    assert (found(at).yes, found(at).ended, found(at).removed) == (3, "all", (LAST,))


def late(at: Desk, person: str, choice: Choice, call: CallReference, place: str) -> list[str]:
    """Have an answer come whose key came after others: it was held since the record's entry 1."""
    known = {row.key for row in rows(at)}
    event = at.event(place, person, {"msgtype": "m.text", "body": choice.value})
    item = of_event(event, places.parse(place), Chosen(choice, call, typed=True), head=1)
    at.runner.run(_held(at, item))
    at.work(item)
    return [body(row) for row in rows(at) if row.key not in known and body(row)]


async def _held(at: Desk, item: Item) -> None:
    async with at.database.write() as conn:
        await inbox.enter(conn, arrival(item))
        await inbox.hold(conn, item.cause)


@pytest.mark.parametrize("method", ["poll", "ballot"])
def test_an_answer_that_could_only_be_read_late_replaces_none(at: Desk, method: str) -> None:
    call = asked(at, method)
    place = CHAT if method == "ballot" else CS
    assert not any("later" in told for told in late(at, FIRST, Choice.YES, call, place))
    for person in PEOPLE:
        replies(at, person, NO, call, f"direct:{person}" if method == "ballot" else CS)
    (told,) = late(at, FIRST, Choice.YES, call, place)
    assert "a later answer of yours counts" in told
    passes(at, NOW + 4 * 24 * 3_600_000)
    assert (found(at).yes, found(at).no) == (0, 4)


def test_an_answer_without_a_reply_comes_before_the_end_that_follows_it(at: Desk) -> None:
    event = at.event(CHAT, FIRST, {"msgtype": "m.text", "body": YES})
    typed = of_event(event, places.parse(CHAT), Chosen(Choice.YES, None, typed=True))
    ends = of_due(Due("timer:P1#7", NOW, CS, CALL, {"call": "P1#7"}), BOT)
    assert isinstance(ends.what, Timer)
    assert typed.blocks & ends.needs
    assert not ends.blocks & typed.needs


@pytest.mark.parametrize("person", [CS_CHAIR, "@stranger:test"])
def test_in_the_room_nobody_is_told_to_answer_who_is_not_asked(at: Desk, person: str) -> None:
    call = asked(at, "ballot")
    assert not any(body(row) for row in replies(at, person, YES, call))


def test_who_deletes_what_they_answered_in_the_room_hears_nothing_there(at: Desk) -> None:
    call = asked(at, "ballot")
    last = int(at.event(CS, FIRST, {}).event_id.removeprefix("$"))
    replies(at, FIRST, YES, call)
    before = heard(at, CS)
    redaction = at.event(CS, FIRST, {}, type="m.room.redaction", redacts=f"${last + 1}")
    at.bring(CS, redaction)
    assert heard(at, CS) == before


def test_a_key_that_can_t_be_read_now_is_not_lost(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = asked(at, "ballot")
    read = Path.read_bytes
    failures = iter([OSError(errno.EMFILE, "too many open files")])

    def fails_once(path: Path) -> bytes:
        if failure := next(failures, None):
            raise failure
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", fails_once)
    casts(at, FIRST, YES, call)
    assert any("is taken" in told for told in heard(at, CHAT))


def test_a_key_that_can_t_be_destroyed_is_tried_again(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = asked(at, "ballot")
    keys = at.database.ballot_keys
    destroy = BallotKeys.destroy
    failures = iter([OSError(errno.EIO, "input/output error")])

    def fails_once(self: BallotKeys, ballot: int) -> None:
        if failure := next(failures, None):
            raise failure
        destroy(self, ballot)

    monkeypatch.setattr(BallotKeys, "destroy", fails_once)
    at.say(CS, CS_CHAIR, "!end")
    assert keys.seal(call.entry) is not None
    assert "too few answered" in heard(at, CS)[-1]
    at.say(CS, CS_CHAIR, "!status")
    assert keys.seal(call.entry) is None


def test_the_finding_on_the_caucus_s_wording_says_how_that_is_recorded(at: Desk) -> None:
    at.say(CS, CS_CHAIR, "!draft\nOne.\n\nTwo, at night.")
    at.show_text(CS, "P1/Draft 1/cs.1")
    call = asked(at, "ballot")
    for person in PEOPLE:
        casts(at, person, YES, call)
    passes(at, NOW + 1)
    (told,) = [each for each in heard(at, CS) if "A finding decides nothing" in each]
    assert "!consensus amended cs.1 with finding" in told
    assert "Outweighed" not in told
    clock_at(at, NOW + 2)
    at.say(CS, CS_CHAIR, "!consensus amended cs.1 with finding")
    assert any("by secret ballot (yes 4, no 0, abstained 0)" in each for each in heard(at, CS))


def test_so_few_seats_are_taken_that_a_ballot_would_tell_who_said_what(at: Desk) -> None:
    for person in PEOPLE[:2]:
        at.say(CS, CS_CHAIR, f"!unseat {person}")
    at.say(CS, CS_CHAIR, "!method ballot")
    told = [body(row) for row in said(at, CS, CS_CHAIR, "!ask 72h") if body(row)]
    assert "fewer than 3 people hold a seat of CS" in told[-1]
    assert not at.runner.run(_planned(at))


async def _planned(at: Desk) -> list[Due]:
    async with at.database.read() as conn:
        return [*await due.of_kind(conn, CALL)]


@pytest.mark.parametrize(
    "typed",
    [
        "no with finding with cs.O1 Too dear.",
        "no with cs.O1 with finding Too dear.",
        "no with cs.O1 and with findings: Too dear.",
    ],
)
def test_figures_and_objections_go_out_in_any_order(at: Desk, typed: str) -> None:
    at.say(CS, FIRST, "!object It costs too much.")
    call = asked(at, "poll")
    for person in PEOPLE:
        replies(at, person, NO, call)
    at.say(CS, CS_CHAIR, "!end")
    at.say(CS, CS_CHAIR, f"!consensus {typed}")
    recorded = at.entries(1)[-1].payload
    assert getattr(recorded, "figures", None) == (0, 4, 0)
    assert getattr(recorded, "note", None) == "Too dear."

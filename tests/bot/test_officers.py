"""Whoever becomes or stops being chair or deputy, by whomever: the rooms hear it, once, in time."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clerk.item import of_due
from bot.relay.officers import hear_of
from deliberation import entries as e
from deliberation.council import Council
from storage import due
from storage.outbox import Row
from tests.bot.desk import BOT, SEED, SETTINGS, Desk, desk

PLENARIES = {"P1/plenary", "P2/plenary"}
OF_GOV = {"P1/caucus:gov", "P2/caucus:gov"}
NAMED = "!chair gov @new:test Has left the ministry."
CHAT = "direct:!chat"


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    """Two proposals are before the council, one is in the forum and one has ended."""
    with desk(tmp_path) as opened:
        for number in range(1, 5):
            opened.say("forum", "@visitor:test", f"!propose T{number}\nFrom: I\nOne.")
        for number in (1, 2, 3):
            opened.say("forum", "@forum-chair:test", f"!consensus yes P{number}")
        opened.say("P3/plenary", "@visitor:test", "!withdraw No.")
        yield opened


def said(at_desk: Desk, place: str, person: str, text: str) -> list[Row]:
    """Have somebody say something; return what the bot says to anybody because of it."""
    content = {"msgtype": "m.text", "body": text}
    rows = at_desk.bring(place, at_desk.event(place, person, content))
    return [row for row in rows if row.event_type == "m.room.message"]


def told(rows: list[Row]) -> dict[str, Row]:
    """Return the messages that are no answers, by the place where they are said."""
    return {row.place: row for row in rows if (row.content or {})["msgtype"] == "m.text"}


def body(row: Row) -> str:
    return str((row.content or {})["body"])


def mentions(row: Row) -> set[str]:
    return set((row.content or {})["m.mentions"]["user_ids"])


def announced(at_desk: Desk, text: str = NAMED) -> int:
    """Have the secretariat name somebody; return when it takes effect."""
    said(at_desk, CHAT, "@secretary:test", text)
    naming = at_desk.entries(0)[-1].payload
    assert isinstance(naming, e.NamingAnnounced)
    return naming.effective


def due_at(at_desk: Desk, time: int) -> list[Row]:
    """Have done what is due by a time; return what is said because of it."""
    before = {row.key for row in at_desk.rows()}
    at_desk.do_due(time)
    return [row for row in at_desk.rows() if row.key not in before]


def kinds(at_desk: Desk) -> list[str]:
    return [entry.payload.kind for entry in at_desk.entries(0)[1:]]


# --- by a chair ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, place, where, who",
    [
        ("!chair @new:test", "P1/caucus:gov", OF_GOV | PLENARIES, "new gov-chair"),
        ("!chair gov @new:test", CHAT, OF_GOV | PLENARIES, "new gov-chair"),
        ("!deputy @gov-1:test", "P1/caucus:gov", OF_GOV | PLENARIES, "gov-1"),
        ("!chair @new:test", "P2/plenary", PLENARIES, "new chair"),
        ("!deputy council @new:test", CHAT, PLENARIES, "new"),
        ("!chair @new:test", "forum", {"forum"}, "new forum-chair"),
    ],
)
def test_what_a_chair_changes_is_told_in_the_body_s_open_rooms_and_in_plenary(
    at_desk: Desk, text: str, place: str, where: set[str], who: str
) -> None:
    chair = "chair" if "council" in text or "plenary" in place else "forum-chair"
    chair = "gov-chair" if where >= OF_GOV else chair
    rows = told(said(at_desk, place, f"@{chair}:test", text))
    assert rows.keys() == where
    for row in rows.values():
        assert mentions(row) == {f"@{name}:test" for name in who.split()}
        assert f"Recorded by @{chair}:test" in body(row)


def test_a_deputy_who_loses_the_seat_is_told_to_be_deputy_no_longer(at_desk: Desk) -> None:
    said(at_desk, CHAT, "@gov-chair:test", "!deputy gov @gov-1:test")
    rows = told(said(at_desk, "P1/caucus:gov", "@gov-chair:test", "!unseat @gov-1:test A secret."))
    assert rows.keys() == OF_GOV | PLENARIES
    for row in rows.values():
        assert "@gov-1:test is no longer a deputy of the chair of GOV." in body(row)
        assert "secret" not in body(row)


def test_whoever_holds_a_seat_alone_is_no_news_for_plenary(at_desk: Desk) -> None:
    assert told(said(at_desk, CHAT, "@gov-chair:test", "!unseat gov @gov-1:test")) == {}


def test_where_the_body_has_no_room_open_the_forum_is_told(tmp_path: Path) -> None:
    with desk(tmp_path) as opened:
        rows = told(said(opened, CHAT, "@gov-chair:test", "!chair gov @new:test"))
        assert rows.keys() == {"forum"}


def test_a_caucus_that_the_machine_adds_or_removes_is_told_with_its_chairs(at_desk: Desk) -> None:
    rows = told(reconstituted(at_desk, without="gov"))
    assert rows.keys() == PLENARIES
    assert all(mentions(row) == {"@gov-chair:test"} for row in rows.values())


# --- by the secretariat -------------------------------------------------------------------


def test_a_naming_is_told_at_once_with_who_why_when_and_how_to_refuse(at_desk: Desk) -> None:
    rows = told(said(at_desk, CHAT, "@secretary:test", NAMED))
    assert rows.keys() == OF_GOV | PLENARIES
    for row in rows.values():
        assert mentions(row) == {"@new:test", "@gov-chair:test"}
        assert "@new:test is to be the chair of GOV, in place of @gov-chair:test" in body(row)
        assert "> Has left the ministry." in body(row)
        assert "It takes effect on 2023-11-17 22:13 UTC, unless" in body(row)
        assert "`!chair gov @gov-chair:test`" in body(row)


def test_a_naming_takes_effect_at_its_time_once_and_that_is_told(at_desk: Desk) -> None:
    effective = announced(at_desk)
    assert due_at(at_desk, effective - 1) == []
    rows = told(due_at(at_desk, effective))
    assert rows.keys() == OF_GOV | PLENARIES
    for row in rows.values():
        assert mentions(row) == {"@new:test", "@gov-chair:test"}
        assert "@new:test is now the chair of GOV, in place of @gov-chair:test." in body(row)
        assert "nobody refused" in body(row)
        assert "> Has left the ministry." in body(row)
    assert due_at(at_desk, effective + 1) == []
    assert kinds(at_desk) == ["naming_announced", "chair_named"]
    assert at_desk.entries(0)[-1].person == BOT


def test_a_naming_that_is_handed_on_twice_takes_effect_once(at_desk: Desk) -> None:
    announced(at_desk)

    async def planned() -> due.Due:
        async with at_desk.database.read() as conn:
            (naming,) = [d for d in await due.until(conn, 2**62) if d.kind == "naming"]
            return naming

    item = of_due(at_desk.runner.run(planned()), BOT)
    assert at_desk.work(item)
    assert at_desk.work(item) == []
    assert kinds(at_desk) == ["naming_announced", "chair_named"]


@pytest.mark.parametrize("place", ["P1/caucus:gov", CHAT])
def test_what_the_announcement_says_to_type_refuses_it_and_that_is_told(
    at_desk: Desk, place: str
) -> None:
    (row, *_) = told(said(at_desk, CHAT, "@secretary:test", NAMED)).values()
    typed = body(row).rpartition("To refuse: `")[2].partition("`")[0]
    rows = told(said(at_desk, place, "@gov-chair:test", typed))
    assert rows.keys() == OF_GOV | PLENARIES
    for row in rows.values():
        assert mentions(row) == {"@new:test", "@gov-chair:test"}
        assert "@gov-chair:test refuses what the secretariat announced" in body(row)
    assert due_at(at_desk, 2**62) == []
    assert kinds(at_desk) == ["naming_announced", "naming_ended"]


def test_a_reason_for_refusing_that_is_given_in_the_caucus_is_told_nowhere(at_desk: Desk) -> None:
    announced(at_desk)
    text = "!chair @gov-chair:test We want to hold out for clause 7."
    rows = said(at_desk, "P1/caucus:gov", "@gov-chair:test", text)
    assert len(rows) == 5
    assert not any("clause 7" in body(row) for row in rows)


def test_a_naming_that_the_chair_overtakes_is_said_to_have_no_effect(at_desk: Desk) -> None:
    announced(at_desk)
    rows = told(said(at_desk, CHAT, "@gov-chair:test", "!chair gov @other:test"))
    assert all("announced of @new:test has no effect any more" in body(r) for r in rows.values())
    assert due_at(at_desk, 2**62) == []


def test_a_naming_that_can_t_be_any_more_is_told_to_have_lapsed(at_desk: Desk) -> None:
    effective = announced(at_desk)
    said(at_desk, "P1/caucus:cs", "@cs-chair:test", "!seat @new:test")
    rows = told(due_at(at_desk, effective))
    assert rows.keys() == OF_GOV | PLENARIES
    assert all("can't take effect any more" in body(row) for row in rows.values())


def test_the_roster_shows_what_is_announced(at_desk: Desk) -> None:
    announced(at_desk)
    (answer,) = said(at_desk, "forum", "@visitor:test", "!roster")
    assert "@new:test is to be the chair of GOV, in place of @gov-chair:test, from" in body(answer)
    assert "`!chair gov @gov-chair:test`" in body(answer)


def test_what_is_named_by_the_secretariat_without_a_reason_is_refused(at_desk: Desk) -> None:
    (answer,) = said(at_desk, CHAT, "@secretary:test", "!chair gov @new:test")
    assert "`!chair gov @user REASON`" in body(answer)


def test_the_interregnum_is_the_configuration_s(at_desk: Desk) -> None:
    settings = replace(SETTINGS, interregnum=5_000)
    at_desk.clerk = replace(at_desk.clerk, settings=settings)
    assert announced(at_desk) == at_desk.entries(0)[-1].recorded_time + 5_000


def test_a_caucus_that_is_no_more_calls_its_namings_off_and_that_is_told(at_desk: Desk) -> None:
    announced(at_desk)
    said(at_desk, CHAT, "@secretary:test", "!deputy gov @gov-1:test To help.")
    rows = told(reconstituted(at_desk, without="gov"))
    assert rows.keys() == PLENARIES
    for row in rows.values():
        assert mentions(row) == {"@gov-chair:test", "@new:test", "@gov-1:test"}
        for words in ("become the chair of", "become a deputy of the chair of"):
            assert f"does not {words}" in body(row)
        assert body(row).count("can't take effect any more") == 2
    assert due_at(at_desk, 2**62) == []
    assert [c.key for c in SEED.caucuses] == ["gov", "cs"]


def test_a_caucus_that_is_no_more_leaves_the_namings_of_others(at_desk: Desk) -> None:
    effective = announced(at_desk)
    rows = told(reconstituted(at_desk, without="cs"))
    assert not any("any more" in body(row) for row in rows.values())
    assert told(due_at(at_desk, effective)).keys() == OF_GOV | PLENARIES


def reconstituted(at_desk: Desk, without: str) -> list[Row]:
    """Have a caucus be no more; return what is said because of it."""
    before = {row.key for row in at_desk.rows()}
    at_desk.runner.run(at_desk.constitute_without(without))
    return [row for row in at_desk.rows() if row.key not in before]


def test_where_there_is_no_secretariat_nothing_waits_for_its_room() -> None:
    council = Council(chair="@chair:test")
    assert hear_of("@chair:test", council, (), ()) == ()
    assert hear_of("@chair:test", council, ("@secretary:test",), ()) == ("secretariat",)

"""Whose identity is whose: who confirms another one, who is told, what is refused and why."""

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clerk.constitution import constitute
from bot.clerk.trust.devices import with_devices
from bot.listener import recognise
from bot.matrix import Doubt, Event
from bot.relay import places
from bot.rooms.notices import Notices
from bot.service.pins import PinnedKeys
from bot.settings import Settings
from deliberation import council as councils
from deliberation import entries as e
from deliberation.officers import confirmed_by
from storage import identities, meta
from storage.folds import Folds
from storage.outbox import Row
from tests.bot.desk import BOT, SETTINGS, Desk, desk
from tests.nursery.record import new_record

OLD = "wq0Yb2rN0Zs9cS4yQ8mUo1tq3mJ7w5b0y3mC6dQ9x1E"
NEW = "Hk3z7Pq1Xc5Vb9Nm2Lk4Jh6Gf8Ds0Aa1Sw3Ed5Rf7Tg"
HEAD = NEW[:12]
CHAT, CS, GOV, PLENARY = "direct:!chat", "P1/caucus:cs", "P1/caucus:gov", "P1/plenary"
SEALING = replace(SETTINGS, devices="signed", rooms=replace(SETTINGS.rooms, encryption="caucuses"))


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path, SEALING) as made:
        made.say("forum", "@tabler:test", "!propose Routing\nFrom: A coalition\nOne.")
        made.say("forum", "@forum-chair:test", "!consensus yes P1")
        for place in (CHAT, CS, GOV):
            made.encrypted_room(place)
        yield made


def saw(bot: Desk, person: str, *keys: str) -> list[Row]:
    """Have the bot see a person's master keys, one after the other; return what it then says."""
    now = itertools.count(1)
    notices = Notices(bot.database, SEALING, lambda: next(now), Folds())
    pins = PinnedKeys(notices, lambda: None)
    before = {row.key for row in bot.rows()}
    for key in keys:
        bot.runner.run(pins.saw({person: key}))
    return [row for row in bot.rows() if row.key not in before]


def rows(bot: Desk, place: str, sender: str, text: str, *, sealed: bool = True) -> list[Row]:
    content = {"msgtype": "m.text", "body": text}
    return bot.bring(place, bot.event(place, sender, content, sealed=sealed))


def said(bot: Desk, place: str, sender: str, text: str, *, sealed: bool = True) -> str:
    return str((rows(bot, place, sender, text, sealed=sealed)[0].content or {})["body"])


def pinned(bot: Desk, person: str) -> str:
    async def read() -> str:
        async with bot.database.read() as conn:
            known = await identities.get(conn, person)
            return known.pinned if known else ""

    return bot.runner.run(read())


# --- who confirms -------------------------------------------------------------------------

BY = [
    ("@cs-1:test", "@cs-chair:test", CS),
    ("@cs-chair:test", "@chair:test", CHAT),
    ("@observer:test", "@chair:test", CHAT),
    ("@forum-chair:test", "@chair:test", CHAT),
    ("@tabler:test", "@chair:test", CHAT),
]


@pytest.mark.parametrize("person, chair, place", BY)
def test_the_persons_chair_confirms_another_identity(
    bot: Desk, person: str, chair: str, place: str
) -> None:
    saw(bot, person, OLD, NEW)
    assert "count as theirs" in said(bot, place, chair, f"!verify {person} {HEAD}")
    assert pinned(bot, person) == NEW


EVERYBODY = (
    *("@cs-chair:test", "@cs-1:test", "@gov-chair:test", "@gov-1:test", "@chair:test"),
    *("@observer:test", "@forum-chair:test", "@secretary:test", "@visitor:test"),
)


@pytest.mark.parametrize("person", [*(each for each, _, _ in BY), "@chair:test", "@secretary:test"])
def test_nobody_else_does(bot: Desk, person: str) -> None:
    saw(bot, person, OLD, NEW)
    chairs = {chair for each, chair, _ in BY if each == person}
    for other in EVERYBODY:
        if other not in chairs:
            refused = said(bot, CHAT, other, f"!verify {person} {HEAD}")
            assert refused.startswith("Point of order:")
    assert pinned(bot, person) == OLD


@pytest.mark.parametrize("person", ["@chair:test", "@secretary:test"])
def test_for_the_council_chair_and_the_secretariat_it_is_done_on_the_machine(
    bot: Desk, person: str
) -> None:
    saw(bot, person, OLD, NEW)
    refused = said(bot, CHAT, "@chair:test", f"!verify {person} {HEAD}")
    assert f"rapporteur trust {person}" in refused


def test_an_officer_of_the_council_who_holds_a_seat_is_not_the_caucuss_to_confirm() -> None:
    seed = replace(SETTINGS.seed, deputies=("@cs-1:test",), forum_deputies=("@gov-1:test",))
    council = councils.apply(
        councils.Council(), e.Entry(1, 0, "public", seed, None, BOT, "", 1, 1, "seed")
    )
    assert confirmed_by("@cs-1:test", council, ()) == "council"
    assert confirmed_by("@gov-1:test", council, ()) == "council"


# --- what it takes ------------------------------------------------------------------------


def test_it_is_confirmed_by_how_the_present_key_begins_and_by_nothing_else(bot: Desk) -> None:
    saw(bot, "@cs-1:test", OLD, NEW)
    for typed in (OLD[:12], NEW[1:14], NEW[:12].swapcase(), "A" * 43):
        assert "not the key that" in said(bot, CS, "@cs-chair:test", f"!verify @cs-1:test {typed}")
    for short in (NEW[:11], NEW + "x"):
        assert "at least 12" in said(bot, CS, "@cs-chair:test", f"!verify @cs-1:test {short}")
    assert pinned(bot, "@cs-1:test") == OLD
    in_fours = f"!verify @cs-1:test {NEW[:4]} {NEW[4:8]} {NEW[8:12]}"
    assert "count as theirs" in said(bot, CS, "@cs-chair:test", in_fours)


@pytest.mark.parametrize("place, sealed", [(CS, False), (CHAT, False), (PLENARY, False)])
def test_nothing_is_confirmed_in_clear(bot: Desk, place: str, *, sealed: bool) -> None:
    person, chair = ("@cs-1:test", "@cs-chair:test")
    if place == PLENARY:
        person, chair = "@cs-chair:test", "@chair:test"
    saw(bot, person, OLD, NEW)
    assert "came in clear" in said(bot, place, chair, f"!verify {person} {HEAD}", sealed=sealed)
    assert pinned(bot, person) == OLD


def test_an_encrypted_message_in_a_room_in_clear_confirms_nothing(bot: Desk) -> None:
    saw(bot, "@cs-chair:test", OLD, NEW)
    refused = said(bot, PLENARY, "@chair:test", f"!verify @cs-chair:test {HEAD}")
    assert "came in clear" in refused


@pytest.mark.parametrize(
    "keys, why",
    [((), "have seen no identity"), ((OLD,), "is the one that I know"), ((OLD, ""), "has no id")],
)
def test_where_there_is_nothing_to_confirm_that_is_said(
    bot: Desk, keys: tuple[str, ...], why: str
) -> None:
    saw(bot, "@cs-1:test", *keys)
    assert why in said(bot, CS, "@cs-chair:test", f"!verify @cs-1:test {HEAD}")


def test_anybody_is_shown_both_keys_anywhere(bot: Desk) -> None:
    saw(bot, "@cs-1:test", OLD, NEW)
    shown = said(bot, "forum", "@visitor:test", "!verify @cs-1:test", sealed=False)
    for key in (OLD, NEW):
        assert " ".join(key[at : at + 4] for at in range(0, 43, 4)) in shown
    assert f"!verify @cs-1:test {HEAD}" in shown


def test_a_confirmation_is_ticked_and_told_in_the_persons_rooms(bot: Desk) -> None:
    saw(bot, "@cs-chair:test", OLD, NEW)
    done = rows(bot, CHAT, "@chair:test", f"!verify @cs-chair:test {HEAD}")
    assert [(row.place, row.event_type) for row in done] == [
        (CHAT, "m.room.message"),
        (CS, "m.room.message"),
        ("P1/plenary", "m.room.message"),
        (CHAT, "m.reaction"),
    ]
    assert "@chair:test has confirmed that @cs-chair:test" in str((done[1].content or {})["body"])


@pytest.mark.parametrize("text", [f"!verify {BOT}", f"!verify {BOT} {HEAD}"])
def test_of_itself_the_bot_says_where_its_fingerprint_is_shown(bot: Desk, text: str) -> None:
    assert "rapporteur check" in said(bot, CS, "@cs-chair:test", text)


# --- what is told when it changes ---------------------------------------------------------


@pytest.mark.parametrize(
    "key, what", [(NEW, "is not the one that I know"), ("", "has no identity")]
)
def test_when_an_identity_changes_the_persons_rooms_hear_of_it_once(
    bot: Desk, key: str, what: str
) -> None:
    told = saw(bot, "@cs-1:test", OLD, key, key)
    assert [row.place for row in told] == [CS]
    content = told[0].content or {}
    assert what in content["body"]
    assert content["m.mentions"] == {"user_ids": ["@cs-chair:test"]}


@pytest.mark.parametrize(
    "person, places",
    [
        ("@cs-1:test", [CS]),
        ("@cs-chair:test", [CS, "P1/plenary"]),
        ("@chair:test", ["P1/plenary", "secretariat"]),
        ("@secretary:test", ["secretariat"]),
    ],
)
def test_who_has_to_confirm_an_identity_hears_that_it_is_another(
    bot: Desk, person: str, places: list[str]
) -> None:
    assert sorted(row.place for row in saw(bot, person, OLD, NEW)) == places


def test_who_goes_back_and_forth_between_two_is_told_of_once(bot: Desk) -> None:
    assert len(saw(bot, "@cs-1:test", OLD, NEW, OLD, NEW, OLD, NEW)) == 1
    assert pinned(bot, "@cs-1:test") == OLD


def test_of_who_is_not_on_the_roster_no_room_hears(bot: Desk) -> None:
    assert saw(bot, "@visitor:test", OLD, NEW) == []


def test_the_first_identity_is_pinned_without_a_word_and_none_is_no_identity(bot: Desk) -> None:
    assert saw(bot, "@cs-1:test", "", OLD, OLD) == []
    assert pinned(bot, "@cs-1:test") == OLD


# --- what comes from another device -------------------------------------------------------


@pytest.mark.parametrize(
    "doubt, why",
    [
        (Doubt.UNSIGNED, "Settings → Sessions / Devices"),
        (Doubt.CHANGED, "not the one that I know"),
        (Doubt.GONE, "now your account has none"),
    ],
)
@pytest.mark.parametrize("text", ["!consensus yes", "!text cs.1", "!nonsense", "!draft"])
def test_a_command_in_doubt_changes_nothing_and_is_answered_with_why(
    bot: Desk, doubt: Doubt, why: str, text: str
) -> None:
    before = bot.entries(1)
    content = {"msgtype": "m.text", "body": text}
    event = bot.event(CS, "@cs-chair:test", content, sealed=True, doubt=doubt)
    answered = bot.bring(CS, event)
    assert [row.place for row in answered] == [CS]
    assert why in (answered[0].content or {})["body"]
    assert bot.entries(1) == before


def test_what_is_no_command_gets_no_answer_from_whatever_device(bot: Desk) -> None:
    content = {"msgtype": "m.text", "body": "Good morning"}
    event = bot.event(CS, "@cs-chair:test", content, sealed=True, doubt=Doubt.UNSIGNED)
    assert bot.bring(CS, event) == []


def test_a_doubt_costs_what_an_answer_costs() -> None:
    content = {"msgtype": "m.text", "body": "!status"}
    kind = "m.room.message"
    event = Event("!cs", "$1", "@a:test", 1, kind, content, sealed=True, doubt=Doubt.UNSIGNED)
    found = recognise.item(
        event, recognise.said(event), places.parse(CS), BOT, "!", about={}, encrypted=True
    )
    assert found
    assert found.is_counted


# --- which devices, where the configuration doesn't say -----------------------------------


async def settled(folder: Path, settings: Settings, *, older: bool) -> str | None:
    database = await new_record(folder)
    try:
        await constitute(database, settings, lambda: 1)
        if older:
            async with database.write() as conn:
                await meta.forget(conn, meta.DEVICES)
        return (await with_devices(database, settings)).devices
    finally:
        await database.close()


@pytest.mark.parametrize(
    "configured, older, holds",
    [
        (None, False, "signed"),
        (None, True, "any"),
        ("signed", True, "signed"),
        ("any", False, "any"),
    ],
)
def test_new_councils_hold_to_signed_devices_and_older_ones_if_they_say_so(
    tmp_path: Path, configured: str | None, holds: str, *, older: bool
) -> None:
    settings = replace(SETTINGS, devices=configured)
    assert asyncio.run(settled(tmp_path, settings, older=older)) == holds


def test_an_older_council_is_warned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = replace(SETTINGS, devices=None, data_dir=tmp_path)
    asyncio.run(settled(tmp_path, settings, older=True))
    assert "rooms.devices: signed" in capsys.readouterr().out

"""A change of seats or caucuses is applied to the record, or refused and nothing is changed."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.rooms.wanted import WantedRooms
from deliberation import council as councils
from deliberation.council import Council
from demo.cast import Cast
from storage import record, rooms
from storage.database import open_database
from tests.bot.desk import SETTINGS, Desk, desk
from tests.cli.conftest import edit
from tests.cli.program import Done, rapporteur, running
from tests.config.plain import put

TECH = {
    "key": "tech",
    "name": "Technical",
    "chair": ["@tech-chair:test"],
    "representatives": ["@tech-1:test"],
}


def opened(at_desk: Desk) -> None:
    at_desk.say("forum", "@visitor:test", "!propose One\nFrom: I\nOne.")
    at_desk.say("forum", "@forum-chair:test", "!consensus yes P1")


def recorded(config: Path, *acts: Callable[[Desk], object]) -> None:
    """Make the record that a configuration goes with."""
    with desk(config.parent / "data") as at_desk:
        for act in acts:
            act(at_desk)


def apply(config: Path) -> Done:
    return asyncio.run(rapporteur("check", "--apply", "--config", config))


def council_of(config: Path) -> tuple[Council, int, set[str]]:
    """Return the council of record, the record's head, and the places of its rooms."""

    async def read() -> tuple[Council, int, set[str]]:
        database = await open_database("sqlite", config.parent / "data")
        async with database.read() as conn:
            council = councils.fold(await record.entries(conn, 0))
            found = council, (await record.head(conn)).number, await rooms.live(conn)
        await database.close()
        return found[0], found[1], {room.place for room in found[2]}

    return asyncio.run(read())


def test_more_seats_are_of_record_and_nobody_is_changed(config: Path) -> None:
    recorded(config)
    before, head, _ = council_of(config)
    edit(config, put("council.seats", 3))
    done = apply(config)
    assert f"of record (entry {head + 1})" in done.out
    after, _, _ = council_of(config)
    assert after.seats == 3
    assert after.caucuses == before.caucuses
    again = apply(config)
    assert "nothing to apply" in again.out
    assert council_of(config)[1] == head + 1


def test_who_was_seated_by_command_stays_when_seats_are_raised(config: Path) -> None:
    recorded(config, lambda at: at.say("P0/caucus:cs", "@cs-chair:test", "!roster"), _seats_cs_2)
    edit(config, put("council.seats", 3))
    apply(config)
    caucus = council_of(config)[0].caucus("cs")
    assert caucus
    assert caucus.representatives == ("@cs-1:test", "@cs-2:test")


def _seats_cs_2(at_desk: Desk) -> None:
    opened(at_desk)
    at_desk.say("P1/caucus:cs", "@cs-chair:test", "!seat @cs-2:test")


def test_a_new_caucus_gets_its_people_and_a_room_on_each_open_proposal(config: Path) -> None:
    recorded(config, opened, _tables_another)
    edit(config, lambda raw: raw["council"]["caucuses"].append(TECH))
    done = apply(config)
    assert "of record" in done.out
    council, _, places = council_of(config)
    caucus = council.caucus("tech")
    assert caucus
    assert caucus.members == ("@tech-chair:test", "@tech-1:test")
    assert "P1/caucus:tech" in places
    assert not any(place.startswith("P2/") for place in places)
    with desk(config.parent / "data") as at_desk:
        told = {
            row.place: row.content or {} for row in at_desk.rows() if row.cause.startswith("apply")
        }
    assert told.keys() == {"P1/plenary", "P1/caucus:tech"}
    for content in told.values():
        assert content["m.mentions"] == {"user_ids": ["@tech-chair:test"]}
        assert "@tech-chair:test is now the chair of" in content["body"]


def _tables_another(at_desk: Desk) -> None:
    at_desk.say("forum", "@visitor:test", "!propose Two\nFrom: I\nTwo.")


def test_a_new_caucus_takes_part_in_the_next_round(config: Path) -> None:
    recorded(config, opened)
    edit(config, lambda raw: raw["council"]["caucuses"].append(TECH))
    apply(config)
    with desk(config.parent / "data") as at_desk:
        at_desk.say("P1/plenary", "@chair:test", "!refer")
        for key in ("gov", "cs", "tech"):
            at_desk.show(f"P1/caucus:{key}", 1)
        for key in ("gov", "cs"):
            at_desk.say(f"P1/caucus:{key}", f"@{key}-chair:test", "!consensus yes")
        early = at_desk.say("P1/plenary", "@chair:test", "!consensus yes")
        assert early.startswith("Point of order:")
        at_desk.say("P1/caucus:tech", "@tech-chair:test", "!consensus yes")
        ended = at_desk.say("P1/plenary", "@chair:test", "!consensus yes")
        assert "recommendation" in ended.lower()


def test_a_caucus_that_is_removed_is_waited_for_no_longer(config: Path) -> None:
    recorded(config, opened)
    edit(config, lambda raw: raw["council"]["caucuses"].pop())
    apply(config)
    with desk(config.parent / "data") as at_desk:
        at_desk.say("P1/plenary", "@chair:test", "!refer")
        at_desk.show("P1/caucus:gov", 1)
        at_desk.say("P1/caucus:gov", "@gov-chair:test", "!consensus yes")
        ended = at_desk.say("P1/plenary", "@chair:test", "!consensus yes")
        assert "recommendation" in ended.lower()
        wanted = WantedRooms(at_desk.database, SETTINGS)
        room = at_desk.runner.run(wanted.wanted("P1/caucus:cs"))
        assert not room.members  # who was in its room is removed from it


def refused(config: Path) -> Done:
    """Apply; nothing may have changed but that it was refused in one sentence."""
    before = council_of(config)
    done = apply(config)
    assert done.out == ""
    assert len(done.err.splitlines()) == 1
    assert "Nothing was changed" in done.err
    assert council_of(config) == before
    return done


def test_while_a_round_is_open_nothing_is_applied(config: Path) -> None:
    recorded(config, opened, lambda at: at.say("P1/plenary", "@chair:test", "!refer"))
    edit(config, put("council.seats", 3))
    done = refused(config)
    assert done.code == 1
    assert "a round is open on P1" in done.err


def test_fewer_seats_than_representatives_are_refused(config: Path) -> None:
    recorded(config, _seats_cs_2)
    edit(config, put("council.seats", 1))
    done = refused(config)
    assert done.code == 2
    assert "CS has 2 representatives" in done.err


@pytest.mark.parametrize(
    "chair, act",
    [
        ("@newcomer:test", "!seat @newcomer:test"),
        ("@cs-1:test", ""),
    ],
)
def test_a_new_caucus_of_somebody_who_has_a_place_is_refused(
    chair: str, act: str, config: Path
) -> None:
    recorded(config, opened, lambda at: at.say("P1/caucus:cs", "@cs-chair:test", act or "!list"))
    edit(config, lambda raw: raw["council"]["caucuses"].append({**TECH, "chair": [chair]}))
    edit(config, put("council.caucuses.1.representatives", []))
    done = refused(config)
    assert done.code == 2
    assert chair in done.err


def test_a_new_caucus_chaired_by_who_became_council_chair_is_refused(config: Path) -> None:
    recorded(
        config, opened, lambda at: at.say("P1/plenary", "@chair:test", "!chair @tech-chair:test")
    )
    edit(config, lambda raw: raw["council"]["caucuses"].append(TECH))
    done = refused(config)
    assert done.code == 2
    assert "@tech-chair:test" in done.err


def test_a_record_that_is_new_has_nothing_to_apply_to(config: Path) -> None:
    done = apply(config)
    assert "the record is new" in done.out


async def test_while_the_bot_runs_nothing_is_applied_and_afterwards_rooms_follow(
    made: Cast,
) -> None:
    async with running(made.config) as bot:
        edit(made.config, put("council.seats", 4))
        done = await rapporteur("check", "--apply", "--config", made.config)
        assert done.code == 1
        assert "stop the other one first" in done.err
        assert await bot.stop() == 0
    applied = await rapporteur("check", "--apply", "--config", made.config)
    assert "of record (entry 2)" in applied.out
    async with running(made.config) as bot:
        await bot.stop()
        assert not [line for line in bot.log if "difference" in line]

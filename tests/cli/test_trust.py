"""The secretariat confirms on the bot's machine whose identity is theirs."""

import asyncio
from pathlib import Path

import pytest

from storage import identities, meta
from tests.bot.desk import Desk, desk
from tests.cli.program import Done, rapporteur

PERSON = "@cs-1:test"
OLD = "wq0Yb2rN0Zs9cS4yQ8mUo1tq3mJ7w5b0y3mC6dQ9x1E"
NEW = "Hk3z7Pq1Xc5Vb9Nm2Lk4Jh6Gf8Ds0Aa1Sw3Ed5Rf7Tg"


async def seen(at: Desk, keys: tuple[str, ...]) -> None:
    async with at.database.write() as conn:
        for number, key in enumerate(keys):
            await (identities.saw if number else identities.pin)(conn, PERSON, key)


def recorded(config: Path, *keys: str) -> None:
    """Make the record that a configuration goes with, in which a person had these keys."""
    with desk(config.parent / "data") as at:
        at.say("forum", "@tabler:test", "!propose One\nFrom: I\nOne.")
        at.say("forum", "@forum-chair:test", "!consensus yes P1")
        at.runner.run(seen(at, keys))


async def made_older(at: Desk) -> None:
    async with at.database.write() as conn:
        await meta.forget(conn, meta.DEVICES)


@pytest.mark.parametrize("is_older", [True, False])
def test_check_says_of_an_older_council_that_any_device_is_obeyed(
    config: Path, *, is_older: bool
) -> None:
    with desk(config.parent / "data") as at:
        if is_older:
            at.runner.run(made_older(at))
    done = asyncio.run(rapporteur("check", "--config", config))
    assert ("rooms.devices: signed" in done.out) is is_older


def trust(config: Path, *arguments: str) -> Done:
    return asyncio.run(rapporteur("trust", PERSON, *arguments, "--config", config))


def known(config: Path) -> tuple[str, list[tuple[str, str]]]:
    """Return the pinned key, and what the rooms are to be told of it."""

    async def read(at: Desk) -> str:
        async with at.database.read() as conn:
            found = await identities.get(conn, PERSON)
            return found.pinned if found else ""

    with desk(config.parent / "data") as at:
        told = [(row.place, str((row.content or {}).get("body"))) for row in at.rows()]
        heard = [each for each in told if "(cross-signing)" in each[1]]
        return at.runner.run(read(at)), heard


def test_both_keys_are_shown_and_how_the_new_one_is_confirmed(config: Path) -> None:
    recorded(config, OLD, NEW)
    done = trust(config)
    assert done.code == 0
    assert {OLD, NEW} <= {word.strip(".") for word in done.out.split()}
    assert f"rapporteur trust {PERSON} {NEW[:12]}" in done.out
    assert known(config) == (OLD, [])


def test_the_present_key_is_confirmed_and_the_persons_rooms_are_told(config: Path) -> None:
    recorded(config, OLD, NEW)
    done = trust(config, NEW[:12])
    assert (done.code, done.out.split(".")[0]) == (0, "Confirmed")
    pinned, told = known(config)
    assert pinned == NEW
    assert [place for place, _ in told] == ["P1/caucus:cs"]
    assert told[0][1].startswith("The secretariat has confirmed")


def test_who_has_no_identity_any_more_goes_on_without_one(config: Path) -> None:
    recorded(config, OLD, "")
    assert "none" in trust(config).out
    assert trust(config, "none").code == 0
    pinned, told = known(config)
    assert pinned == ""
    assert "no identity behind their sessions" in told[0][1]


@pytest.mark.parametrize(
    "keys, typed, why",
    [
        ((), NEW[:12], "has seen no identity"),
        ((OLD,), OLD[:12], "is the one that the bot knows"),
        ((OLD, NEW), OLD[:12], "is not how the key"),
        ((OLD, NEW), NEW[:11], "at least 12"),
        ((OLD, NEW), "none", "and not none"),
        ((OLD, ""), OLD[:12], "is not how the key"),
    ],
)
def test_anything_else_confirms_nothing(
    config: Path, keys: tuple[str, ...], typed: str, why: str
) -> None:
    recorded(config, *keys)
    done = trust(config, typed)
    assert done.code == 1
    assert why in done.out
    assert known(config) == (keys[0] if keys else "", [])

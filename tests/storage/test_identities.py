"""The master keys of people: the pinned one stays until another is confirmed."""

import pytest
from sqlalchemy.exc import IntegrityError

from storage import identities
from storage.database import Database
from storage.identities import Known

ANA = "@ana:test"


async def test_the_first_key_stays_pinned_whatever_is_seen_later(database: Database) -> None:
    async with database.write() as conn:
        await identities.pin(conn, ANA, "first")
        assert await identities.get(conn, ANA) == Known(ANA, "first", "first")
        await identities.saw(conn, ANA, "second")
        assert await identities.get(conn, ANA) == Known(ANA, "first", "second")
        await identities.saw(conn, ANA, "")
    async with database.read() as conn:
        found = await identities.get(conn, ANA)
    assert found == Known(ANA, "first", "")
    assert not found.stands


async def test_what_is_confirmed_is_pinned_and_seen(database: Database) -> None:
    async with database.write() as conn:
        await identities.pin(conn, ANA, "first")
        await identities.saw(conn, ANA, "second")
        await identities.confirm(conn, ANA, "second")
        found = await identities.get(conn, ANA)
    assert found == Known(ANA, "second", "second")
    assert found.stands


async def test_of_whom_nothing_is_pinned_nothing_is_known(database: Database) -> None:
    async with database.write() as conn:
        await identities.pin(conn, ANA, "first")
        assert await identities.among(conn, [ANA, "@bob:test"]) == {
            ANA: Known(ANA, "first", "first")
        }
        await identities.forget(conn, ANA)
        await identities.saw(conn, ANA, "second")
        assert await identities.among(conn, [ANA]) == {}
        assert await identities.among(conn, []) == {}


async def test_nobody_has_two_pinned_keys(database: Database) -> None:
    async with database.write() as conn:
        await identities.pin(conn, ANA, "first")
        with pytest.raises(IntegrityError):
            async with conn.begin_nested():
                await identities.pin(conn, ANA, "second")

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from deliberation.terms import Stage
from deliberation.text import fingerprint
from storage import meta, record
from storage.database import Database
from storage.seal import GENESIS
from storage.verify import seals
from tests.storage.look import export
from tests.storage.make import (
    caucus_text,
    closed,
    constituted,
    position,
    referred,
    seated,
    tabled,
    unsealed,
)


async def test_an_empty_record_has_number_zero_and_the_genesis_hash(database: Database) -> None:
    async with database.read() as conn:
        assert await record.head(conn) == (0, GENESIS)
        assert await record.next_proposal_number(conn) == 1
        assert await record.entries(conn, 0) == ()


async def test_what_was_appended_is_read_back_as_it_was_returned(database: Database) -> None:
    batch = [constituted(), tabled(), referred(), caucus_text(), position(), closed()]
    async with database.write() as conn:
        returned = await record.append(conn, batch)
    async with database.read() as conn:
        read = await record.entries(conn, 0) + await record.entries(conn, 1)
    assert read == returned


async def test_entries_are_numbered_on_from_the_head(database: Database) -> None:
    async with database.write() as conn:
        first = await record.append(conn, [constituted(), tabled(1)])
        second = await record.append(conn, [tabled(2), seated(), referred(1)])
    assert [entry.number for entry in first + second] == [1, 2, 3, 4, 5]


async def test_appending_nothing_changes_nothing(database: Database) -> None:
    async with database.write() as conn:
        assert await record.append(conn, []) == ()
        assert await record.head(conn) == (0, GENESIS)


async def test_each_entry_follows_the_one_before_it_and_the_one_in_its_proposal(
    database: Database,
) -> None:
    async with database.write() as conn:
        await record.append(conn, [constituted(), tabled(1), tabled(2)])
        await record.append(conn, [referred(1)])
        await record.append(conn, [seated(), referred(2), caucus_text(1)])
    async with database.read() as conn:
        whole = await record.sealed(conn, None)
        head = await record.head(conn)
    assert seals(export(whole, None)) == ()
    assert head == (7, whole[-1].hash)


async def test_the_salts_differ_even_for_the_same_entry(database: Database) -> None:
    async with database.write() as conn:
        await record.append(conn, [seated(), seated()])
        first, second = await record.sealed(conn, 0)
    assert first.salt != second.salt


async def test_a_proposal_is_exported_and_verified_without_the_others(database: Database) -> None:
    async with database.write() as conn:
        await record.append(conn, [tabled(1), tabled(2), referred(1), caucus_text(1), referred(2)])
        for proposal in (1, 2):
            assert seals(export(await record.sealed(conn, proposal))) == ()


async def test_the_next_proposal_gets_the_next_number(database: Database) -> None:
    async with database.write() as conn:
        await record.append(conn, [tabled(1), tabled(2), referred(1)])
        assert await record.next_proposal_number(conn) == 3


async def test_the_listing_has_title_stage_and_head(database: Database) -> None:
    async with database.write() as conn:
        await record.append(conn, [constituted(), tabled(1, "One"), tabled(2, "Two"), closed(1)])
        assert await record.listing(conn) == (
            (1, "One", Stage.NO_CONSENSUS, 4),
            (2, "Two", Stage.TABLED, 3),
        )


async def test_what_has_ended_is_not_live(database: Database) -> None:
    async with database.write() as conn:
        await record.append(conn, [tabled(1), tabled(2), closed(1)])
        assert [item.number for item in await record.live(conn)] == [2]


async def test_a_rebuilt_cache_equals_the_cache(database: Database) -> None:
    async with database.write() as conn:
        await record.append(conn, [constituted(), tabled(1), tabled(2), referred(2), seated()])
        await record.append(conn, [closed(1), unsealed(referred().payload, 2, stage=None)])
        cached = await record.listing(conn)
        await conn.execute(text("UPDATE proposals SET title = 'wrong', stage = 'plenary'"))
        await record.rebuild_cache(conn)
        assert await record.listing(conn) == cached


@pytest.mark.parametrize(
    "statement", ["UPDATE entries SET person = '@other:x'", "DELETE FROM entries"]
)
async def test_the_database_refuses_to_change_or_delete_an_entry(
    database: Database, statement: str
) -> None:
    async with database.write() as conn:
        appended = await record.append(conn, [tabled()])
    with pytest.raises(IntegrityError, match="append-only"):
        async with database.write() as conn:
            await conn.execute(text(statement))
    async with database.read() as conn:
        assert await record.entries(conn, 1) == appended


async def test_lone_surrogates_and_nul_become_replacement_characters(database: Database) -> None:
    nasty = "a\ud800b\x00c\U0001f600"
    async with database.write() as conn:
        (entry,) = await record.append(
            conn, [tabled(title=nasty, text=nasty, person=nasty, cause=nasty, event=nasty)]
        )
        assert await record.entries(conn, 1) == (entry,)
        listed = (await record.listing(conn))[0]
        faults = seals(export(await record.sealed(conn, 1)))
    mended = "a\ufffdb\ufffdc\U0001f600"
    assert entry.payload.title == listed.title == entry.person == mended  # type: ignore[attr-defined]
    assert entry.payload.fingerprint == fingerprint(mended)  # type: ignore[attr-defined]
    assert faults == ()


async def test_a_time_that_no_json_holds_is_brought_within_bounds(database: Database) -> None:
    async with database.write() as conn:
        entries = await record.append(conn, [tabled(event_time=10**30), seated()])
    assert entries[0].event_time == 2**53 - 1


async def test_when_the_last_entry_was_recorded(database: Database) -> None:
    async with database.write() as conn:
        assert await record.ended(conn) == 0
        await record.append(conn, [tabled(recorded_time=9), tabled(2, recorded_time=7)])
        assert await record.ended(conn) == 7


async def test_the_record_holds_what_is_for_an_audience_or_does_not(database: Database) -> None:
    async with database.write() as conn:
        assert not await record.holds(conn, "public")
        await record.append(conn, [tabled(), caucus_text()])
        assert await record.holds(conn, "public")
        assert await record.holds(conn, "caucus:cs")
        assert not await record.holds(conn, "caucus:gov")


async def test_entries_are_read_with_their_seals_from_a_number_on(database: Database) -> None:
    async with database.write() as conn:
        batch = [tabled(1), tabled(2), referred(1), referred(2), closed(1)]
        appended = await record.append(conn, batch)
        whole = await record.sealed(conn, None)
        assert tuple(item.entry for item in whole) == appended
        of_first = [item for item in whole if item.entry.proposal == 1]
        assert [list(await record.sealed(conn, 1, since)) for since in (0, 3, 4, 6)] == [
            *(of_first, of_first[1:], of_first[2:], [])
        ]
        assert await record.head(conn) == (5, whole[-1].hash)


async def test_entries_are_read_in_order_whatever_was_appended_between(database: Database) -> None:
    async with database.write() as conn:
        for item in (tabled(1), tabled(2), referred(1), seated(), closed(1)):
            await record.append(conn, [item])
        assert [entry.number for entry in await record.entries(conn, 1)] == [1, 3, 5]
        assert [entry.number for entry in await record.entries(conn, 0)] == [4]


async def test_a_restored_record_gives_no_number_that_was_given_before(database: Database) -> None:
    async with database.write() as conn:
        await meta.put(conn, meta.NUMBERS_FROM, "7")
        assert await record.next_proposal_number(conn) == 7
        await record.append(conn, [tabled(7)])
        assert await record.next_proposal_number(conn) == 8
        await record.append(conn, [tabled(12)])
        assert await record.next_proposal_number(conn) == 13


async def test_the_roster_alone_is_no_proposal(database: Database) -> None:
    async with database.write() as conn:
        await record.append(conn, [constituted(), seated()])
        assert await record.next_proposal_number(conn) == 1


async def test_a_salt_is_32_random_bytes_in_hex(database: Database) -> None:
    async with database.write() as conn:
        await record.append(conn, [tabled()])
        (item,) = await record.sealed(conn, 1)
    assert len(bytes.fromhex(item.salt)) == 32


async def test_a_payload_is_stored_as_canonical_json(database: Database) -> None:
    async with database.write() as conn:
        await record.append(conn, [seated("@new:example.org")])
        stored = await conn.scalar(text("SELECT payload FROM entries"))
    assert stored == '{"caucus":"cs","person":"@new:example.org"}'

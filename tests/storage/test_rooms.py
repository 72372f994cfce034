from typing import Any

from storage import invitations, rooms
from storage.database import Database
from storage.rooms import RoomState
from tests.storage.look import unreconciled

PLENARY: dict[str, Any] = {
    "place": "P1/plenary",
    "proposal": 1,
    "kind": "plenary",
    "alias": "secret-1",
}


async def test_a_room_is_intended_once(database: Database) -> None:
    async with database.write() as conn:
        first = await rooms.intend(conn, **PLENARY)
        second = await rooms.intend(conn, **(PLENARY | {"alias": "secret-2"}))
        assert first == second == await rooms.get(conn, "P1/plenary")
    assert (first.state, first.attempt, first.room_id) == (RoomState.INTENDED, 1, None)


async def test_a_room_is_found_by_its_id_and_its_proposal(database: Database) -> None:
    async with database.write() as conn:
        await rooms.intend(conn, **PLENARY)
        await rooms.intend(conn, **(PLENARY | {"place": "forum", "proposal": 0}))
        await rooms.set_room_id(conn, "P1/plenary", "!id:x")
        found = await rooms.by_room_id(conn, "!id:x")
        assert await rooms.of_proposal(conn, 1) == (found,)
        assert await rooms.by_room_id(conn, "!other:x") is None
    assert found is not None
    assert found.room_id == "!id:x"


async def test_another_attempt_begins_with_nothing_but_the_place(database: Database) -> None:
    async with database.write() as conn:
        await rooms.intend(conn, **PLENARY)
        await rooms.set_room_id(conn, "P1/plenary", "!id:x")
        await rooms.set_state(conn, "P1/plenary", RoomState.READY)
        await rooms.set_shown(conn, "P1/plenary", 3)
        await rooms.set_shown_text(conn, "P1/plenary", "P1/3/cs.1", 5)
        await invitations.record(conn, "P1/plenary", {"@x:x": 4})
        await rooms.reconciled(conn, "P1/plenary", 1)
        await rooms.next_attempt(conn, "P1/plenary", "secret-2")
        room = await rooms.get(conn, "P1/plenary")
        assert await invitations.invited(conn, "P1/plenary") == {}
        assert await unreconciled(conn) == (room,)
    assert room is not None
    assert (room.attempt, room.alias, room.room_id) == (2, "secret-2", None)
    assert (room.state, room.shown) == (RoomState.INTENDED, 0)
    assert (room.shown_text, room.shown_text_at) == ("", 0)


async def test_a_text_is_shown_since_its_first_showing_until_a_draft_is(
    database: Database,
) -> None:
    async with database.write() as conn:
        await rooms.intend(conn, **PLENARY)
        for at in (5, 7):
            await rooms.set_shown_text(conn, "P1/plenary", "P1/3/cs.1", at)
        once = await rooms.get(conn, "P1/plenary")
        await rooms.set_shown(conn, "P1/plenary", 3, 9)
        then = await rooms.get(conn, "P1/plenary")
    assert once
    assert then
    assert (once.shown_text, once.shown_text_at) == ("P1/3/cs.1", 5)
    assert (then.shown_text, then.shown_text_at, then.shown_at) == ("", 0, 9)


async def test_what_the_bot_has_left_is_neither_live_nor_to_be_compared(database: Database) -> None:
    async with database.write() as conn:
        await rooms.intend(conn, **PLENARY)
        assert len(await rooms.live(conn)) == len(await unreconciled(conn)) == 1
        await rooms.set_state(conn, "P1/plenary", RoomState.LEFT)
        assert await rooms.live(conn) == await unreconciled(conn) == ()


async def test_what_is_wanted_while_reconciling_is_still_to_be_done(database: Database) -> None:
    async with database.write() as conn:
        seen = (await rooms.intend(conn, **PLENARY)).wanted
        await rooms.want(conn, ["P1/plenary"])
        await rooms.reconciled(conn, "P1/plenary", seen)
        (room,) = await unreconciled(conn)
        await rooms.reconciled(conn, "P1/plenary", room.wanted)
        assert await unreconciled(conn) == ()


async def test_reconciling_late_never_counts_back(database: Database) -> None:
    async with database.write() as conn:
        await rooms.intend(conn, **PLENARY)
        await rooms.want(conn, ["P1/plenary"])
        await rooms.reconciled(conn, "P1/plenary", 2)
        await rooms.reconciled(conn, "P1/plenary", 1)
        assert await unreconciled(conn) == ()


async def test_an_invitation_is_known_by_its_latest_entry(database: Database) -> None:
    async with database.write() as conn:
        await rooms.intend(conn, **PLENARY)
        for person, entry in (("@x:x", 4), ("@y:x", 4), ("@x:x", 9)):
            await invitations.record(conn, "P1/plenary", {person: entry})
        assert await invitations.invited(conn, "P1/plenary") == {"@x:x": 9, "@y:x": 4}


async def test_who_is_about_to_be_invited_is_known_and_still_lacking(database: Database) -> None:
    async with database.write() as conn:
        await rooms.intend(conn, **PLENARY)
        await invitations.record(conn, "P1/plenary", {"@x:x": 4})
        await invitations.begin(conn, "P1/plenary", ["@x:x", "@y:x"])
        assert await invitations.invited(conn, "P1/plenary") == {"@x:x": 4, "@y:x": 0}
        wanted = {"P1/plenary": {"@x:x", "@y:x"}, "forum": {"@x:x"}}
        lacking = await invitations.lacking(conn, wanted)
        assert lacking == {"P1/plenary": {"@y:x"}, "forum": {"@x:x"}}
        await invitations.record(conn, "P1/plenary", {"@y:x": 5})
        assert await invitations.invited(conn, "P1/plenary") == {"@x:x": 4, "@y:x": 5}


async def test_a_note_and_an_end_are_kept(database: Database) -> None:
    async with database.write() as conn:
        await rooms.intend(conn, **PLENARY)
        await rooms.note(conn, "P1/plenary")
        await rooms.set_ended(conn, "P1/plenary", 2**40)
        room = await rooms.get(conn, "P1/plenary")
    assert room is not None
    assert (room.noted, room.ended_at) == (True, 2**40)

"""What is written into a room so that it is as wanted, and what is left as it is."""

from typing import Any

import pytest

from bot.relay.power import power_levels
from bot.relay.rooms import Wanted
from bot.rooms.state_events import changes, initial, is_closed

BOT = "@bot:test"
CHILD = "!child:test"
ADDRESS = "mxc://test/picture"
SPACE = Wanted(
    name="Space",
    topic="Begin",
    public=False,
    world_readable=False,
    members={},
    power=power_levels(),
)


def written(
    state: dict[tuple[str, str], dict[str, Any]],
    children: dict[str, dict[str, Any]] | None = None,
    picture: str = "",
) -> dict[tuple[str, str], dict[str, Any]]:
    """Return what is written of a space's children and picture."""
    given = {"user_id": BOT, "alias": "", "pinned": "", "picture": picture}
    found = changes(SPACE, state, children=children or {}, **given)
    kinds = ("m.space.child", "m.room.avatar")
    return {(kind, key): content for kind, key, content in found if kind in kinds}


def child(*, suggested: bool) -> dict[str, Any]:
    return {"via": ["test"], "suggested": suggested}


def test_a_new_child_is_written_and_one_that_stands_as_wanted_is_left() -> None:
    wanted = {CHILD: child(suggested=True)}
    assert written({}, wanted) == {("m.space.child", CHILD): child(suggested=True)}
    there = {("m.space.child", CHILD): {**child(suggested=True), "via": ["elsewhere"]}}
    assert written(there, wanted) == {}


def test_a_child_that_was_suggested_and_is_not_to_be_is_written_anew() -> None:
    there = {("m.space.child", CHILD): child(suggested=True)}
    wanted = {CHILD: child(suggested=False)}
    assert written(there, wanted) == {("m.space.child", CHILD): child(suggested=False)}


def test_a_child_of_which_nothing_is_said_is_not_suggested() -> None:
    there = {("m.space.child", CHILD): {"via": ["test"]}}
    assert written(there, {CHILD: child(suggested=False)}) == {}


def test_a_child_that_is_none_any_more_is_taken_out() -> None:
    there = {("m.space.child", CHILD): child(suggested=True)}
    assert written(there) == {("m.space.child", CHILD): {}}


def test_a_picture_is_written_unless_the_room_has_it() -> None:
    known = {"url": ADDRESS}
    assert written({}, picture=ADDRESS) == {("m.room.avatar", ""): known}
    there = {("m.room.avatar", ""): {**known, "info": {"w": 160}}}
    assert written(there, picture=ADDRESS) == {}


def test_a_room_keeps_its_picture_while_there_is_no_address_of_another() -> None:
    assert written({("m.room.avatar", ""): {"url": ADDRESS}}) == {}


def test_a_room_is_made_with_its_picture_if_there_is_one() -> None:
    assert "m.room.avatar" not in {event["type"] for event in initial(SPACE, "")}
    (found,) = (e["content"] for e in initial(SPACE, ADDRESS) if e["type"] == "m.room.avatar")
    assert found == {"url": ADDRESS}


# --- who may enter by themselves ------------------------------------------------------------

IN = ("!cs:test", "!gov:test")


def rules(version: str, enter_from: tuple[str, ...]) -> dict[str, Any]:
    """Return the join rules that are written into a space of a version."""
    state = {("m.room.create", ""): {"room_version": version}}
    found = changes(
        *(SPACE, state),
        user_id=BOT,
        alias="",
        pinned="",
        picture="",
        children={},
        enter_from=enter_from,
    )
    return next(content for kind, _, content in found if kind == "m.room.join_rules")


def restricted(*rooms: str) -> dict[str, Any]:
    allow = [{"type": "m.room_membership", "room_id": room} for room in rooms]
    return {"join_rule": "restricted", "allow": allow}


def test_the_members_of_rooms_are_let_in_where_the_version_knows_that() -> None:
    assert rules("12", IN) == rules("8", IN) == restricted(*IN)
    assert rules("7", IN) == rules("12", ()) == {"join_rule": "invite"}


@pytest.mark.parametrize(
    "written, closed",
    [
        (restricted(*IN), True),
        (restricted(IN[0]), True),
        (restricted(), True),
        (restricted(*IN, "!other:test"), False),
        ({"join_rule": "restricted", "allow": "!cs:test"}, False),
        ({"join_rule": "restricted", "allow": [{"type": "another"}]}, False),
        ({"join_rule": "public"}, False),
        ({"join_rule": "knock_restricted", "allow": []}, False),
        ({"join_rule": "invite"}, True),
    ],
)
def test_a_space_is_closed_to_all_but_those_in_its_caucuses(
    written: dict[str, Any], *, closed: bool
) -> None:
    state = {("m.room.join_rules", ""): written}
    assert is_closed(state, (), BOT, IN) is closed

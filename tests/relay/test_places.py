"""The names of places, and what is read off them."""

import pytest

from bot.relay import places
from bot.relay.places import parse
from deliberation.terms import RoomKind


@pytest.mark.parametrize(
    "name, proposal, part, kind, caucus, is_space",
    [
        ("space", 0, "space", RoomKind.OTHER, "", True),
        ("forum", 0, "forum", RoomKind.FORUM, "", False),
        ("secretariat", 0, "secretariat", RoomKind.OTHER, "", False),
        ("P12/space", 12, "space", RoomKind.OTHER, "", True),
        ("P12/plenary", 12, "plenary", RoomKind.PLENARY, "", False),
        ("P12/caucus:cs", 12, "caucus:cs", RoomKind.CAUCUS, "cs", False),
        ("direct:!room:x", 0, "!room:x", RoomKind.DIRECT, "", False),
        ("direct:@user:x", 0, "@user:x", RoomKind.DIRECT, "", False),
    ],
)
def test_a_place_says_what_room_it_names(
    name: str, proposal: int, part: str, kind: RoomKind, caucus: str, *, is_space: bool
) -> None:
    place = parse(name)
    assert (place.name, place.proposal, place.part) == (name, proposal, part)
    assert (place.kind, place.caucus, place.is_space) == (kind, caucus, is_space)
    assert places.is_direct(name) == (kind is RoomKind.DIRECT)


@pytest.mark.parametrize("name", ["P12", "P12/", "Px/plenary", "P/plenary", "p12/x", "Px1/x"])
def test_what_names_no_proposal_s_room_is_outside_proposals(name: str) -> None:
    assert (parse(name).proposal, parse(name).part) == (0, name)


def test_a_chat_s_place_is_no_proposal_s_whatever_a_server_calls_its_room() -> None:
    assert parse("direct:!a/P12").proposal == 0
    assert parse("P12/caucus:a/b").part == "caucus:a/b"
    assert parse("caucus:cs").caucus == ""


def test_places_are_named_by_what_they_are_for() -> None:
    assert (places.SPACE_PLACE, places.FORUM_PLACE) == ("space", "forum")
    assert places.SECRETARIAT_PLACE == "secretariat"
    assert places.space_of(12) == "P12/space"
    assert places.plenary_of(12) == "P12/plenary"
    assert places.caucus_room(12, "cs") == "P12/caucus:cs"
    assert places.direct_in("!room:x") == "direct:!room:x"
    assert places.direct_with("@user:x") == "direct:@user:x"
    assert places.rooms_of(12, ("gov", "cs")) == (
        *("P12/space", "P12/plenary"),
        *("P12/caucus:gov", "P12/caucus:cs"),
    )

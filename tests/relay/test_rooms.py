"""How each room is to stand, against a table that says it of every kind of room."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.relay import places
from bot.relay.looks.picture import Picture, Shape
from bot.relay.room_settings import RoomSettings
from bot.relay.rooms import Wanted, is_public, wanted
from deliberation import acts as a
from deliberation import entries as e
from tests.deliberation import assembly as made
from tests.deliberation.assembly import PROPOSAL, Assembly

TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("rooms.yaml").read_text())
ROOMS: dict[str, dict[str, Any]] = TABLE["rooms"]
SETTINGS = RoomSettings(
    "mipc", "test", plenary_public=True, encryption="none", secretariat=("secretary", "clerk")
)
NOTHING = {
    "public": False,
    "world_readable": False,
    "pin": "",
    "children": (),
    "suggested": frozenset(),
    "picture": None,
    "alias": "",
    "listed": False,
    "ended": 0,
    "encrypted": False,
    "chairs": frozenset(),
    "leads": (),
    "enter_from": (),
    "enterers": frozenset(),
}
"""How a room stands of which nothing else is said."""
THE_BOT_S_ALONE = {
    "users_default": 0,
    "events": {},
    "state_default": 100,
    "invite": 100,
    "kick": 100,
    "ban": 100,
    "redact": 100,
    "notifications": {"room": 100},
}
"""The power levels that are the same in every room."""


def as_wanted(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row of the table says, as it is asked of a room."""
    said = {name: value for name, value in row.items() if name not in {"talk", "powers"}}
    levels = {"users": row.get("powers", {}), "events_default": row["talk"]}
    return {
        **NOTHING,
        **said,
        "power": THE_BOT_S_ALONE | levels,
        "children": tuple(row.get("children", ())),
        "suggested": frozenset(row.get("suggested", ())),
        "picture": _picture(*row.get("picture", ())),
        "chairs": frozenset(row.get("chairs", ())),
        "leads": tuple(row.get("leads", ())),
    }


def _picture(shape: str = "", colour: str = "") -> Picture | None:
    return Picture(Shape[shape.upper()], colour) if shape else None


def closed() -> Assembly:
    """Return the proposal ended: every caucus reported, entry 10 closed it."""
    assembly = made.agreed()
    assembly.in_plenary(a.Close("no way"))
    assert len(assembly.entries) == 10
    return assembly


def room(name: str, assembly: Assembly, settings: RoomSettings = SETTINGS) -> Wanted:
    """Return how a room is wanted; of P9 and P12 the bot keeps the rooms."""
    proposal = assembly.proposal if places.parse(name).proposal else None
    return wanted(name, assembly.council, proposal, settings, (9, PROPOSAL))


@pytest.mark.parametrize("name", ROOMS)
def test_every_kind_of_room_stands_as_the_table_says(name: str) -> None:
    assert vars(room(name, made.referred())) == as_wanted(ROOMS[name])


@pytest.mark.parametrize("name", ROOMS)
def test_every_kind_of_room_where_plenaries_are_for_members(name: str) -> None:
    row = ROOMS[name] | TABLE["plenaries for members"].get(name, {})
    settings = replace(SETTINGS, plenary_public=False)
    assert vars(room(name, made.referred(), settings)) == as_wanted(row)


@pytest.mark.parametrize("name", ROOMS)
def test_every_kind_of_room_once_the_proposal_has_ended(name: str) -> None:
    row = ROOMS[name] | TABLE["ended"].get(name, {})
    assert vars(room(name, closed())) == as_wanted(row)


def test_a_room_that_is_still_open_after_the_outcome_stands_as_before_but_for_its_topic() -> None:
    assembly = closed()
    for name in {n for n in ROOMS if "talk" in TABLE["ended"].get(n, {})}:
        found = wanted(name, assembly.council, assembly.proposal, SETTINGS, speaks=True)
        before = vars(room(name, made.referred()))
        assert vars(found) == before | {"topic": TABLE["ended"][name]["topic"]}


def test_whoever_is_in_a_caucus_may_enter_the_space_and_is_not_invited() -> None:
    assembly = made.referred()
    space = room("P12/space", assembly, replace(SETTINGS, restricted=True))
    assert space.enter_from == ("P12/caucus:gov", "P12/caucus:cs")
    in_caucuses = {p for caucus in assembly.council.caucuses for p in caucus.members}
    assert space.enterers == in_caucuses
    assert space.invitees.keys() == space.members.keys() - in_caucuses
    assert assembly.council.chair in space.invitees


@pytest.mark.parametrize("name", ROOMS.keys() - {"P12/space"})
def test_nobody_enters_another_room_without_an_invitation(name: str) -> None:
    found = room(name, made.referred(), replace(SETTINGS, restricted=True))
    assert (found.enter_from, found.enterers) == ((), frozenset())
    assert found.invitees == found.members


@pytest.mark.parametrize("name", ["P12/space", "P12/plenary", "P12/caucus:cs"])
def test_the_topic_of_a_recommendation_says_whose_it_is(name: str) -> None:
    assert room(name, made.recommended()).topic.startswith("A recommendation of the Forum")


@pytest.mark.parametrize("encryption", TABLE["encrypted"])
def test_which_rooms_are_encrypted(encryption: str) -> None:
    settings = replace(SETTINGS, encryption=encryption)
    encrypted = [name for name in ROOMS if room(name, made.referred(), settings).encrypted]
    assert encrypted == TABLE["encrypted"][encryption]


@pytest.mark.parametrize("public", [True, False])
def test_anyone_may_enter_exactly_the_rooms_that_are_wanted_public(*, public: bool) -> None:
    settings = replace(SETTINGS, plenary_public=public)
    entered = [name for name in ROOMS if is_public(places.parse(name), settings)]
    assert entered == [name for name in ROOMS if room(name, made.referred(), settings).public]


@pytest.mark.parametrize("name", ROOMS)
def test_every_kind_of_room_hangs_in_its_spaces(name: str) -> None:
    assert list(places.parents_of(name)) == TABLE["parents"][name]


def test_who_tabled_it_and_is_on_the_roster_is_in_plenary_since_then() -> None:
    assembly = made.constituted()
    assembly.in_forum(a.Propose("Title", "A coalition", "First text."), "gov chair")
    assert room("P12/plenary", assembly).members == ROOMS["space"]["members"]


def test_nothing_is_pinned_while_there_is_no_draft() -> None:
    assert room("P12/plenary", made.tabled()).pin == ""


def test_all_members_are_invited_until_the_proposal_has_ended() -> None:
    found = room("P12/plenary", made.referred())
    assert found.invitees == found.members


def test_who_became_a_member_after_the_end_is_not_invited() -> None:
    assembly = closed()
    before = set(room("P12/space", assembly).members)
    assembly.record("", e.ObserverNamed("newcomer"))
    found = room("P12/space", assembly)
    assert found.members["newcomer"] == 11
    assert set(found.invitees) == before


def test_a_caucus_without_a_chair_has_nobody_in_their_place() -> None:
    assembly = made.referred()
    caucus = e.CaucusSeed("cs", "CS", "", (), ("cs representative",))
    assembly.record("", replace(made.CONSTITUTED, caucuses=(caucus,)))
    assert set(room("P12/caucus:cs", assembly).members) == {"cs representative"}


def test_who_moderates_the_forum_may_delete_remove_and_ban_there_and_nothing_else() -> None:
    moderated = replace(SETTINGS, moderators=("moderator",))
    council = made.constituted().council
    forum = wanted(places.FORUM_PLACE, council, None, moderated)
    mildly = dict.fromkeys(("redact", "kick", "ban"), 50)
    levels = {"users": {"moderator": 50}, "events_default": 0}
    assert forum.power == THE_BOT_S_ALONE | mildly | levels
    assert "moderator" in forum.members
    for place in (places.SPACE_PLACE, places.SECRETARIAT_PLACE):
        assert wanted(place, council, None, moderated) == wanted(place, council, None, SETTINGS)

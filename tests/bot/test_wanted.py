"""Who is in which room, by the roster."""

import pytest

from bot.relay import places
from bot.relay.power import BOT_ONLY, SPEAKER
from bot.relay.rooms import members, wanted
from deliberation import entries as e
from tests.bot.desk import SEED, SETTINGS
from tests.deliberation.assembly import PROPOSAL, Assembly, forwarded

FORUM_OFFICERS = {"@forum-chair:test", "@forum-deputy:test"}


def assembled() -> Assembly:
    """Return a proposal before a council whose forum has a chair and a deputy."""
    assembly = forwarded()
    seed = vars(SEED) | {"forum_deputies": ("@forum-deputy:test",)}
    assembly.record("@bot:test", e.Constituted(**seed), None)
    return assembly


def test_the_forum_s_chair_and_deputies_may_speak_in_plenary_and_are_in_no_caucus() -> None:
    assembly = assembled()
    keys = [caucus.key for caucus in assembly.council.caucuses]
    space, plenary, *caucuses = (
        wanted(name, assembly.council, assembly.proposal, SETTINGS.rooms)
        for name in places.rooms_of(PROPOSAL, keys)
    )
    assert space.members.keys() >= FORUM_OFFICERS
    assert plenary.members.keys() >= FORUM_OFFICERS
    assert {plenary.power["users"][who] for who in FORUM_OFFICERS} == {SPEAKER}
    assert plenary.power["users"].keys().isdisjoint({BOT_ONLY})
    assert not any(FORUM_OFFICERS & caucus.members.keys() for caucus in caucuses)


def test_a_room_of_no_proposal_of_record_and_a_place_of_no_kind_are_nobody_s() -> None:
    council = assembled().council
    for name in ("P9/space", "P9/plenary", "P9/caucus:cs", "P9/kitchen", "kitchen"):
        with pytest.raises(ValueError, match="no proposal of record"):
            wanted(name, council, None, SETTINGS.rooms)
    for name in ("P9/kitchen", "kitchen"):
        assert members(places.parse(name), council, None, SETTINGS.rooms) == {}
    caucus = council.caucuses[0]
    of_caucus = members(places.parse(f"P9/caucus:{caucus.key}"), council, None, SETTINGS.rooms)
    assert of_caucus.keys() == set(caucus.members)

"""Every room stands as section 5 of the design says: who is there, who may talk, who may look."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from demo.homeserver import Homeserver
from demo.person import Person, Refused
from tests.e2e.conftest import (
    KEYS,
    Opened,
    Sitting,
    agree,
    members,
    open_proposal,
    settled,
    shows,
    sitting,
    state_of,
)

COUNCIL = "Multistakeholder Internet Policy Council"
NAMES = {
    "gov": "Government",
    "ps": "Private sector",
    "cs": "Civil society",
    "tech": "Technical and academic community",
}
SEATED = [role for key in KEYS for role in (f"{key}-chair", f"{key}-1")]
COUNCIL_ROLES = ["chair", "forum-chair", "observer", *SEATED]


@pytest.fixture(scope="module")
async def opened(council: Sitting) -> Opened:
    """A proposal in plenary, with Draft 1; no test here changes it."""
    found = await open_proposal(council, "Open routing")
    await settled(council)
    return found


def ids(council: Sitting, roles: list[str]) -> set[str]:
    return {council[role].user_id for role in roles}


def with_bot(council: Sitting, roles: list[str]) -> set[str]:
    return ids(council, roles) | {council.cast.bot.user_id}


async def resolve(person: Person, alias: str, council: Sitting) -> str:
    server = person.user_id.partition(":")[2]
    where = quote(f"#{council.cast.slug}{alias}:{server}")
    return str((await person.ask("GET", f"directory/room/{where}"))["room_id"])


async def listed(person: Person, room: str) -> bool:
    found = await person.ask("GET", f"directory/list/room/{quote(room)}")
    return bool(found["visibility"] == "public")


async def refused(asking: Any) -> str:
    """Return the code with which the homeserver refuses a request."""
    with pytest.raises(Refused) as caught:
        await asking
    return caught.value.errcode


def assert_governed_by_the_bot(state: dict[tuple[str, str], dict[str, Any]]) -> None:
    power = state["m.room.power_levels", ""]
    assert {power[act] for act in ("invite", "kick", "ban", "redact", "state_default")} == {100}
    assert power["notifications"]["room"] == 100
    assert all(level >= 100 for level in power["events"].values())
    assert max(power["users"].values(), default=0) < 100
    assert power["users_default"] == 0


async def test_the_council_space_holds_the_forum_the_plenary_and_the_proposals_space(
    council: Sitting, opened: Opened
) -> None:
    visitor = council["visitor"]
    space = await resolve(visitor, "", council)
    await visitor.join(space)
    state = await state_of(visitor, space)
    assert state["m.room.create", ""]["type"] == "m.space"
    assert state["m.room.name", ""]["name"] == COUNCIL
    assert COUNCIL in state["m.room.topic", ""]["topic"]
    assert state["m.room.join_rules", ""]["join_rule"] == "public"
    assert state["m.room.guest_access", ""]["guest_access"] == "forbidden"
    children = {
        key for (kind, key), content in state.items() if kind == "m.space.child" and content
    }
    assert {council.forum, opened.plenary, opened.space} <= children
    assert not children & set(opened.caucuses.values())
    assert_governed_by_the_bot(state)
    assert state["m.room.power_levels", ""]["events_default"] == 100
    assert await listed(visitor, space)
    assert ids(council, COUNCIL_ROLES) <= await members(visitor, space)


async def test_in_the_forum_everyone_may_talk_and_nobody_but_the_bot_governs(
    council: Sitting, opened: Opened
) -> None:
    visitor = council["visitor"]
    assert await resolve(visitor, "-forum", council) == council.forum
    state = await state_of(visitor, council.forum)
    assert state["m.room.name", ""]["name"] == f"Forum · {COUNCIL}"
    assert "tabled here" in state["m.room.topic", ""]["topic"]
    assert state["m.room.join_rules", ""]["join_rule"] == "public"
    assert state["m.room.history_visibility", ""]["history_visibility"] == "world_readable"
    assert state["m.room.guest_access", ""]["guest_access"] == "forbidden"
    assert_governed_by_the_bot(state)
    assert state["m.room.power_levels", ""]["events_default"] == 0
    assert await listed(visitor, council.forum)


async def test_the_forum_links_a_public_plenary(council: Sitting, opened: Opened) -> None:
    visitor = council["visitor"]
    told = await visitor.reads(council.forum, f"{opened.number} Plenary](https://matrix.to/")
    server = visitor.user_id.partition(":")[2]
    link = f"https://matrix.to/#/{quote(opened.plenary, safe='')}?via={quote(server, safe='')}"
    assert link in told["content"]["body"]


async def test_a_proposals_space_is_for_the_council_and_holds_its_rooms(
    council: Sitting, opened: Opened
) -> None:
    chair = council["chair"]
    state = await state_of(chair, opened.space)
    assert state["m.room.create", ""]["type"] == "m.space"
    assert state["m.room.name", ""]["name"] == f"{opened.number} · Open routing"
    assert state["m.room.topic", ""]["topic"].endswith(" · In plenary")
    allow = state["m.room.join_rules", ""]["allow"]
    assert {each["room_id"] for each in allow} == set(opened.caucuses.values())
    assert state["m.room.history_visibility", ""]["history_visibility"] == "shared"
    children = {
        key for (kind, key), content in state.items() if kind == "m.space.child" and content
    }
    assert children == {opened.plenary, *opened.caucuses.values()}
    assert_governed_by_the_bot(state)
    assert not await listed(chair, opened.space)
    invited = ["chair", "forum-chair", "observer"]
    assert await members(chair, opened.space) == with_bot(council, invited)
    assert await refused(council["visitor"].join(opened.space)) == "M_FORBIDDEN"
    assert await refused(council["proposer"].join(opened.space)) == "M_FORBIDDEN"


async def test_whoever_is_in_a_caucus_enters_the_space_by_themselves(
    council: Sitting,
) -> None:
    opened = await open_proposal(council, "Doors")
    person, chair = council["cs-1"], council["cs-chair"]
    link = f"https://matrix.to/#/{quote(opened.space, safe='')}?via="
    told = await person.reads(opened.plenary, "find all rooms of")
    assert link in told["content"]["body"]
    await person.join(opened.space)
    await settled(council)
    assert person.user_id in await members(council["chair"], opened.space, "join")
    await chair.commands(opened.caucuses["cs"], f"!unseat {person.user_id}")
    await settled(council)
    assert person.user_id not in await members(council["chair"], opened.space)
    assert await refused(person.join(opened.space)) == "M_FORBIDDEN"
    await chair.commands(opened.caucuses["cs"], f"!seat {person.user_id}")
    await settled(council)


async def test_the_roster_may_talk_in_a_public_plenary_and_nobody_else(
    council: Sitting, opened: Opened
) -> None:
    chair = council["chair"]
    assert await resolve(chair, f"-{opened.number.lower()}", council) == opened.plenary
    state = await state_of(chair, opened.plenary)
    assert state["m.room.name", ""]["name"] == f"{opened.number} Plenary · Open routing"
    assert state["m.room.topic", ""]["topic"].endswith(" · In plenary · Open routing")
    assert state["m.room.join_rules", ""]["join_rule"] == "public"
    assert state["m.room.history_visibility", ""]["history_visibility"] == "world_readable"
    assert state["m.room.guest_access", ""]["guest_access"] == "forbidden"
    alias = state["m.room.canonical_alias", ""]["alias"]
    assert alias.startswith(f"#{council.cast.slug}-{opened.number.lower()}:")
    assert_governed_by_the_bot(state)
    power = state["m.room.power_levels", ""]
    may_talk = {who for who, level in power["users"].items() if level >= power["events_default"]}
    assert may_talk - {council.cast.bot.user_id} == ids(council, [*COUNCIL_ROLES, "proposer"])
    assert ids(council, [*COUNCIL_ROLES, "proposer"]) <= await members(chair, opened.plenary)


async def test_an_outsider_follows_a_public_plenary_and_may_not_talk_there(
    council: Sitting, opened: Opened
) -> None:
    visitor = council["visitor"]
    page = await visitor.ask("GET", f"rooms/{quote(opened.plenary)}/messages?dir=b&limit=50")
    assert "Draft 1" in str(page["chunk"])
    await visitor.join(opened.plenary)
    assert await refused(visitor.say(opened.plenary, "May I?")) == "M_FORBIDDEN"


@pytest.mark.parametrize("key", KEYS)
async def test_a_caucus_room_is_its_members_and_the_bots_alone(
    council: Sitting, opened: Opened, key: str
) -> None:
    chair, room = council[f"{key}-chair"], opened.caucuses[key]
    state = await state_of(chair, room)
    assert state["m.room.name", ""]["name"] == f"{opened.number} {NAMES[key]} · Open routing"
    assert state["m.room.topic", ""]["topic"].endswith(" · In plenary · Open routing")
    assert state["m.room.join_rules", ""]["join_rule"] == "invite"
    assert state["m.room.history_visibility", ""]["history_visibility"] == "shared"
    assert state["m.room.guest_access", ""]["guest_access"] == "forbidden"
    assert not state.get(("m.room.canonical_alias", ""), {}).get("alias")
    assert_governed_by_the_bot(state)
    assert state["m.room.power_levels", ""]["events_default"] == 0
    assert not await listed(chair, room)
    assert await members(chair, room) == with_bot(council, [f"{key}-chair", f"{key}-1"])


@pytest.mark.parametrize("outsider", ["chair", "observer", "gov-chair", "proposer", "secretary"])
async def test_nobody_but_its_members_enters_or_reads_a_caucus_room(
    council: Sitting, opened: Opened, outsider: str
) -> None:
    person, room = council[outsider], opened.caucuses["cs"]
    assert await refused(person.join(room)) == "M_FORBIDDEN"
    assert await refused(state_of(person, room)) == "M_FORBIDDEN"
    reading = person.ask("GET", f"rooms/{quote(room)}/messages?dir=b")
    assert await refused(reading) == "M_FORBIDDEN"


async def test_a_member_of_a_caucus_can_invite_and_remove_nobody(
    council: Sitting, opened: Opened
) -> None:
    chair, room = council["cs-chair"], quote(opened.caucuses["cs"])
    for deed, whom in (("invite", "visitor"), ("kick", "cs-1"), ("ban", "cs-1")):
        body = {"user_id": council[whom].user_id}
        assert await refused(chair.ask("POST", f"rooms/{room}/{deed}", body)) == "M_FORBIDDEN"
    for kind in ("m.room.topic", "m.room.join_rules", "m.room.encryption"):
        body = {"topic": "Ours", "join_rule": "public", "algorithm": "m.megolm.v1.aes-sha2"}
        changing = chair.ask("PUT", f"rooms/{room}/state/{kind}/", body)
        assert await refused(changing) == "M_FORBIDDEN"


async def test_the_current_draft_is_pinned_and_the_topics_show_the_stage(
    council: Sitting,
) -> None:
    opened = await open_proposal(council, "Pins")
    chair = council["chair"]

    async def pinned(room: str, person: Person) -> int:
        state = await state_of(person, room)
        (event_id,) = state["m.room.pinned_events", ""]["pinned"]
        where = f"rooms/{quote(room)}/event/{quote(event_id)}"
        event = await person.ask("GET", where)
        mark = f"Draft {shows(event)}"
        assert mark in event["content"]["body"]
        return shows(event)

    await settled(council)
    assert await pinned(opened.plenary, chair) == 1
    await chair.commands(opened.plenary, "!draft\nOne, two.")
    await settled(council)
    assert await pinned(opened.plenary, chair) == 2
    await chair.commands(opened.plenary, "!refer")
    await settled(council)
    for key, room in opened.caucuses.items():
        person = council[f"{key}-chair"]
        assert await pinned(room, person) == 2
        topic = (await state_of(person, room))["m.room.topic", ""]["topic"]
        assert topic.endswith(" · With the caucuses, round 1 · Pins")
    topic = (await state_of(chair, opened.plenary))["m.room.topic", ""]["topic"]
    assert topic.endswith(" · With the caucuses, round 1 · Pins")
    topic = (await state_of(chair, opened.space))["m.room.topic", ""]["topic"]
    assert topic.endswith(" · With the caucuses, round 1")


async def test_what_has_ended_is_talked_of_by_its_members_alone_until_it_is_reopened(
    council: Sitting,
) -> None:
    opened = await open_proposal(council, "Ends")
    chair, cs = council["chair"], council["cs-chair"]
    await chair.commands(opened.plenary, "!refer")
    await agree(council, opened)
    await chair.reads(opened.plenary, "Every caucus agrees")
    await chair.commands(opened.plenary, "!consensus yes")
    await settled(council)
    await chair.say(opened.plenary, "Still here.")
    await council["visitor"].join(opened.plenary)
    assert await refused(council["visitor"].say(opened.plenary, "May I?")) == "M_FORBIDDEN"
    await cs.say(opened.caucuses["cs"], "Still here, as long as it may be corrected.")
    topic = (await state_of(cs, opened.caucuses["cs"]))["m.room.topic", ""]["topic"]
    assert topic == "A recommendation of the Internet Governance Forum · Draft 1 · Ends"
    assert await members(cs, opened.caucuses["cs"]) == with_bot(council, ["cs-chair", "cs-1"])

    answered = await chair.commands(council.forum, f"!reopen {opened.number} A new fact")
    assert "A new fact" in answered
    await settled(council)
    await chair.say(opened.plenary, "Here again.")
    await cs.say(opened.caucuses["cs"], "Here again.")
    topic = (await state_of(chair, opened.plenary))["m.room.topic", ""]["topic"]
    assert topic.endswith(" · In plenary · Ends")


async def test_with_plenary_for_members_outsiders_neither_enter_nor_learn_positions(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    rooms = {"encryption": "none", "plenary": "members"}
    async with sitting(homeserver, tmp_path, rooms=rooms) as council:
        opened = await open_proposal(council, "Closed doors", "First words.")
        chair, visitor = council["chair"], council["visitor"]
        await chair.commands(opened.plenary, "!refer")
        await agree(council, opened, ["gov"])
        await chair.commands(opened.plenary, "!recall Too early")
        await chair.commands(opened.plenary, "!draft\nSecond words.")
        await settled(council)

        state = await state_of(chair, opened.plenary)
        assert state["m.room.join_rules", ""]["join_rule"] == "invite"
        assert state["m.room.history_visibility", ""]["history_visibility"] == "shared"
        assert not state.get(("m.room.canonical_alias", ""), {}).get("alias")
        assert await members(chair, opened.plenary) == with_bot(
            council, [*COUNCIL_ROLES, "proposer"]
        )
        assert await refused(resolve(visitor, "-p1", council)) == "M_NOT_FOUND"
        assert await refused(visitor.join(opened.plenary)) == "M_FORBIDDEN"
        reading = visitor.ask("GET", f"rooms/{quote(opened.plenary)}/messages?dir=b")
        assert await refused(reading) == "M_FORBIDDEN"

        space = await resolve(visitor, "", council)
        await visitor.join(space)
        in_space = await state_of(visitor, space)
        children = {
            k for (kind, k), content in in_space.items() if kind == "m.space.child" and content
        }
        assert opened.plenary not in children
        assert "agreed" not in await visitor.commands(council.forum, "!status P1")
        assert "Draft 2" not in await visitor.commands(council.forum, "!status P1")
        assert "Second words" not in await visitor.commands(council.forum, "!text P1")
        assert "agreed" not in await visitor.commands(council.forum, "!history P1")

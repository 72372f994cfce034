"""What somebody sees who comes in: a greeting, names and pictures, a space that leads on."""

import html
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import delete

from bot.matrix import Matrix
from bot.relay.looks import colours
from bot.relay.looks.drawing import png
from bot.relay.looks.picture import BOT, Picture, Shape
from bot.rooms import intended
from demo.cast import Cast, cast
from demo.homeserver import NO_PUSH, Homeserver
from demo.person import Person, Seen
from storage import meta
from storage.database import Database
from storage.schema import outbox
from tests.e2e.conftest import (
    Opened,
    Sitting,
    at_work,
    entered,
    open_proposal,
    settled,
    state_of,
)
from tests.nursery.names import its_own

CAUCUSES = {"gov": "Government", "cs": "Civil society"}
COUNCIL = "Multistakeholder Internet Policy Council"
EXAMPLE = re.compile(r"<pre><code>(.*?)</code></pre>", re.DOTALL)
State = Mapping[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
async def homeserver() -> AsyncIterator[Homeserver]:
    """A homeserver that counts its rooms: it shows those of a space by its counts."""
    async with Homeserver.start(settings=NO_PUSH) as server:
        yield server


@pytest.fixture(scope="module")
async def opened(council: Sitting) -> Opened:
    """A proposal in plenary; no test here changes it."""
    found = await open_proposal(council, "Open routing")
    await settled(council)
    return found


async def pinned(person: Person, room: str) -> Seen:
    """Return the event that is pinned in a room."""
    (event_id,) = (await state_of(person, room))["m.room.pinned_events", ""]["pinned"]
    event: Seen = await person.ask("GET", f"rooms/{quote(room)}/event/{quote(event_id)}")
    return event


async def picture_in(person: Person, address: str) -> bytes:
    """Return the file under an address."""
    async with Matrix(person.url, person.session) as matrix:
        return await matrix.download(address, 10_000)


async def shown_by(person: Person, of: str) -> Mapping[str, Any]:
    profile: Mapping[str, Any] = await person.ask("GET", f"profile/{quote(of)}")
    return profile


async def test_who_comes_into_the_forum_finds_a_pinned_greeting_whose_example_works(
    council: Sitting,
) -> None:
    visitor = council["visitor"]
    greeting = await pinned(visitor, council.forum)
    assert greeting["sender"] == council.cast.bot.user_id
    content = greeting["content"]
    assert content["msgtype"] == "m.notice"
    assert f"This is the forum of the {COUNCIL}." in content["body"]
    assert "!list" in content["body"]
    assert "!help" in content["body"]
    (example,) = EXAMPLE.findall(content["formatted_body"])
    answered = await visitor.commands(council.forum, html.unescape(example))
    assert "is tabled: Open routing" in answered
    assert "on behalf of Working group on routing" in answered


async def test_the_bot_has_its_name_and_a_face(council: Sitting) -> None:
    visitor = council["visitor"]
    shown = await shown_by(visitor, council.cast.bot.user_id)
    assert shown["displayname"] == "Rapporteur"
    assert await picture_in(visitor, shown["avatar_url"]) == png(BOT)


async def test_each_room_has_the_picture_of_its_kind_in_the_colour_of_who_meets_there(
    council: Sitting, opened: Opened
) -> None:
    expected = {
        council.forum: Picture(Shape.FORUM, colours.FORUM),
        opened.space: Picture(Shape.PROPOSAL, colours.COUNCIL),
        opened.plenary: Picture(Shape.PLENARY, colours.PLENARY),
        opened.caucuses["gov"]: Picture(Shape.CAUCUS, colours.of_caucus(0)),
        opened.caucuses["cs"]: Picture(Shape.CAUCUS, colours.of_caucus(1)),
    }
    people = {opened.caucuses["cs"]: "cs-1", opened.caucuses["gov"]: "gov-1"}
    for room, picture in expected.items():
        person = council[people.get(room, "chair")]
        address = (await state_of(person, room))["m.room.avatar", ""]["url"]
        assert await picture_in(person, address) == png(picture)


async def test_no_line_in_a_new_room_says_that_its_name_or_picture_was_changed(
    council: Sitting, opened: Opened
) -> None:
    chair = council["chair"]
    for room in (council.forum, opened.plenary):
        for kind in ("m.room.name", "m.room.avatar"):
            told = [event for event in chair.timelines[room] if event["type"] == kind]
            assert len(told) <= 1


async def test_a_space_suggests_what_whoever_reads_it_can_enter_and_nothing_else(
    council: Sitting, opened: Opened
) -> None:
    visitor, chair = council["visitor"], council["chair"]
    server = visitor.user_id.partition(":")[2]
    where = f"directory/room/{quote(f'#{council.cast.slug}:{server}')}"
    space = str((await visitor.ask("GET", where))["room_id"])
    await visitor.join(space)
    assert suggested(await state_of(visitor, space)) == {
        council.forum: True,
        opened.plenary: True,
        opened.space: False,
    }
    caucuses = dict.fromkeys(opened.caucuses.values(), False)
    assert suggested(await state_of(chair, opened.space)) == {opened.plenary: True, **caucuses}
    page = await visitor.ask("GET", f"/_matrix/client/v1/rooms/{quote(space)}/hierarchy")
    listed = {room["room_id"] for room in page["rooms"]}
    assert listed == {space, council.forum, opened.plenary}


def suggested(state: State) -> dict[str, bool]:
    return {
        key: content["suggested"]
        for (kind, key), content in state.items()
        if kind == "m.space.child" and content
    }


async def test_a_chat_that_the_bot_opens_is_marked_as_a_direct_one(council: Sitting) -> None:
    visitor, database = council["visitor"], council.database
    async with database.write() as conn:
        place = await intended.offer(conn, database.secret, visitor.user_id)
    council.service.courier.wake()
    room = await visitor.room("Direct chat")
    (invitation,) = (
        unsigned["prev_content"]
        for event in visitor.timelines[room]
        if event["type"] == "m.room.member" and event["state_key"] == visitor.user_id
        if (unsigned := event.get("unsigned", {})).get("prev_content")
    )
    assert invitation["membership"] == "invite"
    assert invitation["is_direct"] is True
    assert place == f"direct:{visitor.user_id}"


# --- a council that an earlier release set up -------------------------------------------------


async def as_before(made: Cast, database: Database, forum: str) -> None:
    """Leave the forum as the release before it did: another name, no picture, no greeting."""
    async with Matrix(made["chair"].url, made.bot) as matrix:
        await matrix.put_state(forum, "m.room.name", {"name": f"{COUNCIL} · Forum"})
        await matrix.put_state(forum, "m.room.avatar", {})
        await matrix.put_state(forum, "m.room.pinned_events", {"pinned": []})
    async with database.write() as conn:
        await meta.forget(conn, meta.LOOK)
        await conn.execute(delete(outbox).where(outbox.c.cause.startswith("greeting:")))


def greetings(person: Person, room: str) -> int:
    bodies = (str(e["content"].get("body", "")) for e in person.timelines[room])
    return sum(body.startswith("This is the forum") for body in bodies)


async def test_a_council_that_was_there_before_is_renamed_greeted_and_given_pictures_once(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with cast(homeserver, tmp_path, **its_own()) as made:
        async with at_work(made) as (service, database):
            forum = await entered(made, homeserver)
            await settled(Sitting(made, service, database, forum))
            await as_before(made, database, forum)
        chair = made["chair"]
        async with at_work(made) as (service, database):
            await settled(Sitting(made, service, database, forum))
        state = await state_of(chair, forum)
        assert state["m.room.name", ""]["name"] == f"Forum · {COUNCIL}"
        assert state["m.room.avatar", ""]["url"].startswith("mxc://")
        assert (await pinned(chair, forum))["content"]["body"].startswith("This is the forum")
        await chair.catches_up(forum)
        assert greetings(chair, forum) == 1  # the homeserver knows its transaction id
        changes = [e["event_id"] for e in chair.timelines[forum] if "state_key" in e]
        async with at_work(made) as (service, database):
            await settled(Sitting(made, service, database, forum))
        await chair.catches_up(forum)
        assert greetings(chair, forum) == 1
        assert changes == [e["event_id"] for e in chair.timelines[forum] if "state_key" in e]


async def test_a_name_that_somebody_chose_for_the_account_stays(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with cast(homeserver, tmp_path, **its_own()) as made:
        async with Matrix(homeserver.url, made.bot) as matrix:
            await matrix.put_profile("displayname", "The Council's Rapporteur")
        async with at_work(made) as (service, database):
            await settled(Sitting(made, service, database, ""))
        shown = await shown_by(made["visitor"], made.bot.user_id)
        assert shown["displayname"] == "The Council's Rapporteur"
        assert shown["avatar_url"].startswith("mxc://")

"""A long text goes into the homeserver's media store once, however often it is asked for."""

from typing import Any

from demo.homeserver import Homeserver
from demo.person import Person, Seen, replies
from tests.e2e.conftest import Sitting

CAUCUSES = {"cs": "Civil society"}
LONG = "\n\n".join(f"{number}. The register is open to everybody." for number in range(3_000))


async def media(server: Homeserver, user_id: str) -> int:
    """Return how many files of an account the homeserver has."""
    where = f"/_synapse/admin/v1/users/{user_id}/media?limit=1"
    found: dict[str, Any] = await server.admin("GET", where)
    return int(found["total"])


async def shown(person: Person, room: str, asked: str) -> str:
    """Return the address of the file with which a question was answered."""
    said = await person.say(room, asked)

    def is_file(event: Seen) -> bool:
        return replies(event) == said and event["content"].get("msgtype") == "m.file"

    return str((await person.sees(room, is_file))["content"]["url"])


async def test_a_text_that_is_asked_for_again_is_the_file_that_was_uploaded(
    council: Sitting, homeserver: Homeserver
) -> None:
    visitor, chair, bot = council["visitor"], council["chair"], council.cast.bot.user_id
    caption = "!propose Registers\nFrom: A coalition"
    file = await council["proposer"].share(council.forum, "text.md", LONG, caption)
    await council["proposer"].answer(council.forum, file)
    await council.forward("P1")
    plenary = await council.plenary("P1")
    first = await shown(visitor, council.forum, "!text P1")
    before = await media(homeserver, bot)
    again = [await shown(visitor, council.forum, "!text P1") for _ in range(5)]
    assert again == [first] * 5
    assert await shown(chair, plenary, "!text") == first
    assert await media(homeserver, bot) == before

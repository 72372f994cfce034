"""A homeserver's operator, who can log in as anybody without their keys, gets nothing private."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from demo.cast import PASSWORD
from demo.person import Person
from tests.confidentiality.reach import World, reached
from tests.e2e.conftest import bodies, members, of_bot, talk_to_bot
from tests.encryption.conftest import Sealed

WORDING = "Only the caucus has read this."
WHY = "This direct chat is not encrypted"


@asynccontextmanager
async def without_keys(sealed: Sealed, role: str) -> AsyncIterator[Person]:
    """Log in as somebody, as whoever runs their homeserver can."""
    who = sealed[role]
    session = await sealed.council.service.listener.matrix.login(
        who.url, who.user_id, PASSWORD, device_name="an operator's"
    )
    async with Person(who.url, session) as operator:
        yield operator


async def test_a_caucuss_own_text_is_not_shown_in_clear_to_who_is_logged_in_as_a_member(
    sealed: Sealed,
) -> None:
    chair, number = sealed["cs-chair"], sealed.opened.number
    await chair.commands(sealed.opened.caucuses["cs"], f"!draft\n{WORDING}")
    async with without_keys(sealed, "cs-1") as operator:
        room = await talk_to_bot(sealed.council, operator, f"!text {number} cs.1")
        await operator.reads(room, WHY)
        for asked in (f"!diff {number} 1 cs.1", f"!status {number}", f"!history {number}"):
            await operator.commands(room, asked)
        said = bodies(of_bot(sealed.council, operator, room))
        assert WORDING not in said
        assert "cs.1" not in said


async def test_nobody_is_seated_in_clear_by_who_is_logged_in_as_the_chair(sealed: Sealed) -> None:
    outsider, room = sealed["visitor"].user_id, sealed.opened.caucuses["cs"]
    async with without_keys(sealed, "cs-chair") as operator:
        chat = await talk_to_bot(sealed.council, operator, f"!unseat cs {sealed['cs-1'].user_id}")
        await operator.reads(chat, WHY)
        for act in (f"!seat cs {outsider}", f"!chair cs {outsider}"):
            assert WHY in await operator.commands(chat, act)
    there = await members(sealed["cs-chair"], room)
    assert sealed["cs-1"].user_id in there
    assert outsider not in there


async def test_nothing_that_is_said_in_a_caucus_can_be_had_by_who_is_logged_in_as_a_member(
    sealed: Sealed,
) -> None:
    chair, room = sealed["cs-chair"], sealed.opened.caucuses["cs"]
    words = [f"canary{secrets.token_hex(8)}" for _ in range(3)]
    said = [await chair.say(room, f"!draft\nOur wording has {words[0]}."), "", ""]
    await chair.reads(room, words[0])
    said[1] = await chair.say(room, f"Between us: {words[1]}.")
    said[2] = await chair.say(room, f"!consensus {words[2]}")
    await chair.answer(room, said[2])
    assert all(word in str(chair.timelines[room]) for word in words)
    events = [(room, event_id) for event_id in said]
    world = World([sealed.council.forum, *sealed.opened.rooms], events, words, [])
    for role in ("cs-chair", "cs-1", "chair", "secretary"):
        async with without_keys(sealed, role) as operator:
            found = await reached(operator, world)
        assert [word for word in words if word in found] == []
        assert (said[1] in found) is role.startswith("cs-")  # its seal is all that there is

"""Whoever logs in as somebody, without their keys, is shown and obeyed in nothing private.

``tests/confidentiality`` looks at all else that they can reach.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from demo.cast import PASSWORD
from demo.person import Person
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

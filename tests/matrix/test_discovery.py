"""Where a homeserver is found, and where nobody is sent: small websites on this machine."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

import pytest
from aiohttp import web

from bot.errors import MatrixError
from bot.matrix import homeserver_at, homeserver_of, instead_of
from bot.matrix.discovery import VERSIONS, WELL_KNOWN
from tests.nursery.website import serving

Pages = Mapping[str, Any]
Site = Callable[[Pages], Awaitable[str]]
HOMESERVER = {VERSIONS: {"versions": ["v1.5"]}}


def website(pages: Pages) -> AbstractAsyncContextManager[str]:
    """Serve JSON pages; one that is text sends whoever asks on to there."""

    async def answer(request: web.Request) -> web.Response:
        page = pages.get(request.path)
        if isinstance(page, str):
            raise web.HTTPFound(page)
        if page is None:
            return web.Response(text="<html>Welcome!</html>", content_type="text/html")
        return web.json_response(page)

    return serving(answer)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with AsyncExitStack() as stack:
        yield lambda pages: stack.enter_async_context(website(pages))


def naming(address: str) -> Pages:
    return {WELL_KNOWN: {"m.homeserver": {"base_url": address}}}


async def test_a_homeserver_is_where_it_answers(site: Site) -> None:
    address = await site(HOMESERVER)
    assert await homeserver_at(address) == address


async def test_on_this_machine_one_without_encryption_is_found_by_its_name(site: Site) -> None:
    address = await site(HOMESERVER)
    assert await homeserver_of(address.removeprefix("http://")) == address


async def test_a_domain_names_its_homeserver(site: Site) -> None:
    address = await site(HOMESERVER)
    assert await homeserver_at(await site(naming(f"{address}/"))) == address


async def test_a_domain_may_send_on_to_what_it_says(site: Site) -> None:
    address = await site(HOMESERVER)
    other = await site(naming(address))
    assert await homeserver_at(await site({WELL_KNOWN: f"{other}{WELL_KNOWN}"})) == address


async def test_a_homeserver_that_speaks_http_is_found_where_https_is_asked(site: Site) -> None:
    address = await site(HOMESERVER)
    assert await instead_of(address.replace("http:", "https:")) == address


@pytest.mark.parametrize(
    "named",
    [
        "http://0.0.0.0:{port}",
        "http://user:password@127.0.0.1:{port}",
        "http://127.0.0.1:{port}/?x=",
        "ftp://127.0.0.1:{port}",
        "http://[",
        "file:///etc/passwd",
        "",
        7,
    ],
)
async def test_nobody_is_led_to_where_anybody_listens(named: Any, site: Site) -> None:
    if isinstance(named, str):  # all of these would be answered, if they were asked
        named = named.format(port=(await site(HOMESERVER)).rpartition(":")[2])
    assert await instead_of(await site(naming(named))) is None


async def test_nobody_is_sent_on_to_where_anybody_listens(site: Site) -> None:
    told = await site(naming(await site(HOMESERVER)))
    assert await instead_of(await site({WELL_KNOWN: f"{told}{WELL_KNOWN}"}))
    elsewhere = told.replace("127.0.0.1", "0.0.0.0")
    assert await instead_of(await site({WELL_KNOWN: f"{elsewhere}{WELL_KNOWN}"})) is None


async def test_a_homeserver_that_is_named_and_is_not_there_is_none(site: Site) -> None:
    assert await instead_of(await site(naming(await site({})))) is None
    assert await instead_of(await site({WELL_KNOWN: {"m.homeserver": []}})) is None


async def test_who_is_sent_round_in_circles_gives_up(site: Site) -> None:
    address = await site({WELL_KNOWN: WELL_KNOWN, VERSIONS: VERSIONS})
    with pytest.raises(MatrixError) as caught:
        await homeserver_at(address)
    assert caught.value.errcode == "NOT_MATRIX"


async def test_a_website_is_no_homeserver(site: Site) -> None:
    with pytest.raises(MatrixError) as caught:
        await homeserver_at(await site({}))
    assert caught.value.errcode == "NOT_MATRIX"

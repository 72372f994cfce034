"""A homeserver that shows all that one can show: its directories of rooms and of people too."""

from collections.abc import AsyncIterator

import pytest

from demo.homeserver import NO_PUSH, Homeserver


@pytest.fixture(scope="session")
async def homeserver() -> AsyncIterator[Homeserver]:
    """A homeserver without rate limits or push, with directories that others do without."""
    async with Homeserver.start(settings=NO_PUSH) as server:
        yield server

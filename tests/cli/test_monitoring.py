"""The running program tells how it is on its port, on another, or nowhere."""

import socket

import pytest

from demo.cast import Cast
from demo.homeserver import free_port
from tests.cli.conftest import edit
from tests.cli.program import Running, running
from tests.cli.test_run import entries
from tests.config.plain import put
from tests.monitor.asking import asker

NOWHERE = """
from aiohttp import web
async def start(self):
    raise AssertionError("nobody was to listen")
web.TCPSite.start = start
"""


async def test_it_tells_how_it_is_on_the_port_that_the_configuration_names(made: Cast) -> None:
    port = free_port()
    edit(made.config, put("monitoring.port", port))
    async with running(made.config) as bot, asker(port) as monitoring:
        status, told = await monitoring.health()
        assert (status, told["ok"]) == (200, True)
        assert (await monitoring.figures())["rapporteur_commands_total", ("recorded",)] == 0
        assert await bot.stop() == 0


async def test_with_port_0_it_listens_nowhere(made: Cast) -> None:
    edit(made.config, put("monitoring.port", 0))
    async with running(made.config, before=NOWHERE) as bot:
        assert await bot.stop() == 0


async def test_a_port_in_use_is_a_warning_and_the_bot_is_at_work(made: Cast) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        edit(made.config, put("monitoring.port", taken.getsockname()[1]))
        async with running(made.config) as bot:
            said = await warned(bot)
            assert await bot.stop() == 0
    assert "Address already in use" in said
    assert "It works all the same" in said
    assert '"monitoring.port"' in said
    assert entries(made) == 1


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
async def test_an_address_of_another_machine_is_a_warning_too(made: Cast, host: str) -> None:
    edit(made.config, put("monitoring.port", free_port()))
    edit(made.config, put("monitoring.host", host))
    async with running(made.config) as bot:
        assert host in await warned(bot)
        assert await bot.stop() == 0


async def warned(bot: Running) -> str:
    """Return the warning that it is not monitored, once it is at work."""
    found = [line for line in bot.log if line["event"] == "not monitored"]
    found = found or [await bot.logs("not monitored")]
    assert found[0]["level"] == "warning"
    return str(found[0]["reason"])

"""The running program tells how it is on its port, on another, or nowhere."""

import socket

from demo.cast import Cast
from demo.homeserver import free_port
from tests.cli.conftest import edit
from tests.cli.program import rapporteur, running
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


async def test_a_port_in_use_is_one_sentence_that_says_what_to_do_and_nothing_is_lost(
    made: Cast,
) -> None:
    async with running(made.config) as bot:
        assert await bot.stop() == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        edit(made.config, put("monitoring.port", taken.getsockname()[1]))
        done = await rapporteur("run", "--config", made.config)
    assert done.code == 1
    said = done.err.splitlines()[-1]
    assert "Address already in use" in said
    assert "Nothing was lost" in said
    assert '"monitoring.port"' in said
    assert entries(made) == 1

"""Who only asks for help doesn't wait until all that the bot needs is loaded."""

import subprocess
import sys

from tests.cli.program import ROOT

LOADS = """
import sys
from bot.cli import app
print({"nio", "alembic", "bot.service", "bot.config"} & sys.modules.keys() or "little")
"""


def test_a_command_loads_what_it_needs_when_it_is_called() -> None:
    loaded = subprocess.run(
        (sys.executable, "-c", LOADS), cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert loaded.stdout == "little\n"

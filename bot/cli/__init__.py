"""The command line: ``rapporteur init | check | run | demo | export | verify``.

One file a command. Exit codes: 0 done, 1 failed, 2 wrong use or configuration.
"""

from bot.cli.app import main

__all__ = ["main"]

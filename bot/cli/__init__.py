"""The command line: ``rapporteur init | check | run | demo | export | verify | trust``.

One file a command. Exit codes: 0 done, 1 failed, 2 wrong use or configuration.
"""

import signal


def main() -> None:
    """Run the command line. Until all is loaded, an interrupt ends it at once, without a word."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from bot.cli import app

    app.main()


__all__ = ["main"]

"""Imported by the process from which the bot's processes are forked, and by nobody else.

It has everything loaded that they need, with the points in it. It has no thread and no
event loop, so that a fork of it is safe.
"""

from tests.torture import marks

marks.install()

from tests.exactly_once import mortal  # noqa: E402 - now its modules get their points

__all__ = ["mortal"]

"""The lines of a message that are not within fenced code, where nothing is a command."""

import re
from collections.abc import Iterator, Sequence

_FENCE = re.compile(r"\s*(```|~~~)")


def outside_code(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that stand in no fenced code, each with its place."""
    in_code = False
    for number, typed in enumerate(lines):
        if _FENCE.match(typed):
            in_code = not in_code
        elif not in_code:
            yield number, typed

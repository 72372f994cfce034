"""A second command in one message: a later line that is a whole one.

A message is one command. What merely mentions one in prose is none: a command stands at the
beginning of its line, outside code, and nothing of it is missing or too much.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from commands.parsing.line import Line, attempt
from commands.parsing.message import Message

_FENCE = re.compile(r"\s*(```|~~~)")
_LOOKED_AT = 20  # lines that begin like a command


def second(line: Line, prefix: str, is_whole: Callable[[Line], bool]) -> str:
    """Return the first line below a command that is a whole command too, or empty.

    It may end there, or take what stands below it.
    """
    for number, (alone, whole) in enumerate(_begun(line, prefix)):
        if number == _LOOKED_AT:
            break
        if is_whole(alone) or is_whole(whole):
            return alone.typed.strip()
    return ""


def _begun(line: Line, prefix: str) -> Iterator[tuple[Line, Line]]:
    """Yield each later line that begins like a command, alone and with all below it."""
    lines = line.text.splitlines()  # at whatever a client may show as a new line
    in_code = False
    for number, typed in enumerate(lines[1:], start=1):
        if _FENCE.match(typed):
            in_code = not in_code
        elif not in_code and (begun := _begins(line, typed, prefix)):
            below = "\n".join(lines[number + 1 :])
            yield begun, replace(begun, text=f"{begun.text}\n{below}")


def _begins(line: Line, typed: str, prefix: str) -> Line | None:
    found = attempt(Message(typed), prefix)
    if found is None or (found.line.escaped and not line.escaped):
        return None  # who escapes it in plain text mentions it
    return replace(found.line, message=line.message)

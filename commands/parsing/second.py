"""A second command in one message: a later line that is a whole one.

A message is one command. What merely mentions one in prose is none: a command stands at the
beginning of its line, outside code, and nothing of it is missing or too much.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from commands.parsing.line import Line, attempt
from commands.parsing.message import Message
from commands.parsing.prose import outside_code

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
    for number, typed in outside_code(lines[1:]):
        if begun := _begins(line, typed, prefix):
            below = "\n".join(lines[number + 2 :])
            yield begun, replace(begun, text=f"{begun.text}\n{below}")


def _begins(line: Line, typed: str, prefix: str) -> Line | None:
    found = attempt(Message(typed), prefix)
    if found is None or (found.line.escaped and not line.escaped):
        return None  # who escapes it in plain text mentions it
    return replace(found.line, message=line.message)

"""All commands, and the one way in: a message and where it stands give what is asked.

A command is a file of this folder, which declares all that there is to know of it: nothing is
to be added here.
"""

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

import commands
from commands.parsing.command import DECLARED, Asked, Below, Command, Here, Unknown
from commands.parsing.errors import Usage, UsageError
from commands.parsing.line import Line, attempt
from commands.parsing.message import Message
from commands.parsing.names import unknown
from commands.parsing.second import second
from deliberation.errors import Code, PointOfOrder

for _file in iter_modules(commands.__path__, "commands."):
    import_module(_file.name)

COMMANDS: Mapping[str, Command] = MappingProxyType(
    {command.name: command for command in sorted(DECLARED.values(), key=lambda c: c.place)}
)
"""Every command by its name, in the order of help."""
ACTS: Mapping[str, str] = MappingProxyType(
    {act.__name__: typed for command in COMMANDS.values() for act, typed in command.acts.items()}
)
"""How the command for an act is typed, by the name of the act's class."""

_SHOWN = 80  # characters of a line of a text that reads as a command


def parse(message: Message, here: Here, prefix: str) -> Asked | Unknown | None:
    """Return what a message asks, an unknown command, or None if it is no command.

    Raises ``UsageError`` if the command is malformed, and ``PointOfOrder`` if it has
    no meaning in this kind of room.
    """
    attempted = attempt(message, prefix)
    if attempted is None:
        return None
    command = COMMANDS.get(attempted.word)
    if command is None:
        return unknown(attempted, here, COMMANDS)
    if here.room not in command.rooms:
        raise PointOfOrder(Code.WRONG_ROOM, command=command.name, rooms=command.rooms)
    line = attempted.line
    if line.escaped and not command.takes_text:
        line = line.unescaped()
    further = second(line, prefix, lambda later: _is_whole(later, here))
    if further and not command.takes_text:
        raise UsageError(Usage.SECOND_COMMAND, command=command.name, line=further, at=0)
    asked = command.parse(line, here)
    return replace(asked, line=line.typed, idle=further[:_SHOWN] if asked.text == Below() else "")


def _is_whole(line: Line, here: Here) -> bool:
    """Whether a line is a command, here or in a room where there is one."""
    command = COMMANDS.get(line.command)
    if command is None:
        return False
    elsewhere = replace(here, room=command.rooms[0])
    places = (here,) if here.room in command.rooms else (elsewhere, replace(elsewhere, proposal=1))
    return any(_can_be_read(command, line, place) for place in places)


def _can_be_read(command: Command, line: Line, here: Here) -> bool:
    try:
        command.parse(line, here)
    except UsageError:
        return False
    return True

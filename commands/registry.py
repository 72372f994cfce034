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
from commands.parsing.command import (
    DECLARED,
    Asked,
    Below,
    Command,
    Here,
    Instead,
    NotTaken,
    Slip,
    Talk,
)
from commands.parsing.errors import Usage, UsageError
from commands.parsing.grammar import blank
from commands.parsing.identities import ShowIdentity
from commands.parsing.line import Line, attempt
from commands.parsing.message import Message
from commands.parsing.names import nearest, unknown
from commands.parsing.queries import Query
from commands.parsing.second import second
from commands.parsing.slips import Slipped, addressed, bare, slipped, swapped
from deliberation.errors import Code, PointOfOrder
from deliberation.terms import RoomKind

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

HELP = "help"
_SHOWN = 80  # characters of a line of a text that reads as a command


def parse(message: Message, here: Here, prefix: str) -> Asked | NotTaken | None:
    """Return what a message asks, an unknown command, or None if it is no command.

    Raises ``UsageError`` if the command is malformed, and ``PointOfOrder`` if it has
    no meaning in this kind of room.
    """
    attempted = attempt(message, prefix)
    if attempted is None:
        return _not_begun(message, here, prefix)
    command = COMMANDS.get(attempted.word)
    if message.picture:
        return _instead(Slipped(attempted.line, Slip.PICTURE)) if command else None
    if command is None:
        meant = swapped(attempted.line, prefix, lambda line: _is_whole(line, here))
        return _instead(meant) if meant else unknown(attempted, here, COMMANDS)
    return _asked(command, attempted.line, here, prefix)


def _asked(command: Command, line: Line, here: Here, prefix: str) -> Asked:
    if here.room not in command.rooms:
        raise PointOfOrder(Code.WRONG_ROOM, command=command.name, rooms=command.rooms)
    if line.escaped and not command.takes_text:
        line = line.unescaped()
    further = second(line, prefix, lambda later: _is_whole(later, here))
    if further and not command.takes_text:
        raise UsageError(Usage.SECOND_COMMAND, command=command.name, line=further, at=0)
    asked = command.parse(line, here)
    return replace(asked, line=line.typed, idle=further[:_SHOWN] if asked.text == Below() else "")


def _not_begun(message: Message, here: Here, prefix: str) -> Asked | Instead | Talk | None:
    """Return what a message asks or was meant to be that doesn't begin with a command."""
    if message.picture:
        return None
    called = addressed(message, here.names)
    if called or here.room is RoomKind.DIRECT:
        said = called or message
        begun, by_name = attempt(said, prefix), called is not None
        line = begun.line if begun else bare(said, prefix)
        meant = _said_to_the_bot(line, here, prefix, called=by_name)
        if isinstance(meant, Instead):
            return replace(meant, called=by_name)
        return meant or (None if said.formatted.quoted else Talk(by_name))
    found = slipped(message, prefix, COMMANDS.__contains__, lambda line: _is_whole(line, here))
    return _instead(found) if found else None


def _said_to_the_bot(
    line: Line | None, here: Here, prefix: str, *, called: bool
) -> Asked | Instead | None:
    """Return what is asked without the prefix: a question; what would act must be a command.

    ``called``: the bot was called by its name; else it may be meant if nobody else is there.
    """
    if line is None:
        return None
    name = line.command if line.command in COMMANDS else nearest(line.command, COMMANDS)
    if name == HELP and line.command != HELP and blank(line.rest):
        asked = _asked(COMMANDS[HELP], replace(line, command=HELP), here, prefix)
        return replace(asked, called=called)
    command = COMMANDS.get(line.command)
    if command and not command.acts and (called or _is_whole(line, here)):
        asked = _asked(command, line, here, prefix)
        if isinstance(asked.want, Query | ShowIdentity):
            return replace(asked, called=called)
    return _instead(Slipped(line, Slip.PREFIX)) if command and _is_whole(line, here) else None


def _instead(found: Slipped) -> Instead:
    name = found.line.command
    line = f"{name} {found.line.rest_of_line}".strip()[:_SHOWN]
    return Instead(line, found.slip, COMMANDS[name].takes_text)


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

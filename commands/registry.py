"""All commands, and the one way in: a message and where it stands give what is asked."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from commands import (
    chair,
    close,
    consensus,
    deputy,
    diff,
    draft,
    help_,
    history,
    list_,
    observer,
    propose,
    recall,
    refer,
    reopen,
    return_,
    roster,
    seat,
    status,
    text,
    undeputy,
    undraft,
    unobserver,
    unseat,
    withdraw,
)
from commands.parsing.command import Asked, Command, Here, Unknown
from commands.parsing.line import attempt
from commands.parsing.message import Message
from commands.parsing.names import NAMES, unknown
from deliberation.errors import Code, PointOfOrder

_MODULES = (
    propose,
    consensus,
    draft,
    undraft,
    refer,
    recall,
    return_,
    close,
    reopen,
    withdraw,
    seat,
    unseat,
    chair,
    deputy,
    undeputy,
    observer,
    unobserver,
    status,
    list_,
    history,
    text,
    diff,
    roster,
    help_,
)
_DECLARED = {module.COMMAND.name: module.COMMAND for module in _MODULES}

COMMANDS: Mapping[str, Command] = MappingProxyType({name: _DECLARED[name] for name in NAMES})
"""Every command by its name, in the order of help."""


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
        return unknown(attempted, here)
    if here.room not in command.rooms:
        raise PointOfOrder(Code.WRONG_ROOM, command=command.name, rooms=command.rooms)
    return replace(command.parse(attempted.line, here), line=attempted.line.typed)

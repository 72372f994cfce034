"""What is shown of the commands: in help, and where one is malformed. Nothing of it is private.

Pure.
"""

from collections.abc import Mapping
from types import MappingProxyType

from commands.parsing.errors import UsageError
from commands.registry import COMMANDS
from templates.views import CommandView, UsageView

COMMANDS_SEEN: Mapping[str, CommandView] = MappingProxyType(
    {
        name: CommandView(command.name, command.usage, command.rooms, command.who)
        for name, command in COMMANDS.items()
    }
)
"""What help says of each command, by its name."""


def usage_seen(error: UsageError) -> UsageView:
    """Return what the answer to a malformed command says of it."""
    return UsageView(error.code, error.command, error.line, error.at, error.fields)

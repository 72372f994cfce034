import importlib

import pytest

from commands.parsing.names import NAMES
from commands.registry import COMMANDS


def test_every_name_has_its_command() -> None:
    assert tuple(COMMANDS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_command_stands_in_the_file_of_its_name(name: str) -> None:
    ends_otherwise = name in ("return", "list", "help")
    module = importlib.import_module(f"commands.{name}{'_' * ends_otherwise}")
    assert module.COMMAND is COMMANDS[name]


@pytest.mark.parametrize("name", NAMES)
def test_usage_begins_with_the_command(name: str) -> None:
    assert all(usage.split()[0] == f"!{name}" for usage in COMMANDS[name].usage)

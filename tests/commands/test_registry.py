import importlib
from typing import get_args

import pytest

from commands.parsing.command import DECLARED, Command
from commands.registry import ACTS, COMMANDS
from deliberation.acts import ProposalAct, RosterAct
from deliberation.roster import RULES
from deliberation.transitions import TRANSITIONS


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_stands_in_the_file_of_its_name(name: str) -> None:
    ends_otherwise = name in ("return", "list", "help", "object")
    module = importlib.import_module(f"commands.{name}{'_' * ends_otherwise}")
    assert module.COMMAND is COMMANDS[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_usage_begins_with_the_command(name: str) -> None:
    assert all(usage.split()[0] == f"!{name}" for usage in COMMANDS[name].usage)


def test_help_lists_the_commands_by_their_places() -> None:
    places = [command.place for command in COMMANDS.values()]
    assert places == sorted(set(places))
    assert list(COMMANDS)[:3] == ["propose", "consensus", "draft"]
    assert list(COMMANDS)[-1] == "help"


def test_every_act_has_its_command_and_its_row() -> None:
    acts = [*get_args(ProposalAct), *get_args(RosterAct)]
    assert set(ACTS) == {act.__name__ for act in acts}
    assert {typed.split()[0] for typed in ACTS.values()} <= set(COMMANDS)
    assert {row.act for row in TRANSITIONS} == set(get_args(ProposalAct))
    assert set(RULES) == set(get_args(RosterAct))


@pytest.mark.parametrize(
    "changed, what",
    [
        ({"name": "refer"}, "one name or one place"),
        ({"place": 50}, "one name or one place"),
        ({"acts": COMMANDS["refer"].acts}, "are both named for .*Refer"),
        ({"meant": "dispatch send"}, "are both meant by {'send'}"),
    ],
)
def test_no_command_takes_what_is_anothers(changed: dict[str, object], what: str) -> None:
    refer = COMMANDS["refer"]
    new = {"name": "dispatch", "place": 55, "usage": ("!dispatch",), "rooms": refer.rooms}
    with pytest.raises(TypeError, match=f"refer.*{what}"):
        Command(**{**new, "who": refer.who, "parse": refer.parse, **changed})  # type: ignore[arg-type]
    assert DECLARED.keys() == COMMANDS.keys()

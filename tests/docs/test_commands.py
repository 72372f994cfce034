"""``docs/commands.md`` says of every command where, who, how, and what the bot answers."""

import re

import pytest

from commands.parsing.command import EVERYWHERE, Command
from commands.registry import COMMANDS
from deliberation.terms import Authority, RoomKind
from tests.docs import dialogue

TEXT = dialogue.PAGE.read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## !(\w+)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))
ROOMS = {
    RoomKind.FORUM: "the forum",
    RoomKind.PLENARY: "plenary",
    RoomKind.CAUCUS: "a caucus's room",
    RoomKind.DIRECT: "a direct chat",
}
OF_A_BODY = (RoomKind.FORUM, RoomKind.PLENARY, RoomKind.CAUCUS, RoomKind.DIRECT)
WHO = {
    Authority.ANYONE: ("anyone",),
    Authority.TABLER: ("who tabled the proposal",),
    Authority.COUNCIL_CHAIR: ("the council chair",),
    Authority.CAUCUS_CHAIR: ("the chair of the caucus",),
    Authority.IN_A_CAUCUS: ("the chair of a caucus or a deputy, for the caucus",),
    Authority.CHAIR: (
        "the chair of the room",
        "the chair of the caucus",
        "the forum chair or the council chair",
    ),
    Authority.CHAIR_OR_SECRETARIAT: ("the chair, or the secretariat in a direct chat",),
}
each_command = pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda c: c.name)


def words_of(command: Command) -> str:
    """Return what is said of a command, on one line."""
    return " ".join(SECTIONS[command.name].split())


def test_every_command_has_its_section_in_the_order_of_help() -> None:
    assert list(SECTIONS) == list(COMMANDS)


@each_command
def test_every_way_to_write_a_command_is_there(command: Command) -> None:
    assert [usage for usage in command.usage if usage not in SECTIONS[command.name]] == []


@each_command
def test_the_page_says_where_a_command_works(command: Command) -> None:
    where = words_of(command).partition("Where: ")[2].partition(". Who:")[0]
    if command.rooms == EVERYWHERE:
        assert where == "anywhere"
    elif command.rooms == OF_A_BODY:
        assert where == "the body's own room or a direct chat"
    else:
        assert {where.count(ROOMS[room]) for room in command.rooms} == {1}
        assert len(re.split(r", | or ", where)) == len(command.rooms)


@each_command
def test_the_page_says_who_may_give_a_command(command: Command) -> None:
    who = words_of(command).partition(" Who: ")[2]
    assert who.startswith(WHO[command.who])


@each_command
def test_every_command_has_an_example(command: Command) -> None:
    said = dialogue.examples(SECTIONS[command.name])
    assert any(each.startswith(f"!{command.name}") for each in said)


def test_the_bot_answers_the_examples_as_the_page_has_it() -> None:
    assert dialogue.filled(TEXT) == TEXT

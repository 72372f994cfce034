"""Keys that contradict each other are refused, at the path of the later one."""

from pathlib import Path
from typing import Any

import pytest

from bot.cli.problems import sentence
from tests.config.plain import put, refused


@pytest.mark.parametrize(
    "place, value, path",
    [
        ("council.caucuses", [], "council.caucuses"),
        ("council.chair", [], "council.chair"),
        ("council.forum_chair", [], "council.forum_chair"),
        ("council.caucuses.1.chair", [], "council.caucuses[1].chair"),
        ("council.caucuses.1.key", "gov", "council.caucuses[1].key"),
        ("council.caucuses.1.name", "Government", "council.caucuses[1].name"),
        ("council.caucuses.1.name", " government ", "council.caucuses[1].name"),
    ],
    ids=[
        "no caucus",
        "no council chair",
        "no forum chair",
        "no caucus chair",
        "a key twice",
        "a name twice",
        "a name twice but for its case",
    ],
)
def test_a_council_that_cannot_be_set_up_is_refused(
    tmp_path: Path, place: str, value: object, path: str
) -> None:
    assert refused(tmp_path, put(place, value)).path == path


@pytest.mark.parametrize(
    "place, value, path",
    [
        ("council.chair", ["@a:x", "@a:x"], "council.chair[1]"),
        ("council.forum_chair", ["@a:x", "@a:x"], "council.forum_chair[1]"),
        ("council.secretariat", ["@a:x", "@b:x", "@a:x"], "council.secretariat[2]"),
        ("council.observers", ["@a:x", "@a:x"], "council.observers[1]"),
        ("council.forum_moderators", ["@a:x", "@a:x"], "council.forum_moderators[1]"),
        ("council.caucuses.1.chair", ["@a:x", "@a:x"], "council.caucuses[1].chair[1]"),
        (
            "council.caucuses.1.representatives",
            ["@a:x", "@a:x"],
            "council.caucuses[1].representatives[1]",
        ),
    ],
)
def test_nobody_stands_in_a_list_twice(
    tmp_path: Path, place: str, value: object, path: str
) -> None:
    error = refused(tmp_path, put(place, value))
    assert error.path == path
    assert "twice" in sentence(error)


@pytest.mark.parametrize(
    "place, value, path",
    [
        (
            "council.caucuses.1.representatives",
            ["@gov-1:example.org"],
            "council.caucuses[1].representatives[0]",
        ),
        (
            "council.caucuses.1.representatives",
            ["@gov-chair:example.org"],
            "council.caucuses[1].representatives[0]",
        ),
        (
            "council.caucuses.1.chair",
            ["@gov-chair:example.org"],
            "council.caucuses[1].chair[0]",
        ),
        (
            "council.caucuses.1.chair",
            ["@a:x", "@gov-1:example.org"],
            "council.caucuses[1].chair[1]",
        ),
    ],
    ids=["representative of both", "chair and representative", "chair of both", "deputy"],
)
def test_nobody_is_in_two_caucuses(tmp_path: Path, place: str, value: object, path: str) -> None:
    error = refused(tmp_path, put(place, value))
    assert error.path == path
    assert "Government already" in sentence(error)


def test_an_observer_is_no_representative(tmp_path: Path) -> None:
    error = refused(tmp_path, put("council.observers", ["@a:x", "@cs-1:example.org"]))
    assert error.path == "council.observers[1]"


def test_an_observer_is_no_deputy_of_a_caucus_either(tmp_path: Path) -> None:
    def change(raw: dict[str, Any]) -> None:
        put("council.observers", ["@deputy:x"])(raw)
        put("council.caucuses.1.chair", ["@a:x", "@deputy:x"])(raw)

    assert refused(tmp_path, change).path == "council.observers[0]"


@pytest.mark.parametrize(
    "council, caucus, path",
    [
        (["@a:x"], ["@a:x"], "council.caucuses[1].chair[0]"),
        (["@a:x"], ["@b:x", "@a:x"], "council.caucuses[1].chair[1]"),
        (["@b:x", "@a:x"], ["@a:x"], "council.caucuses[1].chair[0]"),
    ],
    ids=["chair of both", "deputy of a caucus", "deputy of the council"],
)
def test_nobody_chairs_both_the_council_and_a_caucus(
    tmp_path: Path, council: list[str], caucus: list[str], path: str
) -> None:
    def change(raw: dict[str, Any]) -> None:
        put("council.chair", council)(raw)
        put("council.caucuses.1.chair", caucus)(raw)

    assert refused(tmp_path, change).path == path


def test_a_chair_is_besides_the_seats(tmp_path: Path) -> None:
    people = ["@cs-1:example.org", "@cs-chair:example.org"]
    error = refused(tmp_path, put("council.caucuses.1.representatives", people))
    assert error.path == "council.caucuses[1].representatives[1]"


def test_a_caucus_has_no_more_representatives_than_seats(tmp_path: Path) -> None:
    error = refused(tmp_path, put("council.caucuses.1.representatives", ["@a:x", "@b:x", "@c:x"]))
    assert error.path == "council.caucuses[1].representatives"
    assert "council.seats is 2" in sentence(error)


def test_a_deputy_takes_one_of_the_seats(tmp_path: Path) -> None:
    def change(raw: dict[str, Any]) -> None:
        put("council.caucuses.1.chair", ["@a:x", "@deputy:x"])(raw)
        put("council.caucuses.1.representatives", ["@b:x", "@c:x"])(raw)

    assert refused(tmp_path, change).path == "council.caucuses[1].representatives"


@pytest.mark.parametrize(
    "place, path",
    [
        ("council.chair", "council.chair[0]"),
        ("council.secretariat", "council.secretariat[0]"),
        ("council.forum_moderators", "council.forum_moderators[0]"),
        ("council.observers", "council.observers[0]"),
        ("council.caucuses.1.chair", "council.caucuses[1].chair[0]"),
        ("council.caucuses.1.representatives", "council.caucuses[1].representatives[0]"),
    ],
)
def test_the_bot_is_none_of_the_people(tmp_path: Path, place: str, path: str) -> None:
    error = refused(tmp_path, put(place, ["@rapporteur:example.org"]))
    assert error.path == path
    assert "the bot itself" in sentence(error)


def test_an_observer_is_no_chair_of_a_caucus(tmp_path: Path) -> None:
    error = refused(tmp_path, put("council.observers", ["@cs-chair:example.org"]))
    assert error.path == "council.observers[0]"

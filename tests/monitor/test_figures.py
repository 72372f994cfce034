"""What is counted: each command by what became of it, each error by its kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clerk.clerk import ATTEMPTS
from bot.errors import MatrixError, UnknownToken
from bot.metrics import ErrorKind, Outcome, kind_of
from storage.errors import DatabaseUnwritable
from tests.bot.desk import Desk, desk
from tests.monitor.asking import figure

PROPOSE = "!propose Open routing\nFrom: A coalition\nText."


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


def commands() -> dict[str, float]:
    return {each: figure("rapporteur_commands_total", outcome=each) for each in Outcome}


def more(before: dict[str, float]) -> dict[str, float]:
    """Return what was counted since."""
    return {
        name: count - before[name] for name, count in commands().items() if count != before[name]
    }


@pytest.mark.parametrize(
    "text, outcome",
    [
        (PROPOSE, "recorded"),
        ("!list", "answered"),
        ("!consensus yes P7", "point_of_order"),
        ("!propose", "usage"),
        ("!prpose", "unknown"),
    ],
)
def test_a_command_is_counted_once_by_what_became_of_it(
    at_desk: Desk, text: str, outcome: str
) -> None:
    before = commands()
    assert at_desk.say("forum", "@visitor:test", text)
    assert more(before) == {outcome: 1}


def test_what_is_no_command_is_not_counted(at_desk: Desk) -> None:
    before = commands()
    at_desk.say("forum", "@visitor:test", "Good morning!")
    at_desk.show("forum", 1)
    at_desk.bring("forum", at_desk.event("forum", "@visitor:test", {}, type="m.room.encrypted"))
    assert more(before) == {}


def test_a_command_that_fails_counts_as_failed_and_each_attempt_as_a_bug(
    at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bug(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.clerk.clerk.act", bug)
    before, bugs = commands(), figure("rapporteur_errors_total", kind="bug")
    with pytest.raises(AssertionError, match="gave it up"):
        at_desk.say("forum", "@visitor:test", PROPOSE)
    assert more(before) == {"failed": 1}
    assert figure("rapporteur_errors_total", kind="bug") - bugs == ATTEMPTS


@pytest.mark.parametrize(
    "error, kind",
    [
        (MatrixError("UNREACHABLE", "no route", retry=True), ErrorKind.UNREACHABLE),
        (MatrixError("M_UNKNOWN", "…", status=502, retry=True), ErrorKind.SERVER),
        (MatrixError("M_LIMIT_EXCEEDED", "…", status=429, retry=True), ErrorKind.LIMITED),
        (MatrixError("M_FORBIDDEN", "…", status=403), ErrorKind.REFUSED),
        (UnknownToken("M_UNKNOWN_TOKEN", "…", status=401), ErrorKind.LOGIN),
        (DatabaseUnwritable(reason="full"), ErrorKind.STORAGE),
        (KeyError("x"), ErrorKind.BUG),
    ],
)
def test_an_error_is_counted_by_its_kind(error: Exception, kind: ErrorKind) -> None:
    assert kind_of(error) is kind

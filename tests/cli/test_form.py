"""On a terminal what doesn't fit is asked again, and nothing has to be typed twice."""

import io
import sys
from functools import partial

import pytest

from bot.cli.setup.answers import flat, nested, wrong
from bot.cli.setup.form import Form, Kind


class Keyboard(io.StringIO):
    """What somebody types on a terminal."""

    def isatty(self) -> bool:
        return True


def form_of(patch: pytest.MonkeyPatch, *typed: str) -> Form:
    """Return a form before which somebody sits who types this."""
    patch.setattr(sys, "stdin", Keyboard("".join(f"{line}\n" for line in typed)))
    return Form()


def test_people_may_stand_between_spaces_commas_or_both(monkeypatch: pytest.MonkeyPatch) -> None:
    form = form_of(monkeypatch, " @a:x.org,@b:x.org ; @c:x.org, ")
    people = form.ask("ask_observers", "council.observers", Kind.PEOPLE)
    assert people == ["@a:x.org", "@b:x.org", "@c:x.org"]


def test_what_contradicts_an_earlier_answer_is_said_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    form = form_of(monkeypatch, "@a:x.org", "@a:x.org", "@b:x.org")
    form.ask("ask_chair", "council.chair", Kind.PEOPLE)
    form.ask("ask_caucus_chair", "council.caucuses[0].chair", Kind.PEOPLE)
    assert form.given["council.caucuses[0].chair"] == ["@b:x.org"]
    assert "@a:x.org is in council.chair and can't be" in capsys.readouterr().out


def test_who_goes_back_is_offered_what_they_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    form = form_of(monkeypatch, "<", "One", "mipc", "<", "<", "Two", "", "")
    form.fill(partial(_three, form))
    assert form.given == {
        "council.name": "Two",
        "council.slug": "mipc",
        "council.recommends_as": "Forum",
    }
    assert "(One)" in capsys.readouterr().out


def _three(form: Form) -> None:
    form.ask("ask_council", "council.name")
    form.ask("ask_slug", "council.slug")
    form.ask("ask_recommends_as", "council.recommends_as", default="Forum")


def test_an_answer_that_was_offered_can_be_left_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    form = form_of(monkeypatch, "-", "")
    form.offered["council.observers"] = ["@a:x.org"]
    assert form.ask("ask_observers", "council.observers", Kind.PEOPLE) == []
    assert form.ask("ask_caucus_key", "council.caucuses[1].key", ends=True) == ""
    assert "council.caucuses[1].key" not in form.given


def test_an_address_without_anything_before_it_is_asked_by_https(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form = form_of(monkeypatch, "matrix.example.org/")
    assert form.ask("ask_homeserver", "homeserver", Kind.ADDRESS) == "https://matrix.example.org"


def test_answers_and_a_configuration_are_the_same_thing() -> None:
    described = {
        "homeserver": "https://x",
        "council": {"chair": ["@a:x"], "caucuses": [{"key": "a", "chair": []}, {"key": "b"}]},
    }
    answers = flat(described)
    assert answers["council.caucuses[1].key"] == "b"
    assert nested(answers) == described


def test_nothing_contradicts_what_is_not_asked_yet() -> None:
    assert wrong({}) is None
    assert wrong({"council.caucuses[0].key": "gov", "council.caucuses[1].key": "cs"}) is None

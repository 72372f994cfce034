"""Questions on standard output, answers from standard input, each on a line.

On a terminal what doesn't fit is asked again; answers that come from elsewhere are refused instead.
Nothing that was typed has to be typed again: it is offered when its question comes back.
"""

import re
import sys
from collections.abc import Callable
from enum import Enum, auto
from typing import Any, assert_never

from rich.console import Console
from rich.text import Text

import templates
from bot.cli.problems import sentence
from bot.cli.setup.answers import wrong
from bot.errors import ConfigError, RequestError

BACK, NOTHING = "<", "-"
_BETWEEN = re.compile(r"[\s,;]+")


class Kind(Enum):
    """What an answer is."""

    TEXT = auto()
    NUMBER = auto()
    ADDRESS = auto()
    """Of a homeserver; https where nothing is said."""
    PEOPLE = auto()
    """User ids, with spaces or commas between them."""


class _Back(Exception):  # noqa: N818 - what somebody asks for
    """The question before is to be asked again."""


class Form:
    """A form that is filled in. ``offered`` are answers from before, by the paths of their keys."""

    def __init__(self) -> None:
        self.console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
        self.patient = sys.stdin.isatty()
        self.given: dict[str, Any] = {}
        self.offered: dict[str, Any] = {}
        self._said: list[str] = []

    def says(self, words: str) -> None:
        """Print a line."""
        self.console.print(words)

    def confirms(self, question: str) -> bool:
        """Ask whether; anything but a yes is a no. Raises EOFError."""
        typed = self.console.input(Text(f"{question}: ")).strip().lower()
        return typed in templates.said("yes").split()

    def fill(self, questions: Callable[[], None]) -> None:
        """Ask questions in turn, and go back to the one before where that is asked for."""
        begun = len(self.given)
        while True:
            self._said = list(self.given)[begun:]
            try:
                return questions()
            except _Back:
                if len(self.given) > begun:
                    self.take_back(1)

    def take_back(self, number: int) -> None:
        """Forget the last answers, but for offering them."""
        for path in list(self.given)[-number:]:
            self.offered[path] = self.given.pop(path)

    def ask(
        self, code: str, path: str, kind: Kind = Kind.TEXT, default: str = "", *, ends: bool = False
    ) -> Any:
        """Ask for the value of a key, as the file is to have it; it is among ``given`` then.

        ``ends``: with nothing, which isn't kept, a list ends. Raises ConfigError, EOFError.
        """
        if path in self._said:
            self._said.remove(path)
            return self.given[path]
        while True:
            value = _value(self._typed(templates.said(code), path, default), kind)
            if ends and not value:
                return value
            error = wrong({**self.given, path: value})
            if error is None:
                self.given[path] = value
                return value
            self.again(error)

    def _typed(self, question: str, path: str, default: str) -> str:
        before = self.offered.get(path, default)
        offered = " ".join(before) if isinstance(before, list) else str(before)
        typed = self.console.input(
            Text(f"{question}{f' ({offered})' if offered else ''}: ")
        ).strip()
        if typed == BACK:
            raise _Back
        return "" if typed == NOTHING else typed or offered

    def ask_secret(self, code: str) -> str:
        """Ask for what isn't to be seen. Raises EOFError."""
        return self.console.input(Text(f"{templates.said(code)}: "), password=self.patient)

    def again(self, error: ConfigError | RequestError) -> None:
        """Say what doesn't fit to a person, who is asked again; otherwise raise it."""
        if not self.patient:
            raise error
        self.console.print(sentence(error), style="red")


def _value(typed: str, kind: Kind) -> Any:
    match kind:
        case Kind.TEXT:
            return typed
        case Kind.NUMBER:
            return int(typed) if typed.isdecimal() else typed
        case Kind.ADDRESS:
            address = typed.rstrip("/")
            return address if "://" in address or not address else f"https://{address}"
        case Kind.PEOPLE:
            return [each for each in _BETWEEN.split(typed) if each]
        case _:
            assert_never(kind)

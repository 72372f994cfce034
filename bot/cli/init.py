"""``rapporteur init``: asks what the bot must know, writes the configuration, logs in once.

The account comes first, and is logged in at once, so that a mistyped password loses no
answers; at the end it says who of those named has no account. On a terminal what doesn't fit is
asked again; answers that come from elsewhere are refused instead.
"""

import asyncio
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.text import Text

import templates
from bot import files
from bot.cli.doctor import accounts
from bot.cli.doctor.finding import Finding, Verdict
from bot.cli.problems import WRONG_USE, Problem, sentence
from bot.config import load
from bot.config import values as v
from bot.config.refusals import refusal
from bot.errors import ConfigError, RequestError
from bot.matrix import Matrix
from bot.service.login import renewed, renewed_by, session

PASSWORD_FILE = "password"  # noqa: S105 - a file's name
DATA_DIR = "data"
HOMESERVER = "https://matrix.example.org"
COUNCIL = "Multistakeholder Internet Policy Council"
FORUM = "Internet Governance Forum"
ROOMS = {"encryption": "caucuses", "devices": "signed"}


def init(path: Path) -> None:
    """Ask, log in, write. If a configuration is there and is to stay, log in to its account.

    Raises ConfigError, RequestError, StorageError, OSError, Problem; then no new configuration
    is kept.
    """
    form = Form()
    try:
        if path.exists() and not form.confirms(templates.said("exists", name=path.name)):
            asyncio.run(_log_in_again(path))
            form.says(templates.said("kept", name=path.name))
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        account = _account(form, path)
        council = _council(form)
    except EOFError:
        raise Problem(templates.said("input_ended")) from None
    _keep(path, account | {"council": council, "rooms": ROOMS})
    for finding in asyncio.run(_not_there(path)):
        form.says(finding.words)
    form.says(templates.said("initialised", name=path.name))


async def _not_there(path: Path) -> list[Finding]:
    """Return of whom it can't be seen that they have an account: most are mistyped."""
    config = load(path)
    async with Matrix(config.homeserver, await session(config)) as matrix:
        found = await accounts.findings(config, matrix, ())
    return [each for each in found if each.verdict is not Verdict.FINE]


async def _log_in_again(path: Path) -> None:
    """Log in to the account of a configuration, on the same device, if the login lapsed."""
    await renewed_by(load(path))


def _keep(path: Path, described: dict[str, Any]) -> None:
    """Write the configuration once it was read without complaint; if not, keep the answers."""
    draft = path.with_name(f"{path.name}.new")
    words = yaml.safe_dump(described, sort_keys=False, allow_unicode=True)
    files.write(draft, words, files.OPEN)
    try:
        load(draft)
    except ConfigError as error:
        fields = {"problem": sentence(error), "name": draft.name, "wanted": path.name}
        raise Problem(templates.said("answers_kept", **fields), WRONG_USE) from error
    draft.replace(path)


# --- what is asked --------------------------------------------------------------------


def _account(form: "Form", path: Path) -> dict[str, Any]:
    """Ask for the account until it can be logged in."""
    while True:
        homeserver = form.ask("ask_homeserver", "homeserver", v.Address, HOMESERVER)
        user_id = form.ask("ask_user_id", "user_id", v.Person, "@rapporteur:example.org")
        password = form.ask_secret("ask_password")
        try:
            with form.console.status(templates.said("logging_in")):
                asyncio.run(renewed(homeserver, user_id, password, path.parent / DATA_DIR))
        except (ConfigError, RequestError) as error:
            form.again(error)
            continue
        files.write(path.with_name(PASSWORD_FILE), f"{password}\n")
        return {
            "homeserver": homeserver,
            "user_id": user_id,
            "password_file": PASSWORD_FILE,
            "data_dir": DATA_DIR,
        }


def _council(form: "Form") -> dict[str, Any]:
    at = "council"
    return {
        "name": form.ask("ask_council", f"{at}.name", v.Name, COUNCIL),
        "slug": form.ask("ask_slug", f"{at}.slug", v.Slug, "mipc"),
        "recommends_as": form.ask("ask_recommends_as", f"{at}.recommends_as", v.Name, FORUM),
        "seats": form.ask("ask_seats", f"{at}.seats", v.Seats, "5"),
        "chair": form.ask("ask_chair", f"{at}.chair", v.People),
        "forum_chair": form.ask("ask_forum_chair", f"{at}.forum_chair", v.People),
        "secretariat": form.ask("ask_secretariat", f"{at}.secretariat", v.People),
        "caucuses": list(_caucuses(form)),
    }


def _caucuses(form: "Form") -> Iterator[dict[str, Any]]:
    for index in count():
        at = f"council.caucuses[{index}]"
        key = form.ask("ask_caucus_key", f"{at}.key", v.CaucusKey)
        if not key:
            return
        yield {
            "key": key,
            "name": form.ask("ask_caucus_name", f"{at}.name", v.Name),
            "chair": form.ask("ask_caucus_chair", f"{at}.chair", v.People),
            "representatives": form.ask("ask_representatives", f"{at}.representatives", v.People),
        }


# --- how it is asked ------------------------------------------------------------------


class Form:
    """Questions on standard output, answers from standard input, each on a line."""

    def __init__(self) -> None:
        self.console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
        self._patient = sys.stdin.isatty()

    def says(self, words: str) -> None:
        """Print a line."""
        self.console.print(words)

    def confirms(self, question: str) -> bool:
        """Ask whether; anything but a yes is a no. Raises EOFError."""
        typed = self.console.input(Text(f"{question}: ")).strip().lower()
        return typed in templates.said("yes").split()

    def ask(self, code: str, path: str, value_type: Any, default: str = "") -> Any:
        """Ask for the value of a key, as the file is to have it. Raises ConfigError, EOFError."""
        prompt = Text(f"{templates.said(code)}{f' ({default})' if default else ''}: ")
        while True:
            typed = self.console.input(prompt).strip() or default
            if value_type is v.CaucusKey and not typed:
                return ""
            try:
                return _valid(value_type, typed, path)
            except ConfigError as error:
                self.again(error)

    def ask_secret(self, code: str) -> str:
        """Ask for what isn't to be seen. Raises EOFError."""
        return self.console.input(Text(f"{templates.said(code)}: "), password=self._patient)

    def again(self, error: ConfigError | RequestError) -> None:
        """Say what doesn't fit to a person, who is asked again; otherwise raise it."""
        if not self._patient:
            raise error
        self.console.print(sentence(error), style="red")


def _valid(value_type: Any, typed: str, path: str) -> Any:
    """Return what was typed as the configuration wants it. Raises ConfigError."""
    value: Any = typed
    if value_type is v.People:
        value = typed.split()
    elif value_type is v.Seats and typed.isdecimal():
        value = int(typed)
    try:
        valid = TypeAdapter(value_type).validate_python(value, strict=True)
    except ValidationError as error:
        raise refusal(error, path) from None
    return list(valid) if isinstance(valid, tuple) else valid

"""``rapporteur init``: asks what the bot must know, writes the configuration, logs in once."""

import asyncio
import os
from pathlib import Path
from typing import Any

import yaml
from rich.prompt import Confirm, Prompt

import templates
from bot.cli.problems import Problem
from bot.config import Config, load
from bot.session import session

PASSWORD_FILE = "password"  # noqa: S105 - a file's name


def init(path: Path) -> None:
    """Ask, write, and log in; what is there is overwritten only if that is wanted.

    Raises ConfigError, MatrixError, Problem; then no new configuration is kept.
    """
    if path.exists() and not Confirm.ask(templates.said("exists", name=path.name), default=False):
        raise Problem(templates.said("kept", name=path.name))
    described = _asked()
    password = Prompt.ask(templates.said("ask_password"), password=os.isatty(0))
    draft = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_private(path.with_name(PASSWORD_FILE), password)
        draft.write_text(yaml.safe_dump(described, sort_keys=False, allow_unicode=True))
        _log_in(load(draft))
        draft.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        words = templates.said("unwritable", name=str(path.parent), reason=reason)
        raise Problem(words) from error
    finally:
        draft.unlink(missing_ok=True)
    Prompt().console.print(templates.said("initialised", name=path.name))


def _asked() -> dict[str, Any]:
    homeserver = _ask("ask_homeserver", "https://matrix.example.org")
    user_id = _ask("ask_user_id", "@rapporteur:example.org")
    council = {
        "name": _ask("ask_council", "Multistakeholder Internet Policy Council"),
        "slug": _ask("ask_slug", "mipc"),
        "recommends_as": _ask("ask_recommends_as", "Internet Governance Forum"),
        "seats": _number(_ask("ask_seats", "5")),
        "chair": _people("ask_chair"),
        "forum_chair": _people("ask_forum_chair"),
        "secretariat": _people("ask_secretariat"),
        "caucuses": _caucuses(),
    }
    return {
        "homeserver": homeserver,
        "user_id": user_id,
        "password_file": PASSWORD_FILE,
        "council": council,
        "rooms": {"encryption": "none"},
    }


def _caucuses() -> list[dict[str, Any]]:
    found = []
    while key := _ask("ask_caucus_key", ""):
        found.append(
            {
                "key": key,
                "name": _ask("ask_caucus_name", ""),
                "chair": _people("ask_caucus_chair"),
                "representatives": _people("ask_representatives"),
            }
        )
    return found


def _ask(code: str, default: str) -> str:
    return (Prompt.ask(templates.said(code), default=default, show_default=bool(default))).strip()


def _people(code: str) -> list[str]:
    return _ask(code, "").split()


def _number(typed: str) -> int | str:
    """Return a number, or what was typed for the configuration's own refusal."""
    return int(typed) if typed.isdecimal() else typed


def _write_private(path: Path, words: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(words)


def _log_in(config: Config) -> None:
    asyncio.run(_logged_in(config))


async def _logged_in(config: Config) -> None:
    await session(config)

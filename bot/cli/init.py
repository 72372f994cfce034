"""``rapporteur init``: asks what the bot must know, writes the configuration, logs in once.

The account comes first, and is logged in at once, so that a mistyped password loses no
answers; at the end it says who of those named has no account.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import yaml

import templates
from bot import files
from bot.cli.doctor import accounts
from bot.cli.doctor.finding import Finding, Verdict
from bot.cli.problems import WRONG_USE, Problem, sentence
from bot.cli.setup.answers import flat, nested
from bot.cli.setup.form import Form, Kind
from bot.config import load
from bot.errors import ConfigError, ConfigFault, MatrixError, RequestError
from bot.matrix import Matrix, Session, homeserver_at, homeserver_of
from bot.service.login import holds, renewed, renewed_by, session
from deliberation.people import server_of

UNASKED: dict[str, Any] = {
    "password_file": "password",
    "data_dir": "data",
    "database": "sqlite",
    "prefix": "!",
    "rooms.devices": "signed",
    "rooms.version": "default",
    "rooms.leave_after_days": 90,
    "procedure.interregnum": "72h",
    "procedure.objections": 3,
    "procedure.call": "72h",
    "procedure.shortest": "1h",
    "procedure.reminders": ["half", "24h"],
    "procedure.correct": "30m",
    "procedure.statements": "14d",
    "council.timezone": "UTC",
    "monitoring.host": "127.0.0.1",
    "monitoring.port": 9108,
}
"""What nobody is asked for, unless a configuration that is there has it otherwise."""
COUNCIL = "Multistakeholder Internet Policy Council"
FORUM = "Internet Governance Forum"
LIMITED = "M_LIMIT_EXCEEDED"


def init(path: Path) -> None:
    """Ask, log in, write. If a configuration is there and is to stay, log in to its account.

    Raises ConfigError, RequestError, StorageError, OSError, Problem; then no new configuration
    is kept.
    """
    form = Form()
    draft = path.with_name(f"{path.name}.new")
    try:
        if path.exists() and not form.confirms(templates.said("exists", name=path.name)):
            asyncio.run(_log_in_again(path))
            form.says(templates.said("kept", name=path.name))
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        unasked = _offer(form, path, draft)
        form.says(templates.said("how_to_answer"))
        _account(form, path, unasked)
        form.fill(partial(_council, form))
    except (EOFError, KeyboardInterrupt):
        if form.patient:
            form.says("")
        name = _keep_draft(draft, form)
        raise Problem(templates.said("input_ended", name=name)) from None
    except (ConfigError, RequestError):
        _keep_draft(draft, form)
        raise
    _keep(path, draft, unasked | form.given)
    for finding in asyncio.run(_not_there(path)):
        form.says(finding.words)
    form.says(templates.said("initialised", name=path.name, folder=path.parent))


async def _not_there(path: Path) -> list[Finding]:
    """Return of whom it can't be seen that they have an account: most are mistyped."""
    config = load(path)
    async with Matrix(config.homeserver, await session(config)) as matrix:
        found = await accounts.findings(config, matrix, ())
    return [each for each in found if each.verdict is not Verdict.FINE]


async def _log_in_again(path: Path) -> None:
    """Log in to the account of a configuration, on the same device, if the login lapsed."""
    await renewed_by(load(path))


# --- the file -------------------------------------------------------------------------


def _offer(form: Form, path: Path, draft: Path) -> dict[str, Any]:
    """Offer what was answered before; return what isn't asked.

    That is kept only of a configuration that holds; a draft is what an earlier try left.
    """
    unasked = dict(UNASKED)
    with suppress(ConfigError):
        load(path)
        form.offered |= _read(path)
        unasked |= {key: value for key, value in form.offered.items() if key in UNASKED}
    form.offered |= _read(draft)
    return unasked


def _read(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError, yaml.YAMLError):
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        return flat(raw) if isinstance(raw, dict) else {}
    return {}


def _keep_draft(draft: Path, form: Form) -> str:
    """Keep what was answered, for the next time; return the file's name, or empty."""
    if not form.given:
        return ""
    files.write(draft, yaml.safe_dump(nested(form.given), sort_keys=False, allow_unicode=True))
    return draft.name


def _keep(path: Path, draft: Path, answers: dict[str, Any]) -> None:
    """Write the configuration once it was read without complaint; if not, keep the answers."""
    files.write(draft, templates.configuration(nested(answers)), files.OPEN)
    try:
        load(draft)
    except ConfigError as error:
        fields = {"problem": sentence(error), "name": draft.name, "wanted": path.name}
        raise Problem(templates.said("answers_kept", **fields), WRONG_USE) from error
    draft.replace(path)


# --- what is asked --------------------------------------------------------------------


def _account(form: Form, path: Path, unasked: dict[str, Any]) -> None:
    """Ask for the account until it can be logged in."""
    data_dir, secret = (path.parent / unasked[key] for key in ("data_dir", "password_file"))
    while True:
        form.fill(partial(_where, form))
        homeserver, user_id = form.given["homeserver"], form.given["user_id"]
        try:
            if asyncio.run(holds(homeserver, user_id, data_dir)):
                form.says(templates.said("login_holds"))
                return
            password = form.ask_secret("ask_password")
            _log_in(form, partial(renewed, homeserver, user_id, password, data_dir))
        except (ConfigError, RequestError) as error:
            form.again(error)
            form.take_back(2)
            continue
        files.write(secret, f"{password}\n")
        return


def _where(form: Form) -> None:
    """Ask for the bot's id, and where its homeserver is, which mostly follows from it."""
    user_id = form.ask("ask_user_id", "user_id")
    if "homeserver" not in form.offered:
        with form.console.status(templates.said("looking_for")):
            form.offered["homeserver"] = asyncio.run(homeserver_of(server_of(user_id))) or ""
    while True:
        typed = form.ask("ask_homeserver", "homeserver", Kind.ADDRESS)
        try:
            with form.console.status(templates.said("looking_for")):
                found = asyncio.run(homeserver_at(typed))
        except RequestError as error:
            form.again(error)
            form.take_back(1)
            continue
        if found == typed:
            return
        if found.startswith("https:") or typed.startswith("http:"):
            form.given["homeserver"] = found
            form.says(templates.said("found_at", address=found))
            return
        form.again(ConfigError("homeserver", ConfigFault.ELSEWHERE, address=typed, found=found))
        form.take_back(1)
        form.offered["homeserver"] = found


def _log_in(form: Form, log_in: Callable[[], Coroutine[Any, Any, Session]]) -> None:
    """Log in; where the homeserver refuses it for a while, a person may wait for it.

    Raises ConfigError, RequestError.
    """
    while True:
        try:
            with form.console.status(templates.said("logging_in")):
                asyncio.run(log_in())
            return
        except MatrixError as error:
            if not form.patient or error.errcode != LIMITED or not error.retry_after:
                raise
            form.again(error)
            seconds = int(error.retry_after) + 1
            with form.console.status(templates.said("waiting", seconds=seconds)):
                time.sleep(seconds)


def _council(form: Form) -> None:
    at, people = "council", Kind.PEOPLE
    form.ask("ask_council", f"{at}.name", default=COUNCIL)
    form.ask("ask_slug", f"{at}.slug", default="mipc")
    form.ask("ask_recommends_as", f"{at}.recommends_as", default=FORUM)
    form.ask("ask_seats", f"{at}.seats", Kind.NUMBER, "5")
    form.ask("ask_chair", f"{at}.chair", people)
    form.ask("ask_forum_chair", f"{at}.forum_chair", people)
    form.ask("ask_secretariat", f"{at}.secretariat", people)
    form.ask("ask_forum_moderators", f"{at}.forum_moderators", people)
    form.ask("ask_observers", f"{at}.observers", people)
    _caucuses(form)
    form.ask("ask_encryption", "rooms.encryption", default="caucuses")
    form.ask("ask_plenary", "rooms.plenary", default="public")


def _caucuses(form: Form) -> None:
    for index in count():
        at = f"council.caucuses[{index}]"
        if not form.ask("ask_caucus_key", f"{at}.key", ends=index > 0):
            return
        form.ask("ask_caucus_name", f"{at}.name")
        form.ask("ask_caucus_chair", f"{at}.chair", Kind.PEOPLE)
        form.ask("ask_representatives", f"{at}.representatives", Kind.PEOPLE)

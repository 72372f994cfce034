"""What was answered so far: by the path of each key, and as the configuration has it. Pure.

Answers that don't fit, or contradict others, are found as soon as they are given: what is still
to be asked has a stand-in that contradicts nothing.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from pydantic import ValidationError

from bot.config.models import Config
from bot.config.refusals import refusal
from bot.config.rules import check
from bot.errors import ConfigError

Answers = Mapping[str, Any]
"""Values by the path of their keys, such as ``council.caucuses[0].chair``."""
NOBODY = "stand-in.invalid"
"""The server of people who aren't there (RFC 2606)."""
MANY = 1_000_000
_STEP = re.compile(r"\.?([a-z_]+)|\[([0-9]+)\]")


def flat(described: object, at: str = "") -> dict[str, Any]:
    """Return the answers that a configuration holds; lists of people are one answer each."""
    if isinstance(described, Mapping):
        items = [(f"{at}.{key}".lstrip("."), value) for key, value in described.items()]
    elif isinstance(described, list) and any(isinstance(each, Mapping) for each in described):
        items = [(f"{at}[{index}]", value) for index, value in enumerate(described)]
    else:
        return {at: described}
    return {path: value for inner, each in items for path, value in flat(each, inner).items()}


def nested(answers: Answers) -> dict[str, Any]:
    """Return the configuration that answers make."""
    root: dict[str, Any] = {}
    for path, value in answers.items():
        node: Any = root
        *way, last = _steps(path)
        for step, following in zip(way, [*way, last][1:], strict=True):
            node = _inner(node, step, [] if isinstance(following, int) else {})
        node[last] = value
    return root


def _steps(path: str) -> list[str | int]:
    return [int(index) if index else key for key, index in _STEP.findall(path)]


def _inner(node: Any, step: str | int, empty: Any) -> Any:
    if isinstance(node, list):
        if step == len(node):
            node.append(empty)
        return node[int(step)]
    return node.setdefault(step, empty)


def wrong(answers: Answers) -> ConfigError | None:
    """Return what is wrong with answers, or what they contradict; None if nothing is."""
    try:
        check(Config.model_validate(_filled(nested(answers))))
    except ValidationError as error:
        return refusal(error)
    except ConfigError as error:
        return error
    return None


def _filled(described: Mapping[str, Any]) -> dict[str, Any]:
    council = {
        "name": "Council",
        "slug": "council",
        "recommends_as": "Forum",
        "seats": MANY,
        "chair": [f"@chair:{NOBODY}"],
        "forum_chair": [f"@forum:{NOBODY}"],
        **described.get("council", {}),
    }
    given = council.get("caucuses") or [{}]
    stand_ins = zip(_caucuses(), given, strict=False)
    council["caucuses"] = [{**stand_in, **each} for stand_in, each in stand_ins]
    account = {"homeserver": f"https://{NOBODY}", "user_id": f"@bot:{NOBODY}"}
    return {**account, **described, "council": council}


def _caucuses() -> Iterator[dict[str, Any]]:
    for index in count():
        chair = [f"@chair-{index}:{NOBODY}"]
        yield {"key": f"standin{index}", "name": f"Stand-in {index}", "chair": chair}

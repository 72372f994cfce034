"""What pydantic objects to, as a `ConfigError`: the key's path, and a code with fields."""

from difflib import get_close_matches
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.config.models import Config
from bot.config.values import Unfit
from bot.errors import ConfigError, ConfigFault, together

Location = tuple[int | str, ...]

_WRONG_TYPE = {
    "string_type": ConfigFault.NOT_TEXT,
    "int_type": ConfigFault.NOT_A_NUMBER,
    "tuple_type": ConfigFault.NOT_A_LIST,
    "model_type": ConfigFault.NOT_A_SECTION,
    "missing": ConfigFault.KEY_MISSING,
}


def refusal(error: ValidationError, at: str = "") -> ConfigError:
    """The first objection, with the others.

    An unknown key goes first, as it explains a missing one, which is then left out.

    `at` is the path of what was validated, where that isn't the whole file.
    """
    details = sorted(error.errors(), key=lambda detail: detail["type"] != "extra_forbidden")
    explained = {path for each in details if (path := _meant(each))}
    return together(
        ConfigError(f"{at}{path}", code, **fields)
        for each in details
        for path, (code, fields) in [(_path(each["loc"]), _fault(each))]
        if code is not ConfigFault.KEY_MISSING or path not in explained
    )


def _meant(details: ErrorDetails) -> str:
    """Return the path of the key that an unknown one may be meant for, or empty."""
    if details["type"] != "extra_forbidden":
        return ""
    near = _nearest(details["loc"])
    return _path((*details["loc"][:-1], near)) if near else ""


def _path(loc: Location) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return "".join(parts).lstrip(".")


def _fault(details: ErrorDetails) -> tuple[ConfigFault, dict[str, Any]]:
    context: dict[str, Any] = details.get("ctx", {})
    match details["type"]:
        case "extra_forbidden" | "invalid_key":
            return ConfigFault.UNKNOWN_KEY, {"nearest": _nearest(details["loc"])}
        case "value_error":
            unfit: Unfit = context["error"]
            return unfit.code, unfit.fields
        case "greater_than_equal":
            return ConfigFault.TOO_SMALL, {"least": context["ge"]}
        case "less_than_equal":
            return ConfigFault.TOO_LARGE, {"most": context["le"]}
        case "literal_error":
            return ConfigFault.NOT_A_CHOICE, {"choices": _choices(_kind(details["loc"]))}
        case kind:
            code = _WRONG_TYPE.get(kind)
            return (code, {}) if code else (ConfigFault.UNFIT, {"reason": details["msg"]})


def _choices(kind: Any) -> tuple[str, ...]:
    """Return what a key may be, which is all the same if it may also be left out."""
    literal = next((each for each in get_args(kind) if get_origin(each) is Literal), kind)
    return get_args(literal)


def _nearest(loc: Location) -> str | None:
    """Return the key that may be meant, never the value: it may be a secret in the wrong place."""
    section: type[BaseModel] = _kind(loc[:-1])
    near = get_close_matches(str(loc[-1]), section.model_fields, n=1)
    return near[0] if near else None


def _kind(loc: Location) -> Any:
    """Return the type of what stands at this place; for a list, that of what is listed."""
    kind: Any = Config
    for part in loc:
        kind = get_args(kind)[0] if isinstance(part, int) else kind.model_fields[part].annotation
    return kind

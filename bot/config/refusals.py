"""What pydantic objects to, as a `ConfigError`: the key's path and one sentence."""

from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.config.models import Config
from bot.errors import ConfigError

_WRONG_TYPE = {
    "string_type": "this must be text; if it looks like a number or yes/no, put it in quotes.",
    "int_type": "this must be a whole number, without quotes.",
    "tuple_type": "this must be a list, such as [a, b].",
    "model_type": "this must be a section with keys of its own.",
    "missing": "this key is missing; see config.example.yaml.",
}


def refusal(error: ValidationError) -> ConfigError:
    """The first objection; an unknown key goes first, as it explains a missing one."""
    details = min(error.errors(), key=lambda detail: detail["type"] != "extra_forbidden")
    return ConfigError(_path(details["loc"]), _sentence(details))


def _path(loc: tuple[int | str, ...]) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return "".join(parts).lstrip(".")


def _sentence(details: ErrorDetails) -> str:
    context: dict[str, Any] = details.get("ctx", {})
    match details["type"]:
        case "extra_forbidden" | "invalid_key":
            return _unknown(details["loc"])
        case "value_error":
            return str(context["error"])
        case "greater_than_equal":
            return f"this must be at least {context['ge']}."
        case "less_than_equal":
            return f"this must be at most {context['le']}."
        case "literal_error":
            return f"this must be one of {context['expected']}."
        case other:
            return _WRONG_TYPE.get(other, f"this can't be used ({details['msg']}).")


def _unknown(loc: tuple[int | str, ...]) -> str:
    """Names the nearest key, never the value: it may be a secret in the wrong place."""
    near = get_close_matches(str(loc[-1]), _keys(loc[:-1]), n=1)
    if near:
        return f"there is no such key; did you mean {near[0]}?"
    return "there is no such key; see config.example.yaml for those that there are."


def _keys(loc: tuple[int | str, ...]) -> list[str]:
    """The keys of the section at this place."""
    section: type[BaseModel] = Config
    for part in loc:
        if isinstance(part, str):
            section = _section(section.model_fields[part].annotation)
    return list(section.model_fields)


def _section(annotation: Any) -> type[BaseModel]:
    inner = get_args(annotation)
    section: type[BaseModel] = inner[0] if inner else annotation
    return section

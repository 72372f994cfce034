"""From a YAML file to a `Config`, or to one `ConfigError` that says what is wrong where."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import yaml
from pydantic import ValidationError

from bot.config.models import Config
from bot.config.refusals import refusal
from bot.config.rules import check
from bot.errors import ConfigError, ConfigFault, together

HINTS = {
    "'@'": "id",
    "'\\t'": "tab",
    "mapping values": "colon",
    "unknown escape": "escape",
    "quoted scalar": "open",
    "a flow": "open",
    "find expected": "pair",
    "found '<scalar>'": "behind",
    "found ']'": "behind",
    "<block end>": "indent",
    "cannot start": "sign",
    "undefined alias": "sign",
    "a constructor": "sign",
    "an anchor": "sign",
    "block scalar": "sign",
    "mapping keys": "sign",
}
"""What PyYAML says of common slips, and what each is; what is special goes first."""
MOST = 100_000
"""Values that a configuration may hold: a hundred for each of a thousand people."""


def load(path: Path) -> Config:
    """The configuration in the file at `path`, checked against every rule.

    Paths in it are taken from the file's own folder. Raises `ConfigError`: its path
    is the key's, such as `council.caucuses[1].key`, or the file's if the file itself
    can't be read; its `others` are all else that is wrong. Secrets aren't looked up here (see
    `credentials`).
    """
    raw = _parse(_read(path), str(path))
    try:
        config = Config.model_validate(raw, context={"folder": path.resolve().parent})
    except ValidationError as error:
        raise refusal(error) from None
    check(config)
    return config


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(str(path), ConfigFault.NO_FILE) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(str(path), ConfigFault.FILE_UNREADABLE, reason=reason) from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), ConfigFault.FILE_NOT_UTF8) from None


def _parse(text: str, file: str) -> dict[object, object]:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        _count(root, file)
        twice = [ConfigError(k, ConfigFault.KEY_TWICE, line=n) for k, n in _repeated(root, "")]
        if twice:
            raise together(twice)
        raw = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _wrong_yaml(file, error) from None
    if not isinstance(raw, dict):
        raise ConfigError(file, ConfigFault.NO_KEYS)
    return raw


def _count(root: yaml.Node | None, file: str) -> None:
    """Raise `ConfigError` for what is short as written and huge as meant, through its aliases.

    The sum of what each node stands for is found without going through it again and again.
    """
    sizes: dict[int, int] = {}

    def size(node: yaml.Node) -> int:
        if id(node) not in sizes:
            sizes[id(node)] = 1 + sum(map(size, _within(node)))
        return sizes[id(node)]

    if root is not None and size(root) > MOST:
        raise ConfigError(file, ConfigFault.TOO_MUCH, most=MOST)


def _within(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        yield from node.value
    elif isinstance(node, yaml.MappingNode):
        yield from chain.from_iterable(node.value)


def _wrong_yaml(file: str, error: Exception) -> ConfigError:
    """What is wrong with the YAML, without quoting the file: it may hold secrets."""
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    begun = error.context_mark if isinstance(error, yaml.MarkedYAMLError) else None
    hint = _hint(f"{getattr(error, 'context', '')}; {getattr(error, 'problem', '')}")
    mark = begun if begun and hint in ("open", "pair") else mark
    return ConfigError(file, ConfigFault.NOT_YAML, line=mark and mark.line + 1, hint=hint)


def _hint(said: str) -> str:
    """What is probably meant otherwise, by what PyYAML says of it; empty if nothing is known."""
    return next((hint for words, hint in HINTS.items() if words in said), "")


def _repeated(node: yaml.Node | None, path: str) -> Iterator[tuple[str, int]]:
    """Keys that stand twice in one mapping, of which YAML would silently drop the first."""
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _repeated(item, f"{path}[{index}]")
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            inner = f"{path}.{key.value}".lstrip(".")
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                yield inner, key.start_mark.line + 1
            seen.add(str(key.value))
            yield from _repeated(value, inner)

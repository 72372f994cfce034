"""From a YAML file to a `Config`, or to one `ConfigError` that says what is wrong where."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import yaml
from pydantic import ValidationError

from bot.config.models import Config
from bot.config.refusals import refusal
from bot.config.rules import check
from bot.errors import ConfigError, ConfigFault

MOST = 100_000
"""Values that a configuration may hold: a hundred for each of a thousand people."""


def load(path: Path) -> Config:
    """The configuration in the file at `path`, checked against every rule.

    Paths in it are taken from the file's own folder. Raises `ConfigError`: its path
    is the key's, such as `council.caucuses[1].key`, or the file's if the file itself
    can't be read. Secrets aren't looked up here (see `credentials`).
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
        for key, line in _repeated(root, ""):
            raise ConfigError(key, ConfigFault.KEY_TWICE, line=line)
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
    line = mark.line + 1 if mark else None
    unquoted = "'@'" in str(getattr(error, "problem", ""))
    return ConfigError(file, ConfigFault.NOT_YAML, line=line, unquoted=unquoted)


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

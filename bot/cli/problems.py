"""What can be expected to fail, as one sentence on standard error and an exit code."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
import typer

import templates
from bot.errors import ConfigError, KeysUnusable, MatrixError, Restored
from bot.logs import blotted
from storage.errors import StorageError

log = structlog.get_logger("bot")

FAILED, WRONG_USE = 1, 2
EXPECTED = (ConfigError, StorageError, MatrixError, Restored, KeysUnusable, OSError)


class Problem(Exception):  # noqa: N818 - not an error of ours: a person can mend it
    """Something that a command can't do, in one sentence, with its exit code."""

    def __init__(self, sentence: str, code: int = FAILED) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


@contextmanager
def told() -> Iterator[None]:
    """End the command with one sentence for what fails; a bug is logged with its traceback."""
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except Problem as problem:
        _end(problem.sentence, problem.code)
    except ConfigError as error:
        _end(sentence(error), WRONG_USE)
    except EXPECTED as error:
        _end(sentence(error), FAILED)
    except Exception:
        log.exception("bug")
        _end(templates.said("bug"), FAILED)


def sentence(error: Exception) -> str:
    """Return the sentence for an expected error."""
    if isinstance(error, ConfigError):
        return templates.config_problem(error.path, error.message)
    if isinstance(error, StorageError):
        return templates.storage_problem(error.code, error.fields)
    if isinstance(error, MatrixError):
        return templates.matrix_problem(error.errcode, error.message)
    if isinstance(error, KeysUnusable):
        return templates.said("keys_unusable", name=error.path, reason=error.reason)
    if isinstance(error, Restored):
        return templates.said("restored", unknown=error.unknown, gone=error.gone)
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
        return templates.said("system", name=error.filename or "", reason=reason)
    return str(error)


def _end(words: str, code: int) -> None:
    sys.stderr.write(f"{blotted(words.strip())}\n")
    raise typer.Exit(code)

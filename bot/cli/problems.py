"""What can be expected to fail, as one sentence on standard error and an exit code."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import assert_never

import structlog
import typer

import templates
from bot.errors import ConfigError, KeysUnusable, RequestError, Restored
from bot.logs import without_secrets
from storage.errors import StorageError

log = structlog.get_logger("bot")

FAILED, WRONG_USE = 1, 2
Expected = ConfigError | StorageError | RequestError | Restored | KeysUnusable | OSError
EXPECTED = (ConfigError, StorageError, RequestError, Restored, KeysUnusable, OSError)


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
        _end("\n".join(map(sentence, (error, *error.others))), WRONG_USE)
    except BrokenPipeError:
        _read_no_more()
        raise typer.Exit(FAILED) from None
    except EXPECTED as error:
        _end(sentence(error), FAILED)
    except Exception:
        log.exception("bug")
        _end(templates.said("bug"), FAILED)


def _read_no_more() -> None:
    """Have nothing said any more, not at the end either: who read it (``head``) has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def sentence(error: Expected) -> str:
    """Return the sentence for an expected error."""
    match error:
        case ConfigError():
            return templates.config_problem(error.path, error.code, error.fields)
        case StorageError():
            return templates.storage_problem(error.code, error.fields)
        case RequestError():
            wait = round(error.retry_after or 0)
            return templates.matrix_problem(error.errcode, error.message, wait)
        case KeysUnusable():
            return templates.said("keys_unusable", name=error.path, reason=error.reason)
        case Restored():
            told = {"unknown": error.unknown, "gone": error.gone, "other": error.other}
            return templates.said("restored", **told)
        case OSError():
            reason = error.strerror or str(error)
            return templates.said("system", name=error.filename or "", reason=reason)
        case _:
            assert_never(error)


def _end(words: str, code: int) -> None:
    sys.stderr.write(f"{without_secrets(words.strip())}\n")
    raise typer.Exit(code)

"""Files written whole or not at all, and on the disk when that is done.

May know: the file system. Must never import: anything of ours.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

PRIVATE = 0o600
"""The mode of a file for the eyes of our account alone."""
OPEN = 0o666
"""The mode of a file for whoever the account's umask lets read it."""


def write(path: Path, words: str, mode: int = PRIVATE) -> None:
    """Replace a file. Raises OSError, with the path, which a full disk's lacks."""
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.unlink(missing_ok=True)  # another's permissions would stay
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(words)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise at(path, error) from error
    finally:
        with suppress(OSError):  # or it would hide what was wrong
            draft.unlink(missing_ok=True)


def keep(path: Path, values: Mapping[str, Any]) -> None:
    """Write a JSON object for our account alone, in a folder of its own. Raises as ``write``."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise at(path, error) from error
    write(path, json.dumps(values))


def at(path: Path, error: OSError) -> OSError:
    """Return the error with the path."""
    return OSError(error.errno, error.strerror or str(error), str(path))

"""Small files that nobody else may read, written whole or not at all.

May know: the file system. Must never import: anything of ours.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def keep(path: Path, values: Mapping[str, Any]) -> None:
    """Write a JSON object for the eyes of our account alone, and have it on the disk.

    Raises OSError, with the path, which a full disk's lacks.
    """
    draft = path.with_suffix(".new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(values, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise at(path, error) from error


def at(path: Path, error: OSError) -> OSError:
    """Return the error with the path."""
    return OSError(error.errno, error.strerror or str(error), str(path))

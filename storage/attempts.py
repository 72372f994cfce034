"""How often what is under way was begun: in a file, which outlives a kill of the process.

A count in the database would be a commit of its own, and every answer would wait for it.
Written but not waited for: a machine that loses power may forget a count. Imports
``errors`` and nothing else of ours.
"""

import errno
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import DatabaseUnwritable

FILE = "attempts"
"""The name of the file within ``data_dir``: a line of JSON, then what is left of longer ones."""
_LARGEST = 1 << 20


class Attempts:
    """The causes that are under way, with how often they were begun.

    ``left`` are those that an earlier process left so. Each method raises DatabaseUnwritable.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._writing():
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            self._earlier = _counts(os.pread(self._file, _LARGEST, 0))
        self._begun = dict(self._earlier)
        self.left = frozenset(self._earlier)

    def expect(self, causes: Iterable[str]) -> None:
        """Note what is to be begun."""
        self._begun = dict.fromkeys(causes, 0) | self._begun
        self._write()

    def begin(self, cause: str) -> int:
        """Count one more attempt, just before it is made; return its number."""
        self._begun[cause] = self._begun.get(cause, 0) + 1
        self._write()
        return self._begun[cause]

    def over(self, cause: str) -> None:
        """Forget what was acted on, held or given up."""
        self._earlier.pop(cause, None)
        if self._begun.pop(cause, None) is not None:
            self._write()

    def take_back(self) -> None:
        """Don't count what was begun, as this process ends in order: it is not to blame."""
        self._begun = {cause: self._earlier.get(cause, 0) for cause in self._begun}
        self._write()

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _write(self) -> None:
        line = json.dumps(self._begun).encode() + b"\n"
        with self._writing():
            if os.pwrite(self._file, line, 0) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise DatabaseUnwritable(path=str(self._path), reason=str(error)) from error


def _counts(written: bytes) -> dict[str, int]:
    """Return the counts of the first line; none if it was cut off."""
    try:
        decoded = json.loads(written.partition(b"\n")[0])
    except ValueError:
        return {}
    counts = decoded.items() if isinstance(decoded, dict) else ()
    return {cause: count for cause, count in counts if type(count) is int and count >= 0}

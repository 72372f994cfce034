"""What is worked on, and how often that killed the process: in a file, which outlives a kill.

A count in the database would be a commit of its own, and every answer would wait for it.
Written but not waited for: a machine that loses power may forget a count. Imports
``errors`` and nothing else of ours.

Theory of operation. The file is a journal: a line for what is expected, begun, set down,
over. A process that starts reads it. If one thing alone was under way when the last process
was killed, that counts against it. If several were, nobody knows which is to blame: they are
*suspects*, which are to be worked on alone, until they are through once or have killed a
process by themselves. Lines that mean nothing any more are left out when the journal is
written anew, beside and then in its place, so that its length follows what is under way.
Room is taken ahead: on a full disk there is still enough to say that the end was an orderly one.
"""

import errno
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storage.errors import DatabaseUnwritable

FILE = "attempts"
"""The name of the file within ``data_dir``."""
AHEAD = 1 << 16
"""Bytes that are taken ahead, as empty lines."""
RESERVE = 256
"""Bytes of them that only an orderly end may use up."""

_EXPECTED, _BEGUN, _SET_DOWN, _OVER, _SUSPECT = "=", ">", "<", "-", "?"
_STARTED, _ENDED = "started", "ended"


class State:
    """What a journal says: ``killed`` has how often each cause killed the process."""

    def __init__(self) -> None:
        self.killed: dict[str, int] = {}
        self.under_way: set[str] = set()
        self.suspects: set[str] = set()

    def read(self, line: object) -> None:
        """Follow a line; one of no sense says nothing."""
        if isinstance(line, dict):
            self.killed = {c: n for c, n in line.items() if type(n) is int and n >= 0}
        elif isinstance(line, list) and line and all(isinstance(each, str) for each in line):
            self._follow(line[0], line[1:])

    def _follow(self, what: str, causes: list[str]) -> None:
        if what == _EXPECTED:
            self._know(causes)
        elif what == _BEGUN:
            self._know(causes)
            self.under_way.update(causes)
        elif what == _SET_DOWN:
            self.under_way.difference_update(causes)
            self.suspects.difference_update(causes)
        elif what == _OVER:
            self._follow(_SET_DOWN, causes)
            for cause in causes:
                self.killed.pop(cause, None)
        elif what == _SUSPECT:
            self.suspects.update(causes)
        elif what == _STARTED:
            self._blame()
        elif what == _ENDED:
            self.under_way.clear()

    def _know(self, causes: list[str]) -> None:
        for cause in causes:
            self.killed.setdefault(cause, 0)

    def _blame(self) -> None:
        if len(self.under_way) == 1:
            (cause,) = self.under_way
            self.killed[cause] += 1
        self.suspects |= self.under_way
        self.under_way.clear()

    def lines(self) -> Iterator[object]:
        """Yield the fewest lines that say the same."""
        yield self.killed
        yield [_SUSPECT, *sorted(self.suspects)]
        yield [_BEGUN, *sorted(self.under_way)]


class Attempts:
    """The causes that are under way, and how often each killed the process.

    ``left`` are those that an earlier process left so, begun or only expected; ``suspects`` those
    of them that may have killed it. Each method raises DatabaseUnwritable.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._writing():
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            written = _all_of(self._file)
        self._state, self._end = parsed(written)
        self._taken, self._anew_at = len(written), AHEAD
        self._write([_STARTED])
        self.left = frozenset(self._state.killed)

    @property
    def suspects(self) -> frozenset[str]:
        """Return what must be worked on alone."""
        return frozenset(self._state.suspects)

    def expect(self, causes: Iterable[str]) -> None:
        """Note what is to be begun."""
        if new := [cause for cause in causes if cause not in self._state.killed]:
            self._write([_EXPECTED, *new])

    def begin(self, cause: str) -> int:
        """Note that a cause is worked on from now on; return the number of the attempt."""
        self._write([_BEGUN, cause])
        return self._state.killed[cause] + 1

    def set_down(self, cause: str) -> None:
        """Note that a cause is not worked on for now: what kills the process is another."""
        self._write([_SET_DOWN, cause])

    def over(self, cause: str) -> None:
        """Forget what was acted on, held or given up."""
        if cause in self._state.killed:
            self._write([_OVER, cause])

    def take_back(self) -> None:
        """Don't count what was begun, as this process ends in order: it is not to blame."""
        self._write([_ENDED], reserve=0)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _write(self, line: list[str], reserve: int = RESERVE) -> None:
        data = _encoded(line)
        with self._writing():
            self._take_ahead(self._end + len(data) + reserve)
            _put(self._file, data, self._end)
        self._end += len(data)
        self._state.read(line)
        if self._end > self._anew_at:
            self._write_anew()

    def _take_ahead(self, until: int) -> None:
        if until > self._taken:
            more = max(AHEAD, until - self._taken)
            _put(self._file, b"\n" * more, self._taken)
            self._taken += more

    def _write_anew(self) -> None:
        """Leave out what means nothing any more; later, where there is no room for that now."""
        data = b"".join(map(_encoded, self._state.lines()))
        beside = self._path.with_name(f"{FILE}.new")
        self._anew_at = 2 * self._end
        with suppress(OSError):
            file = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                _put(file, data + b"\n" * AHEAD, 0)
                beside.replace(self._path)
            except OSError:
                os.close(file)
                raise
            os.close(self._file)
            self._file, self._end, self._taken = file, len(data), len(data) + AHEAD
            self._anew_at = 2 * self._end + AHEAD

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise DatabaseUnwritable(path=str(self._path), reason=str(error)) from error


def parsed(written: bytes) -> tuple[State, int]:
    """Return what a journal says, and where its last whole line ends."""
    state, end = State(), 0
    whole = written.rstrip(b"\n")
    for line in written[: len(whole) + 1].splitlines(keepends=True):
        if not line.endswith(b"\n"):
            break  # it was cut off
        end += len(line)
        with suppress(ValueError):
            state.read(json.loads(line))
    return state, end


def _encoded(line: object) -> bytes:
    return json.dumps(line).encode() + b"\n"


def _put(file: int, data: bytes, at: int) -> None:
    if os.pwrite(file, data, at) < len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _all_of(file: int) -> bytes:
    return os.pread(file, os.fstat(file).st_size, 0)

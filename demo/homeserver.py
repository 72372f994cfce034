"""A Synapse of our own on 127.0.0.1: for the tests, the demonstration and the benchmarks.

May know: Synapse's configuration and admin API, and of ours only what a session is. Must never
import: anything else of ours but how they federate. Needs the extra `homeserver`.
"""

import asyncio
import atexit
import base64
import hashlib
import hmac
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import aiohttp
import yaml

from bot.matrix import Session
from demo.federation import Federation

READY_WITHIN = 60.0
"""Seconds that Synapse may take until it answers; two to five on an idle machine."""
LOG_TAIL = 4000
"""Characters of its log that an error quotes."""
UNLIMITED = {"per_second": 1_000_000, "burst_count": 1_000_000}
NO_RATE_LIMITS = {
    "rc_message": UNLIMITED,
    "rc_registration": UNLIMITED,
    "rc_login": {"address": UNLIMITED, "account": UNLIMITED, "failed_attempts": UNLIMITED},
    "rc_joins": {"local": UNLIMITED, "remote": UNLIMITED},
    "rc_joins_per_room": UNLIMITED,
    "rc_invites": {"per_room": UNLIMITED, "per_user": UNLIMITED, "per_issuer": UNLIMITED},
    "rc_room_creation": UNLIMITED,
    "rc_media_create": UNLIMITED,
    "rc_admin_redaction": UNLIMITED,
    "rc_user_directory": UNLIMITED,
}
NO_PUSH = {"push": {"enabled": False}}
"""A setting for those whom nobody notifies: it counts no unread messages, an eighth of its work."""


CONFIGURATION = "homeserver.yaml"
# On Linux the kernel kills Synapse when we end, even by SIGKILL. The child asks for that itself:
# a function to run between fork and exec is not safe beside threads.
TETHER = """
import ctypes, os, runpy, signal, sys
parent = int(sys.argv.pop(1))
if sys.platform == "linux":
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the parent has ended")
runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
"""
TETHERED = (sys.executable, "-c", TETHER)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"level": "WARNING", "handlers": ["console"]},
}


class HomeserverError(Exception):
    """The homeserver did not come up, or refused an administrator's request."""


class Homeserver:
    """One Synapse, in a folder and on a port that stay the same when it restarts.

    `url` is where clients reach it, `server_name` what stands in its user ids, `secret` what
    proves to it who may register accounts.
    """

    def __init__(self, folder: Path, federation: Federation | None = None) -> None:
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = port_of(self.folder) or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.federation = federation
        self.server_name = f"localhost:{federation.known_at if federation else self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        self.secret = secrets.token_hex()
        self._admin: Session | None = None

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        folder: Path | None = None,
        *,
        stock_limits: bool = False,
        default_room_version: str | None = None,
        settings: dict[str, Any] | None = None,
        federation: Federation | None = None,
    ) -> AsyncIterator[Self]:
        """A running homeserver, ended on the way out.

        Without `folder` it lives in a temporary one. A folder that had one before goes on with
        its data, port and name. `stock_limits` keeps Synapse's own rate limits; `settings`
        overrides its configuration last. Raises HomeserverError if it does not come up.
        """
        with tempfile.TemporaryDirectory(prefix="homeserver-") as temporary:
            self = cls(folder or Path(temporary), federation)
            limits = {} if stock_limits else NO_RATE_LIMITS
            version = {"default_room_version": default_room_version} if default_room_version else {}
            self._configure({**limits, **version, **(settings or {})})
            try:
                await self._launch()
                yield self
            finally:
                await self.terminate()

    async def register(self, localpart: str, password: str, *, admin: bool = False) -> Session:
        """Makes an account by the shared secret and logs it in. Raises HomeserverError."""
        nonce = (await self._ask("GET", "/_synapse/admin/v1/register"))["nonce"]
        parts = (nonce, localpart, password, "admin" if admin else "notadmin")
        mac = hmac.new(self.secret.encode(), "\0".join(parts).encode(), hashlib.sha1)
        body = {
            "nonce": nonce,
            "username": localpart,
            "password": password,
            "admin": admin,
            "mac": mac.hexdigest(),
        }
        made = await self._ask("POST", "/_synapse/admin/v1/register", body)
        return Session(made["user_id"], made["device_id"], made["access_token"])

    async def override_ratelimit(self, user_id: str) -> None:
        """Lifts the rate limits of one account, as an operator would for the bot's."""
        where = f"/_synapse/admin/v1/users/{user_id}/override_ratelimit"
        await self.admin("POST", where, {"messages_per_second": 0, "burst_count": 0})

    async def admin(self, method: str, where: str, body: dict[str, Any] | None = None) -> Any:
        """One request to the admin API, and the JSON of its answer. Raises HomeserverError."""
        if self._admin is None:
            name = f"admin-{secrets.token_hex(4)}"
            self._admin = await self.register(name, secrets.token_hex(), admin=True)
        return await self._ask(method, where, body, self._admin.access_token)

    async def kill(self) -> None:
        """Ends it at once (SIGKILL), in the middle of whatever it does."""
        await self._end(signal.SIGKILL)

    async def terminate(self) -> None:
        """Ends it in an orderly way, and by SIGKILL if that takes over ten seconds."""
        await self._end(signal.SIGTERM)

    async def restart(self) -> None:
        """Starts it again in the same folder and on the same port. Raises HomeserverError."""
        await self.terminate()
        await self._launch()

    def log(self) -> str:
        """The end of what it said."""
        path = self.folder / "synapse.log"
        return path.read_text(errors="replace")[-LOG_TAIL:] if path.exists() else ""

    def _configure(self, settings: dict[str, Any]) -> None:
        """Writes Synapse's configuration; its secret stays the one that the folder has."""
        secret = self.folder / "secret"
        if secret.exists():
            self.secret = secret.read_text()
        secret.write_text(self.secret)
        (self.folder / CONFIGURATION).write_text(yaml.safe_dump(configuration(self) | settings))
        (self.folder / "log.yaml").write_text(yaml.safe_dump(LOGGING))

    async def _launch(self) -> None:
        """Starts the process and waits until it answers."""
        with (self.folder / "synapse.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220 - a fork takes a millisecond
                (*TETHERED, str(os.getpid()), "-c", CONFIGURATION),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # an interrupt from the terminal is for us to pass on
            )
        atexit.register(self._process.kill)  # does nothing to one that has ended
        try:
            await self._ready(time.monotonic() + READY_WITHIN)
        except BaseException:
            await self.kill()
            raise

    async def _ready(self, deadline: float) -> None:
        """Returns when it answers. Raises HomeserverError when it ended, or at the deadline."""
        async with aiohttp.ClientSession() as http:
            while time.monotonic() < deadline:
                if self._process is None or self._process.poll() is not None:
                    raise HomeserverError(f"Synapse ended at its start:\n{self.log()}")
                if await healthy(http, self.url):
                    return
                await asyncio.sleep(0.05)
        raise HomeserverError(f"Synapse gave no answer in {READY_WITHIN:.0f} s:\n{self.log()}")

    async def _end(self, how: signal.Signals) -> None:
        """Ends our process, and no other, and waits until it is gone."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            await asyncio.to_thread(process.wait, 10)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)

    async def _ask(
        self, method: str, where: str, body: dict[str, Any] | None = None, token: str = ""
    ) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with (
            aiohttp.ClientSession(self.url, headers=headers) as http,
            http.request(method, where, json=body) as answer,
        ):
            if answer.status != 200:
                raise HomeserverError(f"{where}: {answer.status} {await answer.text()}")
            return await answer.json()


def _listeners(server: Homeserver) -> list[dict[str, Any]]:
    listener = {
        "port": server.port,
        "type": "http",
        "tls": False,
        "bind_addresses": ["127.0.0.1"],
        "resources": [{"names": ["client", "federation"], "compress": False}],
    }
    federation = server.federation
    return [listener, *([{**listener, "port": federation.port, "tls": True}] if federation else [])]


def configuration(server: Homeserver) -> dict[str, Any]:
    """All that is configured; the rest is as Synapse has it by default."""
    federation = server.federation
    database = {"database": str(server.folder / "homeserver.db")}
    seed = hashlib.sha256(server.secret.encode()).digest()
    return {
        "server_name": server.server_name,
        "signing_key": f"ed25519 a_1 {base64.b64encode(seed).decode().rstrip('=')}",
        **(federation.settings() if federation else {}),
        "listeners": _listeners(server),
        "public_baseurl": f"{server.url}/",
        "database": {"name": "sqlite3", "args": database},
        "log_config": str(server.folder / "log.yaml"),
        "enable_registration": False,
        "registration_shared_secret": server.secret,
        "bcrypt_rounds": 4,
        "max_upload_size": "50M",
        "presence": {"enabled": False},
        "report_stats": False,
        # By default nobody may list a room; as an operator would allow it for the bot.
        "room_list_publication_rules": [{"action": "allow"}],
        "suppress_key_server_warning": True,
        "trusted_key_servers": [],
    }


def port_of(folder: Path) -> int | None:
    """The port of the homeserver that lived in a folder before."""
    path = folder / CONFIGURATION
    if not path.exists():
        return None
    port: int = yaml.safe_load(path.read_text())["listeners"][0]["port"]
    return port


def free_port() -> int:
    """A port that nobody listens on, below those that outgoing connections get by chance."""
    for port in iter(lambda: 20_000 + secrets.randbelow(12_000), None):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError


async def healthy(http: aiohttp.ClientSession, url: str) -> bool:
    """Whether the homeserver there answers."""
    try:
        async with http.get(f"{url}/health", timeout=aiohttp.ClientTimeout(total=5)) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False

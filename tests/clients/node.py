"""The process of Node in which the clients of matrix-js-sdk live, and why it can't run here."""

import asyncio
import itertools
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "js"
INSTALLED = FOLDER / "node_modules" / ".installed"
"""A stamp of the Makefile's."""
OLDEST = 20
PATIENCE = 60.0
"""Seconds that an answer may take."""
LINE = 16 * 1024 * 1024
"""Bytes that a line may have: a message may hold a long draft."""
Told = Callable[[Mapping[str, Any]], None]


class ClientFailed(Exception):  # noqa: N818 - what happened
    """The library raised something; its words and its stack."""


def missing() -> str:
    """Return why clients can't run here, as one clause; empty if they can."""
    if not (node := shutil.which("node")):
        return "there is no node here"
    version = subprocess.run((node, "--version"), capture_output=True, text=True, check=True).stdout
    if int(version.strip().lstrip("v").partition(".")[0]) < OLDEST:
        return f"node is {version.strip()}, and matrix-js-sdk needs {OLDEST} or later"
    return "" if INSTALLED.exists() else "matrix-js-sdk is not installed, which `make test` does"


@dataclass
class Node:
    """The process. ``listeners`` are told what the client of each device sees."""

    process: asyncio.subprocess.Process
    log: Path
    listeners: dict[str, Told] = field(default_factory=dict)
    _asked: dict[int, asyncio.Future[Any]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    async def ask(self, device: str, what: str, **more: Any) -> Any:
        """Have a device do something; return its answer. Raises ClientFailed."""
        assert self.process.stdin
        number = next(self._numbers)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        line = {"id": number, "device": device, "what": what, **more}
        self.process.stdin.write(json.dumps(line).encode() + b"\n")
        async with asyncio.timeout(PATIENCE):
            return await answer

    async def listen(self) -> None:
        """Take what it says until it ends."""
        assert self.process.stdout
        while line := await self.process.stdout.readline():
            self._take(json.loads(line))
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(ClientFailed(f"node has ended: {self.log.read_text()}"))

    def _take(self, said: Mapping[str, Any]) -> None:
        if listener := self.listeners.get(said.get("device", "")):
            listener(said)
        answer = self._asked.pop(said.get("id", -1), None)
        if answer is None or answer.done():
            return
        if "failed" in said:
            answer.set_exception(ClientFailed(said["failed"]))
        else:
            answer.set_result(said["ok"])


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[Node]:
    """A process that logs in a folder, ended on the way out."""
    log = folder / "node.log"
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *("node", "--no-warnings", str(FOLDER / "main.mjs")),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            limit=LINE,
            env={**os.environ, "NODE_ENV": "production"},
        )
    node = Node(process, log)
    listening = asyncio.create_task(node.listen())
    try:
        yield node
    finally:
        assert process.stdin
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()
            await process.wait()
        await listening

"""Two homeservers that federate, over a link that can be cut."""

import asyncio
import datetime as dt
import ipaddress
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from demo.federation import Federation
from demo.homeserver import Homeserver, free_port


@dataclass
class Link:
    """Where others reach a homeserver; what goes through is passed on unless it is cut.

    ``tried`` counts connections, also those that came to nothing.
    """

    known_at: int = field(default_factory=free_port)
    port: int = field(default_factory=free_port)
    is_cut: bool = False
    tried: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on one connection, both ways, until an end closes it or the link is cut."""
        self.tried += 1
        if self.is_cut:
            writer.close()
            return
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        self._open |= {writer, back}
        try:
            await asyncio.gather(_copy(reader, back), _copy(there, writer))
        finally:
            self._open -= {writer, back}

    def cut(self) -> None:
        """Let nothing through from now on."""
        self.is_cut = True
        for writer in tuple(self._open):
            writer.close()

    def heal(self) -> None:
        """Let everything through again."""
        self.is_cut = False


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@dataclass(frozen=True)
class Two:
    """The council's homeserver, and another; ``links`` are the ways to each."""

    here: Homeserver
    there: Homeserver
    links: tuple[Link, Link]

    def cut(self) -> None:
        """Have the two not reach each other."""
        for link in self.links:
            link.cut()

    def heal(self) -> None:
        """Have the two reach each other again."""
        for link in self.links:
            link.heal()


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Two]:
    certificate, key = certified(tmp_path)
    async with AsyncExitStack() as stack:
        links = Link(), Link()
        for link in links:
            await stack.enter_async_context(_listening(link))
        starts = [
            Homeserver.start(
                tmp_path / name,
                federation=Federation(link.known_at, link.port, certificate, key),
            )
            for name, link in zip(("here", "there"), links, strict=True)
        ]
        here, there = await asyncio.gather(*map(stack.enter_async_context, starts))
        yield Two(here, there, links)


@asynccontextmanager
async def _listening(link: Link) -> AsyncIterator[None]:
    server = await asyncio.start_server(link.pass_on, "127.0.0.1", link.known_at)
    try:
        yield
    finally:
        link.cut()
        server.close()


def certified(folder: Path) -> tuple[Path, Path]:
    """Write a self-signed certificate for localhost and its key; return where."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "localhost.crt").write_bytes(made.public_bytes(pem))
    (folder / "localhost.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "localhost.crt", folder / "localhost.key"

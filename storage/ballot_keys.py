"""The keys of ballots that are open, each in a file of its own, which no backup is to take.

A key is destroyed when its ballot is over; then what was cast can't be read from anything that is
left of it: pages of the database that are free, its journal, a dump, a backup. Without its key a
ballot is void. Imports nothing of this project.
"""

import hmac
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from Crypto.Cipher import ChaCha20_Poly1305
from Crypto.Cipher.ChaCha20_Poly1305 import ChaCha20Poly1305Cipher

FOLDER = "ballots"
"""In the bot's data folder."""
_KEY, _NONCE, _TAG, _WIDTH = 32, 24, 16, 8
"""Bytes of a key, of what differs with each answer, of a seal's end, and of an answer."""


@dataclass(frozen=True)
class Seal:
    """Seals what is cast in the ballot of the entry with this number."""

    ballot: int
    key: bytes

    def name_of(self, person: str) -> str:
        """Return under which name a person's answer is kept; nobody without the key can tell."""
        about = f"voter\0{self.ballot}\0{person}".encode()
        return hmac.new(self.key, about, "sha256").hexdigest()

    def sealed(self, voter: str, choice: str) -> str:
        """Return an answer, sealed; all are of one length."""
        nonce = secrets.token_bytes(_NONCE)
        text, tag = self._cipher(voter, nonce).encrypt_and_digest(choice.encode().ljust(_WIDTH))
        return (nonce + tag + text).hex()

    def opened(self, voter: str, sealed: str) -> str:
        """Return an answer. Raises ValueError if it isn't what was sealed."""
        whole = bytes.fromhex(sealed)
        nonce, tag, text = whole[:_NONCE], whole[_NONCE : _NONCE + _TAG], whole[_NONCE + _TAG :]
        return self._cipher(voter, nonce).decrypt_and_verify(text, tag).decode().strip()

    def _cipher(self, voter: str, nonce: bytes) -> ChaCha20Poly1305Cipher:
        cipher = ChaCha20_Poly1305.new(key=self.key, nonce=nonce)
        cipher.update(voter.encode())  # so that nobody's answer can be put in another's place
        return cipher


@dataclass(frozen=True)
class BallotKeys:
    """The files of a folder, one a ballot that is open."""

    folder: Path

    def make(self, ballot: int) -> None:
        """Make the key of a ballot that is being opened. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(ballot)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(handle, secrets.token_bytes(_KEY))
            os.fsync(handle)
        finally:
            os.close(handle)
        self._sync()

    def seal(self, ballot: int) -> Seal | None:
        """Return what seals the answers of a ballot, or None if its key is lost.

        Raises OSError if it is there and can't be read now.
        """
        try:
            key = self._path(ballot).read_bytes()
        except FileNotFoundError:
            return None
        return Seal(ballot, key) if len(key) == _KEY else None

    def destroy(self, ballot: int) -> None:
        """Destroy the key of a ballot that is over, if it is there. Raises OSError."""
        path = self._path(ballot)
        if not path.exists():
            return
        with path.open("r+b") as file:  # a file system may keep what is unlinked
            file.write(bytes(_KEY))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        self._sync()

    def keep_only(self, ballots: Collection[int]) -> None:
        """Destroy all keys but those of ballots that are open. Raises OSError."""
        for stem in [path.stem for path in self.folder.glob("*.key")]:
            if stem.isdecimal() and int(stem) not in ballots:
                self.destroy(int(stem))

    def _sync(self) -> None:
        """Have the disk know which files the folder has."""
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _path(self, ballot: int) -> Path:
        return self.folder / f"{ballot}.key"

"""Texts of proposals: normal form and fingerprint, by which they are of record.

Pure functions on strings. Imports nothing of this project.
"""

import hashlib
import unicodedata

MAX_TEXT_BYTES = 1 << 20
"""The largest text of a proposal or draft, in bytes of its UTF-8 normal form."""

MAX_TEXT_LINES = 100_000
"""The most lines of it, far more than any prose of that size has.

To number half a million clauses would hold up everybody for a minute.
"""


def normalise(text: str) -> str:
    """Return the text in NFC, with LF line ends, no trailing spaces, no blank lines around it."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def fingerprint(text: str) -> str:
    """Return the SHA-256 of the normalised text, as 64 hex digits."""
    return of_normal(normalise(text))


def of_normal(normal: str) -> str:
    """Return the SHA-256 of what is in normal form already, as 64 hex digits."""
    return hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()

"""The one boundary at which a text is made storable. Imports nothing of this project.

People type, and servers send, any sequence of code points. Two kinds of them have no
place in a database or in RFC 8785 JSON: lone surrogates (no UTF-8) and NUL (no
PostgreSQL text). Each is replaced by U+FFFD, here and nowhere else.
"""

import re

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

REPLACEMENT = "\ufffd"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """Return the text with every lone surrogate and NUL replaced by U+FFFD.

    Total, idempotent, and of the same length.
    """
    return _UNSTORABLE.sub(REPLACEMENT, text)


class Words(TypeDecorator[str]):
    """A text column that cleans what is written to it or compared with it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Clean a value on its way to the database."""
        return None if value is None else clean(value)

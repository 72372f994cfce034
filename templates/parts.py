"""What a rendered message consists of. Imports nothing of this project."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One message: the same words as plain text (``body``) and as HTML."""

    body: str
    html: str


@dataclass(frozen=True)
class Attachment:
    """A text that goes along as a file, exactly as it is."""

    filename: str
    text: str


Part = Words | Attachment

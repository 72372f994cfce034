"""How a person is named: by a Matrix user id (spec 1.15, Appendices, "User Identifiers").

And what is known of the account that is meant. Pure. Imports nothing of this project.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

MAX_ID_BYTES = 255
# Localparts as the spec still tolerates them: printable ASCII but the colon.
USER_ID = re.compile(
    r"@[!-9;-~]+:"
    r"(?:[0-9A-Za-z.-]+|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?"  # server name, port
)


def is_user_id(text: str) -> bool:
    """Whether the text is a Matrix user id."""
    return len(text.encode(errors="replace")) <= MAX_ID_BYTES and bool(USER_ID.fullmatch(text))


def server_of(person: str) -> str:
    """Return the name of the homeserver that a user id belongs to."""
    return person.partition(":")[2]


def usual(person: str) -> str:
    """Return a user id as today's servers write it: in small letters, without a full stop."""
    return person.lower().rstrip(".")


class Existence(StrEnum):
    """Whether a person's own homeserver knows their account."""

    UNKNOWN = "unknown"
    """It was not asked, or doesn't say."""
    THERE = "there"
    ABSENT = "absent"
    """It says that it knows no such account."""
    UNREACHABLE = "unreachable"
    """It could not be asked: it doesn't answer."""


@dataclass(frozen=True)
class Account:
    """What is known of an account.

    ``meant`` is the id of an account that exists and was probably meant, or empty.
    """

    existence: Existence = Existence.UNKNOWN
    meant: str = ""


NOTHING_KNOWN = Account()

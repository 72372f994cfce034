"""Matrix user ids and the links that stand for people.

Matrix spec 1.15: Appendices, "User Identifiers" and "Common identifier format";
"matrix.to navigation" and "Matrix URI scheme". Pure functions on strings.
"""

import re
from urllib.parse import unquote

MAX_ID_BYTES = 255

# Localparts as the spec still tolerates them: printable ASCII but the colon.
_USER_ID = re.compile(
    r"@[!-9;-~]+:(?:[0-9A-Za-z.-]{1,230}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?"
)
_MATRIX_TO = re.compile(r"https?://matrix\.to/#/(?P<id>(?:@|%40)[^\s/?]+)(?:\?\S*)?", re.IGNORECASE)
_MATRIX_URI = re.compile(
    r"matrix:(?://[^/\s]*/)?u(?:ser)?/(?P<id>[^\s/?]+)(?:\?\S*)?", re.IGNORECASE
)


def is_user_id(text: str) -> bool:
    """Whether the text is a Matrix user id."""
    return len(text.encode("utf-8", "replace")) <= MAX_ID_BYTES and bool(_USER_ID.fullmatch(text))


def linked_person(link: str) -> str | None:
    """Return the user id that a matrix.to link or a matrix: URI leads to, or None."""
    if match := _MATRIX_TO.fullmatch(link):
        person = unquote(match["id"])
    elif match := _MATRIX_URI.fullmatch(link):
        person = "@" + unquote(match["id"])
    else:
        return None
    return person if is_user_id(person) else None

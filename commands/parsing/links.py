"""The links that stand for people.

Matrix spec 1.15: Appendices, "matrix.to navigation" and "Matrix URI scheme". Pure
functions on strings. Imports ``people`` of ``deliberation``.
"""

import re
from urllib.parse import unquote

from deliberation.people import is_user_id

_MATRIX_TO = re.compile(r"https?://matrix\.to/#/(?P<id>(?:@|%40)[^\s/?]+)(?:\?\S*)?", re.IGNORECASE)
_MATRIX_URI = re.compile(
    r"matrix:(?://[^/\s]*/)?u(?:ser)?/(?P<id>[^\s/?]+)(?:\?\S*)?", re.IGNORECASE
)


def linked_person(link: str) -> str | None:
    """Return the user id that a matrix.to link or a matrix: URI leads to, or None."""
    if match := _MATRIX_TO.fullmatch(link):
        person = unquote(match["id"])
    elif match := _MATRIX_URI.fullmatch(link):
        person = "@" + unquote(match["id"])
    else:
        return None
    return person if is_user_id(person) else None

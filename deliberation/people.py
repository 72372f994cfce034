"""How a person is named: by a Matrix user id (spec 1.15, Appendices, "User Identifiers").

Pure functions on strings. Imports nothing of this project.
"""

import re

MAX_ID_BYTES = 255
# Localparts as the spec still tolerates them: printable ASCII but the colon.
USER_ID = re.compile(
    r"@[!-9;-~]+:"
    r"(?:[0-9A-Za-z.-]+|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?"  # server name, port
)


def is_user_id(text: str) -> bool:
    """Whether the text is a Matrix user id."""
    return len(text.encode(errors="replace")) <= MAX_ID_BYTES and bool(USER_ID.fullmatch(text))

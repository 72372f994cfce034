"""Names that no other council on the same homeserver has."""

import secrets
from typing import Any


def its_own(tag: str = "") -> dict[str, Any]:
    """Return the arguments `slug` and `suffix` of `demo.cast.cast`; `tag` is made unless given."""
    tag = tag or secrets.token_hex(4)
    return {"slug": f"c{tag}", "suffix": f"-{tag}"}

"""The name of a proposal, one of its texts, or a clause: ``P12``, ``P12/3``, ``P12/3/cs.2#7``.

Pure. Imports nothing of this project.
"""

import re
from dataclasses import dataclass

_NAME = re.compile(
    r"P(?P<proposal>[0-9]{1,9})"
    r"(?:/(?P<draft>[0-9]{1,9})(?:/(?P<caucus>[^\s/.]+)\.(?P<number>[0-9]{1,9}))?(?:#(?P<clause>.+))?)?"
)


@dataclass(frozen=True)
class Reference:
    """A proposal; with ``draft`` that draft; with ``caucus`` too its text with that number.

    With ``clause``, the name of one, that clause of the draft or text alone.
    """

    proposal: int
    draft: int | None = None
    caucus: str = ""
    number: int = 0
    clause: str = ""

    def __str__(self) -> str:
        draft = "" if self.draft is None else f"/{self.draft}"
        text = f"/{self.caucus}.{self.number}" if self.caucus else ""
        return f"P{self.proposal}{draft}{text}" + (f"#{self.clause}" if self.clause else "")


def parse(name: str) -> Reference | None:
    """Return what the name stands for, or None if it is no such name."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    draft = int(match["draft"]) if match["draft"] else None
    number = int(match["number"] or 0)
    return Reference(
        int(match["proposal"]), draft, match["caucus"] or "", number, match["clause"] or ""
    )

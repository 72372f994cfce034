"""The name of a proposal, one of its texts, or a clause: ``P12``, ``P12/3``, ``P12/3/cs.2#7``.

And of a call: ``P12/call/17``, with the number of the entry that opened it.

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


_CALL = re.compile(r"P(?P<proposal>[0-9]{1,9})/call/(?P<entry>[0-9]{1,9})")


@dataclass(frozen=True)
class CallReference:
    """A call on a proposal; ``entry`` is the number of the entry that opened it."""

    proposal: int
    entry: int

    def __str__(self) -> str:
        return f"P{self.proposal}/call/{self.entry}"


def parse_call(name: str) -> CallReference | None:
    """Return the call that the name stands for, or None if it is no such name."""
    match = _CALL.fullmatch(name)
    return CallReference(int(match["proposal"]), int(match["entry"])) if match else None


def proposal_of(name: str) -> int:
    """Return the number of the proposal that a name is of, or 0 if it is no name."""
    named = parse(name) or parse_call(name)
    return named.proposal if named else 0

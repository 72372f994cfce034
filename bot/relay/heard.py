"""What the relay is told of an entry, and whom its messages mention.

Pure: imports ``deliberation`` alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

from deliberation import entries as e
from deliberation.clauses import Edited
from deliberation.council import Council
from deliberation.proposal import Proposal


@dataclass(frozen=True)
class Heard:
    """What the relay is told: an entry, the state before and after it, where it was said.

    ``here`` is the place of the command (empty: none), ``plenary`` the door of what
    plenary sees. ``head`` is the hash of what was recorded if that changed the stage, else empty:
    what forum and plenary hear of the stage carries it. ``edited`` says of a text that it is
    another with one clause changed; that is told where it was said alone.
    """

    entry: e.Entry
    before: Proposal | None
    after: Proposal | None
    council: Council
    here: str
    plenary: str
    head: str
    edited: Edited | None = None


Mentions = Callable[[Heard, str], tuple[str, ...]]
"""Whom a message mentions; the key is that of the caucus whose room it is for, or empty."""


def nobody(_heard: Heard, _caucus: str) -> tuple[str, ...]:
    """Mention nobody."""
    return ()


def forum_officers(heard: Heard, _caucus: str) -> tuple[str, ...]:
    """Mention who may forward the proposal."""
    return heard.council.forum_officers


def council_officers(heard: Heard, _caucus: str) -> tuple[str, ...]:
    """Mention who may move the proposal on in plenary."""
    return heard.council.officers


def caucus_officers(heard: Heard, key: str) -> tuple[str, ...]:
    """Mention who may record the caucus's position."""
    caucus = heard.council.caucus(key)
    return caucus.officers if caucus else ()


def tabler(heard: Heard, _caucus: str) -> tuple[str, ...]:
    """Mention who tabled the proposal."""
    return (heard.after.tabled_by,) if heard.after else ()

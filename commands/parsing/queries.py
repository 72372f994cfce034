"""What people ask to be shown: one dataclass a question; ``clerk`` answers them.

Imports of ``texts`` the names of formats.
"""

from dataclasses import dataclass

from texts.read import Format


@dataclass(frozen=True, slots=True)
class Version:
    """A text of a proposal: ``Draft 3``, or ``Draft 3/cs.2`` with caucus and number.

    Without ``draft`` a caucus text is one of the current draft.
    """

    draft: int | None
    caucus: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """Where a proposal stands; without one, where all live ones do."""

    proposal: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The proposals."""


@dataclass(frozen=True, slots=True)
class History:
    """The entries of a proposal; without one, the latest of all."""

    proposal: int | None = None


@dataclass(frozen=True, slots=True)
class ShowText:
    """A draft, the current one by default, or a caucus text if ``caucus`` is given.

    With ``clause``, as it was typed, that clause alone; ``as_file``: the whole as a file.
    """

    proposal: int
    draft: int | None = None
    caucus: str = ""
    number: int = 0
    clause: str = ""
    as_file: bool = False


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed from ``old`` (None: the one before) to ``new`` (None: the current).

    With ``clause``, as it was typed, in that clause alone.
    """

    proposal: int
    old: Version | None = None
    new: Version | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """How a text would be shown; in a proposal's room also what it would change."""

    proposal: int | None
    text: str
    format: Format = Format.MARKDOWN


@dataclass(frozen=True, slots=True)
class ShowObjections:
    """The objections to a proposal, as far as they may be seen; with a label that one, whole."""

    proposal: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class ShowRoster:
    """Who is on the council."""


@dataclass(frozen=True, slots=True)
class Help:
    """How a command is used; without one, which may be given here now, or ``all`` of the room."""

    command: str | None = None
    all: bool = False


Query = Status | Listing | History | ShowText | Diff | Preview | ShowObjections | ShowRoster | Help

"""What chairs ask about calls. Imports only the acts of deadlines, for until when."""

from dataclasses import dataclass

from deliberation.deadlines.acts import Term


@dataclass(frozen=True)
class OpenCall:
    """Open a consensus call: a last call for objections to the present text of the room.

    ``words`` are the chair's. ``term`` None: as long as the configuration says.
    """

    words: str = ""
    term: Term | None = None


@dataclass(frozen=True)
class OpenSilence:
    """Open a silence procedure: as ``OpenCall``, and the first binding objection ends it."""

    words: str = ""
    term: Term | None = None


@dataclass(frozen=True)
class ExtendCall:
    """Have the open call of the room end later: by a period, or at a moment."""

    term: Term


@dataclass(frozen=True)
class EndCall:
    """End the open call of the room now."""


CallAct = OpenCall | OpenSilence | ExtendCall | EndCall

"""The names and topics of rooms. Pure; imports ``deliberation`` alone."""

from deliberation.council import Caucus, Council
from deliberation.proposal import Proposal
from templates.render import plain

REMOVED = "No longer on the roster of this room."
"""What somebody is told who is removed from a room."""


def room_name(
    kind: str,
    *,
    council: Council,
    proposal: Proposal | None = None,
    caucus: Caucus | None = None,
) -> str:
    """Return the name of a room.

    ``kind``: space, forum, secretariat, proposal, plenary, caucus, direct.
    """
    return _line("room_name", kind, council, proposal, caucus)


def topic(
    kind: str,
    *,
    council: Council,
    proposal: Proposal | None = None,
    caucus: Caucus | None = None,
) -> str:
    """Return the topic of a room: where the proposal stands, in one line."""
    return _line("topic", kind, council, proposal, caucus)


def _line(
    name: str, kind: str, council: Council, proposal: Proposal | None, caucus: Caucus | None
) -> str:
    data = {"kind": kind, "council": council, "proposal": proposal, "caucus": caucus}
    return plain(f"{name}.j2", data)

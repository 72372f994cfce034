"""The names and topics of rooms. Pure."""

from templates.render import plain
from templates.views import CaucusView, CouncilView, ProposalView

REMOVED = "No longer on the roster of this room."
"""What somebody is told who is removed from a room."""
MOVED = "We go on in another room, to which you are invited if you belong there."
"""What everybody is told who is put out of a room that the bot can't keep closed."""


def room_name(
    kind: str,
    *,
    council: CouncilView,
    proposal: ProposalView | None = None,
    caucus: CaucusView | None = None,
) -> str:
    """Return the name of a room.

    ``kind``: space, forum, secretariat, proposal, plenary, caucus, direct.
    """
    return _line("room_name", kind, council, proposal, caucus)


def topic(
    kind: str,
    *,
    council: CouncilView,
    proposal: ProposalView | None = None,
    caucus: CaucusView | None = None,
) -> str:
    """Return the topic of a room: where the proposal stands, in one line."""
    return _line("topic", kind, council, proposal, caucus)


def _line(
    name: str,
    kind: str,
    council: CouncilView,
    proposal: ProposalView | None,
    caucus: CaucusView | None,
) -> str:
    data = {"kind": kind, "council": council, "proposal": proposal, "caucus": caucus}
    return plain(f"{name}.j2", data)

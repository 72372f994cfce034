"""The names and topics of rooms. Pure."""

from templates.render import FOLDER, plain
from templates.views import CaucusView, CouncilView, ProposalView

_NAME, _TOPIC = "room_name.j2", "topic.j2"

REMOVED = "No longer on the roster of this room."
"""What somebody is told who is removed from a room."""
NAME = "Rapporteur"
"""What the bot is called, where nobody has given its account another name."""
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
    data = {"kind": kind, "council": council, "proposal": proposal, "caucus": caucus}
    return plain(_NAME, data)


def topic(
    kind: str,
    *,
    council: CouncilView,
    proposal: ProposalView | None = None,
    prefix: str = "!",
    zone: str = "UTC",
    encrypted: bool = False,
) -> str:
    """Return the topic of a room, in one line: what to do there, and where the proposal stands.

    Moments are shown by the clocks of ``zone``. ``encrypted``: it says what a device can read that
    comes later.
    """
    data = {"kind": kind, "council": council, "proposal": proposal, "prefix": prefix}
    data |= {"zone": zone}
    return plain(_TOPIC, {**data, "encrypted": encrypted})


def wording() -> str:
    """Return what names and topics are made of, which is another in a later release."""
    return "".join((FOLDER / name).read_text(encoding="utf-8") for name in (_NAME, _TOPIC))

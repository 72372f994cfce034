"""What can be taken back as a slip."""

from dataclasses import dataclass

from templates.views.base import View


@dataclass(frozen=True)
class CorrectableView(View):
    """The latest act of a room's office: the kind of its entry, and until when (ms) it can be."""

    act: str
    until: int

"""What help says of a command, and what is malformed in one."""

from dataclasses import dataclass

from deliberation.terms import Authority, RoomKind
from templates.views.base import Data, View
from templates.views.proposals import ListedView


@dataclass(frozen=True)
class CommandView(View):
    """What help says of a command."""

    name: str
    usage: tuple[str, ...]
    rooms: tuple[RoomKind, ...]
    who: Authority


@dataclass(frozen=True)
class UsageView(View):
    """What is malformed in a command; ``at`` is the offset in the line.

    ``possible`` are proposals that may be meant, where the command doesn't say which.
    """

    code: str
    command: str
    line: str
    at: int
    fields: Data
    possible: tuple[ListedView, ...] = ()

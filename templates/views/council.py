"""The council and who is on it, an account, and a room."""

from dataclasses import dataclass

from deliberation.people import Existence
from deliberation.terms import Majority, Method, RoomKind
from templates.views.base import View


@dataclass(frozen=True)
class AccountView(View):
    """Whether an account exists that a command named; ``meant`` is the one meant, or empty."""

    existence: Existence
    meant: str


@dataclass(frozen=True)
class MethodView(View):
    """How a caucus decides; ``quorum`` is a share of its seats, ``needed`` how many answers."""

    method: Method
    quorum: str
    needed: int
    majority: Majority


@dataclass(frozen=True)
class CaucusView(View):
    """A caucus and who holds its seats."""

    key: str
    name: str
    chair: str
    deputies: tuple[str, ...]
    representatives: tuple[str, ...]
    method: MethodView | None = None


@dataclass(frozen=True)
class NamingView(View):
    """A naming by the secretariat that has not taken effect; times are in ms."""

    by: str
    announced: int
    change: str
    body: str
    person: str
    chair: str
    reason: str
    effective: int


@dataclass(frozen=True)
class OfficersView(View):
    """Who of a body became or stopped being chair or deputy; empty where nothing changed."""

    body: str
    chair: str
    outgoing: str
    deputies: tuple[str, ...]
    ended: tuple[str, ...]


@dataclass(frozen=True)
class CouncilView(View):
    """The council and who is on it."""

    name: str
    recommends_as: str
    seats: int
    chair: str
    deputies: tuple[str, ...]
    forum_chair: str
    forum_deputies: tuple[str, ...]
    observers: tuple[str, ...]
    caucuses: tuple[CaucusView, ...]
    namings: tuple[NamingView, ...] = ()

    def caucus(self, key: str) -> CaucusView | None:
        """Return the caucus with this key, or None."""
        return next((caucus for caucus in self.caucuses if caucus.key == key), None)


@dataclass(frozen=True)
class PlaceView(View):
    """The room for which the words are; ``caucus`` is the key of the caucus's, or empty."""

    name: str
    kind: RoomKind
    caucus: str

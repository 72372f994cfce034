"""The entries of the council's own chain, its roster: one payload dataclass a kind.

That of a caucus's method stands with methods. Imports only that, ``payload`` and ``terms``.
"""

from dataclasses import dataclass

from deliberation.methods.payloads import *  # noqa: F403 - every kind, by its class
from deliberation.methods.payloads import MethodSet
from deliberation.payload import CAUCUS, Payload
from deliberation.terms import PUBLIC


@dataclass(frozen=True)
class CaucusSeed:
    """One caucus as the configuration seeded it."""

    key: str
    name: str
    chair: str
    deputies: tuple[str, ...]
    representatives: tuple[str, ...]


@dataclass(frozen=True)
class Constituted(Payload, kind="constituted", scope=PUBLIC):
    """The council as the configuration seeded it, or as ``check --apply`` changed it."""

    name: str
    recommends_as: str
    seats: int
    chair: str
    deputies: tuple[str, ...]
    forum_chair: str
    forum_deputies: tuple[str, ...]
    observers: tuple[str, ...]
    caucuses: tuple[CaucusSeed, ...]


@dataclass(frozen=True)
class Seated(Payload, kind="seated", scope=PUBLIC):
    """A person took one of the caucus's seats."""

    caucus: str
    person: str


@dataclass(frozen=True)
class Unseated(Payload, kind="unseated", scope=PUBLIC):
    """A representative lost their seat. The reason stays with the caucus: it is not here."""

    caucus: str
    person: str


@dataclass(frozen=True)
class UnseatingReason(Payload, kind="unseating_reason", scope=CAUCUS):
    """Why a representative lost their seat; private to the caucus."""

    caucus: str
    person: str
    reason: str


@dataclass(frozen=True)
class ChairNamed(Payload, kind="chair_named", scope=PUBLIC):
    """A body has a new chair; ``outgoing_seated`` is 1 if the outgoing one took a free seat."""

    body: str
    person: str
    outgoing: str
    outgoing_seated: int


@dataclass(frozen=True)
class DeputyNamed(Payload, kind="deputy_named", scope=PUBLIC):
    """A body's chair has a new deputy."""

    body: str
    person: str


@dataclass(frozen=True)
class DeputyRemoved(Payload, kind="deputy_removed", scope=PUBLIC):
    """A deputy's term ended."""

    body: str
    person: str


@dataclass(frozen=True)
class NamingAnnounced(Payload, kind="naming_announced", scope=PUBLIC):
    """The secretariat announced who is to be chair or deputy of a body, or deputy no longer.

    ``change`` is a value of ``terms.OfficerChange``, ``chair`` who was chair then. It takes effect
    at ``effective``, unless refused before; until ``guarded_until`` nobody of the secretariat gets
    a place in the body. Both are in ms since the epoch.
    """

    change: str
    body: str
    person: str
    chair: str
    reason: str
    effective: int
    guarded_until: int


@dataclass(frozen=True)
class NamingEnded(Payload, kind="naming_ended", scope=PUBLIC):
    """What the secretariat announced doesn't take effect; ``end`` is a ``terms.NamingEnd``.

    A reason that was given in a caucus's room stays there: it is not here.
    """

    change: str
    body: str
    person: str
    end: str
    reason: str


@dataclass(frozen=True)
class ObserverNamed(Payload, kind="observer_named", scope=PUBLIC):
    """The council has a new observer."""

    person: str


@dataclass(frozen=True)
class ObserverRemoved(Payload, kind="observer_removed", scope=PUBLIC):
    """An observer's admission ended."""

    person: str


CouncilPayload = (
    Constituted
    | Seated
    | Unseated
    | UnseatingReason
    | ChairNamed
    | DeputyNamed
    | DeputyRemoved
    | NamingAnnounced
    | NamingEnded
    | ObserverNamed
    | ObserverRemoved
    | MethodSet
)
"""Every kind of this chain. ``deliberation.council`` folds each."""

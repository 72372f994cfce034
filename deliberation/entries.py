"""The entries of the record: one payload dataclass a kind.

A payload's fields are strings, integers, and tuples of such payload parts, so that
its RFC 8785 JSON is the same everywhere. ``KINDS`` maps a kind's name and version
to its class; a payload whose shape changes gets a new version, and the old class
stays readable. Imports only ``terms``.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from deliberation.terms import PUBLIC, Stage, caucus_door

PLENARY = "plenary"
"""A payload's ``scope`` for what plenary sees; the door depends on ``rooms.plenary``."""
CAUCUS = "caucus"


@dataclass(frozen=True)
class Payload:
    """The base of all payloads. ``scope`` says who an entry of this kind is for."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    scope: ClassVar[str] = PLENARY


@dataclass(frozen=True)
class Tabled(Payload):
    """A proposal was tabled in the forum."""

    kind = "tabled"
    scope = PUBLIC
    title: str
    initiator: str
    text: str
    fingerprint: str


@dataclass(frozen=True)
class Forwarded(Payload):
    """The forum forwarded the proposal; its text is Draft 1."""

    kind = "forwarded"
    scope = PUBLIC
    note: str
    draft: int
    fingerprint: str


@dataclass(frozen=True)
class Declined(Payload):
    """The forum did not forward the proposal."""

    kind = "declined"
    scope = PUBLIC
    reason: str


@dataclass(frozen=True)
class Withdrawn(Payload):
    """Who tabled the proposal took it back."""

    kind = "withdrawn"
    scope = PUBLIC
    reason: str


@dataclass(frozen=True)
class Drafted(Payload):
    """The council chair issued a draft in plenary."""

    kind = "drafted"
    draft: int
    text: str
    fingerprint: str


@dataclass(frozen=True)
class Undrafted(Payload):
    """The current draft was taken back; ``current`` is the draft that is current again."""

    kind = "undrafted"
    draft: int
    current: int
    reason: str


@dataclass(frozen=True)
class Referred(Payload):
    """The current draft was referred to all caucuses."""

    kind = "referred"
    round: int
    draft: int
    fingerprint: str
    note: str


@dataclass(frozen=True)
class Returned(Payload):
    """The proposal was returned to the caucuses, with a reason."""

    kind = "returned"
    round: int
    draft: int
    fingerprint: str
    reason: str


@dataclass(frozen=True)
class Recalled(Payload):
    """The council chair took the round back before every caucus had reported."""

    kind = "recalled"
    round: int
    draft: int
    reason: str


@dataclass(frozen=True)
class CaucusTextGiven(Payload):
    """A caucus's own wording of a draft; private to the caucus."""

    kind = "caucus_text"
    scope = CAUCUS
    caucus: str
    draft: int
    number: int
    text: str
    fingerprint: str


@dataclass(frozen=True)
class PositionRecorded(Payload):
    """A caucus chair recorded the caucus's position on a draft.

    ``amendment`` is the number of the caucus text released with it (0: none), and
    ``text`` and ``text_fingerprint`` are that text's.
    """

    kind = "position"
    caucus: str
    position: str
    draft: int
    fingerprint: str
    round: int
    note: str
    amendment: int = 0
    text: str = ""
    text_fingerprint: str = ""


@dataclass(frozen=True)
class RoundClosed(Payload):
    """Every caucus has recorded a position in the round."""

    kind = "round_closed"
    round: int
    draft: int


@dataclass(frozen=True)
class Recommended(Payload):
    """The proposal was finalised: a recommendation in the name of the forum's body."""

    kind = "recommended"
    scope = PUBLIC
    draft: int
    fingerprint: str
    text: str
    note: str


@dataclass(frozen=True)
class LastPosition:
    """A caucus's last position; ``position`` is empty if it did not report."""

    caucus: str
    position: str
    draft: int


@dataclass(frozen=True)
class Closed(Payload):
    """It is established that consensus can't be reached."""

    kind = "closed"
    scope = PUBLIC
    reason: str
    positions: tuple[LastPosition, ...]


@dataclass(frozen=True)
class Reopened(Payload):
    """What had ended was taken up again."""

    kind = "reopened"
    scope = PUBLIC
    reason: str


# --- the council's own chain ---------------------------------------------------------


@dataclass(frozen=True)
class CaucusSeed:
    """One caucus as the configuration seeded it."""

    key: str
    name: str
    chair: str
    deputies: tuple[str, ...]
    representatives: tuple[str, ...]


@dataclass(frozen=True)
class Constituted(Payload):
    """The council as the configuration seeded it, or as ``check --apply`` changed it."""

    kind = "constituted"
    scope = PUBLIC
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
class Seated(Payload):
    """A person took one of the caucus's seats."""

    kind = "seated"
    scope = PUBLIC
    caucus: str
    person: str


@dataclass(frozen=True)
class Unseated(Payload):
    """A representative lost their seat. The reason stays with the caucus: it is not here."""

    kind = "unseated"
    scope = PUBLIC
    caucus: str
    person: str


@dataclass(frozen=True)
class UnseatingReason(Payload):
    """Why a representative lost their seat; private to the caucus."""

    kind = "unseating_reason"
    scope = CAUCUS
    caucus: str
    person: str
    reason: str


@dataclass(frozen=True)
class ChairNamed(Payload):
    """A body has a new chair; ``outgoing_seated`` is 1 if the outgoing one took a free seat."""

    kind = "chair_named"
    scope = PUBLIC
    body: str
    person: str
    outgoing: str
    outgoing_seated: int


@dataclass(frozen=True)
class DeputyNamed(Payload):
    """A body's chair has a new deputy."""

    kind = "deputy_named"
    scope = PUBLIC
    body: str
    person: str


@dataclass(frozen=True)
class DeputyRemoved(Payload):
    """A deputy's term ended."""

    kind = "deputy_removed"
    scope = PUBLIC
    body: str
    person: str


@dataclass(frozen=True)
class ObserverNamed(Payload):
    """The council has a new observer."""

    kind = "observer_named"
    scope = PUBLIC
    person: str


@dataclass(frozen=True)
class ObserverRemoved(Payload):
    """An observer's admission ended."""

    kind = "observer_removed"
    scope = PUBLIC
    person: str


KINDS: Mapping[tuple[str, int], type[Payload]] = {
    (payload.kind, payload.version): payload
    for payload in (
        Tabled,
        Forwarded,
        Declined,
        Withdrawn,
        Drafted,
        Undrafted,
        Referred,
        Returned,
        Recalled,
        CaucusTextGiven,
        PositionRecorded,
        RoundClosed,
        Recommended,
        Closed,
        Reopened,
        Constituted,
        Seated,
        Unseated,
        UnseatingReason,
        ChairNamed,
        DeputyNamed,
        DeputyRemoved,
        ObserverNamed,
        ObserverRemoved,
    )
}

_PARTS = {"positions": LastPosition, "caucuses": CaucusSeed}
COUNCIL_CHAIN = 0
"""The number that stands for "no proposal" in an entry of the council's own chain."""


@dataclass(frozen=True)
class Entry:
    """One line of the record, without its seal (hashes and salt, which ``storage`` adds).

    ``proposal`` is ``COUNCIL_CHAIN`` for roster entries. ``audience`` is a door.
    ``stage`` is the stage after it, None where there is none. ``event`` is the Matrix
    event id or empty; times are in ms since the epoch; ``cause`` is the inbox's key.
    """

    number: int
    proposal: int
    audience: str
    payload: Payload
    stage: Stage | None
    person: str
    event: str
    event_time: int
    recorded_time: int
    cause: str


def audience(payload: Payload, plenary: str) -> str:
    """Return the door that an entry with this payload is for.

    ``plenary`` is the door of what plenary sees: ``public`` or ``council``.
    """
    if payload.scope == CAUCUS:
        return caucus_door(getattr(payload, "caucus"))  # noqa: B009 - only such payloads have it
    return plenary if payload.scope == PLENARY else payload.scope


def encode(payload: Payload) -> dict[str, Any]:
    """Return the payload as JSON values (strings, integers, lists and objects of such)."""
    return asdict(payload)


def decode(kind: str, version: int, values: Mapping[str, Any]) -> Payload:
    """Return the payload that ``encode`` made these values of.

    Raises KeyError for an unknown kind or version, TypeError for other fields.
    """
    cls = KINDS[kind, version]
    return cls(**{name: _revive(name, value) for name, value in values.items()})


def _revive(name: str, value: Any) -> Any:
    if not isinstance(value, list | tuple):
        return value
    part = _PARTS.get(name)
    return tuple(part(**_revive_part(item)) if part else item for item in value)


def _revive_part(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(v) if isinstance(v, list) else v for name, v in item.items()}

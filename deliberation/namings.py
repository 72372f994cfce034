"""What the secretariat announced about chairs and deputies: what is under way, what is guarded.

Part of the council's fold, which never refuses; ``officers`` judges. Imports only ``entries``
and ``terms``.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from deliberation import entries as e
from deliberation.terms import OfficerChange


@dataclass(frozen=True)
class Naming:
    """A naming by the secretariat that has not taken effect; see ``entries.NamingAnnounced``.

    ``entry`` is the number of the entry that announced it, recorded ``announced`` (ms) ``by`` a
    person.
    """

    entry: int
    by: str
    announced: int
    change: str
    body: str
    person: str
    chair: str
    reason: str
    effective: int
    guarded_until: int


@dataclass(frozen=True)
class Namings:
    """The namings under way, and until when (ms) each body is guarded by those carried out."""

    under_way: tuple[Naming, ...] = ()
    guarded: Mapping[str, int] = field(default_factory=dict)

    def of(self, change: OfficerChange, body: str, person: str = "") -> Naming | None:
        """Return the naming of this kind that is under way in a body, of this person if given."""
        return next(
            (
                naming
                for naming in self.under_way
                if (naming.change, naming.body) == (change, body) and person in ("", naming.person)
            ),
            None,
        )

    def numbered(self, entry: int) -> Naming | None:
        """Return the naming under way that this entry announced, or None."""
        return next((naming for naming in self.under_way if naming.entry == entry), None)

    def guarded_until(self, body: str) -> int:
        """Return until when nobody of the secretariat gets a place in a body; 0 if anybody may."""
        under_way = (naming.guarded_until for naming in self.under_way if naming.body == body)
        return max((self.guarded.get(body, 0), *under_way))


def after(namings: Namings, entry: e.Entry, bodies: Collection[str]) -> Namings:
    """Return the namings after an entry; ``bodies`` are those that there are then."""
    payload = entry.payload
    if isinstance(payload, e.NamingAnnounced):
        return _with(namings, entry, payload)
    if isinstance(payload, e.NamingEnded):
        return _without(namings, _same(payload.change, payload.body, payload.person))
    if isinstance(payload, e.ChairNamed):  # any other than was announced has no place left
        namings = _done(namings, _same(OfficerChange.CHAIR, payload.body, payload.person))
        return _without(
            namings, lambda n: (n.change, n.body) == (OfficerChange.CHAIR, payload.body)
        )
    if isinstance(payload, e.DeputyNamed):
        return _done(namings, _same(OfficerChange.DEPUTY, payload.body, payload.person))
    if isinstance(payload, e.DeputyRemoved):
        return _done(namings, _same(OfficerChange.UNDEPUTY, payload.body, payload.person))
    return _without(namings, lambda naming: naming.body not in bodies)


def _same(change: str, body: str, person: str) -> Callable[[Naming], bool]:
    return lambda naming: (naming.change, naming.body, naming.person) == (change, body, person)


def _with(namings: Namings, entry: e.Entry, payload: e.NamingAnnounced) -> Namings:
    naming = Naming(entry.number, entry.person, entry.recorded_time, **vars(payload))
    return replace(namings, under_way=(*namings.under_way, naming))


def _without(namings: Namings, which: Callable[[Naming], bool]) -> Namings:
    left = tuple(naming for naming in namings.under_way if not which(naming))
    return replace(namings, under_way=left)


def _done(namings: Namings, which: Callable[[Naming], bool]) -> Namings:
    """Return them without those that came about, which still guard their bodies.

    Also if the body's chair brought it about before its time.
    """
    guarded = dict(namings.guarded)
    for naming in filter(which, namings.under_way):
        guarded[naming.body] = max(guarded.get(naming.body, 0), naming.guarded_until)
    return replace(_without(namings, which), guarded=guarded)

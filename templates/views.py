"""What templates are given: views, which have what may be shown in one room and nothing else.

``bot/relay/visibility`` makes them from what is of record, one field after the other, for the
doors of the room. A field that no view has is shown nowhere. Data only; imports
``deliberation``'s terms and ``people`` alone, and of ``texts`` the names of formats.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from deliberation.people import Existence
from deliberation.terms import Authority, Position, RoomKind, Stage
from texts.read import Format


@dataclass(frozen=True)
class View:
    """The base of all views: nothing else that has fields is given to a template."""


Value: TypeAlias = (
    "View | str | int | Sequence[Value] | frozenset[str] | Mapping[str, Value] | None"
)
Data: TypeAlias = Mapping[str, Value]
"""What a template is given, by the names that it uses."""


def check(value: Value) -> None:
    """Raise TypeError if there is anything but views and plain values in what is to be shown.

    mypy sees the same, but not through what is typed ``Any``.
    """
    if isinstance(value, Mapping):
        for each in value.values():
            check(each)
    elif isinstance(value, tuple | list | frozenset):
        for each in value:
            check(each)
    elif not isinstance(value, View | str | int | None):
        raise TypeError(f"{type(value).__name__} is no view")


@dataclass(frozen=True)
class DraftView(View):
    """A draft."""

    number: int
    text: str
    fingerprint: str
    format: Format
    taken_back: bool = False
    referred: bool = False


@dataclass(frozen=True)
class TextView(View):
    """A caucus text."""

    caucus: str
    draft: int
    number: int
    text: str
    fingerprint: str
    format: Format
    released: bool
    taken_back: bool = False


@dataclass(frozen=True)
class NamedView(View):
    """Which text is meant: a draft, or with ``caucus`` its text with that number."""

    draft: int
    caucus: str
    number: int


@dataclass(frozen=True)
class EditedView(View):
    """That a text is another with one clause changed: the clause's name, and which text.

    ``without``: the texts after that one, whose changes it hasn't.
    """

    clause: str
    base: NamedView
    without: tuple[NamedView, ...]


@dataclass(frozen=True)
class AccountView(View):
    """Whether an account exists that a command named; ``meant`` is the one meant, or empty."""

    existence: Existence
    meant: str


@dataclass(frozen=True)
class PositionView(View):
    """A caucus's position on a draft; see ``deliberation.parts.Recorded``."""

    caucus: str
    position: Position
    draft: int
    note: str
    amendment: int
    revises: str
    lapsed: bool
    given_back: bool


@dataclass(frozen=True)
class RoundView(View):
    """A round. Who doesn't see plenary sees its number alone."""

    number: int
    open: bool = False
    reported: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RecommendationView(View):
    """The draft that stands as a recommendation."""

    draft: int


@dataclass(frozen=True)
class ProposalView(View):
    """A proposal. ``text`` is the text that was tabled; ``drafts`` are in order."""

    number: int
    title: str
    initiator: str
    text: str
    fingerprint: str
    format: Format
    tabled_by: str
    stage: Stage
    forwarded: bool
    drafts: tuple[DraftView, ...]
    texts: tuple[TextView, ...]
    positions: Mapping[str, PositionView]
    round: RoundView | None
    recommendation: RecommendationView | None

    @property
    def current(self) -> DraftView | None:
        """The latest draft of those seen that was not taken back."""
        return next((d for d in reversed(self.drafts) if not d.taken_back), None)

    def draft(self, number: int) -> DraftView | None:
        """Return the draft with this number, or None."""
        return next((d for d in self.drafts if d.number == number), None)

    def before(self, number: int) -> DraftView | None:
        """Return the draft in force before the one with this number, or None."""
        in_force = [d for d in self.drafts if not d.taken_back]
        return next((d for d in reversed(in_force) if d.number < number), None)

    def referred_before(self, number: int) -> DraftView | None:
        """Return the draft last referred before the one with this number, or None."""
        return next((d for d in reversed(self.drafts) if d.referred and d.number < number), None)

    def equal_before(self, number: int) -> DraftView | None:
        """Return the latest earlier draft with the same text as the one with this number."""
        draft = self.draft(number)
        earlier = [d for d in self.drafts if draft and d.number < draft.number]
        same = (d for d in reversed(earlier) if draft and d.fingerprint == draft.fingerprint)
        return next(same, None)

    def caucus_text(self, caucus: str, draft: int, number: int = 0) -> TextView | None:
        """Return a caucus's text on a draft: that with this number, or the latest in force."""
        texts = [t for t in self.texts if (t.caucus, t.draft) == (caucus, draft)]
        meant = (t for t in texts[::-1] if (t.number == number if number else not t.taken_back))
        return next(meant, None)


@dataclass(frozen=True)
class ListedView(View):
    """A proposal in the list of all."""

    number: int
    title: str
    stage: Stage


@dataclass(frozen=True)
class EntryView(View):
    """An entry of the record; its payload has the fields of its kind, and ``kind`` itself."""

    person: str
    recorded_time: int
    payload: Data


@dataclass(frozen=True)
class CaucusView(View):
    """A caucus and who holds its seats."""

    key: str
    name: str
    chair: str
    deputies: tuple[str, ...]
    representatives: tuple[str, ...]


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

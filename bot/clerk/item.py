"""What the clerk must do, where, since when, for whom; mostly because of an event.

Knows what commands parse to and the Matrix edge's events; of storage, its forms.
"""

from dataclasses import asdict, dataclass
from typing import assert_never

from bot.matrix import Doubt, Event
from bot.relay import places
from bot.rooms.wanted import CALL
from commands.parsing.command import Asked, Instead, Talk, Unknown
from commands.parsing.errors import UsageError
from commands.parsing.identities import ConfirmIdentity, Identifying
from commands.parsing.queries import Query
from deliberation.acts import NameObserver, ProposalAct, Propose, RosterAct, Seat
from deliberation.errors import PointOfOrder
from deliberation.reference import CallReference, parse_call
from deliberation.terms import Choice
from storage.due import Due, Given
from storage.held import Held
from storage.inbox import Arrival


@dataclass(frozen=True)
class Shown:
    """One of the bot's own messages came back: it completes the showing of a draft.

    Or of a caucus text: then ``text`` is its name, and ``draft`` is 0. Or it tells somebody
    something before they may act: then ``tells`` is what, as the inbox has it.
    """

    draft: int
    text: str = ""
    tells: str = ""


@dataclass(frozen=True)
class Altered:
    """A message was edited or deleted. That matters if it was a command.

    ``is_command``: it reads as a command since it was edited.
    """

    original: str
    deleted: bool
    is_command: bool = False


@dataclass(frozen=True)
class Answered:
    """Somebody reacted to the message of a call: they don't object."""

    call: CallReference


@dataclass(frozen=True)
class Chosen:
    """Somebody answered a poll or a ballot; without a ``call``, that in which they may answer.

    ``choice`` None: what they had answered is taken back. ``typed``: they wrote it, in reply to the
    question or to the bot alone; else their client sent it.
    """

    choice: Choice | None
    call: CallReference | None
    typed: bool


@dataclass(frozen=True)
class Encrypted:
    """A message that the bot can't read, or can't read yet; as it came."""

    event: Event


@dataclass(frozen=True)
class Unread:
    """An encrypted message whose key did not come in time; ``session`` is the key's."""

    session: str


@dataclass(frozen=True)
class Unprotected:
    """A command that came in clear where messages are encrypted: anybody's server can forge it."""


@dataclass(frozen=True)
class Doubtful:
    """A command that was sealed on a device that isn't known as its sender's; see ``Doubt``."""

    doubt: Doubt


@dataclass(frozen=True)
class Flooded:
    """The first of what is passed over in a room because its sender asks too much at once."""


@dataclass(frozen=True)
class Timer:
    """Something is due: its kind says what (see ``due.KINDS``), and it is given what it needs."""

    kind: str
    given: Given


NAMING = "naming"
"""The kind of what is due when the secretariat's naming of a chair or deputy takes effect."""


Matter = (
    Asked
    | Unknown
    | Instead
    | Talk
    | UsageError
    | PointOfOrder
    | Shown
    | Altered
    | Answered
    | Chosen
    | Encrypted
    | Unread
    | Unprotected
    | Doubtful
    | Flooded
    | Timer
)


ALL_ANSWERED = "all"
"""Says of a question that is due to end: everybody who was asked has answered."""
TOLD = "told:"
"""Begins the name under which the inbox has that somebody was told of something."""
ASKED_AT = "asked_at"
"""Stands beside the fields of an event that is held."""
_ROSTER, _SEATS, _ACTS = "roster", "seats", "acts"
_BALLOTS = "ballots"
"""What is answered in a chat of somebody's own is of some ballot: see ``questions.answering``."""


_WAITS_FOR = {_ROSTER: (_ROSTER, _SEATS, _ACTS), _SEATS: (_ROSTER, _SEATS), _ACTS: (_ROSTER,)}


@dataclass(frozen=True, slots=True)
class Item:
    """What the clerk must do once.

    ``cause`` is the inbox's key. ``person`` asked for it in ``place``; it counts as of ``at``, in
    ms. ``event`` is the message that asks for it, if one does. ``head`` is the number of the
    record's last entry when a message came that could only be read later; None for any other.
    ``asked_at`` is when it was asked as far as the bot can know, by which it counts in a flood.
    ``seen_until`` is until when its sender had seen what its room showed; None if all before it.
    """

    cause: str
    place: places.Place
    person: str
    at: int
    what: Matter
    event: Event | None = None
    head: int | None = None
    asked_at: int = 0
    seen_until: int | None = None

    @property
    def is_command(self) -> bool:
        """Whether somebody asked something, rightly or not, and is answered."""
        match self.what:
            case Asked() | Unknown() | Instead() | Talk() | UsageError() | PointOfOrder():
                return True
            case Chosen(typed=typed):
                return typed
            case Shown() | Altered() | Encrypted() | Unread() | Unprotected():
                return False
            case Answered() | Doubtful() | Flooded() | Timer():
                return False
            case _:
                assert_never(self.what)

    @property
    def is_counted(self) -> bool:
        """Whether it costs an answer, and so counts in what its sender may ask at once."""
        return self.is_command or isinstance(self.what, Unprotected | Doubtful)

    @property
    def blocks(self) -> frozenset[str]:
        """The matters for which later items wait until this one is done: see ``Queue``."""
        cast = {_BALLOTS} if isinstance(self.what, Chosen) and self.what.call is None else set()
        return frozenset({self.cause, self._about, self._authority, *cast} - {""})

    @property
    def needs(self) -> frozenset[str]:
        """The matters for which this item waits until earlier ones are done.

        An act is judged by the roster as it stood when the act was said. So acts wait for earlier
        acts on the roster, and acts on the roster wait for all earlier acts. A seat that is given
        says of no act on a proposal who may do it, so that these don't wait for each other.
        Queries wait for nothing of this. An edit waits for the message that it edits; what may end
        a ballot, for the answers to ballots that came before.
        """
        altered = {self.what.original} if isinstance(self.what, Altered) else set()
        ends = {_BALLOTS} if self._may_end_ballots else set()
        return frozenset({self._about, *_WAITS_FOR.get(self._authority, ()), *altered, *ends})

    @property
    def _may_end_ballots(self) -> bool:
        return bool(self._authority) or (isinstance(self.what, Timer) and self.what.kind == CALL)

    @property
    def _about(self) -> str:
        asked = self.what
        if isinstance(asked, Answered | Chosen) and asked.call:
            return f"P{asked.call.proposal}"
        if isinstance(asked, Timer) and (call := parse_call(str(asked.given.get("call", "")))):
            return f"P{call.proposal}"
        if isinstance(asked, Asked):
            if isinstance(asked.want, Propose):
                return self.cause
            if asked.proposal or isinstance(asked.want, Query):
                return f"P{asked.proposal}" if asked.proposal else self.place.name
        return f"P{self.place.proposal}" if self.place.proposal else self.place.name

    @property
    def _authority(self) -> str:
        """What kind of act it is, if the roster says who may do it: anybody may ask or table.

        Seats, and observers, apart from what else changes the roster.
        """
        if isinstance(self.what, Timer) and self.what.kind == NAMING:
            return _ROSTER
        if not isinstance(self.what, Asked):
            return ""
        want = self.what.want
        if isinstance(want, Query | Identifying | Propose):
            return _ACTS if isinstance(want, ConfirmIdentity) else ""
        if isinstance(want, Seat | NameObserver):
            return _SEATS
        if isinstance(want, RosterAct):
            return _ROSTER
        if isinstance(want, ProposalAct):
            return _ACTS
        assert_never(want)


def of_event(event: Event, place: places.Place, what: Matter, head: int | None = None) -> Item:
    """Return the item for what an event asks."""
    return Item(event.event_id, place, event.sender, event.ts, what, event, head)


def of_due(planned: Due, user_id: str) -> Item:
    """Return the item for what is due. ``user_id`` is the bot's, which does it."""
    what = Timer(planned.kind, planned.given)
    return Item(planned.cause, places.parse(planned.place), user_id, planned.at, what)


def arrival(item: Item) -> Arrival:
    """Return an item as the inbox has it."""
    return Arrival(item.cause, item.person, item.is_command)


def as_held(item: Item, event: Event, head: int, now: int) -> Held:
    """Return an encrypted event as it is held. ``head``: the record's last entry's number."""
    held = {**asdict(event), "content": dict(event.content), ASKED_AT: item.asked_at or now}
    return Held(item.cause, item.place.name, held, head, now)


def from_held(message: Held) -> tuple[Event, int]:
    """Return an event that was held, and when it was sent as far as the bot could know."""
    fields = dict(message.event)
    asked_at = int(fields.pop(ASKED_AT, message.held_at))
    return Event(**fields), asked_at

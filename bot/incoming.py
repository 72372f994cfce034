"""From an event to what the clerk must do about it, if anything.

Pure: ``commands`` reads and parses; what needs the database (the room's place, what a
reply refers to) is given. Never imports storage or Matrix' library.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.matrix import ENCRYPTED, Event
from bot.relay import places
from bot.relay.compose import FIELD
from commands import registry
from commands.command import Asked, Here, Unknown
from commands.errors import UsageError
from commands.message import Edit, Message, read
from commands.queries import Query
from deliberation.acts import Propose, RosterAct
from deliberation.errors import PointOfOrder

LAST_DRAFT = 1_000_000
"""No proposal has more drafts; what says so of itself was not said by the bot."""


@dataclass(frozen=True)
class Shown:
    """One of the bot's own messages came back: it completes the showing of a draft."""

    draft: int


@dataclass(frozen=True)
class Altered:
    """A message was edited or deleted; it matters if it was a command, or reads as one now."""

    original: str
    deleted: bool
    asks: bool = False


@dataclass(frozen=True)
class Encrypted:
    """A message that the bot can't read, or can't read yet."""


@dataclass(frozen=True)
class Unread:
    """An encrypted message whose key did not come in time."""


@dataclass(frozen=True)
class Unprotected:
    """A command that came in clear where messages are encrypted: anybody's server can forge it."""


@dataclass(frozen=True)
class Flooded:
    """The first of what is passed over in a room because its sender asks too much at once."""


Matter = (
    Asked
    | Unknown
    | UsageError
    | PointOfOrder
    | Shown
    | Altered
    | Encrypted
    | Unread
    | Unprotected
    | Flooded
)
_ROSTER, _ACTS = "roster", "acts"
_WAITS_FOR = {_ROSTER: (_ROSTER, _ACTS), _ACTS: (_ROSTER,)}


@dataclass(frozen=True)
class Item:
    """An event that the clerk must act on, and where it stands.

    ``head`` is the number of the record's last entry when a message came that could only be
    read later; None for any other.
    """

    event: Event
    place: places.Place
    what: Matter
    head: int | None = None

    @property
    def cause(self) -> str:
        """The inbox's key."""
        return self.event.event_id

    @property
    def is_command(self) -> bool:
        """Whether somebody asked something, rightly or not, and is answered."""
        return isinstance(self.what, Asked | Unknown | UsageError | PointOfOrder)

    @property
    def holds(self) -> frozenset[str]:
        """The matters in which what comes later waits for it: see ``Lanes``."""
        return frozenset({self.cause, self._about, *([self._authority] if self._authority else [])})

    @property
    def needs(self) -> frozenset[str]:
        """The matters in which it waits for what came before.

        Who may do what is judged by the roster as it stood when it was said: an act waits for
        those on the roster, and they for it. Questions wait for neither. An edit waits for the
        message.
        """
        altered = {self.what.original} if isinstance(self.what, Altered) else set()
        return frozenset({self._about, *_WAITS_FOR.get(self._authority, ()), *altered})

    @property
    def _about(self) -> str:
        asked = self.what
        if isinstance(asked, Asked):
            if isinstance(asked.want, Propose):
                return self.cause
            if asked.proposal or isinstance(asked.want, Query):
                return f"P{asked.proposal}" if asked.proposal else self.place.name
        return f"P{self.place.proposal}" if self.place.proposal else self.place.name

    @property
    def _authority(self) -> str:
        """What kind of act it is, if the roster says who may do it: anybody may ask or table."""
        if not isinstance(self.what, Asked) or isinstance(self.what.want, Query | Propose):
            return ""
        return _ROSTER if isinstance(self.what.want, RosterAct) else _ACTS


def item(
    event: Event,
    place: places.Place,
    user_id: str,
    prefix: str,
    replies: Mapping[str, int],
    *,
    encrypted: bool = False,
) -> Item | None:
    """Return what an event asks of the clerk, or None.

    ``user_id`` is the bot's; ``replies`` maps the bot's own messages to the proposals they
    are about; ``encrypted``: messages in its room are to be encrypted.
    """
    what = _own(event) if event.sender == user_id else _theirs(event, place, prefix, replies)
    if encrypted and not event.sealed:
        what = _in_clear(what)
    return Item(event, place, what) if what else None


def _in_clear(what: Matter | None) -> Matter | None:
    """Return what is made of what came in clear into an encrypted room: nothing acts."""
    if isinstance(what, Shown):
        return None
    return Unprotected() if isinstance(what, Asked | Unknown | UsageError | PointOfOrder) else what


def _own(event: Event) -> Shown | None:
    mark = event.content.get(FIELD)
    shows = mark.get("shows") if isinstance(mark, Mapping) else None
    return Shown(shows) if type(shows) is int and 0 < shows <= LAST_DRAFT else None


def _theirs(
    event: Event, place: places.Place, prefix: str, replies: Mapping[str, int]
) -> Matter | None:
    if event.type == ENCRYPTED:
        return Encrypted()
    if event.type == "m.room.redaction" and event.redacts:
        return Altered(event.redacts, deleted=True)
    if event.type != "m.room.message" or event.state_key is not None:
        return None
    message = read(event.content)
    if isinstance(message, Edit):
        asks = message.now and _parsed(message.now, place, prefix, replies)
        return Altered(message.event_id, deleted=False, asks=bool(asks))
    return _parsed(message, place, prefix, replies) if message else None


def _parsed(
    message: Message, place: places.Place, prefix: str, replies: Mapping[str, int]
) -> Matter | None:
    here = Here(
        room=place.kind,
        proposal=place.proposal or None,
        caucus=place.caucus,
        replied_proposal=replies.get(message.reply_to or ""),
    )
    try:
        return registry.parse(message, here, prefix)
    except (UsageError, PointOfOrder) as refused:
        return refused


def replied_to(content: Mapping[str, Any]) -> str:
    """Return the event that a message replies to, or empty."""
    message = read(content)
    return (message.reply_to or "") if isinstance(message, Message) else ""

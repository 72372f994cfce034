"""From an event to what the clerk must do about it, if anything.

Pure: ``commands`` reads and parses; what needs the database (the room's place, what a
reply refers to) is given. Never imports storage or Matrix' library.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from bot.clerk.item import (
    TOLD,
    Altered,
    Answered,
    Chosen,
    Doubtful,
    Encrypted,
    Flooded,
    Item,
    Matter,
    Shown,
    Timer,
    Unprotected,
    Unread,
    of_event,
)
from bot.listener import polls
from bot.matrix import ENCRYPTED, Doubt, Event
from bot.relay import places
from bot.relay.compose import FIELD
from commands import registry
from commands.parsing.choices import choice_in
from commands.parsing.command import Asked, Here, Instead, Talk, Unknown
from commands.parsing.errors import UsageError
from commands.parsing.message import Edit, Message, read
from deliberation import reference
from deliberation.errors import PointOfOrder
from deliberation.reference import parse_call, proposal_of
from deliberation.terms import RoomKind

NAME = "Rapporteur"
REACTION = "m.reaction"
YES = "👍"
"""The reaction to a call that says: no objection."""
_VARIANTS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
"""What keyboards add to a sign: how it is drawn, and the colour of the skin."""
LAST_DRAFT = 1_000_000
"""No proposal has more drafts: a message that names a higher number is not the bot's."""


Said = Message | Edit | None


def said(event: Event) -> Said:
    """Return what a message says, or how it is edited; None for any other event."""
    if event.type != "m.room.message" or event.state_key is not None:
        return None
    return read(event.content)


def item(
    event: Event,
    words: Said,
    place: places.Place,
    user_id: str,
    prefix: str,
    *,
    about: Mapping[str, str],
    encrypted: bool = False,
) -> Item | None:
    """Return what an event asks of the clerk, or None.

    ``words`` is what it says (``said``); ``user_id`` is the bot's; ``about`` has what the bot's
    own messages are about that somebody replied or reacted to; ``encrypted``: messages in its room
    are to be encrypted.
    """
    here = Here(place.kind, place.proposal or None, place.caucus, names=_names(user_id))
    what = _own(event) if event.sender == user_id else _theirs(event, words, here, prefix, about)
    if encrypted and not event.sealed:
        what = _in_clear(what)
    elif event.doubt:
        what = _doubtful(what, event.doubt)
    return of_event(event, place, what) if what else None


def _in_clear(what: Matter | None) -> Matter | None:
    """Return what becomes of a message in clear in an encrypted room: nothing acts on it."""
    match what:
        case None | Shown():
            return None
        case Asked() | Unknown() | Instead() | UsageError() | PointOfOrder() | Chosen():
            return Unprotected()
        case Talk():
            return what
        case Altered() | Encrypted() | Unread() | Unprotected() | Doubtful() | Flooded() | Timer():
            return what
        case Answered():  # clients send reactions in clear
            return what
        case _:
            assert_never(what)


def _doubtful(what: Matter | None, doubt: Doubt) -> Matter | None:
    """Return what becomes of a message from a device that isn't known as its sender's."""
    match what:
        case Asked() | Unknown() | Instead() | UsageError() | PointOfOrder() | Chosen():
            return Doubtful(doubt)
        case None | Shown() | Altered() | Encrypted() | Unread() | Unprotected() | Doubtful():
            return what
        case Talk() | Flooded() | Timer():
            return what
        case Answered():
            return None
        case _:
            assert_never(what)


def _own(event: Event) -> Shown | None:
    mark = event.content.get(FIELD)
    if not isinstance(mark, Mapping):
        return None
    shows, text, tells = (mark.get(name) for name in ("shows", "text", "tells"))
    if isinstance(tells, str) and tells.startswith(TOLD):
        return Shown(0, tells=tells)
    if type(shows) is int and 0 < shows <= LAST_DRAFT:
        return Shown(shows)
    named = reference.parse(text) if isinstance(text, str) else None
    return Shown(0, str(named)) if named and named.caucus else None


def _theirs(
    event: Event, words: Said, here: Here, prefix: str, about: Mapping[str, str]
) -> Matter | None:
    if event.type == ENCRYPTED:
        return Encrypted(event)
    if event.type == "m.room.redaction" and event.redacts:
        return Altered(event.redacts, deleted=True)
    if event.type == REACTION or polls.response(event.type, event.content):
        return _answered(event, about)
    if isinstance(words, Edit):
        matter = _parsed(words.now, here, prefix, about) if words.now else None
        return Altered(words.event_id, deleted=False, is_command=_is_command(matter))
    return _said(words, here, prefix, about) if words else None


def _said(words: Message, here: Here, prefix: str, about: Mapping[str, str]) -> Matter | None:
    """Return what a message asks; in a direct chat a reply to a ballot is meant for it."""
    if chosen := _chosen(words, here, about):
        return chosen
    parsed = _parsed(words, here, prefix, about)
    call = parse_call(about.get(words.reply_to or "", ""))
    is_command = parsed is not None and not isinstance(parsed, Talk)
    if call and here.room is RoomKind.DIRECT and not is_command:
        return Chosen(None, call, typed=True)
    return parsed


def _answered(event: Event, about: Mapping[str, str]) -> Answered | Chosen | None:
    """Return what somebody's client says that they answer to a call or to a poll."""
    call, found = parse_call(about.get(reacted_to(event), "")), None
    if call and (found := polls.response(event.type, event.content)):
        return Chosen(found.choice, call, typed=False)
    return Answered(call) if call else None


def _chosen(message: Message, here: Here, about: Mapping[str, str]) -> Chosen | None:
    """Return the answer that a message is, in reply to a question, or said to the bot alone."""
    call = parse_call(about.get(message.reply_to or "", ""))
    if call is None and here.room is not RoomKind.DIRECT:
        return None
    choice = choice_in(message.body)
    return Chosen(choice, call, typed=True) if choice else None


def _is_command(matter: Matter | None) -> bool:
    return matter is not None and not isinstance(matter, Instead | Talk)


def _names(user_id: str) -> tuple[str, ...]:
    """Return the names by which somebody may call the account, typed or as a pill."""
    return (user_id, user_id.removeprefix("@").partition(":")[0], NAME)


def _parsed(message: Message, here: Here, prefix: str, about: Mapping[str, str]) -> Matter | None:
    replied = proposal_of(about.get(message.reply_to or "", ""))
    here = replace(here, replied_proposal=replied or None)
    try:
        return registry.parse(message, here, prefix)
    except (UsageError, PointOfOrder) as refused:
        return refused


def reacted_to(event: Event) -> str:
    """Return the event to which a reaction says yes, or a poll's answer is; or empty."""
    if found := polls.response(event.type, event.content):
        return found.poll
    relation = event.content.get("m.relates_to") if event.type == REACTION else None
    if not isinstance(relation, Mapping) or relation.get("rel_type") != "m.annotation":
        return ""
    key, target = relation.get("key"), relation.get("event_id")
    is_yes = isinstance(key, str) and _VARIANTS.sub("", key) == YES
    return target if is_yes and isinstance(target, str) else ""


def replied_to(words: Said) -> str:
    """Return the event that a message replies to, or empty."""
    return (words.reply_to or "") if isinstance(words, Message) else ""

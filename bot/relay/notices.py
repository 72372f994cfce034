"""What is said without an entry: to whoever asked, to the secretariat, of rooms.

Read ``Notice`` as a table. With ``messages.RELAY`` it is all that the bot says, but for what
tells newcomers how things stand (``shown.briefing``). Words are given what their row names, and
no more. Pure: imports ``deliberation`` and the rest of the relay alone.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

from bot.relay import places
from bot.relay.officers import officers_in
from bot.relay.post import Post
from deliberation.council import Council
from deliberation.officers import confirmed_by
from templates.views import Data


class For(Enum):
    """For whom a notice is."""

    HERE = auto()
    """The room that it is about: where somebody asked, or where something happened."""
    FORUM = auto()
    """The forum."""
    PLENARY = auto()
    """The plenary of the proposal that it is about."""
    SECRETARIAT = auto()
    """The secretariat's room."""


@dataclass(frozen=True)
class Occasion:
    """What a notice is about: the place of a room, and who may have to see to it.

    ``council`` is given where officers are to be mentioned, ``asked_by`` where who gave a
    command is, ``person`` where it is their identity.
    """

    place: str = ""
    secretariat: Collection[str] = ()
    council: Council | None = None
    asked_by: str = ""
    person: str = ""


Mentions = Callable[[Occasion], tuple[str, ...]]


def nobody(_occasion: Occasion) -> tuple[str, ...]:
    """Mention nobody."""
    return ()


def secretariat(occasion: Occasion) -> tuple[str, ...]:
    """Mention everybody of the secretariat."""
    return tuple(sorted(occasion.secretariat))


def officers_here(occasion: Occasion) -> tuple[str, ...]:
    """Mention who may act for the body whose room it is."""
    return officers_in(places.parse(occasion.place), occasion.council)


def chair_here(occasion: Occasion) -> tuple[str, ...]:
    """Mention the chair of the body whose room it is."""
    return tuple(filter(None, officers_here(occasion)[:1]))


def who_asked(occasion: Occasion) -> tuple[str, ...]:
    """Mention who gave the command."""
    return (occasion.asked_by,) if occasion.asked_by else ()


def who_confirms(occasion: Occasion) -> tuple[str, ...]:
    """Mention who confirms the person's identity, if that is done in chat."""
    if occasion.council is None:
        return ()
    body = confirmed_by(occasion.person, occasion.council, occasion.secretariat)
    chair = occasion.council.chair_of(body)
    return (chair,) if chair else ()


@dataclass(frozen=True)
class Tells:
    """A row: in which words, for whom, and what the words are given.

    ``given`` is None for answers to questions. What they show is decided by ``clerk.answer``, by
    the doors of the room.
    ``quiet``: it asks nobody to do anything, and answers nothing.
    """

    words: str
    to: For
    given: tuple[str, ...] | None = ()
    answer: bool = False
    mentions: Mentions = nobody
    quiet: bool = False


def _shows(words: str) -> Tells:
    """Return the row of what answers a question."""
    return Tells(words, For.HERE, None, answer=True)


def _answers(words: str, *given: str) -> Tells:
    """Return the row of what answers anything else, where it was said."""
    return Tells(words, For.HERE, (*given, "place"), answer=True)


def _tells_secretariat(words: str, *given: str) -> Tells:
    return Tells(words, For.SECRETARIAT, given, mentions=secretariat)


class Notice(Enum):
    """What is said without an entry."""

    STATUS = _shows("status")
    LISTING = _shows("listing")
    HISTORY = _shows("history")
    TEXT = _shows("text")
    DIFF = _shows("diff")
    PREVIEW = _shows("preview")
    OBJECTIONS = _shows("objections")
    ROSTER = _shows("roster")
    HELP = _shows("help")

    REFUSAL = _answers("refusal", "code", "fields", "acts", "council", "proposal", "zone")
    USAGE = _answers("usage", "error", "commands")
    UNKNOWN = _answers("unknown", "word", "nearest", "form")
    INSTEAD = _answers("instead", "line", "slip", "takes_text")
    TALK = _answers("talk")
    OVERTAKEN = _answers("overtaken", "line")
    NOT_ALONE = _answers("not_alone")
    UNFETCHED = _answers("unfetched")
    UNREAD = _answers("unread")
    UNPROTECTED = _answers("unprotected")
    IN_CLEAR = _answers("in_clear")
    UNSIGNED = _answers("unsigned", "person", "body", "council")
    IDENTITY_DIFFERS = _answers("identity_differs", "person", "body", "council")
    IDENTITY_GONE = _answers("identity_gone", "person", "body", "council")
    IDENTITY = _answers("identity", "person", "pinned", "seen", "body", "devices", "council")
    IDENTITY_CONFIRMED_ANSWER = _answers(
        "identity_confirmed_answer", "person", "key", "by", "council"
    )
    ENCRYPTED = _answers("encrypted")
    EDITED = _answers("edited")
    DELETED = _answers("deleted")
    FLOODED = _answers("flooded")
    BUG = _answers("bug", "reference")

    NOT_ASKED = _answers("not_asked", "person")
    QUESTION_ENDED = _answers("question_ended", "person")
    ANSWER_OVERTAKEN = _answers("answer_overtaken", "person")
    BALLOT_UNCLEAR = _answers("ballot_unclear", "person", "ballots")
    BALLOT_WATCHED = _answers("ballot_watched", "person")
    BALLOT_VOID = _answers("ballot_void", "person")
    BALLOT_TAKEN = _answers("ballot_taken", "proposal", "council", "call", "zone", "now")
    BALLOT_ELSEWHERE = Tells("ballot_elsewhere", For.HERE, ("proposal", "council", "call", "place"))

    WELCOME = Tells("welcome", For.HERE)
    IDENTITY_CHANGED = Tells(
        "identity_changed", For.HERE, ("person", "gone", "body", "council"), mentions=who_confirms
    )
    IDENTITY_CONFIRMED = Tells("identity_confirmed", For.HERE, ("person", "key", "by", "council"))
    MOVED = Tells("moved", For.HERE, ("why",))
    RESTORED = Tells("restored", For.HERE, ("behind", "number", "at"), mentions=officers_here)
    GAP = Tells("gap", For.HERE, mentions=officers_here)
    INTRUDED = Tells("intruded", For.HERE, ("what", "person", "by", "at"), mentions=officers_here)
    REFUSES_INVITATION = Tells("refuses_invitation", For.HERE, ("person",), mentions=who_asked)
    INVITATION_WAITS = Tells("invitation_waits", For.HERE, ("person",), mentions=who_asked)
    PLENARY_OPEN = Tells(
        "plenary_open", For.FORUM, ("number", "title", "room_id", "server"), answer=True
    )
    SPACE_OPEN = Tells(
        "space_open", For.PLENARY, ("number", "title", "room_id", "server"), answer=True
    )
    GREETING = Tells("greeting", For.FORUM, ("council",), answer=True)
    REMINDER = Tells(
        "reminder", For.HERE, ("proposal", "council", "until", "zone", "now"), mentions=chair_here
    )
    REMINDER_FOR_NOBODY = Tells(
        "reminder_for_nobody",
        For.SECRETARIAT,
        ("proposal", "council", "caucuses", "until", "zone", "now"),
        mentions=secretariat,
    )
    DEADLINE_PASSED = Tells(
        "deadline_passed",
        For.HERE,
        ("proposal", "council", "until", "zone"),
        mentions=chair_here,
    )
    PLENARY_CLOSED = Tells("plenary_closed", For.HERE, ("proposal", "forum", "server"))
    CALL_LAPSED = Tells(
        "call_lapsed", For.HERE, ("place", "proposal", "council", "call"), quiet=True
    )
    ROOMS_READY = Tells("rooms_ready", For.PLENARY, ("ready", "total"), answer=True)
    INVITING = Tells("inviting", For.PLENARY, ("people", "left", "until"), answer=True)
    INVITING_TOLD = Tells(
        "inviting_told", For.SECRETARIAT, ("number", "people", "left", "until"), answer=True
    )

    CONVENED = Tells("convened", For.SECRETARIAT, ("slug", "server", "encrypted"))
    ALIAS_TAKEN = _tells_secretariat("alias_taken", "alias")
    BANNED = _tells_secretariat("banned", "person", "place")
    GONE = _tells_secretariat("gone", "person", "place")
    INTRUDED_TOLD = _tells_secretariat(
        *("intruded_told", "place", "room_id", "what", "person", "by", "at")
    )
    NOT_INVITED = _tells_secretariat("not_invited", "person")
    OTHERS_GOVERN = _tells_secretariat("others_govern", "place", "room_id", "people")
    PAUSED_ENTRY = _tells_secretariat("paused_entry", "place", "room_id")
    PAUSED_POWER = _tells_secretariat("paused_power", "place", "room_id")
    UPGRADED = _tells_secretariat("upgraded", "place", "room_id")
    TAKEN = _tells_secretariat("taken", "place", "room_id")
    LOST = _tells_secretariat("lost", "place", "room_id")
    PARKED = _tells_secretariat("parked", "place", "error")
    NOT_DONE = _tells_secretariat("not_done", "kind", "place", "reference")
    RAN_OUT = _tells_secretariat("ran_out", "due")
    STOPPED = _tells_secretariat("stopped", "kind", "rooms", "number")


NOTICES: Mapping[str, Notice] = {notice.value.words: notice for notice in Notice}
"""The notices by their words."""


def post(notice: Notice, occasion: Occasion, data: Data) -> Post:
    """Return the message that a notice is."""
    says: Tells = notice.value
    given = data.keys() if says.given is None else says.given
    return Post(
        place=_place(says.to, occasion.place),
        words=says.words,
        data={name: data[name] for name in given},
        answer=says.answer,
        mentions=says.mentions(occasion),
        quiet=says.quiet,
    )


def _place(to: For, about: str) -> str:
    match to:
        case For.HERE:
            return about
        case For.FORUM:
            return places.FORUM_PLACE
        case For.PLENARY:
            return places.plenary_of(places.parse(about).proposal)
        case For.SECRETARIAT:
            return places.SECRETARIAT_PLACE
        case _:
            assert_never(to)

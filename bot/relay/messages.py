"""What crosses which door: an entry and the state give the messages, and for whom.

With ``visibility``, this file is the privacy promise; read ``RELAY`` as a table. A template
is given what those in the room may see: of the proposal what ``seen`` gives, and the entry if it
is for them. Of an entry that isn't, it is given what the row names under ``crosses``. Pure: imports
``deliberation``, views and the rest of the relay alone, never storage, Matrix or a clock.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

from bot.relay import officers, places
from bot.relay.heard import (
    About,
    Heard,
    Mentions,
    about_of,
    always,
    caucus_officers,
    completes,
    council_officers,
    draft_number,
    forum_officers,
    is_not_referred,
    is_referred,
    leaves_others,
    nobody,
    tabler,
)
from bot.relay.post import Post
from bot.relay.shown import SHOW_DRAFT, draft_data
from bot.relay.visibility import (
    account_seen,
    council_seen,
    crossing,
    doors_seen_in,
    edited_seen,
    entry_seen,
    place_seen,
    positions_seen,
    seen,
)
from deliberation import entries as e
from deliberation.terms import RoomKind
from templates.views import CouncilView, Data


class To(Enum):
    """For whom a message is."""

    HERE = auto()
    """The room of the command."""
    FORUM = auto()
    """The forum."""
    ELSEWHERE_FORUM = auto()
    """The forum, unless the command stood there."""
    PLENARY = auto()
    """The proposal's plenary."""
    OPENED_PLENARY = auto()
    """The plenary, if there is one and the command did not stand there."""
    CAUCUSES = auto()
    """Each of the proposal's caucus rooms."""
    OPENED_CAUCUSES = auto()
    """Each caucus room, if the council took the proposal up."""
    BODIES = auto()
    """Where it is told who is chair or deputy of the bodies that it is about."""


@dataclass(frozen=True)
class Says:
    """A row: for whom, in which words, and ``when``, if not always.

    ``crosses``: the fields of the entry's payload that are told also where the entry isn't for
    those in the room. Nothing else of it is. ``quiet``: it asks nobody to do anything.
    """

    to: To
    words: str
    answer: bool = False
    quiet: bool = False
    mentions: Mentions = nobody
    shows: bool = False
    about: About = ""
    crosses: tuple[str, ...] = ()
    when: Callable[[Heard], bool] = always


def _answer(words: str) -> Says:
    return Says(To.HERE, words, answer=True)


def _shows(
    to: To, words: str, mentions: Mentions = nobody, when: Callable[[Heard], bool] = always
) -> Says:
    return Says(to, words, mentions=mentions, shows=True, about="draft", when=when)


OVERVIEW = "position_and_overview"
_ALIKE = ("entry", "payload", "council")
"""What a showing of a draft is given of its entry in all caucuses."""
_STAGE_CHANGED = Says(To.FORUM, "stage_changed", quiet=True, crosses=("round", "draft"))
_OFFICERS = Says(To.BODIES, "officers_changed", mentions=officers.concerned)


RELAY: Mapping[type[e.Payload], tuple[Says, ...]] = {
    e.Tabled: (
        _answer("tabled_answer"),
        Says(To.FORUM, "tabled", mentions=forum_officers, about="proposal"),
    ),
    e.Forwarded: (
        _answer("forwarded_answer"),
        Says(To.FORUM, "forwarded", mentions=tabler),
        _shows(To.PLENARY, "plenary_opened"),
        Says(To.CAUCUSES, "caucus_opened", quiet=True),
    ),
    e.Declined: (_answer("declined_answer"), Says(To.FORUM, "declined", mentions=tabler)),
    e.Withdrawn: (
        _answer("withdrawn_answer"),
        Says(To.ELSEWHERE_FORUM, "withdrawn"),
        Says(To.OPENED_PLENARY, "withdrawn"),
        Says(To.OPENED_CAUCUSES, "withdrawn"),
    ),
    e.Drafted: (
        _answer("drafted_answer"),
        _shows(To.PLENARY, SHOW_DRAFT),
        Says(To.CAUCUSES, "drafted", quiet=True),
    ),
    e.Undrafted: (
        _answer("undrafted_answer"),
        _shows(To.PLENARY, SHOW_DRAFT),
        Says(To.CAUCUSES, "undrafted", quiet=True, when=is_not_referred),
        _shows(To.CAUCUSES, "undrafted_shown", when=is_referred),
    ),
    e.Referred: (
        _answer("referred_answer"),
        _shows(To.CAUCUSES, "referred", mentions=caucus_officers),
        _STAGE_CHANGED,
    ),
    e.Returned: (
        _answer("returned_answer"),
        _shows(To.CAUCUSES, "returned", mentions=caucus_officers),
        _STAGE_CHANGED,
    ),
    e.Recalled: (
        _answer("recalled_answer"),
        Says(To.PLENARY, "overview", quiet=True),
        Says(To.CAUCUSES, "recalled"),
        _STAGE_CHANGED,
    ),
    e.CaucusTextGiven: (
        _answer("caucus_text_answer"),
        Says(To.HERE, "caucus_text", about="text"),
    ),
    e.CaucusTextTakenBack: (_answer("caucus_text_taken_back_answer"),),
    e.PositionRecorded: (
        _answer("position_answer"),
        Says(To.PLENARY, "position", quiet=True, about="text", when=leaves_others),
        Says(To.PLENARY, OVERVIEW, mentions=council_officers, about="text", when=completes),
    ),
    e.RoundClosed: (_STAGE_CHANGED,),
    e.Recommended: (
        _answer("recommended_answer"),
        Says(To.PLENARY, "recommended", about="draft"),
        Says(To.CAUCUSES, "recommended_briefly"),
        Says(To.FORUM, "recommended", mentions=tabler, about="draft"),
    ),
    e.Closed: (
        _answer("closed_answer"),
        Says(To.PLENARY, "closed"),
        Says(To.CAUCUSES, "closed"),
        Says(To.FORUM, "closed", mentions=tabler),
    ),
    e.Reopened: (
        _answer("reopened_answer"),
        Says(To.ELSEWHERE_FORUM, "reopened"),
        _shows(To.OPENED_PLENARY, "reopened_shown", mentions=council_officers),
        Says(To.OPENED_CAUCUSES, "reopened"),
    ),
    e.Constituted: (_OFFICERS,),
    e.Seated: (_answer("seated_answer"),),
    e.Unseated: (_answer("unseated_answer"), _OFFICERS),
    e.UnseatingReason: (),
    e.ChairNamed: (_answer("chair_named_answer"), _OFFICERS),
    e.DeputyNamed: (_answer("deputy_named_answer"), _OFFICERS),
    e.DeputyRemoved: (_answer("deputy_removed_answer"), _OFFICERS),
    e.NamingAnnounced: (
        _answer("naming_announced_answer"),
        Says(To.BODIES, "naming_announced", mentions=officers.concerned),
    ),
    e.NamingEnded: (
        _answer("naming_ended_answer"),
        Says(To.BODIES, "naming_ended", mentions=officers.concerned),
    ),
    e.ObserverNamed: (_answer("observer_named_answer"),),
    e.ObserverRemoved: (_answer("observer_removed_answer"),),
}


def posts(heard: Heard) -> tuple[Post, ...]:
    """Return the messages that an entry gives rise to, in the order in which they go out."""
    council = council_seen(heard.council)
    return tuple(
        _post(heard, says, place, council)
        for says in RELAY[type(heard.entry.payload)]
        if says.when(heard)
        for place in _places(heard, says.to)
    )


def _post(heard: Heard, says: Says, name: str, council: CouncilView) -> Post:
    place = places.parse(name)
    return Post(
        place=name,
        words=says.words,
        data=_data(heard, says, place, council),
        answer=says.answer,
        quiet=says.quiet,
        mentions=says.mentions(heard, place.caucus),
        shows=draft_number(heard) if says.shows else 0,
        about=(about := about_of(heard, says.about)),
        text=about if says.about == "text" else "",
    )


def _places(heard: Heard, to: To) -> Iterator[str]:  # noqa: C901 - one arm a door
    number = heard.entry.proposal
    plenary = places.plenary_of(number)
    rooms = [places.caucus_room(number, caucus.key) for caucus in heard.council.caucuses]
    opened = heard.after is not None and heard.after.forwarded
    match to:
        case To.HERE:
            yield from filter(None, (heard.here,))
        case To.FORUM:
            yield places.FORUM_PLACE
        case To.ELSEWHERE_FORUM:
            if heard.here != places.FORUM_PLACE:
                yield places.FORUM_PLACE
        case To.PLENARY:
            yield plenary
        case To.OPENED_PLENARY:
            if opened and heard.here != plenary:
                yield plenary
        case To.CAUCUSES:
            yield from rooms
        case To.OPENED_CAUCUSES:
            yield from rooms if opened else ()
        case To.BODIES:
            yield from officers.rooms(heard)
        case _:
            assert_never(to)


def _data(heard: Heard, says: Says, place: places.Place, council: CouncilView) -> Data:
    """Return what a template is given; a showing of a draft in a caucus, nothing of the room."""
    doors = doors_seen_in(place)
    proposal = seen(heard.after, doors, heard.plenary)
    shown = draft_data(proposal, place) if says.shows and proposal else {}
    told = {} if says.words == SHOW_DRAFT else _told(heard, says, place, council)
    if told and shown and place.kind is RoomKind.CAUCUS:
        return {**shown, **{name: told[name] for name in _ALIKE}, "lapses": bool(told["before"])}
    return {**told, **shown}


def _told(heard: Heard, says: Says, place: places.Place, council: CouncilView) -> Data:
    """Return what a template is given of the entry, the state before and after it, and the room."""
    doors = doors_seen_in(place)
    proposal = seen(heard.after, doors, heard.plenary)
    entry = entry_seen(heard.entry, doors)
    return {
        "place": place_seen(place),  # first, as it alone differs where many rooms are told the same
        "proposal": proposal,
        "before": positions_seen(heard.before, doors, heard.plenary),
        "council": council,
        "entry": entry,
        "payload": entry.payload if entry else crossing(heard.entry, says.crosses),
        "caucus": council.caucus(place.caucus),
        "head": heard.head,
        "edited": edited_seen(heard.edited) if says.answer and heard.edited else None,
        "idle": heard.idle if says.answer else "",
        "account": account_seen(heard.account) if says.answer else None,
        "changes": officers.told_in(place, heard),
        "naming": officers.carried_out(heard),
        "overtaken": officers.overtaken(heard),
        "called_off": officers.called_off_in(place, heard),
        "told": officers.rooms(heard) if says.answer else (),
        "forum": heard.forum,
        "server": heard.server,
    }

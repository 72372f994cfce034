"""What crosses which door: for each kind of entry, who hears what.

With ``visibility``, this file is the privacy promise; read ``RELAY`` as a table. A template is
given what those in the room may see, and of an entry that isn't for them what the row names under
``crosses``: ``messages`` sees to that. Pure: imports ``deliberation`` and the rest of the relay
alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from bot.relay import officers
from bot.relay.heard import (
    About,
    Heard,
    Mentions,
    always,
    body_officer,
    caucus_officers,
    changes_the_stage,
    completes,
    council_officers,
    forum_officers,
    is_not_referred,
    is_referred,
    is_secret,
    leaves_others,
    nobody,
    tabler,
    was_said_in_a_caucus,
    was_said_in_plenary,
)
from bot.relay.shown import QUESTION_WORDS, SHOW_DRAFT
from deliberation import entries as e


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
    REGISTER = auto()
    """The room in whose register an objection stands, unless the command stood there."""
    OWN_ROOM = auto()
    """The room of the body that the entry names."""
    ELECTORATE = auto()
    """The chat that the bot has with each who is asked by a ballot, if nobody else is there."""
    BODIES = auto()
    """Where it is told who is chair or deputy of the bodies that it is about."""


@dataclass(frozen=True)
class Says:
    """A row: for whom, in which words, and ``when``, if not always.

    ``crosses``: the fields of the entry's payload that are told also where the entry isn't for
    those in the room. Nothing else of it is. ``registers``: it is given the objections that those
    in the room may see. ``quiet``: it asks nobody to do anything. ``pin``:
    as in ``Post``.
    """

    to: To
    words: str
    answer: bool = False
    quiet: bool = False
    mentions: Mentions = nobody
    shows: bool = False
    registers: bool = False
    pin: bool = False
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
_STAGE_CHANGED = Says(To.FORUM, "stage_changed", quiet=True, crosses=("round", "draft"))
_OFFICERS = Says(To.BODIES, "officers_changed", mentions=officers.concerned)


RELAY: Mapping[type[e.Payload], tuple[Says, ...]] = {
    e.Tabled: (
        _answer("tabled_answer"),
        Says(To.FORUM, "tabled", mentions=forum_officers, about="proposal"),
    ),
    e.Forwarded: (
        _answer("forwarded_answer"),
        Says(To.FORUM, "forwarded", mentions=tabler, registers=True),
        _shows(To.PLENARY, "plenary_opened"),
        Says(To.CAUCUSES, "caucus_opened", quiet=True),
    ),
    e.Declined: (
        _answer("declined_answer"),
        Says(To.FORUM, "declined", mentions=tabler, registers=True),
    ),
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
        Says(To.PLENARY, "overview", quiet=True, registers=True),
        Says(To.CAUCUSES, "recalled"),
        _STAGE_CHANGED,
    ),
    e.DeadlineSet: (
        _answer("deadline_answer"),
        Says(To.CAUCUSES, "deadline_changed", quiet=True),
    ),
    e.CaucusTextGiven: (
        _answer("caucus_text_answer"),
        Says(To.HERE, "caucus_text", about="text"),
    ),
    e.CaucusTextTakenBack: (_answer("caucus_text_taken_back_answer"),),
    e.PositionRecorded: (
        _answer("position_answer"),
        Says(To.PLENARY, "position", quiet=True, about="text", when=leaves_others),
        Says(
            To.PLENARY,
            OVERVIEW,
            mentions=council_officers,
            about="text",
            when=completes,
            registers=True,
        ),
    ),
    e.RoundClosed: (_STAGE_CHANGED,),
    e.Recommended: (
        _answer("recommended_answer"),
        Says(To.PLENARY, "recommended", about="draft", registers=True),
        Says(To.CAUCUSES, "recommended_briefly"),
        Says(To.FORUM, "recommended", mentions=tabler, about="draft", registers=True),
    ),
    e.Closed: (
        _answer("closed_answer"),
        Says(To.PLENARY, "closed", registers=True),
        Says(To.CAUCUSES, "closed"),
        Says(To.FORUM, "closed", mentions=tabler, registers=True),
    ),
    e.Reopened: (
        _answer("reopened_answer"),
        Says(To.ELSEWHERE_FORUM, "reopened"),
        _shows(To.OPENED_PLENARY, "reopened_shown", mentions=council_officers),
        Says(To.OPENED_CAUCUSES, "reopened"),
    ),
    e.ObjectionRaised: (_answer("objection_answer"),),
    e.ObjectionJoined: (_answer("objection_joined_answer"),),
    e.ObjectionRaisedAgain: (_answer("objection_again_answer"),),
    e.ObjectionLifted: (
        Says(To.HERE, "objection_lifted_answer", answer=True, crosses=("body", "number", "left")),
        Says(To.REGISTER, "objection_lifted", quiet=True),
    ),
    e.ObjectionsDisposed: (_answer("disposition_answer"),),
    e.ObjectionsDeclared: (),
    e.CallOpened: (Says(To.OWN_ROOM, "call", about="call", pin=True),),
    e.CallExtended: (_answer("call_extended_answer"),),
    e.QuestionPut: (
        Says(To.OWN_ROOM, QUESTION_WORDS, about="call", pin=True),
        Says(
            To.ELECTORATE,
            "ballot_asked",
            about="call",
            crosses=("body", "draft", "caucus_text", "fingerprint", "until", "question"),
            when=is_secret,
        ),
    ),
    e.QuestionCounted: (Says(To.OWN_ROOM, "counted", mentions=body_officer),),
    e.Finding: (Says(To.OWN_ROOM, "finding", mentions=body_officer),),
    e.Corrected: (
        _answer("corrected_answer"),
        Says(To.PLENARY, "corrected", when=was_said_in_a_caucus),
        Says(To.CAUCUSES, "corrected", when=was_said_in_plenary),
        Says(To.FORUM, "stage_corrected", quiet=True, crosses=("draft",), when=changes_the_stage),
    ),
    e.CorrectedInForum: (_answer("corrected_answer"),),
    e.OutcomeCorrected: (
        _answer("corrected_answer"),
        Says(To.CAUCUSES, "outcome_corrected"),
        Says(To.FORUM, "outcome_corrected", mentions=tabler),
    ),
    e.DispositionCorrected: (_answer("disposition_corrected_answer"),),
    e.PositionTakenBack: (
        _answer("position_taken_back_answer"),
        Says(To.PLENARY, "position_taken_back", quiet=True),
    ),
    e.StatementMade: (_answer("statement_answer"),),
    e.StatementAttached: (
        _answer("statement_answer"),
        Says(To.FORUM, "statement_attached", quiet=True),
    ),
    e.StatementsDeclared: (),
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
    e.MethodSet: (_answer("method_set_answer"),),
}

"""What can be wrong with an exported record: a code each, with its sentence in ``templates/``.

Data alone; imports nothing of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class FaultCode(StrEnum):
    """What is wrong; after each, the ``fields`` that its sentence needs."""

    # the file
    REPEATED = "repeated"  # an object with the same key twice; ``key``
    # the format and the seals
    SHAPE = "shape"  # not of the format; ``at``: where in the document or the entry
    ORDER = "order"  # a number not above the one before it; ``after``: that one
    PREVIOUS = "previous"  # not the hash of the entry before it in the record
    PREVIOUS_IN_PROPOSAL = "previous_in_proposal"  # nor of the one before it in its proposal
    HASH = "hash"  # not that of the entry's outer values
    COMMITMENT = "commitment"  # not that of the content shown
    FINGERPRINT = "fingerprint"  # not that of the text beside it
    HIDDEN = "hidden"  # a public entry without its content
    HEAD = "head"  # a chain's last entry isn't the one said; ``proposal``
    # compared with what somebody kept
    HEAD_UNKNOWN = "head_unknown"  # no entry has the hash that was given; ``hash``
    HEAD_PASSED = "head_passed"  # one has, but ``more`` follow; ``posted``, its ``hash``: a later
    BEGINNING = "beginning"  # not as in the older export; ``at``: the value that differs
    BEGINNING_SHORT = "beginning_short"  # an entry of the older export that isn't here
    # any entry, by the procedure
    KIND = "kind"  # of no known kind, version or form; ``kind``, ``version``
    CHAIN = "chain"  # a kind that stands in another chain; ``kind``
    AUDIENCE = "audience"  # for a door for which no such entry is; ``audience``
    OPENED = "opened"  # public, after plenaries were closed to the public; ``before``: since when
    FIRST = "first"  # not what a chain begins with
    TWICE = "twice"  # the event acted before; ``event``, ``before``
    # a proposal's
    STAGE = "stage"  # no act leads there; ``kind``, ``before``: where it may have stood, ``stage``
    AUTHORITY = "authority"  # by nobody who could then; ``person``, ``who``, ``body``
    BEGUN = "begun"  # withdrawn though the work had begun
    NEVER_REFERRED = "never_referred"  # of what only can be once the proposal was referred
    DRAFT_NUMBER = "draft_number"  # not the next; ``draft``, ``next``
    NO_DRAFT = "no_draft"  # about a draft that was never issued; ``draft``
    OTHER_TEXT = "other_text"  # about a draft with another fingerprint than it has; ``draft``
    NOT_CURRENT = "not_current"  # about a draft that wasn't the current one; ``draft``, ``current``
    NOT_REFERRED = "not_referred"  # a position on a draft before it was referred; ``draft``
    UNDRAFTED = "undrafted"  # taken back though referred, or to another draft; ``draft``
    ROUND = "round"  # of another round than was open, or would begin; ``round``, ``known``
    ROUND_INCOMPLETE = "round_incomplete"  # closed before all reported; ``missing``
    ROUND_NOT_CLOSED = "round_not_closed"  # not closed with the last position
    TEXT_NUMBER = "text_number"  # a caucus text's number isn't the next; ``text``
    TEXT_TAKEN_BACK = "text_taken_back"  # one that isn't there, or was released; ``text``
    RULES = "rules"  # calls for binding rules in a clause that isn't in its text; ``draft``
    RELEASE = "release"  # ``why``: none, unasked, unknown, other, taken_back, unchanged
    DISAGREED = "disagreed"  # recommended without agreement; ``missing``, ``roster``: is it known
    LAST_POSITIONS = "last_positions"  # a closing lists others than were recorded; ``caucus``
    CORRECTED = "corrected"  # an act that can't be taken back; ``corrected``: its entry
    OBJECTION_NUMBER = "objection_number"  # not the next of its register; ``objection``, ``next``
    OBJECTION_UNKNOWN = "objection_unknown"  # of one that was never raised; ``objection``
    OBJECTION_LIFTED = "objection_lifted"  # disposed of though it was lifted; ``objection``
    OBJECTION_STANDS = "objection_stands"  # a *yes* though it stood against it; ``objection``
    OBJECTION_DECLARED = "objection_declared"  # not declared, or of no register; ``objection``
    CALL_OPEN = "call_open"  # opened, or closed, while one was open; ``call``: its entry
    CALL_TEXT = "call_text"  # about another text than its room had; ``draft``
    CALL_UNKNOWN = "call_unknown"  # of one that was not open; ``call``: its entry
    ASKED = "asked"  # a question to others, or otherwise, than the caucus had it; ``body``
    COUNTED = "counted"  # what its question can't have come to; ``call``: its entry
    METHOD = "method"  # a position by a method that didn't find it; ``caucus``
    STATEMENT_STAGE = "statement_stage"  # of a kind that isn't made so early, or late; ``draft``
    STATEMENT_AUTHOR = "statement_author"  # not by who makes it for ``caucus`` (empty: themselves)
    STATEMENT_REPLACES = "statement_replaces"  # in the place of none of its kind; ``replaces``
    STATEMENTS_DECLARED = "statements_declared"  # others than were made on it; ``draft``
    # the roster's
    NO_CHANGE = "no_change"  # changes nothing of the roster as it was
    SEATS = "seats"  # more representatives than seats; ``body``, ``taken``, ``seats``
    TWO_PLACES = "two_places"  # in two caucuses, or observer and in one; ``person``
    TWO_CHAIRS = "two_chairs"  # chair or deputy of the council and of a caucus; ``person``


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with the entry of this number; 0: with the document.

    Where an entry has no readable number, ``fields`` has its ``place`` in the list, from 0.
    """

    code: FaultCode
    number: int
    fields: Mapping[str, Any] = field(default_factory=dict)

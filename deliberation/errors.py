"""What the procedure refuses, as a code with fields.

The sentence that a person reads for a code stands in ``templates/``; this file
must never hold one.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """Why an act was refused; each has its sentence in ``templates/refusals.html.j2``."""

    # proposals
    NO_SUCH_PROPOSAL = "no_such_proposal"
    WRONG_ROOM = "wrong_room"
    NOT_AUTHORISED = "not_authorised"
    WRONG_STAGE = "wrong_stage"
    NEVER_REFERRED = "never_referred"
    DRAFT_NOT_REFERRED = "draft_not_referred"
    DRAFT_NOT_SHOWN = "draft_not_shown"
    DRAFT_NOT_CURRENT = "draft_not_current"
    DRAFT_UNCHANGED = "draft_unchanged"
    CAUCUS_TEXT_NOT_SHOWN = "caucus_text_not_shown"
    LATEST_TEXT_NOT_SHOWN = "latest_text_not_shown"
    CLAUSE_UNCHANGED = "clause_unchanged"
    CLAUSE_UNFIT = "clause_unfit"
    CLAUSE_TOO_LONG = "clause_too_long"
    NO_EARLIER_DRAFT = "no_earlier_draft"
    DRAFT_WAS_REFERRED = "draft_was_referred"
    NO_CAUCUS_TEXT = "no_caucus_text"
    CAUCUS_TEXT_UNCHANGED = "caucus_text_unchanged"
    CAUCUS_TEXT_AS_BEFORE = "caucus_text_as_before"
    RELEASE_UNCLEAR = "release_unclear"
    NOTE_AGAINST = "note_against"
    NOTE_NAMES_OTHER = "note_names_other"
    NO_TEXT_TO_TAKE_BACK = "no_text_to_take_back"
    CAUCUS_TEXT_WAS_RELEASED = "caucus_text_was_released"
    ALREADY_RECORDED = "already_recorded"
    OTHER_OFFICER_DIFFERS = "other_officer_differs"
    CAUCUSES_MISSING = "caucuses_missing"
    UNDER_WAY = "under_way"
    # objections
    OBJECTIONS_STAND = "objections_stand"
    NO_OBJECTIONS = "no_objections"
    NO_SUCH_OBJECTION = "no_such_objection"
    OBJECTIONS_TOO_MANY = "objections_too_many"
    OBJECTION_STANDS_ALREADY = "objection_stands_already"
    OBJECTION_ADDRESSED = "objection_addressed"
    OBJECTION_RAISED_AGAIN = "objection_raised_again"
    RAISING_AGAIN_NEEDS_REASON = "raising_again_needs_reason"
    OBJECTION_NOT_THEIRS = "objection_not_theirs"
    OBJECTION_LIFTED = "objection_lifted"
    NO_DISPOSITION = "no_disposition"
    DISPOSED_ALREADY = "disposed_already"
    NOT_ACCOMMODATED = "not_accommodated"
    CLAUSE_OF_TEXT_NOT_SHOWN = "clause_of_text_not_shown"
    # deadlines
    NO_SUCH_MOMENT = "no_such_moment"
    MOMENT_PASSED = "moment_passed"
    TERM_TOO_SHORT = "term_too_short"
    TERM_TOO_LONG = "term_too_long"
    NO_DEADLINE = "no_deadline"
    DEADLINE_AS_BEFORE = "deadline_as_before"
    # calls
    CALL_IS_OPEN = "call_is_open"
    CALL_NOT_ENDED = "call_not_ended"
    CALL_NOT_LATER = "call_not_later"
    NO_CALL = "no_call"
    TOO_FEW_TO_ASK = "too_few_to_ask"
    NO_FINDING = "no_finding"
    # corrections
    NOTHING_TO_CORRECT = "nothing_to_correct"
    NOT_THEIRS_TO_CORRECT = "not_theirs_to_correct"
    CORRECTION_RESTED_ON = "correction_rested_on"
    NOT_THE_LATEST = "not_the_latest"
    TOO_LATE_TO_CORRECT = "too_late_to_correct"
    NO_POSITION = "no_position"
    # statements
    NO_ROUND_YET = "no_round_yet"
    ROUND_NOT_OVER = "round_not_over"
    TOO_LATE_FOR_STATEMENTS = "too_late_for_statements"
    STATEMENT_IS_THE_CAUCUSES = "statement_is_the_caucuses"
    STATEMENT_AS_BEFORE = "statement_as_before"
    # binding rules
    RULES_AS_BEFORE = "rules_as_before"
    # questions
    NO_SUCH_DRAFT = "no_such_draft"
    NO_SUCH_TEXT = "no_such_text"
    NO_SUCH_CLAUSE = "no_such_clause"
    SEVERAL_CLAUSES = "several_clauses"
    NOTHING_TO_COMPARE = "nothing_to_compare"
    # roster
    NO_SUCH_BODY = "no_such_body"
    OTHER_BODY = "other_body"
    BODY_MISSING = "body_missing"
    NO_FREE_SEAT = "no_free_seat"
    IN_OTHER_CAUCUS = "in_other_caucus"
    IS_OBSERVER = "is_observer"
    NOT_OBSERVER = "not_observer"
    ALREADY_SEATED = "already_seated"
    NOT_SEATED = "not_seated"
    IS_CHAIR = "is_chair"
    IS_DEPUTY = "is_deputy"
    NOT_DEPUTY = "not_deputy"
    NOT_REPRESENTATIVE = "not_representative"
    IS_IN_CAUCUS = "is_in_caucus"
    CHAIRS_OTHER = "chairs_other"
    NAMES_SECRETARIAT = "names_secretariat"
    GUARDED = "guarded"
    NAMING_NEEDS_REASON = "naming_needs_reason"
    NAMING_UNDER_WAY = "naming_under_way"
    NOT_THEIRS_TO_REFUSE = "not_theirs_to_refuse"
    REASON_NOT_TAKEN = "reason_not_taken"
    IS_BOT = "is_bot"
    NO_SUCH_ACCOUNT = "no_such_account"
    CHAIR_UNREACHABLE = "chair_unreachable"
    METHOD_AS_BEFORE = "method_as_before"
    METHOD_IN_USE = "method_in_use"
    # identities
    BOTS_IDENTITY = "bots_identity"
    NO_IDENTITY = "no_identity"
    IDENTITY_STANDS = "identity_stands"
    IDENTITY_GONE = "identity_gone"
    OTHER_IDENTITY = "other_identity"
    CONFIRMED_ELSEWHERE = "confirmed_elsewhere"
    NOT_ENCRYPTED = "not_encrypted"


class PointOfOrder(Exception):  # noqa: N818 - the field's own word for it
    """The procedure refuses an act; nothing was changed.

    ``code`` says why; ``fields`` holds what a sentence about it needs.
    """

    def __init__(self, code: Code, **fields: Any) -> None:
        super().__init__(code.value)
        self.code = code
        self.fields: Mapping[str, Any] = fields

"""What is malformed in a command, as a code with the place.

The sentence that a person reads for a code stands in ``templates/``; this file
must never hold one.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Usage(StrEnum):
    """Why a command could not be read; beside each, its fields."""

    PROPOSAL_MISSING = "proposal_missing"
    OTHER_PROPOSAL = "other_proposal"  # named, here
    TWO_PROPOSALS = "two_proposals"  # named, here: named too, or replied to
    SECOND_PROPOSAL = "second_proposal"  # named: joined to the first
    KEYWORD = "keyword"  # choices, found
    REASON_MISSING = "reason_missing"
    TOO_LONG = "too_long"  # what: note, title, objection, and so on; length, limit
    TITLE_MISSING = "title_missing"
    INITIATOR_MISSING = "initiator_missing"
    TEXT_MISSING = "text_missing"  # clause: whose words are missing, or empty
    WORDS_MISSING = "words_missing"  # clause: in reply to a message that shows its text
    TEXT_BLANK = "text_blank"
    REPLY_SHOWS_NO_TEXT = "reply_shows_no_text"  # clause: that it shows alone, or empty
    REPLY_DOUBTFUL = "reply_doubtful"  # person: whose message it is, as it says; doubt: why not
    TEXT_TOO_LARGE = "text_too_large"  # size, limit: bytes
    TEXT_TOO_LONG = "text_too_long"  # lines, limit
    TEXT_AMBIGUOUS = "text_ambiguous"  # name: of the file that stands beside lines below
    TEXT_ON_FIRST_LINE = "text_on_first_line"
    FILE_KIND = "file_kind"  # name
    FILE_TOO_LARGE = "file_too_large"  # name, size, limit: bytes
    FILE_NOT_TEXT = "file_not_text"  # not UTF-8
    PERSON_MISSING = "person_missing"
    PERSON_UNCLEAR = "person_unclear"  # found; answers: in a reply or thread; offered: an id
    PERSON_INVALID = "person_invalid"  # found
    CLAUSE_MISSING = "clause_missing"  # nothing stands behind the sign or word that names one
    FINGERPRINT = "fingerprint"  # least: characters
    VERSION = "version"  # found: neither a draft nor a caucus text
    OBJECTION_MISSING = "objection_missing"  # no label stands where one must
    OBJECTIONS_TOO_MANY = "objections_too_many"  # limit: that one command may name
    OBJECTIONS_REVERSED = "objections_reversed"  # first, last: of a range
    ONE_OBJECTION = "one_objection"  # another label stands behind the first
    CONCERN_MISSING = "concern_missing"  # an objection without words
    STATEMENT_MISSING = "statement_missing"  # a statement without words
    LABEL_IN_FULL = "label_in_full"  # caucus, number: of what would go out
    TERM = "term"  # found: neither a period nor a moment
    TIME_MISSING = "time_missing"  # found: a date without a time of day
    UNEXPECTED = "unexpected"  # found: what stands behind a command that was complete
    SECOND_COMMAND = "second_command"  # a later line is a whole command too; the line is that
    NO_SUCH_COMMAND = "no_such_command"  # word, nearest


class UsageError(Exception):
    """A command is malformed; nothing was asked of the procedure.

    ``command`` is its name, ``line`` its first line as typed, and ``at`` the offset
    in that line where the trouble is; ``fields`` holds what a sentence needs.
    """

    def __init__(self, code: Usage, *, command: str, line: str, at: int, **fields: Any) -> None:
        super().__init__(code.value)
        self.code = code
        self.command = command
        self.line = line
        self.at = at
        self.fields: Mapping[str, Any] = fields

    def having(self, **fields: Any) -> "UsageError":
        """Return the same error with more fields."""
        more = {**self.fields, **fields}
        return UsageError(self.code, command=self.command, line=self.line, at=self.at, **more)

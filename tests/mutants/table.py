"""Which files are mutated, and the tests that are meant to hold each, the quickest first.

A mutant of a file is tried against these tests in this order, until one fails. They need no
homeserver. A test's path may go on with ``::name``. Whoever moves a file moves its row.
"""

_PROCEDURE = (
    "tests/deliberation/test_drafts.py",
    "tests/deliberation/test_endings.py",
    "tests/deliberation/test_roster.py",
    "tests/deliberation/test_stage_diagram.py",
    "tests/relay/test_privacy.py",
    "tests/deliberation/test_whole_table.py",
)
_ENTRIES = (
    "tests/deliberation/test_entries.py",
    "tests/storage/frozen/test_frozen_record.py",
    "tests/docs/test_record_page.py",
    "tests/storage/test_record.py",
)
_WORDS = ("tests/bot/test_wanted.py", "tests/relay/test_privacy.py", "tests/bot/test_clerk.py")

HELD_BY: dict[str, tuple[str, ...]] = {
    "deliberation/acts.py": ("tests/commands/test_acts.py", *_PROCEDURE),
    "deliberation/council.py": ("tests/bot/test_wanted.py", *_PROCEDURE),
    "deliberation/effects.py": _PROCEDURE,
    "deliberation/entries/codec.py": _ENTRIES,
    "deliberation/entries/council_chain.py": (*_ENTRIES, *_PROCEDURE),
    "deliberation/entries/entry.py": (*_ENTRIES, *_PROCEDURE),
    "deliberation/entries/payload.py": (*_ENTRIES, *_PROCEDURE),
    "deliberation/entries/proposal_chain.py": (*_ENTRIES, *_PROCEDURE),
    "deliberation/errors.py": _PROCEDURE,
    "deliberation/procedure.py": (*_PROCEDURE, "tests/deliberation/test_terms.py"),
    "deliberation/proposal.py": _PROCEDURE,
    "deliberation/people.py": (
        "tests/deliberation/test_people.py",
        "tests/commands/test_people.py",
    ),
    "deliberation/reference.py": ("tests/deliberation/test_reference.py", *_WORDS),
    "deliberation/roster.py": (
        "tests/deliberation/test_roster.py",
        *_PROCEDURE,
        "tests/deliberation/test_terms.py",
    ),
    "deliberation/terms.py": ("tests/deliberation/test_terms.py", *_PROCEDURE),
    "deliberation/text.py": ("tests/deliberation/test_text.py", *_PROCEDURE),
    "bot/relay/places.py": (*_WORDS, "tests/bot/test_plenary_privacy.py"),
    "bot/relay/messages.py": (
        *_WORDS,
        "tests/templates/test_meaning.py",
        "tests/bot/test_whole_table.py",
    ),
    "bot/relay/visibility.py": (*_WORDS, "tests/relay/test_answers.py"),
    "bot/relay/rooms.py": ("tests/relay/test_rooms.py", "tests/bot/test_wanted.py"),
    "storage/outbox.py": ("tests/storage/test_outbox.py", "tests/bot/test_courier.py"),
    "storage/record.py": ("tests/storage/test_record.py", "tests/storage/test_verify.py"),
    "storage/seal.py": ("tests/storage/test_seal.py", "tests/storage/test_verify.py"),
    "storage/verify.py": ("tests/storage/test_verify.py",),
}

"""Which files are mutated, and the tests that are meant to hold each, the quickest first.

A mutant of a file is tried against these tests in this order, until one fails. They need no
homeserver. A test's path may go on with ``::name``. Whoever moves a file moves its row.
"""

_PROCEDURE = (
    "tests/deliberation/test_recorded.py",
    "tests/deliberation/test_folding.py",
    "tests/deliberation/test_refusals.py",
    "tests/deliberation/test_drafts.py",
    "tests/deliberation/test_endings.py",
    "tests/deliberation/test_roster.py",
    "tests/deliberation/test_whole_table.py",
    "tests/deliberation/test_stage_diagram.py",
)
_ENTRIES = (
    "tests/deliberation/test_entries.py",
    "tests/storage/frozen/test_frozen_record.py",
    "tests/docs/test_record_page.py",
    "tests/storage/test_record.py",
)
_EVERY_WORD = "tests/templates/test_every_word.py"
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
    "deliberation/errors.py": (
        f"{_EVERY_WORD}::test_a_refusal_is_a_point_of_order",
        f"{_EVERY_WORD}::test_every_refusal_has_its_words",
        *_PROCEDURE,
    ),
    "deliberation/procedure.py": (*_PROCEDURE, "tests/deliberation/test_authorities.py"),
    "deliberation/proposal.py": _PROCEDURE,
    "deliberation/people.py": (
        "tests/deliberation/test_people.py",
        "tests/commands/test_people.py",
    ),
    "deliberation/reference.py": ("tests/deliberation/test_reference.py", *_WORDS),
    "deliberation/roster.py": (
        "tests/deliberation/test_roster.py",
        "tests/deliberation/test_authorities.py",
        *_PROCEDURE,
    ),
    "deliberation/terms.py": ("tests/deliberation/test_terms.py", *_PROCEDURE),
    "deliberation/text.py": ("tests/deliberation/test_text.py", *_PROCEDURE),
    "bot/relay/places.py": (
        "tests/relay/test_places.py",
        "tests/relay/test_rooms.py",
        "tests/relay/test_posts.py",
    ),
    "bot/relay/heard.py": ("tests/relay/test_posts.py",),
    "bot/relay/messages.py": (
        "tests/relay/test_posts.py",
        "tests/relay/test_privacy.py",
        "tests/relay/test_views.py",
    ),
    "bot/relay/notices.py": ("tests/relay/test_notices.py",),
    "bot/relay/visibility.py": (
        "tests/relay/test_visibility.py",
        "tests/relay/test_posts.py",
        "tests/relay/test_privacy.py",
        "tests/relay/test_views.py",
        "tests/relay/test_answers.py",
    ),
    "bot/relay/power.py": ("tests/relay/test_rooms.py",),
    "bot/relay/room_settings.py": ("tests/relay/test_rooms.py",),
    "bot/relay/rooms.py": ("tests/relay/test_rooms.py", "tests/bot/test_wanted.py"),
    "bot/clerk/due.py": ("tests/bot/test_scheduler.py", "tests/bot/test_opening_progress.py"),
    "bot/clerk/leaving.py": ("tests/bot/test_leaving.py",),
    "bot/clerk/scheduler.py": ("tests/bot/test_scheduler.py",),
    "storage/due.py": ("tests/storage/test_due.py", "tests/bot/test_scheduler.py"),
    "storage/outbox.py": ("tests/storage/test_outbox.py", "tests/bot/test_courier.py"),
    "storage/record.py": ("tests/storage/test_record.py", "tests/storage/test_verify.py"),
    "storage/seal.py": ("tests/storage/test_seal.py", "tests/storage/test_verify.py"),
    "storage/verify.py": (
        f"{_EVERY_WORD}::test_every_fault_of_a_record_has_its_sentence",
        "tests/storage/test_verify.py",
    ),
}

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
_REPLAYED = (
    "tests/storage/test_forged_records.py",
    "tests/storage/test_replay_hidden.py",
    "tests/storage/test_replay_holds.py",
)
_EVERY_WORD = "tests/templates/test_every_word.py"
_CORPUS = "tests/texts/test_corpus.py"
_READING = (
    "tests/texts/test_labels.py",
    "tests/texts/test_content.py",
    "tests/texts/test_outlines.py",
    "tests/texts/test_structure.py",
    "tests/texts/test_lines.py",
    "tests/texts/test_names.py",
    _CORPUS,
    "tests/texts/test_any_text.py",
)
_COMPARING = (
    "tests/texts/test_changes.py",
    "tests/texts/test_content.py",
    "tests/texts/test_small.py",
    "tests/texts/test_applying.py",
    _CORPUS,
    "tests/texts/test_any_edit.py",
)
_SHOWING = ("tests/templates/test_changes.py", "tests/templates/test_passages.py")
_WORDS = ("tests/bot/test_wanted.py", "tests/relay/test_privacy.py", "tests/bot/test_clerk.py")

_OBJECTIONS = ("tests/deliberation/test_objections.py", "tests/bot/test_objections.py")
_RELAYED = (
    "tests/relay/test_posts.py",
    "tests/relay/test_privacy.py",
    "tests/relay/test_views.py",
)
_SEEN = ("tests/relay/test_visibility.py", *_RELAYED, "tests/relay/test_answers.py")
HELD_BY: dict[str, tuple[str, ...]] = {
    "deliberation/acts.py": ("tests/commands/test_acts.py", *_PROCEDURE),
    "deliberation/council.py": ("tests/bot/test_wanted.py", *_PROCEDURE),
    "deliberation/effects.py": _PROCEDURE,
    "deliberation/entries/codec.py": _ENTRIES,
    "deliberation/entries/council_chain.py": (*_ENTRIES, *_PROCEDURE),
    "deliberation/entries/entry.py": (*_ENTRIES, *_PROCEDURE),
    "deliberation/payload.py": (*_ENTRIES, *_PROCEDURE),
    "deliberation/entries/proposal_chain.py": (*_ENTRIES, *_PROCEDURE),
    "deliberation/errors.py": (
        f"{_EVERY_WORD}::test_a_refusal_is_a_point_of_order",
        f"{_EVERY_WORD}::test_every_refusal_has_its_words",
        *_PROCEDURE,
    ),
    "deliberation/procedure.py": (*_PROCEDURE, "tests/deliberation/test_authorities.py"),
    "deliberation/transitions.py": _PROCEDURE,
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
    "deliberation/corrections/conditions.py": ("tests/deliberation/test_corrections.py",),
    "deliberation/corrections/latest.py": ("tests/deliberation/test_corrections.py",),
    "deliberation/objections/conditions.py": _OBJECTIONS,
    "deliberation/objections/effects.py": _OBJECTIONS,
    "deliberation/objections/register.py": _OBJECTIONS,
    "deliberation/objections/standing.py": _OBJECTIONS,
    "deliberation/text.py": ("tests/deliberation/test_text.py", *_PROCEDURE),
    "bot/relay/places.py": (
        "tests/relay/test_places.py",
        "tests/relay/test_rooms.py",
        "tests/relay/test_posts.py",
    ),
    "bot/relay/heard.py": ("tests/relay/test_posts.py",),
    "bot/relay/looks/names.py": ("tests/relay/test_topics.py", "tests/relay/test_rooms.py"),
    "bot/relay/looks/picture.py": ("tests/relay/test_pictures.py", "tests/relay/test_rooms.py"),
    "bot/relay/crossing.py": _RELAYED,
    "bot/relay/messages.py": _RELAYED,
    "bot/relay/notices.py": ("tests/relay/test_notices.py",),
    "bot/relay/visibility/council.py": _SEEN,
    "bot/relay/visibility/doors.py": _SEEN,
    "bot/relay/visibility/objections.py": ("tests/bot/test_objections.py", *_SEEN),
    "bot/relay/visibility/proposals.py": _SEEN,
    "bot/relay/power.py": ("tests/relay/test_rooms.py",),
    "bot/relay/room_settings.py": ("tests/relay/test_rooms.py",),
    "bot/relay/rooms.py": ("tests/relay/test_rooms.py", "tests/bot/test_wanted.py"),
    "bot/rendering/process.py": ("tests/rendering/test_process.py",),
    "bot/clerk/timers/due.py": (
        "tests/bot/test_scheduler.py",
        "tests/bot/test_opening_progress.py",
    ),
    "bot/clerk/timers/deadlines.py": ("tests/bot/test_deadlines.py",),
    "bot/clerk/timers/plan.py": ("tests/bot/test_deadlines.py", "tests/bot/test_naming.py"),
    "deliberation/deadlines/conditions.py": ("tests/bot/test_deadlines.py",),
    "deliberation/periods.py": ("tests/bot/test_deadlines.py",),
    "bot/clerk/timers/leaving.py": ("tests/bot/test_leaving.py",),
    "bot/clerk/timers/scheduler.py": ("tests/bot/test_scheduler.py",),
    "storage/due.py": ("tests/storage/test_due.py", "tests/bot/test_scheduler.py"),
    "storage/outbox.py": ("tests/storage/test_outbox.py", "tests/bot/test_courier.py"),
    "storage/record.py": ("tests/storage/test_record.py", "tests/storage/test_verify.py"),
    "storage/seal.py": ("tests/storage/test_seal.py", "tests/storage/test_verify.py"),
    "storage/chain_replay.py": _REPLAYED,
    "storage/compare.py": ("tests/cli/test_forged_exports.py",),
    "storage/document.py": ("tests/cli/test_forged_exports.py",),
    "storage/objection_replay.py": _REPLAYED,
    "storage/proposal_replay.py": _REPLAYED,
    "storage/replay.py": _REPLAYED,
    "storage/roster_replay.py": _REPLAYED,
    "storage/text_replay.py": _REPLAYED,
    "storage/verify.py": (
        f"{_EVERY_WORD}::test_every_fault_of_a_record_has_its_sentence",
        "tests/storage/test_verify.py",
    ),
    "templates/changes.py": _SHOWING,
    "templates/edits.py": _SHOWING,
    "templates/passages.py": _SHOWING,
    "templates/apart.py": ("tests/templates/test_pipe.py",),
    "templates/pipe.py": ("tests/templates/test_pipe.py", "tests/rendering/test_process.py"),
    "templates/stored.py": ("tests/templates/test_stored.py",),
    "templates/unusual.py": ("tests/templates/test_unusual.py",),
    "templates/words.py": _SHOWING,
    "texts/align.py": _COMPARING,
    "texts/alike.py": _COMPARING,
    "texts/block.py": _READING,
    "texts/chain.py": _COMPARING,
    "texts/compare.py": _COMPARING,
    "texts/edit.py": ("tests/texts/test_edit.py",),
    "texts/enumerators.py": ("tests/texts/test_enumerators.py", *_READING),
    "texts/inline.py": (
        "tests/texts/test_words.py",
        "tests/texts/test_changes.py",
        *_READING,
        *_SHOWING,
    ),
    "texts/items.py": _READING,
    "texts/lists.py": _READING,
    "texts/markdown.py": _READING,
    "texts/names.py": _READING,
    "texts/operations.py": _COMPARING,
    "texts/plain.py": _READING,
    "texts/raw.py": _READING,
    "texts/read.py": _READING,
    "texts/sequence.py": ("tests/texts/test_sequence.py", *_COMPARING),
    "texts/remains.py": ("tests/templates/test_unusual.py", "tests/deliberation/test_release.py"),
    "texts/signatures.py": ("tests/texts/test_outlines.py",),
    "texts/trace.py": ("tests/texts/test_trace.py",),
    "texts/words.py": ("tests/texts/test_words.py", *_READING),
}

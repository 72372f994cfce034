"""What is said without an entry: where, to whom, and what its words are given."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import templates
from bot.relay.crossing import RELAY
from bot.relay.notices import NOTICES, Notice, Occasion, post
from bot.relay.shown import SHOW_DRAFT, STRUCK
from templates.render import FOLDER
from tests.templates import sample

ROOT = Path(__file__).parents[2]
CAUCUS = Occasion("P12/caucus:cs", ("@b:test", "@a:test"), sample.ASSEMBLED, "@chair:test")
QUESTIONS = {
    "objections",
    "status",
    "listing",
    "history",
    "text",
    "diff",
    "preview",
    "roster",
    "help",
}
ANSWERS = {
    *(
        "refusal",
        "usage",
        "unknown",
        "instead",
        "talk",
        "overtaken",
        "unfetched",
        "unread",
        "unprotected",
    ),
    *("in_clear", "unsigned", "identity", "identity_differs", "identity_gone"),
    "identity_confirmed_answer",
    *("encrypted", "edited", "deleted", "flooded", "bug", "not_alone"),
    *("not_asked", "question_ended", "ballot_unclear", "ballot_void", "ballot_taken"),
    *("answer_overtaken", "ballot_watched"),
}
SECRETARIAT = {
    *("alias_taken", "banned", "gone", "not_invited", "others_govern", "paused_entry"),
    *(
        "intruded_told",
        "reminder_for_nobody",
        "taken",
        "paused_power",
        "upgraded",
        "lost",
        "parked",
        "not_done",
        "ran_out",
        "stopped",
    ),
}
OTHERS = {
    "welcome": ("P12/caucus:cs", False, ()),
    "ballot_elsewhere": ("P12/caucus:cs", False, ()),
    "identity_changed": ("P12/caucus:cs", False, ("@chair:example.org",)),
    "identity_confirmed": ("P12/caucus:cs", False, ()),
    "moved": ("P12/caucus:cs", False, ()),
    "restored": ("P12/caucus:cs", False, ("@cs-chair:example.org", "@cs-1:example.org")),
    "intruded": ("P12/caucus:cs", False, ("@cs-chair:example.org", "@cs-1:example.org")),
    "gap": ("P12/caucus:cs", False, ("@cs-chair:example.org", "@cs-1:example.org")),
    "refuses_invitation": ("P12/caucus:cs", False, ("@chair:test",)),
    "invitation_waits": ("P12/caucus:cs", False, ("@chair:test",)),
    "plenary_open": ("forum", True, ()),
    "space_open": ("P12/plenary", True, ()),
    "greeting": ("forum", True, ()),
    "convened": ("secretariat", False, ()),
    "rooms_ready": ("P12/plenary", True, ()),
    "reminder": ("P12/caucus:cs", False, ("@cs-chair:example.org",)),
    "plenary_closed": ("P12/caucus:cs", False, ()),
    "call_lapsed": ("P12/caucus:cs", False, ()),
    "deadline_passed": ("P12/caucus:cs", False, ("@cs-chair:example.org",)),
    "inviting": ("P12/plenary", True, ()),
    "inviting_told": ("secretariat", True, ()),
}
"""Where each is said, whether quietly, and whom it mentions."""
BESIDES = {"briefing", "turn", "part", "in_file", "not_rendered", SHOW_DRAFT, STRUCK}
"""Words that are no row's: for newcomers, and instead of or around other words."""
SAMPLES = {name: data for name, data in sample.answers() if name in NOTICES}


def told(name: str) -> tuple[str, bool, tuple[str, ...]]:
    said = post(NOTICES[name], CAUCUS, {**SAMPLES[name], "place": "P12/caucus:cs"})
    assert said.words == name
    return said.place, said.answer, said.mentions


def test_every_notice_is_said_where_and_to_whom_the_table_says() -> None:
    answers = dict.fromkeys(QUESTIONS | ANSWERS, ("P12/caucus:cs", True, ()))
    alarming = dict.fromkeys(SECRETARIAT, ("secretariat", False, ("@a:test", "@b:test")))
    assert {name: told(name) for name in NOTICES} == answers | alarming | OTHERS


@pytest.mark.parametrize(
    "place, mentioned",
    [
        ("forum", sample.ASSEMBLED.forum_officers),
        ("P12/plenary", sample.ASSEMBLED.officers),
        ("P12/caucus:nobody", ()),
        ("direct:!chat", ()),
        ("secretariat", ()),
    ],
)
def test_after_a_restore_those_are_mentioned_who_act_in_the_room(
    place: str, mentioned: tuple[str, ...]
) -> None:
    said = post(Notice.RESTORED, Occasion(place, council=sample.ASSEMBLED), SAMPLES["restored"])
    assert (said.place, said.mentions) == (place, mentioned)


def test_nobody_is_mentioned_where_the_council_is_not_given() -> None:
    assert post(Notice.RESTORED, Occasion("forum"), SAMPLES["restored"]).mentions == ()


@pytest.mark.parametrize("name", NOTICES.keys() - QUESTIONS)
def test_words_are_given_what_their_row_names_and_no_more(name: str) -> None:
    data = {**SAMPLES[name], "place": "P12/caucus:cs"}
    said = post(NOTICES[name], CAUCUS, {**data, "secret": "Said behind doors."})
    assert said.data == {key: data[key] for key in NOTICES[name].value.given or ()}
    assert templates.render(name, {"prefix": "!", **said.data})


def test_what_answers_a_question_is_given_all_that_was_found_for_the_room() -> None:
    for name in QUESTIONS:
        assert post(NOTICES[name], CAUCUS, {"found": 1}).data == {"found": 1}


def test_all_that_is_said_is_in_one_of_the_two_tables() -> None:
    there = {path.name.removesuffix(".html.j2") for path in FOLDER.glob("messages/*.j2")}
    relayed = {says.words for row in RELAY.values() for says in row}
    assert not relayed & NOTICES.keys()
    assert there == relayed | NOTICES.keys() | BESIDES


def calls() -> Iterator[tuple[str, str]]:
    """Yield what each file of the bot calls."""
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call):
                yield path.relative_to(ROOT).as_posix(), ast.unparse(node.func)


def test_nothing_but_the_relay_makes_messages_and_two_files_put_them_into_the_outbox() -> None:
    made = {name: {path for path, call in calls() if call == name} for name in ("Post", "Row")}
    assert all(path.startswith("bot/relay/") for path in made["Post"] | made["Row"])
    put = {path for path, call in calls() if call in {"Outgoing", "outbox.put"}}
    assert put == {"bot/clerk/clerk.py", "bot/rooms/notices.py", "bot/restore/accept.py"}

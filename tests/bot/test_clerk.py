"""Whatever comes in, the clerk goes on: fuzzed events, and what it answers to some."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.clerk.item import Item
from bot.matrix import Event
from bot.relay import places
from commands.parsing.command import Asked
from commands.registry import COMMANDS
from deliberation.acts import Refer
from deliberation.entries import Referred
from storage.outbox import Row
from tests.bot.desk import Desk, desk

PLACES = ("forum", "P1/plenary", "P1/caucus:cs", "direct:!chat", "P1/space", "P7/plenary")
PEOPLE = ("@chair:test", "@cs-chair:test", "@forum-chair:test", "@visitor:test", "", "nobody")
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)
words = st.one_of(
    st.text(max_size=200),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["!", "! ", " !", "!!", "> !", "`!"]),
        st.sampled_from(sorted(COMMANDS)),
        st.one_of(
            st.text(max_size=60),
            st.sampled_from(
                [" yes", " no x", " amended", " P1", " P1 x", " 3", " @a:b", " cs @a:b"]
            ),
            st.builds("\n{}".format, st.text(max_size=200)),
        ),
    ),
)
relations = st.one_of(
    json,
    st.builds(lambda i: {"m.in_reply_to": i}, json),
    st.builds(lambda i: {"rel_type": "m.replace", "event_id": i}, json),
    st.builds(lambda i: {"rel_type": "m.thread", "event_id": "$x", "is_falling_back": i}, json),
)
contents = st.one_of(
    st.dictionaries(st.text(max_size=12), json, max_size=4),
    st.fixed_dictionaries(
        {"msgtype": st.sampled_from(["m.text", "m.file", "m.notice"]) | json, "body": words | json},
        optional={
            "m.relates_to": relations,
            "formatted_body": words | json,
            "format": st.just("org.matrix.custom.html"),
            "m.mentions": json,
            "filename": st.text(max_size=12) | json,
            "url": json,
            "org.rapporteur": json,
        },
    ),
)


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        opened.say("forum", "@visitor:test", "!propose T\nFrom: I\nOne.\n\nTwo.")
        opened.say("forum", "@forum-chair:test", "!consensus yes P1")
        yield opened


@settings(
    max_examples=5 * settings().max_examples // 2,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    place=st.sampled_from(PLACES),
    sender=st.sampled_from((*PEOPLE, "@bot:test")),
    content=contents,
    kind=st.sampled_from(
        ["m.room.message", "m.room.message", "m.room.redaction", "m.room.encrypted"]
    ),
    alone=st.booleans(),
)
def test_no_event_whatever_it_holds_stops_the_clerk(
    at_desk: Desk, place: str, sender: str, content: dict[str, Any], kind: str, *, alone: bool
) -> None:
    event = at_desk.event(place, sender, content, type=kind, redacts="$1")
    at_desk.bring(place, event, alone=alone)


def test_a_mark_with_a_draft_beyond_any_number_completes_no_showing(at_desk: Desk) -> None:
    at_desk.show("P1/plenary", 2**70)
    assert "Point of order" not in at_desk.say("P1/plenary", "@chair:test", "!refer")


def test_the_same_event_seen_twice_acts_once(at_desk: Desk) -> None:
    content = {"msgtype": "m.text", "body": "!refer"}
    event = at_desk.event("P1/plenary", "@chair:test", content)
    first = at_desk.bring("P1/plenary", event)
    again = at_desk.bring("P1/plenary", event)
    assert first
    assert not again


def test_what_no_event_asks_for_is_done_once_and_replies_to_nothing(at_desk: Desk) -> None:
    asked = Asked("refer", Refer(), 1, None, "!refer")
    place = places.parse("P1/plenary")
    item = Item("timer:P1/refer", place, "@chair:test", 5, asked)
    rows = at_desk.work(item)
    assert rows
    assert not at_desk.work(item)
    assert {row.event_type for row in rows} == {"m.room.message"}
    assert not any("m.relates_to" in (row.content or {}) for row in rows)
    entry = at_desk.entries(1)[-1]
    assert isinstance(entry.payload, Referred)
    assert (entry.person, entry.event, entry.event_time) == ("@chair:test", "", 5)
    assert entry.cause == "timer:P1/refer"


def edited(at_desk: Desk, original: Event, body: str) -> str:
    """Have a message's sender edit it; return what the bot says to that, or empty."""
    content = {
        "msgtype": "m.text",
        "body": f"* {body}",
        "m.new_content": {"msgtype": "m.text", "body": body},
        "m.relates_to": {"rel_type": "m.replace", "event_id": original.event_id},
    }
    place = original.room_id.removeprefix("!")
    rows = at_desk.bring(place, at_desk.event(place, original.sender, content))
    return str((rows[0].content or {})["body"]) if rows else ""


def said(at_desk: Desk, body: str) -> Event:
    """Have the council chair say something in plenary."""
    event = at_desk.event("P1/plenary", "@chair:test", {"msgtype": "m.text", "body": body})
    at_desk.bring("P1/plenary", event)
    return event


@pytest.mark.parametrize(
    "first, then",
    [
        ("!refer", "!refer with a note"),
        ("!consensus maybe", "!consensus yes"),
        ("!reffer", "!refer"),
        ("!withdraw Not by me", "Never mind"),
        ("!propose", "!refer"),
        ("A good day to you", "!refer"),
    ],
    ids=["recorded", "malformed", "unknown", "refused", "in the wrong room", "no command"],
)
def test_who_edits_a_command_or_makes_one_by_editing_is_told_to_send_it_anew(
    at_desk: Desk, first: str, then: str
) -> None:
    original = said(at_desk, first)
    recorded = at_desk.entries(1)
    assert "as a new message" in edited(at_desk, original, then)
    assert at_desk.entries(1) == recorded


def test_an_edit_that_has_to_do_with_no_command_gets_no_answer(at_desk: Desk) -> None:
    assert edited(at_desk, said(at_desk, "A god day"), "A good day") == ""
    assert edited(at_desk, said(at_desk, "!wow"), "!Wow, what a day") == ""


def test_an_answer_replies_to_the_command_and_comes_first(at_desk: Desk) -> None:
    content = {"msgtype": "m.text", "body": "!refer"}
    event = at_desk.event("P1/plenary", "@chair:test", content)
    rows = at_desk.bring("P1/plenary", event)
    answer = rows[0].content or {}
    assert rows[0].place == "P1/plenary"
    assert answer["msgtype"] == "m.notice"
    assert answer["m.relates_to"] == {"m.in_reply_to": {"event_id": event.event_id}}


def test_a_recorded_act_is_ticked_and_a_refused_one_is_not(at_desk: Desk) -> None:
    def ticks(sender: str) -> list[str]:
        content = {"msgtype": "m.text", "body": "!refer"}
        rows = at_desk.bring("P1/plenary", at_desk.event("P1/plenary", sender, content))
        return [row.event_type for row in rows if row.event_type == "m.reaction"]

    assert ticks("@visitor:test") == []
    assert ticks("@chair:test") == ["m.reaction"]


def notified(rows: list[Row], place: str = "forum") -> list[list[str]]:
    """Return whom the messages in a place that notify do mention."""
    contents = [row.content or {} for row in rows if row.place == place]
    return [c["m.mentions"]["user_ids"] for c in contents if c.get("msgtype") == "m.text"]


@pytest.mark.parametrize("said", ["!consensus yes P2", "!consensus no P2 Out of scope"])
def test_who_tabled_a_proposal_is_notified_of_what_the_forum_makes_of_it(
    at_desk: Desk, said: str
) -> None:
    at_desk.say("forum", "@visitor:test", "!propose T\nFrom: I\nOne.")
    content = {"msgtype": "m.text", "body": said}
    rows = at_desk.bring("forum", at_desk.event("forum", "@forum-chair:test", content))
    assert notified(rows) == [["@visitor:test"]]


def test_a_position_on_a_draft_that_is_no_longer_current_is_refused_and_that_one_shown(
    at_desk: Desk,
) -> None:
    at_desk.say("P1/plenary", "@chair:test", "!refer")
    at_desk.show("P1/caucus:cs", 1)
    at_desk.say("P1/plenary", "@chair:test", "!recall x")
    at_desk.say("P1/plenary", "@chair:test", "!draft\nAnother text.")
    at_desk.say("P1/plenary", "@chair:test", "!refer")
    content = {"msgtype": "m.text", "body": "!consensus yes"}
    event = at_desk.event("P1/caucus:cs", "@cs-chair:test", content)
    rows = at_desk.bring("P1/caucus:cs", event)
    assert "Point of order" in str(rows[0].content)
    assert rows[-1].shows == 2
    at_desk.show("P1/caucus:cs", 2)
    assert "calls rough consensus on Draft 2" in at_desk.say(
        "P1/caucus:cs", "@cs-chair:test", "!consensus yes"
    )


def test_a_draft_asked_for_that_is_not_current_does_not_count_as_shown(at_desk: Desk) -> None:
    at_desk.say("P1/plenary", "@chair:test", "!draft\nAnother text.")
    content = {"msgtype": "m.text", "body": "!text 1"}
    asked = at_desk.bring("P1/caucus:cs", at_desk.event("P1/caucus:cs", "@cs-1:test", content))
    assert [row.shows for row in asked] == [0]


def test_a_draft_that_somebody_asks_for_is_not_pinned_over_the_one_that_was_shown(
    at_desk: Desk,
) -> None:
    content = {"msgtype": "m.text", "body": "!draft\nAnother text."}
    drafted = at_desk.bring("P1/plenary", at_desk.event("P1/plenary", "@chair:test", content))
    assert [r.shows for r in drafted if r.pin] == [2]
    content = {"msgtype": "m.text", "body": "!text"}
    asked = at_desk.bring("P1/plenary", at_desk.event("P1/plenary", "@visitor:test", content))
    assert [r.shows for r in asked] == [2]
    assert not any(r.pin for r in asked)


def test_who_left_the_chat_that_the_bot_offered_is_invited_again_when_they_need_it_again(
    at_desk: Desk,
) -> None:
    def unreadable(room: str) -> None:
        at_desk.room(room)
        event = at_desk.event(room, "@visitor:test", {}, type="m.room.encrypted")
        assert "direct chat" in str(at_desk.bring(room, event)[0].content)

    offered = "direct:@visitor:test"
    unreadable("direct:!one")
    at_desk.invited(offered, "@visitor:test")
    unreadable("direct:!two")
    assert at_desk.runner.run(at_desk.is_to_be_invited(offered, "@visitor:test"))


def test_when_a_proposal_ends_so_do_the_rooms_of_a_caucus_that_is_no_more(at_desk: Desk) -> None:
    at_desk.runner.run(at_desk.constitute_without("cs"))
    at_desk.say("P1/plenary", "@chair:test", "!refer")
    at_desk.say("P1/plenary", "@chair:test", "!recall Enough")
    at_desk.say("P1/plenary", "@chair:test", "!close Enough")
    assert at_desk.runner.run(at_desk.ended()) == {
        "P1/caucus:cs",
        "P1/caucus:gov",
        "P1/plenary",
        "P1/space",
    }


def test_forwarding_asks_for_a_room_for_the_plenary_and_for_each_caucus(at_desk: Desk) -> None:
    assert at_desk.places() == [
        "forum",
        "space",
        "P1/caucus:cs",
        "P1/caucus:gov",
        "P1/plenary",
        "P1/space",
    ]


def test_an_answer_in_a_direct_chat_has_a_public_version_in_case_somebody_joins(
    at_desk: Desk,
) -> None:
    at_desk.say("P1/plenary", "@chair:test", "!refer")
    at_desk.say("P1/caucus:cs", "@cs-chair:test", "!draft\nOur secret wording.")
    content = {"msgtype": "m.text", "body": "!text P1 cs.1"}
    event = at_desk.event("direct:!chat", "@cs-1:test", content)
    (row,) = at_desk.bring("direct:!chat", event)
    assert "Our secret wording" in str(row.content)
    assert row.only_with == "@cs-1:test"
    assert "Our secret wording" not in str(row.otherwise)


def test_who_is_not_of_the_caucus_is_not_shown_its_text_in_a_direct_chat(at_desk: Desk) -> None:
    at_desk.say("P1/plenary", "@chair:test", "!refer")
    at_desk.say("P1/caucus:cs", "@cs-chair:test", "!draft\nOur secret wording.")
    for sender in ("@gov-chair:test", "@chair:test", "@secretary:test", "@visitor:test"):
        assert "Our secret" not in at_desk.say("direct:!chat", sender, "!text P1 cs.1")

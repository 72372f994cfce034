"""Who commands or asks in a thread is answered there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.desk import Desk, desk

FORUM, VISITOR = "forum", "@visitor:test"
IN_THREAD = {
    "rel_type": "m.thread",
    "event_id": "$root",
    "is_falling_back": True,
    "m.in_reply_to": {"event_id": "$last"},
}


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        opened.say(FORUM, VISITOR, "!propose T\nFrom: I\nOne.")
        yield opened


@pytest.mark.parametrize("said", ["!status P1", "!text P1", "!consensus yes P1", "!statsu P1"])
def test_every_part_of_an_answer_stands_in_the_commands_thread(at_desk: Desk, said: str) -> None:
    content = {"msgtype": "m.text", "body": said, "m.relates_to": IN_THREAD}
    command = at_desk.event(FORUM, VISITOR, content)
    rows = at_desk.bring(FORUM, command)
    assert rows
    for row in rows:
        assert (row.content or {})["m.relates_to"] == {
            "rel_type": "m.thread",
            "event_id": "$root",
            "is_falling_back": False,
            "m.in_reply_to": {"event_id": command.event_id},
        }


def test_what_is_told_to_everybody_stands_in_no_thread(at_desk: Desk) -> None:
    content = {"msgtype": "m.text", "body": "!propose U\nFrom: I\nOne.", "m.relates_to": IN_THREAD}
    rows = at_desk.bring(FORUM, at_desk.event(FORUM, VISITOR, content))
    told = [row for row in rows if (row.content or {}).get("msgtype") == "m.text"]
    assert told
    assert not [row for row in told if "m.relates_to" in (row.content or {})]

"""Which order of events counts as the same in the transcript, and which doesn't."""

from typing import Any

from demo.person import Seen
from tests.demo.transcript import settled

BOT = "@rapporteur:x"


def event(event_id: str, sender: str = BOT, relation: dict[str, Any] | None = None) -> Seen:
    kind = "m.reaction" if relation and "key" in relation else "m.room.message"
    content = {"m.relates_to": relation} if relation else {}
    return {"event_id": event_id, "sender": sender, "type": kind, "content": content}


COMMAND = event("command", "@chair:x")
ANSWER = event("answer", relation={"m.in_reply_to": {"event_id": "command"}})
TICK = event("tick", relation={"rel_type": "m.annotation", "event_id": "command", "key": "✅"})
DRAFT = event("draft")
OTHER = event("other", "@gov-1:x")


def order(*events: Seen) -> list[str]:
    return [each["event_id"] for each in settled(events)]


def test_a_tick_is_shown_after_its_answer_however_many_messages_of_the_bot_overtook_it() -> None:
    shown = ["command", "answer", "tick", "draft"]
    assert order(COMMAND, ANSWER, TICK, DRAFT) == shown
    assert order(COMMAND, ANSWER, DRAFT, TICK) == shown


def test_a_tick_before_its_answer_is_shown_before_it() -> None:
    assert order(COMMAND, TICK, ANSWER, DRAFT) == ["command", "tick", "answer", "draft"]
    assert order(COMMAND, DRAFT, TICK, ANSWER) == ["command", "tick", "draft", "answer"]


def test_a_tick_that_comes_after_somebody_has_spoken_is_shown_there() -> None:
    assert order(COMMAND, ANSWER, OTHER, TICK) == ["command", "answer", "other", "tick"]


def test_messages_stay_in_their_order() -> None:
    assert order(COMMAND, DRAFT, ANSWER, OTHER) == ["command", "draft", "answer", "other"]

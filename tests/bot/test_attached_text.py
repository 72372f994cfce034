"""The text that a reply means, where a homeserver can't be told to give the occasion."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from bot.clerk.item import of_event
from bot.listener.attached_text import AttachedTexts
from bot.matrix import Event
from bot.ratelimit import RateLimit
from bot.relay import places
from commands.parsing.command import Asked, InReply
from commands.parsing.errors import Usage, UsageError
from deliberation.acts import IssueDraft
from storage.outbox import Row
from tests.bot.desk import BOT, Desk, desk


class Server:
    """Gives the one event that it has."""

    user_id = BOT

    def __init__(self, event: Event) -> None:
        self._event = event

    async def event(self, room_id: str, event_id: str) -> Event:
        assert (room_id, event_id) == (self._event.room_id, self._event.event_id)
        return self._event


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        opened.say("forum", "@visitor:test", "!propose T\nFrom: I\n*One*.")
        opened.say("forum", "@forum-chair:test", "!consensus yes P1")
        yield opened


def drafted(at_desk: Desk, row: Row) -> Any:
    """Return what `!draft` asks in reply to a row that was just sent, and not marked yet."""
    place = "P1/plenary"
    event = Event(f"!{place}", "$sent", BOT, 1, row.event_type, row.content or {})
    asked = Asked("draft", IssueDraft(""), 1, InReply("$sent"), "!draft")
    reply = at_desk.event(place, "@chair:test", {})
    item = of_event(reply, places.parse(place), asked)
    texts = AttachedTexts(at_desk.database, cast("Any", Server(event)), RateLimit())
    return at_desk.runner.run(texts.attached(item, reply.room_id, asked)).want


def test_a_showing_that_was_only_just_sent_means_its_exact_text(at_desk: Desk) -> None:
    content = {"msgtype": "m.text", "body": "!text"}
    (row,) = at_desk.bring("P1/plenary", at_desk.event("P1/plenary", "@chair:test", content))
    assert drafted(at_desk, row) == IssueDraft("*One*.")


def test_no_other_room_s_message_is_taken_for_a_showing(at_desk: Desk) -> None:
    at_desk.say("P1/plenary", "@chair:test", "!refer")
    content = {"msgtype": "m.text", "body": "!draft\nOur secret wording."}
    event = at_desk.event("P1/caucus:cs", "@cs-chair:test", content)
    row = next(row for row in at_desk.bring("P1/caucus:cs", event) if row.about)
    with pytest.raises(UsageError) as refused:
        drafted(at_desk, row)
    assert refused.value.code is Usage.REPLY_SHOWS_NO_TEXT

"""The text that a reply means, where a homeserver can't be told to give the occasion."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from bot.alone import Alone
from bot.clerk.item import Item, of_event
from bot.listener import recognise
from bot.listener.attached_text import AttachedTexts, Unfetched
from bot.matrix import ENCRYPTED, Doubt, Event
from bot.ratelimit import RateLimit
from bot.relay import places
from commands.parsing.command import Asked, InReply
from commands.parsing.errors import Usage, UsageError
from deliberation.acts import IssueDraft
from storage.outbox import Row
from tests.bot.desk import BOT, Desk, desk
from tests.bot.known import NOT_ASKED
from texts.read import Format

PLENARY, CAUCUS, CHAIR, CS_CHAIR = "P1/plenary", "P1/caucus:cs", "@chair:test", "@cs-chair:test"
FILE = "mxc://test/file"


class Server:
    """Gives the events that it has, and a file."""

    user_id = BOT

    def __init__(self, *events: Event) -> None:
        self._events = {(event.room_id, event.event_id): event for event in events}

    async def download(self, url: str, _limit: int, *_secret: object) -> bytes:
        assert url == FILE
        return b"In a file."

    async def event(self, room_id: str, event_id: str) -> Event:
        return self._events[room_id, event_id]


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        opened.say("forum", "@visitor:test", "!propose T\nFrom: I\n*One*.")
        opened.say("forum", "@forum-chair:test", "!consensus yes P1")
        yield opened


def drafted(at_desk: Desk, row: Row, place: str = PLENARY) -> Any:
    """Return what `!draft` asks in reply to a row that was just sent, and not marked yet."""
    event = Event(f"!{place}", "$sent", BOT, 1, row.event_type, row.content or {})
    asked = Asked("draft", IssueDraft(""), 1, InReply("$sent"), "!draft")
    reply = at_desk.event(place, "@chair:test", {})
    item = of_event(reply, places.parse(place), asked)
    texts = AttachedTexts(
        at_desk.database,
        cast("Any", Server(event)),
        RateLimit(),
        Alone(at_desk.database.attempts),
        NOT_ASKED,
    )
    return at_desk.runner.run(texts.attached(item, reply.room_id, asked)).want


def filed(name: str, **more: Any) -> dict[str, Any]:
    """Return what a message with a file holds."""
    return {"msgtype": "m.file", "body": "!draft", "filename": name, "url": FILE, **more}


def replied(to: str) -> dict[str, Any]:
    return {"m.relates_to": {"m.in_reply_to": {"event_id": to}}}


def fetched(at_desk: Desk, place: str, sender: str, content: dict[str, Any], *there: Event) -> Item:
    """Return what somebody asks, with the text fetched; ``there`` is what is replied to."""
    event = at_desk.event(place, sender, content)
    named, said = places.parse(place), recognise.said(event)
    item = recognise.item(event, said, named, BOT, "!", about={})
    assert item is not None
    assert isinstance(item.what, Asked)
    texts = AttachedTexts(
        at_desk.database,
        cast("Any", Server(*there)),
        RateLimit(),
        Alone(at_desk.database.attempts),
        NOT_ASKED,
    )
    asked = at_desk.runner.run(texts.attached(item, event.room_id, item.what))
    return replace(item, what=asked)


def wanted(item: Item) -> Any:
    assert isinstance(item.what, Asked)
    return item.what.want


@pytest.mark.parametrize(
    "name, form", [("a.txt", Format.PLAIN), ("A.TXT", Format.PLAIN), ("a.md", Format.MARKDOWN)]
)
def test_a_text_from_a_text_file_is_plain_also_in_the_message_replied_to(
    at_desk: Desk, name: str, form: Format
) -> None:
    assert wanted(fetched(at_desk, PLENARY, CHAIR, filed(name))) == IssueDraft("In a file.", form)
    there = at_desk.event(PLENARY, "@cs-1:test", filed(name, body=name))
    asked = {"msgtype": "m.text", "body": "!draft", **replied(there.event_id)}
    found = fetched(at_desk, PLENARY, CHAIR, asked, there)
    assert wanted(found) == IssueDraft("In a file.", form)


def test_a_text_from_a_message_replied_to_is_markdown(at_desk: Desk) -> None:
    there = at_desk.event(PLENARY, "@cs-1:test", {"msgtype": "m.text", "body": "Said."})
    asked = {"msgtype": "m.text", "body": "!draft", **replied(there.event_id)}
    found = fetched(at_desk, PLENARY, CHAIR, asked, there)
    assert wanted(found) == IssueDraft("Said.", Format.MARKDOWN)


@pytest.mark.parametrize("name, form", [("a.txt", Format.PLAIN), ("a.md", Format.MARKDOWN)])
def test_a_text_that_the_bot_showed_keeps_its_format(
    at_desk: Desk, name: str, form: Format
) -> None:
    """A draft, which a caucus takes for its own; and that, released, for the next draft."""
    rows = at_desk.work(fetched(at_desk, PLENARY, CHAIR, filed(name)))
    at_desk.say(PLENARY, CHAIR, "!refer")
    ours = fetched(at_desk, CAUCUS, CS_CHAIR, filed(name))
    given = Asked("draft", replace(wanted(ours), text="Ours."), 1)
    at_desk.work(replace(ours, what=given))
    at_desk.show(CAUCUS, 2)
    content = {"msgtype": "m.text", "body": "!consensus amended cs.1"}
    rows += at_desk.bring(CAUCUS, at_desk.event(CAUCUS, CS_CHAIR, content))
    showings = [row for row in rows if row.place == PLENARY and row.about]
    found = [drafted(at_desk, row) for row in showings]
    assert found == [IssueDraft("In a file.", form), IssueDraft("Ours.", form)]


def test_a_tabled_text_that_the_bot_showed_keeps_its_format(at_desk: Desk) -> None:
    body = "!propose T\nFrom: I"
    tabled = fetched(at_desk, "forum", "@visitor:test", filed("a.txt", body=body))
    (row,) = [row for row in at_desk.work(tabled) if row.about]
    assert drafted(at_desk, row, "forum") == IssueDraft("In a file.", Format.PLAIN)


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


@pytest.mark.parametrize("doubt", list(Doubt))
def test_no_text_is_taken_from_a_message_of_a_device_that_is_not_its_senders(
    at_desk: Desk, doubt: Doubt
) -> None:
    content = {"msgtype": "m.text", "body": "A wording."}
    there = at_desk.event(PLENARY, "@cs-1:test", content, sealed=True)
    asked = {"msgtype": "m.text", "body": "!draft", **replied(there.event_id)}
    assert wanted(fetched(at_desk, PLENARY, "@chair:test", asked, there)).text == "A wording."
    assert why_not(at_desk, asked, replace(there, doubt=doubt)) == doubt


def why_not(at_desk: Desk, asked: dict[str, Any], *there: Event) -> str:
    """Return what the chair is told of a message of @cs-1's that a reply takes no text from."""
    with pytest.raises(UsageError) as refused:
        fetched(at_desk, PLENARY, CHAIR, asked, *there)
    assert refused.value.code is Usage.REPLY_DOUBTFUL
    assert refused.value.fields["person"] == "@cs-1:test"
    return str(refused.value.fields["doubt"])


def test_no_text_is_taken_from_an_edit_in_clear_of_what_was_sent_encrypted(at_desk: Desk) -> None:
    content = {"msgtype": "m.text", "body": "A wording."}
    there = at_desk.event(PLENARY, "@cs-1:test", content, sealed=True)
    edited = replace(there, event_id="$edit", sealed=False)
    asked = {"msgtype": "m.text", "body": "!draft", **replied(there.event_id)}
    assert why_not(at_desk, asked, replace(there, edited=edited.event_id), edited) == "in_clear"


def test_what_cannot_be_read_yet_is_asked_for_again(at_desk: Desk) -> None:
    there = at_desk.event(PLENARY, "@cs-1:test", {}, type=ENCRYPTED)
    asked = {"msgtype": "m.text", "body": "!draft", **replied(there.event_id)}
    with pytest.raises(Unfetched):
        fetched(at_desk, PLENARY, CHAIR, asked, there)

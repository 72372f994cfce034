"""Messages that look like an act of somebody's who may do it, and are none.

Each is sent by a real account on a real homeserver; none may change the record.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from storage import rooms
from tests.authority.hall import Hall
from tests.e2e.conftest import settled

Json = dict[str, Any]
HTML = "org.matrix.custom.html"


@dataclass(frozen=True)
class Forgery:
    """What somebody sends, and where (as in ``Case``)."""

    what: str
    role: str
    room: str
    content: Json
    kind: str = "m.room.message"


def text(body: str, **more: Any) -> Json:
    """Return a text message."""
    return {"msgtype": "m.text", "body": body, **more}


def relates(**relation: Any) -> Json:
    """Return what relates a message to another."""
    return {"m.relates_to": relation}


def replying(event_id: str) -> Json:
    """Return what makes a message a reply."""
    return relates(**{"m.in_reply_to": {"event_id": event_id}})


def replacing(event_id: str, body: str) -> Json:
    """Return an edit of a message."""
    new = {"m.new_content": text(body), **relates(rel_type="m.replace", event_id=event_id)}
    return text(f"* {body}", **new)


def forgeries(hall: Hall, of_chair: str, small_talk: str) -> Iterator[Forgery]:
    """Yield them all. ``of_chair`` is a command of the council chair's in plenary, ``small_talk``
    an ordinary message of theirs there."""
    act, yes = "!recall Enough", f"!consensus yes {hall.tabled}"
    chair = hall.council["chair"].user_id
    yield Forgery("a chair's display name", "visitor", "forum", text(yes))
    yield Forgery("a chair's display name, in plenary", "cs-1", "plenary", text(act))
    yield Forgery(
        "another's edit of a chair's command", "cs-1", "plenary", replacing(of_chair, act)
    )
    yield Forgery("an edit of small talk", "chair", "plenary", replacing(small_talk, act))
    yield Forgery("another's edit of small talk", "cs-1", "plenary", replacing(small_talk, act))
    yield Forgery("a quotation", "chair", "plenary", text(f"> {act}\n\nI would not."))
    quoted = {"format": HTML, "formatted_body": f"<blockquote><p>{act}</p></blockquote>"}
    yield Forgery("a quotation in HTML", "chair", "plenary", text(act, **quoted))
    code = {"format": HTML, "formatted_body": f"<pre><code>{act}</code></pre>"}
    yield Forgery("code", "chair", "plenary", text(act, **code))
    fallback = f"> <{chair}> {act}\n\nA good idea."
    yield Forgery("a reply's fallback", "chair", "plenary", text(fallback, **replying(of_chair)))
    for kind in ("m.notice", "m.emote", "m.image", "org.example.text"):
        yield Forgery(f"a {kind}", "chair", "plenary", {**text(act), "msgtype": kind})
    yield Forgery("another type of event", "chair", "plenary", text(act), "org.example.message")
    yield Forgery("a reply to a chair", "cs-1", "plenary", text(act, **replying(of_chair)))
    yield Forgery(
        "a reply to nothing", "forum-chair", "forum", text("!consensus yes", **replying("$x"))
    )
    elsewhere = text("!consensus yes", **replying(of_chair))
    yield Forgery("a reply to another room's event", "forum-chair", "forum", elsewhere)
    for relation in (
        {"rel_type": "m.thread", "event_id": of_chair, "is_falling_back": True},
        {"rel_type": "m.reference", "event_id": of_chair},
        {"rel_type": "m.annotation", "event_id": of_chair, "key": "✅"},
        {"rel_type": "org.example.act", "event_id": of_chair, "sender": chair},
        {"event_id": of_chair},
    ):
        what = f"a forged relation {relation.get('rel_type', '')}"
        yield Forgery(what, "cs-1", "plenary", text(act, **relates(**relation)))
    for field in ("sender", "user_id", "origin", "event_id"):
        yield Forgery(f"a forged {field}", "cs-1", "plenary", {**text(act), field: chair})
    shown = {"org.rapporteur": {"key": "0" * 40, "shows": 2}}
    yield Forgery("a showing of a draft", "cs-1", "cs", text("Draft 2", **shown))
    yield Forgery("a chair's pill", "cs-1", "plenary", text(f"{chair} {act}"))
    tick = relates(rel_type="m.annotation", event_id=small_talk, key="✅")
    yield Forgery("a tick", "cs-1", "plenary", tick, "m.reaction")


async def tried(hall: Hall) -> int:
    """Have each forgery sent; return how many there were. Raises AssertionError if one acted."""
    council, chair = hall.council, hall.council["chair"]
    await _named_as(hall, "visitor", "forum-chair")
    await _named_as(hall, "cs-1", "chair")
    of_chair = await chair.say(hall.opened.plenary, "!refer")
    await chair.answer(hall.opened.plenary, of_chair)
    small_talk = await chair.say(hall.opened.plenary, "A good day to you all")
    before, count = await hall.head(), 0
    for each in forgeries(hall, of_chair, small_talk):
        places = {"forum": council.forum, "plenary": hall.opened.plenary, **hall.opened.caucuses}
        await council[each.role].send(places[each.room], each.content, each.kind)
        await council[each.role].commands(places[each.room], "!help status")
        assert await hall.head() == before, f"{each.what} acted"
        count += 1
    await settled(council)
    async with council.database.read() as conn:
        caucus = await rooms.get(conn, f"{hall.opened.number}/caucus:cs")
    assert caucus, "the caucus has no room"
    assert caucus.shown == 1, "somebody's message counts as a showing"
    return count


async def _named_as(hall: Hall, role: str, other: str) -> None:
    """Have somebody call themselves as another is called."""
    person, user_id = hall.council[role], hall.council[other].user_id
    where = f"profile/{quote(person.user_id)}/displayname"
    await person.ask("PUT", where, {"displayname": f"{user_id} {secrets.token_hex(1)}"})

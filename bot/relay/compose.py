"""From a post to outbox rows: words become message contents, each under its own key.

A row's key derives from its cause, its place and an index, so that the same cause
gives the same rows however often it is worked on; the Matrix transaction id is the
key. Knows ``templates`` (the words) and ``storage.outbox`` (the row); no I/O.
"""

import hmac
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import templates
from bot.relay.post import Post
from deliberation import reference
from deliberation.reference import Reference
from storage.outbox import Row
from storage.rooms import Room
from templates.views import Data

FIELD = "org.rapporteur"
"""The name of the field by which the bot knows its own messages again."""
TICK = "✅"
HTML = "org.matrix.custom.html"


def derived(secret: bytes, *parts: object) -> str:
    """Return 40 hex digits that nobody without the secret can tell from the parts."""
    name = "\0".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return hmac.new(secret, name, "sha256").hexdigest()[:40]


def key_in(content: Mapping[str, Any]) -> str:
    """Return the key that a message of the bot's carries, or empty."""
    mark = content.get(FIELD)
    key = mark.get("key") if isinstance(mark, Mapping) else None
    return key if isinstance(key, str) else ""


@dataclass(frozen=True)
class Sending:
    """Rows just committed for rooms that stood as wanted and had no other rows waiting.

    ``whole``: no other rows were committed.
    """

    rooms: tuple[tuple[Room, tuple[Row, ...]], ...]
    whole: bool


@dataclass
class Outgoing:
    """The rows that one cause gives rise to, in order.

    ``prefix`` is that of commands, for the words; ``event_id`` is the command that answers
    reply to, or empty, and ``thread`` the root of the thread in which it stands, or empty.
    """

    secret: bytes
    cause: str
    now: int
    prefix: str
    event_id: str = ""
    thread: str = ""
    rows: list[Row] = field(default_factory=list)
    _index: Counter[str] = field(default_factory=Counter)
    _rendered: list[tuple[str, Data, tuple[templates.Part, ...]]] = field(default_factory=list)

    def post(self, post: Post, *, only_with: str = "", instead: Post | None = None) -> None:
        """Add a post's messages.

        ``only_with`` names the one person who may be in the room besides the bot when it is
        sent; otherwise the words of ``instead`` are sent.
        """
        parts = self._render(post)
        public = self._render(instead) if instead else ()
        if len(public) > 1:  # too long for one message: another says so in its place
            public = templates.render("not_alone", {"prefix": self.prefix})
        for number, part in enumerate(parts):
            row = self._row(post.place, "m.room.message", self._content(post, part))
            last = number == len(parts) - 1
            row = replace(
                row,
                about=post.about,
                shows=post.shows if last else 0,
                pin=bool(post.shows) and not post.answer and number == 0,
                only_with=only_with,
                otherwise=self._content(post, public[0]) if public and number == 0 else None,
            )
            if isinstance(part, templates.Attachment):
                row = replace(row, filename=part.filename, attachment=part.text)
            named = {"text": post.text, "tells": post.tells} if last else {}
            self.rows.append(self._marked(row, named))

    def tick(self, place: str) -> None:
        """Add the reaction that says: it is recorded. It waits for the messages to be sent."""
        answer = next((row.key for row in reversed(self.rows) if row.place == place), "")
        relation = {"rel_type": "m.annotation", "event_id": self.event_id, "key": TICK}
        row = self._row(place, "m.reaction", {"m.relates_to": relation})
        after = {"after": answer} if answer else {}
        self.rows.append(replace(row, lane=f"{place} {TICK}", references=after))

    def _render(self, post: Post) -> tuple[templates.Part, ...]:
        """Render a post; the same words with the same data once for all rooms."""
        for words, data, parts in self._rendered:
            if words == post.words and data == post.data:
                return parts
        parts = templates.render(post.words, {**post.data, "prefix": self.prefix})
        self._rendered.append((post.words, post.data, parts))
        return parts

    def _content(self, post: Post, part: templates.Part) -> dict[str, Any]:
        content: dict[str, Any] = {"m.mentions": {"user_ids": list(post.mentions)}}
        if not post.mentions:
            content["m.mentions"] = {}
        if isinstance(part, templates.Attachment):
            size = len(part.text.encode())
            kind = "text/markdown" if part.filename.endswith(".md") else "text/plain"
            content |= {"msgtype": "m.file", "body": part.filename, "filename": part.filename}
            content["info"] = {"mimetype": kind, "size": size}
        else:
            content |= {"msgtype": "m.notice" if post.answer else "m.text", "body": part.body}
            content |= {"format": HTML, "formatted_body": part.html}
        if post.answer and self.event_id:
            content["m.relates_to"] = self._relation()
        return content

    def _relation(self) -> dict[str, Any]:
        """Return what makes an answer a reply, in the thread of what it answers."""
        reply = {"m.in_reply_to": {"event_id": self.event_id}}
        if not self.thread:
            return reply
        return {"rel_type": "m.thread", "event_id": self.thread, "is_falling_back": False, **reply}

    def _row(self, place: str, event_type: str, content: dict[str, Any]) -> Row:
        index = self._index[place]
        self._index[place] += 1
        key = derived(self.secret, "row", self.cause, place, index)
        return Row(
            key=key,
            cause=self.cause,
            place=place,
            lane=place,
            txn_id=key,
            event_type=event_type,
            content=content,
            created_at=self.now,
        )

    @staticmethod
    def _marked(row: Row, named: Mapping[str, str]) -> Row:
        """Put the row's key, its proposal, and what it shows, into the content that is sent."""
        about = reference.parse(row.about)
        named = {"about": str(Reference(about.proposal)) if about else "", **named}
        mark = {"key": row.key, "shows": row.shows, **{k: v for k, v in named.items() if v}}
        content = {**(row.content or {}), FIELD: mark}
        otherwise = {**row.otherwise, FIELD: mark} if row.otherwise else None
        return replace(row, content=content, otherwise=otherwise)

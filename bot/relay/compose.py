"""From a post to an outbox row: which words, given what, in reply to what, under which key.

A row's key derives from its cause, its place and an index, so that the same cause gives the same
rows however often it is worked on; the Matrix transaction id is the key. The words are found after
the commit (``bot.rendering``). Knows the views and ``storage.outbox`` (the row); no I/O.
"""

import hmac
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.relay.post import Post
from deliberation import reference
from deliberation.reference import Reference
from storage.outbox import Row, RowState
from templates.stored import Encoder
from templates.views import Data, DraftView, ProposalView, TextView

FIELD = "org.rapporteur"
"""The name of the field by which the bot knows its own messages again."""
TICK = "✅"


def derived(secret: bytes, *parts: object) -> str:
    """Return 40 hex digits that nobody without the secret can tell from the parts."""
    name = "\0".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return hmac.new(secret, name, "sha256").hexdigest()[:40]


def key_in(content: Mapping[str, Any]) -> str:
    """Return the key that a message of the bot's carries, or empty."""
    mark = content.get(FIELD)
    key = mark.get("key") if isinstance(mark, Mapping) else None
    return key if isinstance(key, str) else ""


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
    _texts: dict[int, dict[str, str]] = field(default_factory=dict)
    _encoders: dict[int, Encoder] = field(default_factory=dict)

    def post(self, post: Post, *, only_with: str = "", instead: Post | None = None) -> None:
        """Add a post.

        ``only_with`` names the one person who may be in the room besides the bot when it is
        sent; otherwise the words of ``instead`` are sent.
        """
        number = _proposal_of(post.data)
        other = {"words": instead.words, "view": self._view(instead, number)} if instead else None
        row = replace(
            self._row(post.place, post.event_type, self._content(post)),
            state=RowState.SAID,
            words=post.words,
            view=self._view(post, number),
            instead=other,
            proposal=number,
            about=post.about,
            shows=post.shows,
            pin=post.pin or (bool(post.shows) and not post.answer),
            edits=post.edits,
            only_with=only_with or post.only_with,
        )
        self.rows.append(_marked(row, {"text": post.text, "tells": post.tells}))

    def tick(self, place: str) -> None:
        """Add the reaction that says: it is recorded. What is said there goes before it."""
        relation = {"rel_type": "m.annotation", "event_id": self.event_id, "key": TICK}
        self.rows.append(self._row(place, "m.reaction", {"m.relates_to": relation}))

    def _view(self, post: Post, number: int) -> str:
        """Return what the words are given, as JSON, without the texts that the record has."""
        texts = self._texts.setdefault(number, {})
        if number:
            texts.update(_of_record(post.data))
        encoder = self._encoders.setdefault(number, Encoder(texts))
        return encoder.dumps({**post.data, "prefix": self.prefix})

    def _content(self, post: Post) -> dict[str, Any]:
        """Return all of the content but its words."""
        mentions = {"user_ids": list(post.mentions)} if post.mentions else {}
        content: dict[str, Any] = {
            "m.mentions": mentions,
            "msgtype": "m.notice" if post.answer or post.quiet else "m.text",
        }
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
            event_type=event_type,
            content=content,
            created_at=self.now,
        )


def _proposal_of(data: Data) -> int:
    """Return the proposal whose texts are among what a template is given, or 0."""
    seen, number = data.get("proposal"), data.get("number")
    if isinstance(seen, ProposalView):
        return seen.number
    has_draft = any(isinstance(each, DraftView) for each in data.values())
    return number if has_draft and isinstance(number, int) else 0


def _of_record(data: Data) -> Iterator[tuple[str, str]]:
    """Yield the texts of the record that a template is given, with their fingerprints."""
    for value in data.values():
        if isinstance(value, DraftView | TextView):
            yield value.text, value.fingerprint
        elif isinstance(value, ProposalView):
            yield value.text, value.fingerprint
            yield from ((draft.text, draft.fingerprint) for draft in value.drafts)
            yield from ((text.text, text.fingerprint) for text in value.texts)


def _marked(row: Row, named: Mapping[str, str]) -> Row:
    """Put the row's key, its proposal, and what it shows, into the content that is sent."""
    number = reference.proposal_of(row.about)
    named = {"about": str(Reference(number)) if number else "", **named}
    mark = {"key": row.key, "shows": row.shows, **{k: v for k, v in named.items() if v}}
    return replace(row, content={**(row.content or {}), FIELD: mark})

"""A post that was rendered becomes rows: one for each message and file, in order.

The first keeps the key of the post, and each further one has a key that derives from it. What the
whole post shows stands in the last, when its readers have seen all of it. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import templates
from bot.relay.compose import FIELD, derived
from bot.relay.post import MESSAGE, POLL
from bot.rendering import polls
from storage.outbox import Row, RowState
from templates import Part

HTML = "org.matrix.custom.html"
WHEN_SEEN = ("text", "tells")
"""What of a message's mark stands in the last one alone."""


@dataclass(frozen=True)
class Rendered:
    """The rows of a post, and their files by digest."""

    rows: tuple[Row, ...]
    files: Mapping[str, str]


def parts_of(
    secret: bytes, row: Row, said: Sequence[Part], instead: Sequence[Part] = ()
) -> Rendered:
    """Return what a post becomes that was rendered as this; ``instead`` is its alternative.

    The alternative is one message, sent in place of the first.
    """
    rows: list[Row] = []
    files: dict[str, str] = {}
    is_one = row.edits or row.event_type != MESSAGE
    said = said[:1] if is_one else said  # one message takes the place of one; a poll is one
    for number, part in enumerate(said):
        base = _numbered(secret, row, number, is_last=number == len(said) - 1)
        mark = {FIELD: (base.content or {})[FIELD]}
        content = {**(base.content or {}), **_said(row, part), **mark}
        other = {**(row.content or {}), **_words(instead[0])} if instead and not number else None
        done = replace(base, content=content, otherwise=other and {**other, **mark})
        if isinstance(part, templates.Attachment):
            digest = sha256(part.text.encode("utf-8", "replace")).hexdigest()
            files[digest] = part.text
            done = replace(done, filename=part.filename, file=digest)
        rows.append(done)
    return Rendered(tuple(rows), files)


def _numbered(secret: bytes, row: Row, number: int, *, is_last: bool) -> Row:
    """Return the row of one of a post's parts, without its words."""
    key = row.key if not number else derived(secret, "part", row.key, number)
    shows = row.shows if is_last else 0
    content = dict(row.content or {})
    mark = {k: v for k, v in content[FIELD].items() if is_last or k not in WHEN_SEEN}
    content[FIELD] = {**mark, "key": key, "shows": shows}
    return replace(
        row,
        key=key,
        part=number,
        state=RowState.QUEUED,
        words="",
        view=None,
        instead=None,
        content=content,
        shows=shows,
        pin=row.pin and not number,
    )


def _said(row: Row, part: Part) -> dict[str, Any]:
    """Return what is said of a part: in a message, or by a poll or its end."""
    if row.event_type == MESSAGE or not isinstance(part, templates.Words):
        return _words(part)
    return polls.started(part) if row.event_type == POLL else polls.ended(part)


def _words(part: Part) -> dict[str, Any]:
    if isinstance(part, templates.Words):
        return {"body": part.body, "format": HTML, "formatted_body": part.html}
    kind = "text/markdown" if part.filename.endswith(".md") else "text/plain"
    info = {"mimetype": kind, "size": len(part.text.encode("utf-8", "replace"))}
    named = {"body": part.filename, "filename": part.filename}
    return {"msgtype": "m.file", **named, "info": info}

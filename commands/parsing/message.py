"""What a person sent: the parts of an ``m.room.message`` that can matter to a command.

``read`` is total: whatever JSON a homeserver delivers, it answers and never raises.
Imports nothing but ``ids`` and ``formatted``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from commands.parsing.formatted import Formatted, show
from deliberation.people import is_user_id

_FALLBACK = re.compile(r"> ?(?:\* ?)?<[^<>\n]+>|> ?In reply to ")
_PICTURES = ("m.image", "m.video", "m.audio")
_MENTIONED = 10  # mentions looked at; a command has one


@dataclass(frozen=True)
class File:
    """A file as the message describes it; ``size`` is what it claims, in bytes.

    ``secret`` is what an encrypted one is decrypted with, None for any other.
    """

    url: str
    name: str
    size: int | None
    secret: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Message:
    """A message that may hold a command.

    ``body`` is without a reply's fallback; ``html`` is the formatted body, or empty.
    ``reply_to`` is the event that it replies to, not a thread's fallback. ``answers``: it stands
    in a thread or replies to something, so that clients mention people who are not named in it.
    ``picture``: it is the caption of a picture, a sound or a film, which hold no text.
    """

    body: str
    mentions: tuple[str, ...] = ()
    reply_to: str | None = None
    file: File | None = None
    html: str = ""
    answers: bool = False
    picture: bool = False

    @cached_property
    def formatted(self) -> Formatted:
        """What the formatted body shows; read only when asked, as few messages are commands."""
        return show(self.html)


@dataclass(frozen=True)
class Edit:
    """An edit of an earlier message; it changes nothing that was recorded.

    ``now`` is what the message says after it, as far as that may hold a command.
    """

    event_id: str
    now: Message | None = None


def read(content: object) -> Message | Edit | None:
    """Return what the content of an ``m.room.message`` says, or None if it is none of ours.

    Only ``m.text``, and files of all kinds with a caption (Matrix spec 1.15, "Media captions").
    """
    content = _mapping(content)
    kind = content.get("msgtype")
    if kind not in ("m.text", "m.file", *_PICTURES):
        return None
    relation = _mapping(content.get("m.relates_to"))
    if relation.get("rel_type") == "m.replace":
        original = _string(relation.get("event_id"))
        now = read(_edited(content))
        return Edit(original, now if isinstance(now, Message) else None) if original else None
    body = _string(content.get("body"))
    if not body or (kind != "m.text" and not _is_caption(content)):
        return None
    return _message(content, body, relation)


def thread_of(content: object) -> str:
    """Return the root of the thread in which a message stands, or empty."""
    relation = _mapping(_mapping(content).get("m.relates_to"))
    return _string(relation.get("event_id")) if relation.get("rel_type") == "m.thread" else ""


def _edited(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is in place of a message's content after an edit of it."""
    return {**_mapping(content.get("m.new_content")), "m.relates_to": None}


def body_or_file(content: object) -> str | File | None:
    """Return the text or the file that a message holds to which a command replies.

    Total, as ``read`` is; here a file needs no caption and a notice counts. Of an edit, what
    the message says after it.
    """
    content = _mapping(content)
    if _mapping(content.get("m.relates_to")).get("rel_type") == "m.replace":
        content = _edited(content)
    kind = content.get("msgtype")
    if kind == "m.file":
        return _file(content)
    if kind not in ("m.text", "m.notice"):
        return None
    body = _string(content.get("body"))
    answers = bool(_replied(_mapping(content.get("m.relates_to"))))
    return (_without_fallback(body) if answers else body) or None


def _message(content: Mapping[str, Any], body: str, relation: Mapping[str, Any]) -> Message:
    replied = _replied(relation)
    in_thread = relation.get("rel_type") == "m.thread" and relation.get("is_falling_back") is True
    html = content.get("format") == "org.matrix.custom.html"
    return Message(
        body=_without_fallback(body) if replied else body,
        mentions=_mentions(content),
        reply_to=None if in_thread else replied,
        file=_file(content) if content.get("msgtype") == "m.file" else None,
        html=_string(content.get("formatted_body")) if html else "",
        picture=content.get("msgtype") in _PICTURES,
        answers="m.in_reply_to" in relation or relation.get("rel_type") == "m.thread",
    )


def _is_caption(content: Mapping[str, Any]) -> bool:
    name = content.get("filename")
    return isinstance(name, str) and name != content.get("body")


def _file(content: Mapping[str, Any]) -> File | None:
    secret = _mapping(content.get("file"))
    url = _string(content.get("url")) or _string(secret.get("url"))
    name = _string(content.get("filename")) or _string(content.get("body"))
    size = _mapping(content.get("info")).get("size")
    is_size = type(size) is int and size >= 0
    return File(url, name, size if is_size else None, secret or None) if url else None


def _mentions(content: Mapping[str, Any]) -> tuple[str, ...]:
    listed = _mapping(content.get("m.mentions")).get("user_ids")
    people = listed[:_MENTIONED] if isinstance(listed, list | tuple) else ()
    return tuple(dict.fromkeys(p for p in people if isinstance(p, str) and is_user_id(p)))


def _replied(relation: Mapping[str, Any]) -> str | None:
    return _string(_mapping(relation.get("m.in_reply_to")).get("event_id")) or None


def _without_fallback(body: str) -> str:
    """Strip the quotation that older clients put above a reply.

    Matrix spec 1.12, "Fallbacks for rich replies"; some name the person, or leave out the space.
    """
    if not _FALLBACK.match(body):
        return body
    lines = body.split("\n")
    end = next((i for i, line in enumerate(lines) if not line.startswith(">")), len(lines))
    if end < len(lines) and not lines[end].strip():
        end += 1
    return "\n".join(lines[end:])


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _string(value: object) -> str:
    """Return a string that every store takes: no lone surrogates, no NUL, LF line ends."""
    if not isinstance(value, str):
        return ""
    whole = value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return whole.replace("\x00", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")

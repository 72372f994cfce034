"""Messages as clients send them, and where they are said."""

from typing import Any

from commands.parsing.command import Asked, Here, NotTaken
from commands.parsing.errors import UsageError
from commands.parsing.message import Message, read
from commands.registry import parse
from deliberation.terms import RoomKind

FORUM = Here(RoomKind.FORUM)
FORUM_REPLY = Here(RoomKind.FORUM, replied_proposal=12)
DIRECT = Here(RoomKind.DIRECT)
PLENARY = Here(RoomKind.PLENARY, proposal=12)
CAUCUS = Here(RoomKind.CAUCUS, proposal=12, caucus="cs")
OTHER = Here(RoomKind.OTHER)

ALICE = "@alice:example.org"
PILL = f'<a href="https://matrix.to/#/{ALICE}">Alice Smith</a>'


def text(body: str, html: str = "", **more: Any) -> dict[str, Any]:
    """The content of a text message."""
    formatted = {"format": "org.matrix.custom.html", "formatted_body": html} if html else {}
    return {"msgtype": "m.text", "body": body, **formatted, **more}


def file(body: str, name: str = "draft.md", size: object = 100, **more: Any) -> dict[str, Any]:
    """The content of a file with a caption."""
    where = {"url": "mxc://example.org/abc", "info": {"size": size}}
    return {"msgtype": "m.file", "body": body, "filename": name, **where, **more}


def reply(event_id: str = "$earlier") -> dict[str, Any]:
    """What makes a message a reply."""
    return {"m.relates_to": {"m.in_reply_to": {"event_id": event_id}}}


def thread(event_id: str = "$earlier", **more: Any) -> dict[str, Any]:
    """What puts a message into a thread."""
    root = {"rel_type": "m.thread", "event_id": "$root", "m.in_reply_to": {"event_id": event_id}}
    return {"m.relates_to": root | more}


def mentions(*people: str) -> dict[str, Any]:
    """The intentional mentions of a message."""
    return {"m.mentions": {"user_ids": list(people)}}


def message(content: object) -> Message:
    """Read a content that is a message."""
    found = read(content)
    assert isinstance(found, Message)
    return found


def say(content: dict[str, Any] | str, here: Here, prefix: str = "!") -> Asked | NotTaken | None:
    """Say it there, and return what it is taken for."""
    return parse(message(text(content) if isinstance(content, str) else content), here, prefix)


def ask(content: dict[str, Any] | str, here: Here) -> Asked:
    """Say a command there."""
    found = say(content, here)
    assert isinstance(found, Asked)
    return found


def want(content: dict[str, Any] | str, here: Here) -> object:
    """Say a command there, and return what it asks."""
    return ask(content, here).want


def fault(content: dict[str, Any] | str, here: Here) -> UsageError:
    """Say a malformed command there, and return the error."""
    try:
        found = say(content, here)
    except UsageError as error:
        return error
    raise AssertionError(f"taken for {found}")

"""The named points at which the bot can be ended, held, or made to stumble.

Each is a method of the bot's, and whether the point lies before or after it. Nothing in
``bot`` knows of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.clerk.clerk import Clerk
from bot.courier import mark_sent, send
from bot.listener import sync_token, timelines
from bot.matrix import Matrix
from bot.matrix.encryption import Encryption
from bot.rendering.renderer import Renderer
from bot.rooms import reconcile
from bot.rooms.open import Opener
from commands.parsing.command import Asked
from storage import outbox


@dataclass(frozen=True)
class Call:
    """One call of a method: its arguments without the object, and what it returned, if it has."""

    arguments: tuple[Any, ...]
    keywords: dict[str, Any]
    result: Any = None


def always(_call: Call) -> bool:
    return True


@dataclass(frozen=True)
class Point:
    """``counts`` says of a call whether the point was passed."""

    owner: Any
    method: str
    before: bool = False
    counts: Callable[[Call], bool] = always


def _has_rows(call: Call) -> bool:
    return bool(call.arguments[1])


def _is_command(call: Call) -> bool:
    return isinstance(call.arguments[0].what, Asked)


def _of_proposal(call: Call) -> bool:
    return bool(call.arguments[0].proposal)


def _named_for_proposal(call: Call) -> bool:
    return str(call.keywords["name"]).startswith("P1 ")


def _in_proposal(call: Call) -> bool:
    return str(call.arguments[0]).startswith("P1/")


def _in_forum(call: Call) -> bool:
    return bool(call.arguments[0] == "forum")


def _says_something(call: Call) -> bool:
    """Whether a sync brought a message that isn't the bot's own."""
    return any(
        event.type == "m.room.message" and "org.rapporteur" not in event.content
        for _, events in call.result
        for event in events
    )


POINTS = {
    "before the clerk's commit": Point(outbox, "put", counts=_has_rows),
    "after the commit, before the courier is woken": Point(Clerk, "work", counts=_is_command),
    "after what is said was rendered, before it is stored": Point(Renderer, "rendered"),
    "after what is said was stored, before it is sent": Point(Renderer, "store"),
    "before anything of a command was recorded": Point(
        Clerk, "work", before=True, counts=_is_command
    ),
    "after a send was answered, before its row is marked": Point(send.Sender, "send"),
    "after a room was made, before its id is committed": Point(Matrix, "create_room"),
    "after a room was made for a proposal": Point(
        Matrix, "create_room", counts=_named_for_proposal
    ),
    "before a room is made": Point(Matrix, "create_room", before=True),
    "after a room of a proposal was opened": Point(Opener, "open", counts=_of_proposal),
    "after an invitation, before it is recorded": Point(Matrix, "invite"),
    "after somebody was removed, before it is recorded": Point(Matrix, "kick"),
    "after a setting was written": Point(Matrix, "put_state"),
    "after the settings of a proposal's room were written": Point(
        reconcile.Reconciler, "write", counts=_in_proposal
    ),
    "after the settings of the forum were written": Point(
        reconcile.Reconciler, "write", counts=_in_forum
    ),
    "after a public alias was taken": Point(Matrix, "put_alias"),
    "after a sync arrived, before its items are taken": Point(
        timelines.Reader, "read", counts=_says_something
    ),
    "before the token is moved": Point(sync_token.SyncToken, "move", before=True),
    "between an attached draft's upload and its message": Point(Matrix, "upload"),
    "after a room's key was given to people's devices, before the message is sent": Point(
        Encryption, "_share"
    ),
    "after one-time keys were uploaded": Point(Encryption, "replenish"),
    "before a file is read": Point(Matrix, "download", before=True),
    "after a row was marked as sent": Point(mark_sent.SentRows, "write"),
}

"""What is said of a message that is malformed as a command, or perhaps was meant as one.

Knows storage, for what is said once alone.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import assert_never

from bot.clerk.case import Case
from bot.clerk.questions import cast
from bot.clerk.trust.in_clear import is_in_clear
from bot.metrics import Outcome
from bot.relay.notices import Notice
from bot.relay.post import Post
from commands.parsing.command import Instead, NotTaken, Talk, Unknown
from commands.parsing.errors import UsageError
from commands.registry import COMMANDS
from deliberation.terms import RoomKind
from storage import inbox
from storage.inbox import Arrival
from templates.views import CommandView, Data, ListedView, UsageView

A_MINUTE = 60_000  # ms
COMMANDS_SEEN: Mapping[str, CommandView] = MappingProxyType(
    {
        name: CommandView(command.name, command.usage, command.rooms, command.who)
        for name, command in COMMANDS.items()
    }
)
"""What help says of each command, by its name. Nothing of it is private."""


def usage_seen(error: UsageError, proposals: tuple[ListedView, ...] = ()) -> UsageView:
    """Return what the answer to a malformed command says of it."""
    return UsageView(error.code, error.command, error.line, error.at, error.fields, proposals)


async def post_not_taken(case: Case, said: NotTaken) -> Outcome | None:
    """Answer what was perhaps meant as a command and is taken for none."""
    match said:
        case Unknown(word=word, nearest=nearest, form=form):
            meant: Data = {"word": word, "nearest": nearest, "form": form}
            return _said_to_one(case, case.notice(Notice.UNKNOWN, meant), called=True)
        case Instead(line=line, slip=slip, takes_text=takes_text):
            data: Data = {"line": line, "slip": slip, "takes_text": takes_text}
            return _said_to_one(case, case.notice(Notice.INSTEAD, data), called=said.called)
        case Talk():
            return await _talk(case, called=said.called)
        case _:
            assert_never(said)


def _said_to_one(case: Case, said: Post, *, called: bool) -> Outcome:
    """Say something; if the bot was not called, only to somebody with whom it is alone."""
    case.out.post(said, only_with="" if called else case.item.person)
    return Outcome.UNKNOWN


async def _talk(case: Case, *, called: bool) -> Outcome | None:
    """Say what the bot understands, once a minute in a room: two bots might talk to one another.

    Who may have meant to answer a ballot is told that they did not.
    """
    is_private = case.room is RoomKind.DIRECT and not await is_in_clear(case)
    if is_private and (ballots := await cast.to_answer(case)):
        data: Data = {"person": case.item.person, "ballots": len(ballots)}
        return _said_to_one(case, case.notice(Notice.BALLOT_UNCLEAR, data), called=called)
    cause = f"talk:{case.item.place.name}:{case.item.at // A_MINUTE}"
    if not await inbox.enter(case.conn, Arrival(cause, "", command=False)):
        return None
    return _said_to_one(case, case.notice(Notice.TALK, {}), called=called)

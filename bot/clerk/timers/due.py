"""What is done when it is due: for each kind, what does it.

It is done in the transaction in which it is taken, with all that follows from it. Knows
storage.
"""

from collections.abc import Awaitable, Callable

from bot.clerk.act import end_call, take_effect
from bot.clerk.case import Case
from bot.clerk.item import ALL_ANSWERED, NAMING, Timer
from bot.clerk.timers.briefing import brief, tell_turn
from bot.clerk.timers.closing import (
    CLOSE_CAUCUSES,
    CLOSE_PLENARY,
    close_caucuses,
    close_plenary,
)
from bot.clerk.timers.deadlines import remind, tell_passed
from bot.clerk.timers.leaving import LEAVE_ROOM, leave
from bot.clerk.timers.plan import DEADLINE, REMINDER
from bot.relay.notices import Notice, Occasion, post
from bot.rooms.notices import for_secretariat
from bot.rooms.opening_progress import ROOMS_READY
from bot.rooms.people.readers import BRIEF
from bot.rooms.people.watch import TURN
from bot.rooms.wanted import CALL
from deliberation.reference import parse_call
from deliberation.terms import EndedBy
from storage.due import Given
from templates.views import Data

Do = Callable[[Case, Given], Awaitable[None]]


async def _tell_rooms_ready(case: Case, given: Given) -> None:
    case.out.post(post(Notice.ROOMS_READY, Occasion(case.item.place.name), given))


async def _take_effect(case: Case, given: Given) -> None:
    await take_effect(case, int(given["entry"]))


async def _end_call(case: Case, given: Given) -> None:
    if named := parse_call(str(given["call"])):
        await end_call(case, named, EndedBy.ALL if given.get(ALL_ANSWERED) else EndedBy.TIME)


KINDS: dict[str, Do] = {
    BRIEF: brief,
    CALL: _end_call,
    CLOSE_CAUCUSES: close_caucuses,
    CLOSE_PLENARY: close_plenary,
    DEADLINE: tell_passed,
    LEAVE_ROOM: leave,
    NAMING: _take_effect,
    REMINDER: remind,
    ROOMS_READY: _tell_rooms_ready,
    TURN: tell_turn,
}
"""What does each kind of what is due."""


async def do(case: Case, timer: Timer) -> None:
    """Do what is due. Raises KeyError for what no release knows."""
    await KINDS[timer.kind](case, timer.given)


async def tell_not_done(case: Case, timer: Timer, reference: str) -> None:
    """Tell the secretariat of what can't be done, since nobody is there to be answered."""
    people, secret = case.settings.secretariat, case.out.secret
    data: Data = {"kind": timer.kind, "place": case.item.place.name, "reference": reference}
    for told in await for_secretariat(case.conn, secret, people, Notice.NOT_DONE, data):
        case.out.post(told)

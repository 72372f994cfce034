"""What was said of an act that is taken back is struck out: its messages are edited.

They are found again by the cause of the act, and said anew from the record, as it was then. A
message that shows a whole draft stays: it is still the draft. Knows storage.
"""

from collections.abc import Iterator
from dataclasses import replace

from bot.clerk.case import Case
from bot.relay import messages, places
from bot.relay.heard import Heard
from bot.relay.notices import Notice, Occasion, post
from bot.relay.post import Post
from bot.relay.shown import call_data, struck_out
from deliberation import entries as e
from deliberation import fold as proposals
from deliberation.calls.call import of_entry as of_call
from deliberation.corrections.latest import Latest, of_entry
from deliberation.proposal import Proposal
from storage import outbox


async def strike(case: Case, heard: Heard) -> None:
    """Have the messages struck out that told of what an entry takes back, if it does."""
    payload, before = heard.entry.payload, heard.before
    if not isinstance(payload, e.ActCorrected) or before is None:
        return
    gone = of_entry(before.latest, payload.entry)
    if gone is None:
        return
    said = await outbox.said_for(case.conn, gone.entry.cause)
    posts = [each for then in _heard_then(gone, heard) for each in messages.posts(then)]
    for told in (*posts, *_lapses(heard)):
        key = said.get((told.place, told.words))
        if key and not told.shows:
            case.out.post(struck_out(told, key))


def _lapses(heard: Heard) -> Iterator[Post]:
    """Yield what was told of calls that had ended with the act, and are open again."""
    before, after = heard.before, heard.after
    if before is None or after is None:
        return
    for call in after.calls:
        was = of_call(before.calls, call.entry)
        if call.is_open and not (was and was.is_open):
            place = places.room_of(after.number, call.body)
            data = call_data(call, after, heard.council, heard.plenary)
            yield post(Notice.CALL_LAPSED, Occasion(place), data)


def _heard_then(gone: Latest, heard: Heard) -> tuple[Heard, ...]:
    """Return what was told of an act, entry by entry; the council is that of now."""
    found: list[Heard] = []
    state: Proposal = gone.before
    here = places.room_of(heard.entry.proposal, gone.body)
    for entry in (gone.entry, *gone.since):
        after = proposals.apply(state, entry)
        if entry.cause == gone.entry.cause:
            then = replace(heard, entry=entry, before=state, after=after, here=here, head="")
            found.append(then)
        state = after
    return tuple(found)

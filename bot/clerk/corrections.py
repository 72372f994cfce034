"""What was said of an act that is taken back is struck out: its messages are edited.

They are found again by the cause of the act, and said anew from the record, as it was then. A
message that shows a whole draft stays: it is still the draft. Knows storage.
"""

from dataclasses import replace

from bot.clerk.case import Case
from bot.relay import messages, places
from bot.relay.heard import Heard
from bot.relay.shown import struck_out
from deliberation import entries as e
from deliberation import fold as proposals
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
    for then in _heard_then(gone, heard):
        for post in messages.posts(then):
            key = said.get((post.place, post.words))
            if key and not post.shows:
                case.out.post(struck_out(post, key))


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

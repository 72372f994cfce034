"""A question as the native poll of a client (MSC3381), with its words for those that have none.

It has the names of the proposal's draft, by which clients of today know it. Nobody is shown figures
before its end. Pure.
"""

from collections.abc import Mapping
from typing import Any

from bot.relay.post import POLL, POLL_END
from deliberation.terms import Choice
from templates import Words
from templates.terms import CHOICES

_UNDISCLOSED = "org.matrix.msc3381.poll.undisclosed"
_TEXT = "org.matrix.msc1767.text"


def started(said: Words) -> dict[str, Any]:
    """Return the content of a poll that asks in these words; its answers have their numbers."""
    numbered = tuple(enumerate((CHOICES[choice] for choice in Choice), start=1))
    answers = [{"id": str(number), _TEXT: words} for number, words in numbered]
    fallback = "\n".join((said.body, *(f"{number}. {words}" for number, words in numbered)))
    question = {_TEXT: said.body, "msgtype": "m.text", "body": said.body}
    poll = {"question": question, "kind": _UNDISCLOSED, "max_selections": 1, "answers": answers}
    return {POLL: poll, _TEXT: fallback, "body": fallback, "msgtype": "m.text"}


def ended(said: Words) -> dict[str, Any]:
    """Return the content of the end of a poll, without the poll that it ends."""
    return {POLL_END: {}, _TEXT: said.body, "body": said.body}


def edit_of(content: Mapping[str, Any], event_id: str) -> dict[str, Any]:
    """Return the content of a poll that takes the place of an earlier one."""
    new = {name: value for name, value in content.items() if name in (POLL, _TEXT)}
    relation = {"rel_type": "m.replace", "event_id": event_id}
    return {**content, "m.new_content": new, "m.relates_to": relation}


def end_of(content: Mapping[str, Any], event_id: str) -> dict[str, Any]:
    """Return the content of the end of a poll that was sent as an event."""
    return {**content, "m.relates_to": {"rel_type": "m.reference", "event_id": event_id}}

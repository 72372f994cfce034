"""What a client sends when somebody answers a native poll (MSC3381). Pure.

Clients send the names of the proposal's drafts as of today; those that it ends with are taken too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commands.parsing.choices import NUMBERED
from deliberation.terms import Choice

UNSTABLE = "org.matrix.msc3381.poll.response"
RESPONSES = (UNSTABLE, "m.poll.response")


@dataclass(frozen=True)
class Response:
    """An answer to the poll that was sent as an event; ``choice`` None: it is taken back."""

    poll: str
    choice: Choice | None


def response(event_type: str, content: Mapping[str, Any]) -> Response | None:
    """Return the answer that an event is, or None if it is none.

    Of several choices the first alone is taken, since one may be made. One that there isn't takes
    back what was said before, as the proposal has it.
    """
    relation = content.get("m.relates_to")
    if event_type not in RESPONSES or not isinstance(relation, Mapping):
        return None
    poll = relation.get("event_id")
    if relation.get("rel_type") != "m.reference" or not isinstance(poll, str):
        return None
    chosen = _first(content)  # by its id, which is its number
    return Response(poll, NUMBERED.get(chosen) if isinstance(chosen, str) else None)


def _first(content: Mapping[str, Any]) -> object:
    for name in RESPONSES:
        block = content.get(name)
        answers = block.get("answers") if isinstance(block, Mapping) else None
        if isinstance(answers, list):
            return answers[0] if answers else None
    selections = content.get("m.selections")
    return selections[0] if isinstance(selections, list) and selections else None

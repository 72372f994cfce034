"""The entry of a deadline. Imports only ``payload``."""

from dataclasses import dataclass

from deliberation.payload import Payload


@dataclass(frozen=True)
class DeadlineSet(Payload, kind="deadline"):
    """The open round has another deadline: ``until`` in ms since the epoch, 0: none any more."""

    round: int
    draft: int
    until: int


DeadlinePayload = DeadlineSet
"""Every kind about deadlines. ``deliberation.fold`` folds it."""

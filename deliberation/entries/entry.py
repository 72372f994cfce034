"""An entry: a payload, and when, where and by whom it came to be.

Imports only ``payload`` and ``terms``.
"""

from dataclasses import dataclass

from deliberation.payload import Payload
from deliberation.terms import Stage

COUNCIL_CHAIN = 0
"""The number that stands for "no proposal" in an entry of the council's own chain."""


@dataclass(frozen=True)
class Entry:
    """One line of the record, without its seal (hashes and salt, which ``storage`` adds).

    ``proposal`` is ``COUNCIL_CHAIN`` for roster entries. ``audience`` is a door.
    ``stage`` is the stage after it, None where there is none. ``event`` is the Matrix
    event id or empty; times are in ms since the epoch; ``cause`` is the inbox's key.
    """

    number: int
    proposal: int
    audience: str
    payload: Payload
    stage: Stage | None
    person: str
    event: str
    event_time: int
    recorded_time: int
    cause: str

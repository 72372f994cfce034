"""What an entry makes of a round's deadline. Imports the entries and ``parts``."""

from deliberation import entries as e
from deliberation.parts import Deadline


def deadline_of(until: int, entry: e.Entry) -> Deadline | None:
    """Return the deadline that an entry sets; None if it sets none (0)."""
    return Deadline(until, entry.number, entry.recorded_time) if until else None

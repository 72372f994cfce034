"""What is put to a caucus by a poll or a ballot. Imports only methods."""

from dataclasses import dataclass

from deliberation.methods.method import CaucusMethod


@dataclass(frozen=True)
class Question:
    """Who is asked, by which method, and of how many seats.

    ``electorate`` are those who held a seat when it was put; nobody is added to them.
    """

    method: CaucusMethod
    electorate: tuple[str, ...]
    seats: int

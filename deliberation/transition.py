"""A row of the table of ``transitions``, and what rows have in common: rooms, stages, offices.

Imports the acts, the entries and the proposal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from deliberation import acts as a
from deliberation import conditions as c
from deliberation import entries as e
from deliberation.effects import Situation
from deliberation.proposal import Proposal
from deliberation.terms import Authority, RoomKind, Stage

ActT = TypeVar("ActT", bound=a.ProposalAct)


@dataclass(frozen=True)
class Transition(Generic[ActT]):
    """A row of the table: ``sources`` empty means "no proposal yet", ``to`` None "unchanged".

    What it needs ``first`` is about the proposal alone, whatever the act says.
    """

    act: type[ActT]
    rooms: frozenset[RoomKind]
    who: Authority
    sources: frozenset[Stage]
    to: Stage | None
    record: Callable[[Situation[ActT]], tuple[e.Payload, ...]]
    first: tuple[Callable[[Situation[object]], None], ...] = ()
    needs: tuple[Callable[[Situation[ActT]], None], ...] = ()
    when: Callable[[Proposal], bool] = c.always


IN_FORUM = frozenset({RoomKind.FORUM})
IN_PLENARY = frozenset({RoomKind.PLENARY})
IN_CAUCUS = frozenset({RoomKind.CAUCUS})
TABLED = frozenset({Stage.TABLED})
UNDER_WAY = frozenset({Stage.PLENARY, Stage.CAUCUSES})
CHAIRS = Authority.FORUM_CHAIR, Authority.COUNCIL_CHAIR, Authority.CAUCUS_CHAIR
"""Of the bodies that call consensus, in the order of ``in_each_room``."""


def in_each_room(
    act: type[ActT],
    who: tuple[Authority, ...],
    record: Callable[[Situation[ActT]], tuple[e.Payload, ...]],
    *needs: Callable[[Situation[ActT]], None],
    first: tuple[Callable[[Situation[object]], None], ...] = (),
) -> tuple[Transition[ActT], ...]:
    """Return the rows of an act that leaves the stage: one for each body, done in its own room."""
    places = (IN_FORUM, TABLED), (IN_PLENARY, UNDER_WAY), (IN_CAUCUS, UNDER_WAY)
    return tuple(
        Transition(act, room, authority, stages, None, record, first, needs)
        for (room, stages), authority in zip(places, who, strict=True)
    )

"""The rows of ``transitions`` about calls: in each room its chair asks."""

from typing import Any

from deliberation import acts as a
from deliberation.calls import conditions as kc
from deliberation.calls import effects as calls
from deliberation.deadlines.conditions import term_is_fit
from deliberation.terms import RoomKind
from deliberation.transition import CHAIRS, Transition, in_each_room

_OPENED = kc.none_is_open, kc.text_was_referred
ROWS: tuple[Transition[Any], ...] = (
    *in_each_room(a.OpenCall, CHAIRS, calls.call_opened, term_is_fit, first=_OPENED),
    *(
        row
        for row in in_each_room(
            *(a.OpenSilence, CHAIRS, calls.call_opened, term_is_fit),
            first=(*_OPENED, kc.silence_is_unbroken),
        )
        if RoomKind.FORUM not in row.rooms  # where nobody knows who is silent
    ),
    *in_each_room(
        a.ExtendCall, CHAIRS, calls.call_extended, kc.extension_is_fit, first=(kc.a_call_is_open,)
    ),
    *in_each_room(a.EndCall, CHAIRS, calls.call_ended, first=(kc.a_call_is_open,)),
)

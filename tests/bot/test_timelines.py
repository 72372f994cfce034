"""What a room has and what a sync tells of it become one timeline, in the room's order."""

from hypothesis import given
from hypothesis import strategies as st

from bot.listener.timelines import completed
from bot.matrix import Event
from deliberation.terms import RoomKind
from storage.rooms import Room

PLENARY = Room(place="P1/plenary", proposal=1, kind=RoomKind.PLENARY, attempt=1, alias="")
FORUM = Room(place="forum", proposal=0, kind=RoomKind.FORUM, attempt=1, alias="")
TIMELINE = tuple(Event("!r", f"${n}", "@a:test", n, "m.room.message", {}) for n in range(12))
CUTS = st.lists(st.integers(0, len(TIMELINE)), min_size=4, max_size=4).map(sorted)


@given(cuts=CUTS, inner=st.booleans(), told_first=st.booleans())
def test_two_stretches_of_a_timeline_become_one_in_its_order(
    cuts: list[int], *, inner: bool, told_first: bool
) -> None:
    a, b, c, d = cuts
    one, other = (slice(a, d), slice(b, c)) if inner else (slice(a, c), slice(b, d))
    # Nothing is left out between what was read and what a later sync tells.
    read, told = (other, one) if told_first and b < c else (one, other)
    joined = completed([(PLENARY, TIMELINE[told])], [(PLENARY, TIMELINE[read])])
    assert joined == [(PLENARY, TIMELINE[a:d])]


def test_a_room_that_only_one_of_them_tells_of_is_told_of() -> None:
    joined = completed([(PLENARY, TIMELINE[:2])], [(FORUM, TIMELINE[2:])])
    assert sorted(joined, key=lambda each: each[0].place) == [
        (PLENARY, TIMELINE[:2]),
        (FORUM, TIMELINE[2:]),
    ]


def test_a_command_stays_behind_the_draft_that_it_followed_when_an_old_answer_to_a_sync_comes() -> (
    None
):
    draft, command = TIMELINE[:2]
    [(_, events)] = completed([(PLENARY, (draft,))], [(PLENARY, (draft, command))])
    assert events == (draft, command)

"""Whose homeserver's clock is wrong has seen what the room showed; who speaks late hasn't."""

from collections.abc import Iterable

import pytest

from bot.gate.clocks import MOST, Clocks
from bot.matrix import Event

BOT = "@bot:here"
NOW = 1_700_000_000_000
SECOND, MINUTE, DAY = 1000, 60_000, 86_400_000
BEHIND = [30 * SECOND, 10 * MINUTE, DAY, -30 * SECOND, -DAY]


def event(sent: int, sender: str = "@chair:there") -> Event:
    return Event("!r", "$e", sender, sent, "m.room.message", {})


def had_seen(clocks: Clocks, sent: int, shown: int) -> bool:
    """Whether who sent something, by their clock, had seen what was shown by ours."""
    until = clocks.seen_until(event(sent))
    return until is None or shown <= until


def knowing(times: Iterable[tuple[int, int]]) -> Clocks:
    """Return what is known after events of one server; each with when it was sent and received."""
    clocks = Clocks(BOT)
    last = 0
    for sent, received in times:
        for moment in range(last or received, received, 30 * SECOND):
            clocks.heard((), moment)  # every sync tells something, if only that there is nothing
        clocks.heard((), received)
        clocks.heard([event(sent)], received)
        last = received
    return clocks


@pytest.mark.parametrize("behind", BEHIND)
def test_whoever_s_clock_is_behind_has_seen_what_was_shown_before_their_command(
    behind: int,
) -> None:
    clocks = knowing([(NOW - behind, NOW + 100)])
    shown = NOW + MINUTE
    assert had_seen(clocks, shown + SECOND - behind, shown)
    assert not had_seen(clocks, shown - SECOND - behind, shown)


def test_what_comes_late_had_not_seen_what_was_shown_meanwhile() -> None:
    clocks = knowing([(NOW, NOW + 100), (NOW + MINUTE, NOW + 10 * MINUTE)])
    assert not had_seen(clocks, NOW + MINUTE, NOW + 5 * MINUTE)
    assert had_seen(clocks, NOW + MINUTE, NOW + SECOND)


def test_a_burst_after_a_cut_tells_nothing_of_a_clock() -> None:
    late = [(NOW + n * MINUTE, NOW + 10 * MINUTE + n * SECOND) for n in range(9)]
    clocks = knowing([(NOW - MINUTE, NOW - MINUTE + 100), *late])
    assert not had_seen(clocks, NOW + 8 * MINUTE, NOW + 9 * MINUTE)


@pytest.mark.parametrize("behind", BEHIND)
def test_a_clock_that_falls_back_is_followed_when_the_command_is_repeated(behind: int) -> None:
    clocks = knowing([(NOW, NOW + 100), (NOW + DAY - behind, NOW + DAY + 100)])
    again, shown = NOW + DAY + MINUTE, NOW + DAY + MINUTE // 2
    clocks.heard([event(again - behind)], again + 100)
    assert had_seen(clocks, again - behind, shown)


def test_a_clock_that_is_set_right_is_followed_at_once() -> None:
    clocks = knowing([(NOW - DAY, NOW + 100), (NOW + MINUTE, NOW + MINUTE + 100)])
    assert not had_seen(clocks, NOW + MINUTE, NOW + 2 * MINUTE)
    assert had_seen(clocks, NOW + MINUTE, NOW + MINUTE)


def test_of_an_unknown_server_and_of_the_bot_s_own_the_order_decides() -> None:
    clocks = knowing([(NOW, NOW)])
    assert clocks.seen_until(event(1, "@a:elsewhere")) is None
    assert clocks.seen_until(event(1, "@a:here")) is None


def test_after_a_silence_nothing_is_learnt_and_after_a_restart_all_is_known() -> None:
    clocks = knowing([(NOW, NOW + 100)])
    clocks.heard([event(NOW + MINUTE, "@a:elsewhere")], NOW + DAY)
    assert clocks.seen_until(event(NOW, "@a:elsewhere")) is None
    after = Clocks(BOT)
    after.remember(clocks.written())
    assert after.seen_until(event(NOW)) == clocks.seen_until(event(NOW)) == NOW + 100
    after.remember(None)
    assert after.seen_until(event(NOW)) is None


def test_few_servers_are_remembered_however_many_there_are() -> None:
    clocks = Clocks(BOT)
    clocks.heard((), NOW)
    for number in range(2 * MOST):
        clocks.heard([event(NOW, f"@a:s{number}")], NOW + number)
    assert len(clocks._of) == MOST

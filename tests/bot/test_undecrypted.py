"""A message that can't be read yet is looked at soon after it is held, whatever comes first."""

from types import SimpleNamespace
from typing import Any, cast

from bot.listener.undecrypted import SOON, Undecrypted
from bot.matrix.events import batch

LONG = 30_000


async def test_what_is_about_to_be_held_is_looked_at_soon_after_it_is_and_not_once_before() -> None:
    none = cast("Any", SimpleNamespace(encryption=None))
    holding = Undecrypted(none, none, none, lambda: 0)
    assert holding.wait_ms(LONG) == LONG
    holding.expect("$late")
    for _ in range(2):  # another sync came back before the clerk had held it
        assert holding.wait_ms(LONG) == SOON
        await holding.look()
    holding.worked_on("$late")
    assert holding.wait_ms(LONG) == SOON
    await holding.look()
    assert holding.wait_ms(LONG) == LONG


SECOND, MINUTE = 1_000, 60_000


def reading(*heard: tuple[int, bool]) -> Undecrypted:
    """What has seen syncs answered: when, and whether more keys waited behind those it brought."""
    none = cast("Any", SimpleNamespace(encryption=None))
    undecrypted = Undecrypted(none, none, none, lambda: 0)
    for at, more_keys in heard:
        undecrypted.heard(at, more_keys=more_keys)
    return undecrypted


def often(first: int, last: int) -> list[tuple[int, bool]]:
    """A sync every half minute that brings all keys."""
    return [(at, False) for at in range(first, last, 30 * SECOND)]


def test_a_message_is_held_for_a_minute_while_all_keys_are_read() -> None:
    assert reading(*often(SECOND, 5 * MINUTE)).given_up_at(4 * MINUTE) == 5 * MINUTE


def test_the_minute_begins_when_the_keys_that_waited_are_read() -> None:
    flooded = [(4 * MINUTE + each * SECOND, True) for each in range(50)]
    heard = [
        *often(SECOND, 4 * MINUTE),
        *flooded,
        (5 * MINUTE, False),
        (5 * MINUTE + SECOND, False),
    ]
    assert reading(*heard).given_up_at(4 * MINUTE) == 6 * MINUTE


def test_a_message_from_before_a_restart_is_held_for_a_minute_from_when_all_keys_are_read() -> None:
    assert reading((60 * MINUTE, False)).given_up_at(0) == 61 * MINUTE
    assert reading((60 * MINUTE, True), (61 * MINUTE, False)).given_up_at(0) == 62 * MINUTE


def test_the_minute_begins_again_when_the_homeserver_was_away() -> None:
    heard = [*often(SECOND, 5 * MINUTE), (20 * MINUTE, False)]
    assert reading(*heard).given_up_at(5 * MINUTE) == 21 * MINUTE


def test_who_sends_keys_without_end_has_a_message_held_for_ten_minutes_at_most() -> None:
    heard = [(60 * MINUTE + each * SECOND, True) for each in range(1, 3_600)]
    assert reading(*heard).given_up_at(0) == 70 * MINUTE + SECOND
    assert reading(*heard).given_up_at(65 * MINUTE) == 75 * MINUTE


def test_a_sync_says_whether_more_keys_wait() -> None:
    for count, more_keys in ((0, False), (99, False), (100, True)):
        raw = {"next_batch": "s1", "to_device": {"events": [{"type": "m.dummy"}] * count}}
        assert batch(raw, "@bot:localhost").more_keys is more_keys

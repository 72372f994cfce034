"""A message that can't be read yet is looked at soon after it is held, whatever comes first."""

from types import SimpleNamespace
from typing import Any, cast

from bot.listener.undecrypted import SOON, Undecrypted

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

"""Accounts of which nothing is known, for tests that are about other things."""

from typing import Any, cast

from bot.clerk.item import Item
from commands.parsing.command import Asked


class NotAsked:
    """Looks no account up."""

    async def looked_up(self, _item: Item, asked: Asked) -> Asked:
        return asked


NOT_ASKED = cast("Any", NotAsked())

"""Who works when: what may have killed the process alone, anything else side by side.

After a kill those that were under way are suspects (``storage/attempts.py``). While one of
them is worked on, nothing else is: if it kills the process again, it alone is to blame, and
nothing innocent is counted with it. Knows the attempts.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from storage.attempts import Attempts


@dataclass
class Alone:
    """Lets work begin, and counts it. ``awaited`` are the suspects that are to come first."""

    attempts: Attempts
    _awaited: set[str] = field(default_factory=set)
    _at_work: int = 0
    _exclusive: bool = False
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def expect(self, cause: str) -> None:
        """Have what is no suspect wait for this cause, if that is one."""
        if cause in self.attempts.suspects:
            self._awaited.add(cause)

    @asynccontextmanager
    async def turn(self, cause: str) -> AsyncIterator[int]:
        """Wait until it may be worked on; give the number of the attempt. Raises StorageError.

        Afterwards it counts as not worked on.
        """
        alone = cause in self.attempts.suspects
        async with self._changed:
            await self._changed.wait_for(lambda: self._is_free(alone=alone))
            self._at_work, self._exclusive = self._at_work + 1, alone
        try:
            yield self.attempts.begin(cause)
            self.attempts.set_down(cause)
        finally:
            self._at_work, self._exclusive = self._at_work - 1, False
            self._awaited.discard(cause)
            async with self._changed:
                self._changed.notify_all()

    def _is_free(self, *, alone: bool) -> bool:
        if alone:
            return not self._at_work
        return not self._exclusive and not self._awaited

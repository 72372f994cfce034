"""How much is taken of one person: more than anybody types, and no flood.

Pure: the time is given, in seconds. Imports nothing of ours.
"""

from dataclasses import dataclass, field

MOST = 1000
"""Accounts from which on those are forgotten that have everything left."""


@dataclass
class _Account:
    left: float
    at: float
    closed_until: float = 0.0


@dataclass
class Quota:
    """``at_once`` may come together, ``a_second`` on end; after more, none for a while.

    ``closed`` is that while, in seconds.
    """

    at_once: float
    a_second: float
    closed: float = 0.0
    _accounts: dict[str, _Account] = field(default_factory=dict)

    def admits(self, who: str, now: float) -> bool:
        """Whether one more of this person's is taken; it counts if it is."""
        account = self._refilled(who, now)
        if now < account.closed_until:
            return False
        if account.left < 1:
            account.closed_until = now + self.closed
            return False
        account.left -= 1
        return True

    def _refilled(self, who: str, now: float) -> _Account:
        if who not in self._accounts:
            self._forget(now)
        account = self._accounts.setdefault(who, _Account(self.at_once, now))
        account.left, account.at = self._left(account, now), now
        return account

    def _left(self, account: _Account, now: float) -> float:
        return min(self.at_once, account.left + (now - account.at) * self.a_second)

    def _forget(self, now: float) -> None:
        """Keep the accounts few, however many people there are."""
        if len(self._accounts) < MOST:
            return
        self._accounts = {
            who: account
            for who, account in self._accounts.items()
            if now < account.closed_until or self._left(account, now) < self.at_once
        }

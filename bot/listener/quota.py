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
    _look_at: int = MOST

    def admits(self, who: str, now: float, weight: float = 1) -> bool:
        """Whether one more of this person's is taken; it counts, by its weight, if it is."""
        account = self._refilled(who, now)
        if now < account.closed_until:
            return False
        if account.left < weight:
            account.closed_until = now + self.closed
            return False
        account.left -= weight
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
        """Keep the accounts few, however many people there are; seldom, as it looks at all."""
        if len(self._accounts) < self._look_at:
            return
        self._accounts = {
            who: account
            for who, account in self._accounts.items()
            if now < account.closed_until or self._left(account, now) < self.at_once
        }
        self._look_at = max(MOST, 2 * len(self._accounts))

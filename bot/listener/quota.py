"""How much is taken of one person: more than anybody types, and no flood.

Pure: the time is given, in seconds. Imports nothing of ours.
"""

from dataclasses import dataclass, field

MOST = 1000
"""With so many accounts, those are forgotten that have their whole quota left."""


@dataclass
class _Account:
    left: float
    at: float
    closed_until: float = 0.0


@dataclass
class Quota:
    """How much one person may send: ``at_once`` together, and ``a_second`` each second.

    After more than that, nothing is taken for ``closed`` seconds.
    """

    at_once: float
    a_second: float
    closed: float = 0.0
    _accounts: dict[str, _Account] = field(default_factory=dict)
    _look_at: int = MOST

    def admits(self, who: str, now: float, weight: float = 1) -> bool:
        """Whether one more from this person is taken; if it is, it counts by its weight."""
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
        """Forget whoever has everything left; seldom, since that looks at all accounts."""
        if len(self._accounts) < self._look_at:
            return
        self._accounts = {
            who: account
            for who, account in self._accounts.items()
            if now < account.closed_until or self._left(account, now) < self.at_once
        }
        self._look_at = max(MOST, 2 * len(self._accounts))

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


@dataclass
class Quota:
    """How much one person may send: ``at_once`` together, and ``a_second`` each second.

    A time that lies before one that was given already gives nothing back, and takes nothing.
    """

    at_once: float
    a_second: float
    _accounts: dict[str, _Account] = field(default_factory=dict)
    _look_at: int = MOST

    def admits(self, who: str, now: float, weight: float = 1) -> bool:
        """Whether one more from this person is taken; if it is, it counts by its weight."""
        account = self._refilled(who, now)
        if account.left < weight:
            return False
        account.left -= weight
        return True

    def _refilled(self, who: str, now: float) -> _Account:
        if who not in self._accounts:
            self._forget(now)
        account = self._accounts.setdefault(who, _Account(self.at_once, now))
        account.left, account.at = self._left(account, now), max(now, account.at)
        return account

    def _left(self, account: _Account, now: float) -> float:
        passed = max(now - account.at, 0.0)
        return min(self.at_once, account.left + passed * self.a_second)

    def _forget(self, now: float) -> None:
        """Forget whoever has everything left; seldom, since that looks at all accounts."""
        if len(self._accounts) < self._look_at:
            return
        self._accounts = {
            who: account
            for who, account in self._accounts.items()
            if self._left(account, now) < self.at_once
        }
        self._look_at = max(MOST, 2 * len(self._accounts))

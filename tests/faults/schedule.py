"""What goes wrong between the bot and its homeserver, and when: the same for the same seed.

Pure. The n-th request of a kind meets the fault that the seed gives it, whatever other requests
are made meanwhile. Must never import: anything of the bot's.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random


class Fault(StrEnum):
    """A fault. ``AFTER`` those that say so, the homeserver has acted."""

    DROPPED_BEFORE = "dropped before the server sees it"
    DROPPED_AFTER = "dropped after it acted"
    LIMITED_IN_BODY = "429 with retry_after_ms"
    LIMITED_IN_HEADER = "429 with Retry-After"
    LIMITED_UNTOLD = "429 without either"
    BROKEN_BEFORE = "500 before the server sees it"
    BROKEN_AFTER = "500 after it acted"
    GATEWAY_BEFORE = "502 with HTML before the server sees it"
    GATEWAY_AFTER = "502 with HTML after it acted"
    SLOW = "a slow body"
    CUT = "truncated JSON"
    BROKEN_OFF = "a body that breaks off"
    SILENT_BEFORE = "silence, the server not asked"
    SILENT_AFTER = "silence after it acted"
    LAPSED = "soft logout"
    LOGGED_OUT = "401 unknown token"
    LIMITED_SYNC = "a limited sync"
    SAME_AGAIN = "the same sync again"
    EVENTS_TWICE = "each event of a sync twice"
    REORDERED = "rooms of a sync in another order"
    KEYS_FAILED = "keys of nobody, since their servers are away"
    KEYS_LATE = "seconds until it is asked for keys"
    INVITED_LATE = "seconds until it is asked for an invitation"


OF_SYNC = (Fault.LIMITED_SYNC, Fault.SAME_AGAIN, Fault.EVENTS_TWICE, Fault.REORDERED)
OF_KEYS = (Fault.KEYS_FAILED, Fault.KEYS_LATE)
LATE = (Fault.KEYS_LATE, Fault.INVITED_LATE)
"""Each costs a long wait, so that whoever wants them says so."""
OF_KIND: dict[str, tuple[Fault, ...]] = {
    "sync": OF_SYNC,
    "keys/claim": OF_KEYS,
    "keys/query": OF_KEYS,
    "invite": (Fault.INVITED_LATE,),
}
"""Faults that only such requests meet."""
RARE = (Fault.LAPSED, Fault.SILENT_BEFORE, Fault.SILENT_AFTER, Fault.LIMITED_UNTOLD)
"""Each costs seconds, so that a deliberation meets few of them."""
NEVER_BY_CHANCE = (Fault.LOGGED_OUT,)
"""It ends the bot, as it should."""
COMMON = tuple(
    each for each in Fault if each not in {*OF_SYNC, *OF_KEYS, *LATE, *RARE, *NEVER_BY_CHANCE}
)
PATIENT = re.compile(r"/(capabilities|versions|whoami|login)$")
"""Asked at a start, where what fails is told to a person."""
KINDS = re.compile(
    r"/(sync|createRoom|login|capabilities|upload|download|event|messages|invite|kick|join|leave"
    r"|keys/claim|keys/query|sendToDevice|send/m\.[a-z.]+|state/m\.\w+\.\w+|state|directory|profile)"
    r"(?=[/?]|$)"
)


def kind_of(path: str) -> str:
    """Return what kind of request a path is of, such as ``sync`` or ``send/m.reaction``."""
    found = KINDS.search(path)
    return found[1] if found else path


@dataclass
class Schedule:
    """Gives each request its fault, or none.

    ``rate`` is how many of a hundred requests meet one; ``only`` are the faults that are met, by
    default all but ``LATE``; ``planned`` says what the n-th request of
    a kind meets, counted from one.
    """

    seed: int = 0
    rate: int = 0
    only: tuple[Fault, ...] = tuple(each for each in Fault if each not in LATE)
    planned: dict[tuple[str, int], Fault] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    met: Counter[Fault] = field(default_factory=Counter)

    def next(self, path: str) -> Fault | None:
        """Return what the next request to a path meets."""
        kind = kind_of(path)
        self.asked[kind] += 1
        number = self.asked[kind]
        fault = self.planned.get((kind, number)) or self._drawn(kind, number)
        if fault:
            self.met[fault] += 1
        return fault

    def _drawn(self, kind: str, number: int) -> Fault | None:
        chance = Random(f"{self.seed} {kind} {number}")
        if PATIENT.search(f"/{kind}") or chance.randrange(100) >= self.rate:
            return None
        if chance.randrange(12) == 0:
            return self._of(chance, RARE)
        own = [fault for fault in OF_KIND.get(kind, ()) if fault in self.only]
        if own and chance.randrange(2):
            return chance.choice(own)
        return self._of(chance, COMMON)

    def _of(self, chance: Random, among: tuple[Fault, ...]) -> Fault | None:
        allowed = [fault for fault in among if fault in self.only]
        return chance.choice(allowed) if allowed else None

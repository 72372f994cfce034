"""What the tests of storage have in common: things to store."""

from typing import Any

from deliberation.entries import (
    CaucusSeed,
    CaucusTextGiven,
    Closed,
    Constituted,
    Entry,
    Forwarded,
    LastPosition,
    Payload,
    PositionRecorded,
    Referred,
    RoundClosed,
    Seated,
    Tabled,
)
from deliberation.terms import Stage
from deliberation.text import fingerprint
from storage.outbox import Row
from storage.seal import GENESIS, Sealed, seal
from storage.unsealed import Unsealed, numbered

TEXT = "# Title\n\nA clause.\n"


def unsealed(payload: Payload, proposal: int = 1, **given: Any) -> Unsealed:
    values: dict[str, Any] = {
        "audience": "public",
        "stage": Stage.TABLED if proposal else None,
        "person": "@chair:example.org",
        "event": "$event",
        "event_time": 1_700_000_000_000,
        "recorded_time": 1_700_000_000_123,
        "cause": "$event",
    }
    return Unsealed(proposal=proposal, payload=payload, **(values | given))


def tabled(proposal: int = 1, title: str = "Title", text: str = TEXT, **given: Any) -> Unsealed:
    payload = Tabled(title, "A body", text, fingerprint(text), "markdown")
    return unsealed(payload, proposal, **given)


def caucus_text(proposal: int = 1, text: str = "Our wording.") -> Unsealed:
    payload = CaucusTextGiven("cs", 1, 1, text, fingerprint(text), "markdown")
    return unsealed(payload, proposal, audience="caucus:cs", stage=Stage.CAUCUSES)


def forwarded(proposal: int = 1) -> Unsealed:
    return unsealed(Forwarded("", 1, fingerprint(TEXT)), proposal, stage=Stage.PLENARY)


def referred(proposal: int = 1) -> Unsealed:
    payload = Referred(1, 1, fingerprint(TEXT), "Please.")
    return unsealed(payload, proposal, stage=Stage.CAUCUSES)


def position(proposal: int = 1) -> Unsealed:
    text = "Our wording."
    payload = PositionRecorded(
        *("cs", "agreed as amended", 1, fingerprint(TEXT), 1, ""),
        *(1, text, fingerprint(text), "markdown"),
    )
    return unsealed(payload, proposal, stage=Stage.PLENARY)


def round_closed(proposal: int = 1) -> Unsealed:
    return unsealed(RoundClosed(1, 1), proposal, stage=Stage.PLENARY)


def closed(proposal: int = 1) -> Unsealed:
    payload = Closed("No way.", (LastPosition("cs", "not agreed", 1), LastPosition("gov", "", 0)))
    return unsealed(payload, proposal, stage=Stage.NO_CONSENSUS)


def seated(person: str = "@new:example.org") -> Unsealed:
    return unsealed(Seated("cs", person), 0)


def constituted() -> Unsealed:
    seed = CaucusSeed("cs", "Civil society", "@c:x", ("@d:x",), ("@d:x", "@e:x"))
    payload = Constituted("C", "Forum", 5, "@a:x", (), "@b:x", (), (), (seed,))
    return unsealed(payload, 0)


def chain(*batch: Unsealed) -> tuple[Sealed, ...]:
    """Seal without a database, with salts that are the same every time."""
    last, ends, made = GENESIS, dict[int, str](), list[Sealed]()
    for number, item in enumerate(batch, start=1):
        entry: Entry = numbered(item, number)
        made.append(seal(entry, last, ends.get(item.proposal, GENESIS), f"{number:064x}"))
        last = ends[item.proposal] = made[-1].hash
    return tuple(made)


def row(key: str, **given: Any) -> Row:
    values: dict[str, Any] = {
        "cause": "$event",
        "place": "P1/plenary",
        "event_type": "m.room.message",
        "content": {"msgtype": "m.text", "body": "Said."},
    }
    return Row(key=key, **(values | given))

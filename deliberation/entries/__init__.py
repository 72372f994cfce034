"""The entries of the record: what they hold, by chain, and how they are written as JSON.

To be imported as ``e``. A kind of entry is declared once, as a class of its chain's module.
Imports only ``terms``.
"""

from deliberation.entries.codec import decode, encode
from deliberation.entries.council_chain import (
    CaucusSeed,
    ChairNamed,
    Constituted,
    DeputyNamed,
    DeputyRemoved,
    ObserverNamed,
    ObserverRemoved,
    Seated,
    Unseated,
    UnseatingReason,
)
from deliberation.entries.entry import COUNCIL_CHAIN, Entry
from deliberation.entries.payload import CAUCUS, KINDS, PLENARY, Payload, audience
from deliberation.entries.proposal_chain import (
    CaucusTextGiven,
    Closed,
    Declined,
    Drafted,
    Forwarded,
    LastPosition,
    PositionRecorded,
    Recalled,
    Recommended,
    Referred,
    Reopened,
    Returned,
    RoundClosed,
    Tabled,
    Undrafted,
    Withdrawn,
)

__all__ = [
    "CAUCUS",
    "COUNCIL_CHAIN",
    "KINDS",
    "PLENARY",
    "CaucusSeed",
    "CaucusTextGiven",
    "ChairNamed",
    "Closed",
    "Constituted",
    "Declined",
    "DeputyNamed",
    "DeputyRemoved",
    "Drafted",
    "Entry",
    "Forwarded",
    "LastPosition",
    "ObserverNamed",
    "ObserverRemoved",
    "Payload",
    "PositionRecorded",
    "Recalled",
    "Recommended",
    "Referred",
    "Reopened",
    "Returned",
    "RoundClosed",
    "Seated",
    "Tabled",
    "Undrafted",
    "Unseated",
    "UnseatingReason",
    "Withdrawn",
    "audience",
    "decode",
    "encode",
]

"""An export's entries played again: each that by the procedure could not have been, by name.

The seals say that nothing was changed since; they can't say that what was sealed ever was
possible: whoever writes a whole chain anew seals it as well. So each entry that is shown is
held against the invariants, with what is known at its place. Nobody is accused of what can't
be seen: what is hidden makes unknown what it may have changed, and no more.

Relies on the shapes and seals that ``verify`` has checked. Total and pure. Imports ``faults``,
the replays of the two chains, and the entries.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cattrs.errors import ForbiddenExtraKeysError

from deliberation import entries as e
from deliberation.binding_rules.rules import of_values
from deliberation.objections.payloads import LIFTED
from deliberation.proposal import Proposal
from deliberation.terms import (
    COUNCIL,
    PUBLIC,
    Disposition,
    NamingEnd,
    OfficerChange,
    Position,
    Stage,
    caucus_of,
)
from storage import (
    chain_replay,
    proposal_replay,
    question_replay,
    roster_replay,
    statement_replay,
)
from storage.chain_replay import Chain
from storage.faults import Fault, FaultCode
from storage.roster_replay import Roster
from storage.shape import is_shown
from texts.read import Format

_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ForbiddenExtraKeysError)
_WITH_ANOTHER = (
    *(e.RoundClosed, e.UnseatingReason, e.ObjectionsDeclared),
    *(e.StatementsDeclared, e.Finding, e.QuestionCounted),
)
"""What is recorded because of the same event as the entry before it."""


@dataclass
class _State:
    """What is known so far, of each chain and of the events that acted.

    ``closed`` is the number of the first entry for the council alone: no plenary is public since.
    ``shown`` is the number of the last entry that is shown.
    """

    roster: Roster = field(default_factory=Roster)
    chains: dict[int, Chain] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    closed: int = 0
    shown: int = 0

    def chain(self, number: int) -> Chain:
        """Return what is known of a proposal."""
        return self.chains.get(number) or Chain(Proposal(number))


def replay(entries: Iterable[Mapping[str, Any]]) -> Iterator[Fault]:
    """Yield what could not have been, of entries whose shapes and seals are as they must be."""
    state = _State()
    for raw in entries:
        if raw["audience"] == COUNCIL:
            state.closed = state.closed or raw["number"]
        if not is_shown(raw):
            yield from _hidden(state, raw)
        elif entry := _read(raw):
            yield from _shown(state, entry)
        else:
            yield from _unreadable(state, raw)
    for chain in state.chains.values():
        yield from proposal_replay.unclosed(chain)


# --- an entry that is hidden, or that nobody can read ----------------------------------


def _hidden(state: _State, raw: Mapping[str, Any]) -> Iterator[Fault]:
    number, proposal, door = raw["number"], raw["proposal"], raw["audience"]
    key, council = caucus_of(door), state.roster.known
    if door != COUNCIL and (not key or (council and not council.caucus(key))):
        yield Fault(FaultCode.AUDIENCE, number, {"audience": door})
    if proposal == e.COUNCIL_CHAIN:
        yield from _hidden_of_roster(state, number, kept_by_caucus=bool(key))
        return
    chain = state.chain(proposal)
    yield from proposal_replay.unclosed(chain, may_close=not key)
    if not chain.begun:
        yield Fault(FaultCode.FIRST, number, {"proposal": proposal})
        state.chains[proposal] = chain_replay.unknown(chain)
    elif key:
        state.chains[proposal] = chain_replay.kept_by_caucus(chain, door)
    else:
        state.chains[proposal] = chain_replay.kept_by_council(chain)


def _hidden_of_roster(state: _State, number: int, *, kept_by_caucus: bool) -> Iterator[Fault]:
    if not state.roster.begun:
        yield Fault(FaultCode.FIRST, number, {"proposal": e.COUNCIL_CHAIN})
    if not (state.roster.begun and kept_by_caucus):
        state.roster = roster_replay.unseen(state.roster)


def _unreadable(state: _State, raw: Mapping[str, Any]) -> Iterator[Fault]:
    content, proposal = raw["content"], raw["proposal"]
    named = {"kind": content["kind"], "version": content["version"]}
    yield Fault(FaultCode.KIND, raw["number"], named)
    if proposal == e.COUNCIL_CHAIN:
        state.roster = roster_replay.unseen(state.roster)
    else:
        state.chains[proposal] = chain_replay.unknown(state.chain(proposal))


# --- an entry that is shown -------------------------------------------------------------


def _shown(state: _State, entry: e.Entry) -> Iterator[Fault]:
    doors = {e.audience(entry.payload, plenary) for plenary in (PUBLIC, COUNCIL)}
    if entry.audience not in doors:
        yield Fault(FaultCode.AUDIENCE, entry.number, {"audience": entry.audience})
    elif state.closed and entry.audience == PUBLIC and len(doors) > 1:
        yield Fault(FaultCode.OPENED, entry.number, {"before": state.closed})
    yield from _twice(state, entry)
    state.shown = entry.number
    of_roster = isinstance(entry.payload, e.CouncilPayload)
    if of_roster != (entry.proposal == e.COUNCIL_CHAIN) or of_roster == bool(entry.stage):
        yield Fault(FaultCode.CHAIN, entry.number, {"kind": entry.payload.kind})
    elif of_roster:
        yield from roster_replay.faults(state.roster, entry)
        state.roster = roster_replay.after(state.roster, entry)
    else:
        yield from _of_proposal(state, entry)


def _of_proposal(state: _State, entry: e.Entry) -> Iterator[Fault]:
    chain, council = state.chain(entry.proposal), state.roster.known
    closes = isinstance(entry.payload, e.RoundClosed)
    yield from proposal_replay.unclosed(chain, may_close=closes)
    yield from proposal_replay.faults(chain, entry, council)
    if not chain.begun and not isinstance(entry.payload, e.Tabled):
        chain = chain_replay.unknown(chain)
    state.chains[entry.proposal] = chain_replay.after(chain, entry, council)


def _twice(state: _State, entry: e.Entry) -> Iterator[Fault]:
    """Yield that an event acts again; an act may record several entries, one after the other.

    Some of them may be hidden, between those that are shown.
    """
    if not entry.event:
        return
    before = state.events.get(entry.event, 0)
    together = isinstance(entry.payload, _WITH_ANOTHER) and before == state.shown
    if before and not together:
        yield Fault(FaultCode.TWICE, entry.number, {"event": entry.event, "before": before})
    state.events[entry.event] = entry.number


def _read(raw: Mapping[str, Any]) -> e.Entry | None:
    """Return the entry, or None if no version that is known writes it so."""
    content = raw["content"]
    try:
        payload = e.decode(content["kind"], content["version"], content["payload"])
        stage = Stage(content["stage"]) if content["stage"] else None
        _terms(payload)
    except _UNREADABLE:
        return None
    if e.encode(payload) != content["payload"]:
        return None
    return e.Entry(
        number=raw["number"],
        proposal=raw["proposal"],
        audience=raw["audience"],
        payload=payload,
        stage=stage,
        person=content["person"],
        event=content["event"],
        event_time=content["event_time"],
        recorded_time=content["recorded_time"],
        cause=content["cause"],
    )


def _terms(payload: e.Payload) -> None:  # noqa: C901 - one a kind
    """Raise ValueError if the payload has a position, a format or another term that there isn't."""
    if isinstance(payload, e.PositionRecorded):
        Position(payload.position)
        if payload.amendment:
            Format(payload.text_format)
    elif isinstance(payload, e.Closed):
        for last in payload.positions:
            Position(last.position or Position.AGREED)
    elif isinstance(payload, e.ObjectionsDisposed | e.ObjectionsDeclared):
        _dispositions(payload)
    elif isinstance(payload, e.StatementPayload):
        statement_replay.terms(payload)
    elif isinstance(payload, e.Finding | e.QuestionPayload | e.MethodSet):
        question_replay.terms(payload)
    elif isinstance(payload, e.NamingAnnounced | e.NamingEnded):
        OfficerChange(payload.change)
        if isinstance(payload, e.NamingEnded):
            NamingEnd(payload.end)
    elif isinstance(payload, e.Tabled | e.Drafted | e.CaucusTextGiven | e.Recommended):
        _format_and_rules(payload)


def _format_and_rules(payload: e.Tabled | e.Drafted | e.CaucusTextGiven | e.Recommended) -> None:
    Format(payload.format)
    if isinstance(payload, e.Drafted | e.Recommended):
        of_values(payload.level, payload.clauses)


def _dispositions(payload: e.ObjectionsDisposed | e.ObjectionsDeclared) -> None:
    if isinstance(payload, e.ObjectionsDisposed):
        Disposition(payload.disposition)
        return
    for each in payload.objections:
        if each.disposition != LIFTED:
            Disposition(each.disposition or Disposition.UPHELD)

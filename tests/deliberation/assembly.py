"""A small council, a proposal before it, and what becomes of the two when people act.

``Assembly`` does what the clerk does, without a database: it has an act judged, numbers
what is to be recorded, and folds it. Each person's name says what they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, get_args

import pytest

from deliberation import acts as a
from deliberation import council as councils
from deliberation import entries as e
from deliberation import fold as proposals
from deliberation import procedure, roster
from deliberation.calls.call import open_in
from deliberation.calls.effects import finding
from deliberation.council import Council
from deliberation.errors import PointOfOrder
from deliberation.methods.count import counted
from deliberation.officers import Given
from deliberation.proposal import Proposal
from deliberation.terms import Choice, EndedBy, Position, RoomKind, Stage

SECRETARIAT = ("secretary",)
BOT = "bot"
CAUCUSES = ("gov", "cs")
SEATS = 3
HOUR = 3_600_000
DAY = 24 * HOUR
"""In ms: so far apart are entries, unless a test is quicker."""
INTERREGNUM = 72 * HOUR
PROPOSAL = 12
PROPOSAL_ACTS: tuple[type[Any], ...] = get_args(a.ProposalAct)
ROSTER_ACTS: tuple[type[Any], ...] = get_args(a.RosterAct)
PRESENT_KINDS: frozenset[type[Any]] = frozenset(
    (*get_args(e.ProposalPayload), *get_args(e.CouncilPayload))
)
"""Every kind of entry, as it is recorded now. Records of before have first versions, too."""

CONSTITUTED = e.Constituted(
    name="Council",
    recommends_as="Forum",
    seats=SEATS,
    chair="council chair",
    deputies=("council deputy",),
    forum_chair="forum chair",
    forum_deputies=("forum deputy",),
    observers=("observer",),
    caucuses=tuple(
        e.CaucusSeed(
            key,
            key.upper(),
            f"{key} chair before",
            (f"{key} deputy",),
            (f"{key} deputy", f"{key} representative", f"{key} member"),
        )
        for key in CAUCUSES
    ),
)
"""The seats are all taken, so that a chair who is replaced leaves."""


@dataclass
class Assembly:
    """The record so far, and what it folds to. The next entry comes ``apart`` ms after ``now``.

    ``agreed`` told of every call that they don't object; ``cast`` is what was answered to every
    question.
    """

    entries: list[e.Entry] = field(default_factory=list)
    council: Council = field(default_factory=Council)
    proposal: Proposal | None = None
    now: int = 0
    apart: int = HOUR
    agreed: tuple[str, ...] = ()
    cast: dict[str, Choice] = field(default_factory=dict)

    @property
    def stage(self) -> Stage:
        assert self.proposal is not None
        return self.proposal.stage

    @property
    def payloads(self) -> list[e.Payload]:
        return [entry.payload for entry in self.entries]

    def copy(self) -> "Assembly":
        """Return one that shares nothing with this one but what is frozen."""
        namings = replace(self.council.namings, guarded=dict(self.council.namings.guarded))
        council = replace(self.council, since=dict(self.council.since), namings=namings)
        proposal = self.proposal
        if proposal:
            latest = tuple(
                replace(x, before=replace(x.before, positions=dict(x.before.positions)))
                for x in proposal.latest
            )
            proposal = replace(proposal, positions=dict(proposal.positions), latest=latest)
        times = self.now, self.apart, self.agreed
        return Assembly(list(self.entries), council, proposal, *times, dict(self.cast))

    def record(
        self, person: str, payload: e.Payload, stage: Stage | None = None, cause: str = ""
    ) -> None:
        """Append one entry and fold it: into the proposal if it has a stage.

        ``cause`` is that of what was recorded together with it, if it is not the first.
        """
        number = len(self.entries) + 1
        chain = PROPOSAL if stage else e.COUNCIL_CHAIN
        door = e.audience(payload, "council")
        cause = cause or f"$event-{number}"
        self.now += self.apart
        when = self.now, self.now
        entry = e.Entry(number, chain, door, payload, stage, person, cause, *when, cause)
        self.entries.append(entry)
        if stage:
            self.proposal = proposals.apply(self.proposal, entry)
        else:
            self.council = councils.apply(self.council, entry)

    def act(self, act: a.Act, actor: a.Actor) -> tuple[e.Payload, ...]:
        """Have the act judged and recorded; what is refused raises and changes nothing.

        What the secretariat announced takes effect before, if its time has come.
        """
        self.do_due()
        before = self.copy()
        try:
            judged = self._judged(act, actor)
        except PointOfOrder:
            assert self == before
            raise
        cause = f"$event-{len(self.entries) + 1}"
        for payload, stage in judged:
            self.record(actor.person, payload, stage, cause)
        return tuple(payload for payload, _ in judged)

    def shown(self, act: Any, caucus: str) -> Any:
        """Return what is about the text shown last as about the latest, once that was shown."""
        acts = a.IssueDraft | a.GiveCaucusText | a.Undraft | a.CallForRules
        if isinstance(act, acts) and self.proposal and not act.shown:
            current = self.proposal.current
            act = replace(act, shown=current.number if current else 0)
            latest = self.proposal.caucus_text(caucus, act.shown)
            if isinstance(act, a.GiveCaucusText) and latest:
                return replace(act, shown_text=latest.number)
        return act

    def _judged(self, act: Any, actor: a.Actor) -> list[tuple[e.Payload, Stage | None]]:
        act = self.shown(act, actor.caucus)
        if isinstance(act, ROSTER_ACTS):
            payloads = roster.decide(act, actor, self.council, self.given)
            return [(payload, None) for payload in payloads]
        if isinstance(act, a.RecordPosition):
            act = replace(act, at=self.now + self.apart)
        if isinstance(act, a.Correct):
            act = replace(act, at=self.now + self.apart, within=act.within or DAY)
        calls = self.proposal.calls if self.proposal else ()
        answered = {call.entry: self.agreed for call in calls}
        cast = {call.entry: self.cast for call in calls}
        known = act, actor, self.proposal, self.council
        decisions = procedure.decide(*known, answered=answered, cast=cast)
        return [(decision.payload, decision.stage) for decision in decisions]

    @property
    def given(self) -> Given:
        """What acts on the roster are judged by now."""
        return Given(SECRETARIAT, BOT, INTERREGNUM, self.now + self.apart)

    def do_due(self) -> None:
        """Have what the secretariat announced take effect by now, unless it was refused."""
        for naming in sorted(self.council.namings.under_way, key=lambda n: n.effective):
            known = self.council.namings.numbered(naming.entry)
            if known and naming.effective <= self.now + self.apart:
                for payload in roster.take_effect(naming, self.council, self.given):
                    self.record(BOT, payload)

    def wait(self, time: int) -> None:
        """Let so many ms pass."""
        self.now += time
        self.do_due()

    def time_ends(self, body: str, *agreed: str) -> tuple[e.Payload, ...]:
        """Have the open call of a body's room end by itself; ``agreed`` don't object."""
        assert self.proposal
        call = open_in(self.proposal.calls, body)
        assert call
        self.now = max(self.now, call.until - self.apart)
        found: e.Payload = (
            counted(call, call.question, self.council, self.cast, EndedBy.TIME)
            if call.question
            else finding(call, self.proposal, self.council, agreed, EndedBy.TIME)
        )
        self.record(BOT, found, self.stage)
        return (found,)

    def term(self, period: int = DAY) -> a.Term:
        """Return a term of so many ms, as the clerk reads it."""
        at = self.now + self.apart
        return a.Term(period, until=at + period, at=at)

    # --- the people of this council, doing what is theirs to do ---------------------------

    def in_forum(self, act: a.Act, person: str = "forum chair") -> tuple[e.Payload, ...]:
        return self.act(act, a.Actor(person, RoomKind.FORUM))

    def in_plenary(self, act: a.Act, person: str = "council chair") -> tuple[e.Payload, ...]:
        return self.act(act, a.Actor(person, RoomKind.PLENARY))

    def in_caucus(self, key: str, act: a.Act, person: str = "") -> tuple[e.Payload, ...]:
        return self.act(act, a.Actor(person or f"{key} chair", RoomKind.CAUCUS, key))

    def in_direct_chat(self, act: a.Act, person: str) -> tuple[e.Payload, ...]:
        return self.act(act, a.Actor(person, RoomKind.DIRECT))

    def says(
        self,
        key: str,
        position: Position = Position.AGREED,
        *,
        note: str = "",
        shown: int | None = None,
        person: str = "",
        told: int = 0,
    ) -> tuple[e.Payload, ...]:
        """Have a caucus's chair record a position on the draft shown: the current one."""
        current = self.proposal.current if self.proposal else None
        number = current.number if current else 0
        text = self.latest_text(key) if position is Position.AMENDED else 0
        on = number if shown is None else shown
        act = a.RecordPosition(position, note, on, text=text, told=told)
        return self.in_caucus(key, act, person)

    def latest_text(self, key: str) -> int:
        """Return the number of a caucus's latest text on the current draft in force, or 0."""
        current = self.proposal.current if self.proposal else None
        text = self.proposal.caucus_text(key, current.number) if self.proposal and current else None
        return text.number if text else 0

    def all_agree(self) -> None:
        for key in CAUCUSES:
            self.says(key)


def constituted() -> Assembly:
    """A council whose caucuses have each replaced their first chair."""
    assembly = Assembly()
    assembly.record("", CONSTITUTED)
    for key in CAUCUSES:
        assembly.in_caucus(key, a.NameChair(f"{key} chair"), f"{key} chair before")
    return assembly


def tabled() -> Assembly:
    assembly = constituted()
    assembly.in_forum(a.Propose("Title", "A coalition", "First text."), "tabler")
    return assembly


def forwarded() -> Assembly:
    assembly = tabled()
    assembly.in_forum(a.Forward())
    return assembly


def referred() -> Assembly:
    assembly = forwarded()
    assembly.in_plenary(a.Refer())
    return assembly


def agreed() -> Assembly:
    """Back in plenary after a round in which every caucus agreed to Draft 1."""
    assembly = referred()
    assembly.all_agree()
    return assembly


def redrafted() -> Assembly:
    """As ``agreed``, and then Draft 2 was issued."""
    assembly = agreed()
    assembly.in_plenary(a.IssueDraft("Second text."))
    return assembly


def recommended() -> Assembly:
    assembly = agreed()
    assembly.in_plenary(a.Finalise())
    return assembly


def refusal(assembly: Assembly, act: a.Act, actor: a.Actor) -> PointOfOrder:
    """Return why the act is refused; fails if it isn't."""
    with pytest.raises(PointOfOrder) as caught:
        assembly.act(act, actor)
    return caught.value


def chairs_of(council: Council, caucus: str) -> Iterable[str]:
    """The chair and deputies of a caucus, read from the roster without the rules' help."""
    return next((c.chair, *c.deputies) for c in council.caucuses if c.key == caucus)

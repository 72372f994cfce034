"""Whether an act may be done, and what is recorded then.

Theory of operation: a row of ``transitions`` says that an act, done in a kind of room by
somebody with an authority, leads from some stages to a stage, if its conditions hold.
``decide`` finds the row, judges in the order room, person, stage, conditions, and answers
with the payloads to record and the stage each leads to. It never changes anything; the
state is the ``fold`` of what was recorded. A round that is complete closes by itself:
that is the one move without an act of its own, and ``effects.position`` adds it. A silence
procedure ends with whatever makes an objection stand, in whichever room: ``calls.effects.broken``.
"""

from dataclasses import dataclass
from typing import assert_never

from deliberation import acts as a
from deliberation import entries as e
from deliberation.calls.effects import broken
from deliberation.council import Council
from deliberation.effects import NOBODY, NOTHING_CAST, AllCast, Answered, Situation
from deliberation.errors import Code, PointOfOrder
from deliberation.fold import corrected
from deliberation.proposal import Proposal
from deliberation.terms import Authority, Stage
from deliberation.transition import ActT, Transition
from deliberation.transitions import TRANSITIONS


@dataclass(frozen=True)
class Decision:
    """One payload to record, and the stage after it."""

    payload: e.Payload
    stage: Stage


def decide(
    act: a.ProposalAct,
    actor: a.Actor,
    proposal: Proposal | None,
    council: Council,
    *,
    answered: Answered = NOBODY,
    cast: AllCast = NOTHING_CAST,
) -> tuple[Decision, ...]:
    """Judge an act and return what to record. Raises ``PointOfOrder``; changes nothing.

    ``proposal`` is None for ``Propose`` alone, or where the one that was named doesn't
    exist. ``answered`` and ``cast`` say who answered what is open; see ``Situation``.
    """
    rows = [row for row in TRANSITIONS if row.act is type(act)]
    if not any(actor.room in row.rooms for row in rows):
        raise PointOfOrder(
            Code.WRONG_ROOM,
            act=type(act).__name__,
            rooms=sorted(frozenset.union(*(r.rooms for r in rows))),
        )
    rows = [row for row in rows if actor.room in row.rooms]
    if proposal is None and rows[0].sources:
        raise PointOfOrder(Code.NO_SUCH_PROPOSAL)
    situation = Situation(act, actor, proposal or Proposal(0), council, answered, cast)
    row = _row(rows, situation, proposal)
    for condition in row.first:
        condition(situation)
    for need in row.needs:
        need(situation)
    stage = row.to or situation.proposal.stage
    payloads = row.record(situation)
    decided = [(payload, _after(payload, stage, situation.proposal)) for payload in payloads]
    findings = [(finding, decided[-1][1]) for finding in broken(situation, decided)]
    return tuple(Decision(*each) for each in (*decided, *findings))


def _after(payload: e.Payload, stage: Stage, proposal: Proposal) -> Stage:
    """Return the stage after an entry of an act that leads to a stage."""
    if isinstance(payload, e.RoundClosed):
        return Stage.PLENARY
    if isinstance(payload, e.ActCorrected):
        return corrected(proposal, payload.entry).stage
    return stage


def _row(
    rows: list[Transition[ActT]], s: Situation[ActT], proposal: Proposal | None
) -> Transition[ActT]:
    """Return the row that fits the actor and the stage, or raise which of the two doesn't."""
    fitting = [row for row in rows if row.when(s.proposal)]
    authorised = [row for row in fitting if authorised_for(row.who, s)]
    if not authorised:
        raise PointOfOrder(
            Code.NOT_AUTHORISED, who=fitting[0].who, body=s.actor.caucus, proposal=s.proposal.number
        )
    for row in authorised:
        if proposal is None or proposal.stage in row.sources:
            return row
    sources = sorted(frozenset.union(*(row.sources for row in authorised)))
    raise PointOfOrder(
        Code.WRONG_STAGE,
        proposal=s.proposal.number,
        stage=s.proposal.stage,
        sources=sources,
        act=type(s.act).__name__,
    )


def authorised_for(  # noqa: PLR0911 - one an authority
    who: Authority, s: Situation[object]
) -> bool:
    """Whether the actor has an authority on the proposal, as chair or as deputy."""
    person = s.actor.person
    match who:
        case Authority.ANYONE:
            return True
        case Authority.TABLER:
            return person == s.proposal.tabled_by
        case Authority.SPEAKER:
            return person in (*s.council.members, s.proposal.tabled_by)
        case Authority.CAUCUS_MEMBER:
            own = s.council.caucus(s.actor.caucus)
            return own is not None and person in own.members
        case Authority.IN_A_CAUCUS:
            return s.council.caucus_of(person) is not None
        case Authority.FORUM_CHAIR:
            return person in s.council.forum_officers
        case Authority.COUNCIL_CHAIR:
            return person in s.council.officers
        case Authority.CAUCUS_CHAIR:
            caucus = s.council.caucus(s.actor.caucus)
            return caucus is not None and person in caucus.officers
        case Authority.CHAIR | Authority.CHAIR_OR_SECRETARIAT:
            return False  # of the body that an act on the roster names
        case _:
            assert_never(who)

"""What may be seen of a proposal: its drafts, caucus texts, positions and round.

Pure: imports ``deliberation`` and the views.
"""

from collections.abc import Collection

from bot.relay.visibility.statements import statements_seen
from deliberation.clauses import Edited
from deliberation.parts import CaucusText, Draft, Recorded, Round
from deliberation.proposal import Proposal
from deliberation.reference import Reference
from deliberation.terms import Stage, caucus_door
from templates import views as v


def seen(proposal: Proposal | None, doors: Collection[str], plenary: str) -> v.ProposalView | None:
    """Return what those behind the doors may see of a proposal, or None if there is none."""
    return proposal_seen(proposal, doors, plenary) if proposal else None


def proposal_seen(proposal: Proposal, doors: Collection[str], plenary: str) -> v.ProposalView:
    """Return what those behind the doors may see; ``plenary`` is the door of what plenary sees.

    A caucus text is seen in its caucus, and once it is released where plenary is seen.
    Who doesn't see plenary (``plenary: members``) sees no positions and no draft but
    the first and the recommendation, with the statements on it; the stage is for everybody.
    """
    sees, stands = plenary in doors, proposal.recommendation
    public = {1, stands.draft} if stands else {1}
    return v.ProposalView(
        number=proposal.number,
        title=proposal.title,
        initiator=proposal.initiator,
        text=proposal.text,
        fingerprint=proposal.fingerprint,
        format=proposal.format,
        tabled_by=proposal.tabled_by,
        stage=proposal.stage,
        forwarded=proposal.forwarded,
        drafts=tuple(_draft(d) for d in proposal.drafts if sees or d.number in public),
        texts=tuple(_text(t) for t in proposal.texts if sees and _is_shown(t, doors)),
        positions=positions_seen(proposal, doors, plenary),
        round=_round(proposal.round, sees=sees) if proposal.round else None,
        statements=statements_seen(proposal, doors, plenary),
        recommendation=v.RecommendationView(stands.draft) if stands else None,
    )


def positions_seen(
    proposal: Proposal | None, doors: Collection[str], plenary: str
) -> dict[str, v.PositionView]:
    """Return the caucuses' positions, for who sees plenary; empty where there is no proposal."""
    if proposal is None or plenary not in doors:
        return {}
    return {key: _position(recorded) for key, recorded in proposal.positions.items()}


def listed_seen(number: int, title: str, stage: Stage) -> v.ListedView:
    """Return what everybody may see of every proposal."""
    return v.ListedView(number, title, stage)


def _is_shown(text: CaucusText, doors: Collection[str]) -> bool:
    return text.released or caucus_door(text.caucus) in doors


def _draft(draft: Draft) -> v.DraftView:
    return v.DraftView(
        number=draft.number,
        text=draft.text,
        fingerprint=draft.fingerprint,
        format=draft.format,
        taken_back=draft.taken_back,
        referred=draft.referred,
        rules=v.RulesView(draft.rules.level, draft.rules.clauses) if draft.rules else None,
    )


def _text(text: CaucusText) -> v.TextView:
    return v.TextView(
        caucus=text.caucus,
        draft=text.draft,
        number=text.number,
        text=text.text,
        fingerprint=text.fingerprint,
        format=text.format,
        released=text.released,
        taken_back=text.taken_back,
    )


def edited_seen(edited: Edited) -> v.EditedView:
    """Return which clause of which text was changed, for those who are where that was said."""
    without = tuple(map(_named, edited.without))
    return v.EditedView(edited.clause, _named(edited.base), without)


def _named(text: Reference) -> v.NamedView:
    return v.NamedView(text.draft or 1, text.caucus, text.number)


def _position(recorded: Recorded) -> v.PositionView:
    return v.PositionView(
        caucus=recorded.caucus,
        position=recorded.position,
        draft=recorded.draft,
        note=recorded.note,
        amendment=recorded.amendment,
        revises=recorded.revises,
        lapsed=recorded.lapsed,
        given_back=recorded.given_back,
        method=recorded.method,
        figures=recorded.figures,
    )


def _round(found: Round, *, sees: bool) -> v.RoundView:
    if not sees:
        return v.RoundView(found.number)
    until = found.deadline.until if found.deadline and found.open else 0
    return v.RoundView(found.number, found.open, found.reported, until)

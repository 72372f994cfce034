"""The conditions in the rows of ``procedure``: each passes, or refuses with a code.

They judge a situation and change nothing. Above them stands which of an act's rows a proposal
is judged by.
"""

from deliberation import acts as a
from deliberation.clauses import content, edited
from deliberation.effects import Situation
from deliberation.errors import Code, PointOfOrder
from deliberation.proposal import Proposal
from deliberation.text import fingerprint

# --- which of an act's rows a proposal is judged by -----------------------------------


def always(_: Proposal) -> bool:
    """Any proposal."""
    return True


def never_forwarded(proposal: Proposal) -> bool:
    """The forum never forwarded the proposal."""
    return not proposal.forwarded


def once_forwarded(proposal: Proposal) -> bool:
    """The forum has forwarded the proposal to the council."""
    return proposal.forwarded


# --- what a row needs -----------------------------------------------------------------


def once_referred(s: Situation[object]) -> None:
    """The proposal has been referred to the caucuses at least once."""
    if s.proposal.round is None:
        raise PointOfOrder(Code.NEVER_REFERRED, proposal=s.proposal.number)


def clause_is_of_the_draft_shown(s: Situation[a.IssueDraft] | Situation[a.GiveCaucusText]) -> None:
    """If a clause is named and no text replied to, the draft last shown in the room is current."""
    if s.act.clause and not s.act.base:
        _is_current(s.act.shown, s.proposal)


def clause_can_change(s: Situation[a.IssueDraft] | Situation[a.GiveCaucusText]) -> None:
    """There is that one clause in the text, if one is named, and it has other words then."""
    edited(s.act, s.actor, s.proposal)


def differs_from_current(s: Situation[a.IssueDraft]) -> None:
    """The new draft's text is not the current draft's."""
    current = s.proposal.current
    text, _ = content(s.act, s.actor, s.proposal)
    if current and fingerprint(text) == current.fingerprint:
        raise PointOfOrder(Code.DRAFT_UNCHANGED, draft=current.number)


def draft_not_referred(s: Situation[object]) -> None:
    """There is a draft before the current one, which was not referred yet."""
    current = s.proposal.current
    if current is None or s.proposal.before(current.number) is None:
        raise PointOfOrder(Code.NO_EARLIER_DRAFT, draft=current.number if current else 0)
    if current.referred:
        raise PointOfOrder(Code.DRAFT_WAS_REFERRED, draft=current.number)


def work_has_not_begun(s: Situation[object]) -> None:
    """There is no draft beside Draft 1, and no position."""
    if len(s.proposal.in_force) > 1 or s.proposal.positions:
        raise PointOfOrder(Code.UNDER_WAY, proposal=s.proposal.number)


def on_the_draft_shown(s: Situation[a.RecordPosition]) -> None:
    """The draft last shown in the caucus's room is current and was referred."""
    _is_current(s.act.shown, s.proposal)
    current = s.proposal.current
    if current and not current.referred:
        raise PointOfOrder(Code.DRAFT_NOT_REFERRED, draft=current.number)


def _is_current(shown: int, proposal: Proposal) -> None:
    number = proposal.current.number if proposal.current else 0
    if not shown:
        raise PointOfOrder(Code.DRAFT_NOT_SHOWN, draft=number)
    if shown != number:
        raise PointOfOrder(Code.DRAFT_NOT_CURRENT, shown=shown, draft=number)


def caucus_text_differs(s: Situation[a.RecordPosition]) -> None:
    """``agreed as amended`` has a caucus text on the draft, and it differs from the draft."""
    if not s.act.position.releases_text:
        return
    current = s.proposal.current
    number = current.number if current else 0
    text = s.proposal.caucus_text(s.actor.caucus, number)
    if text is None:
        raise PointOfOrder(Code.NO_CAUCUS_TEXT, draft=number)
    if current and text.fingerprint == current.fingerprint:
        raise PointOfOrder(Code.CAUCUS_TEXT_UNCHANGED, draft=number, text=text.number)


def caucus_text_not_released(s: Situation[object]) -> None:
    """There is a caucus text on the current draft, and the latest was not released."""
    number = s.proposal.current.number if s.proposal.current else 0
    text = s.proposal.caucus_text(s.actor.caucus, number)
    if text is None:
        raise PointOfOrder(Code.NO_TEXT_TO_TAKE_BACK, draft=number)
    if text.released:
        named = {"caucus": text.caucus, "draft": number, "text": text.number}
        raise PointOfOrder(Code.CAUCUS_TEXT_WAS_RELEASED, **named)


def every_caucus_agreed(s: Situation[object]) -> None:
    """Every caucus's latest position, not lapsed, on exactly the current draft is ``agreed``."""
    current = s.proposal.current
    missing = [
        {"caucus": caucus.key, "name": caucus.name, **reason}
        for caucus in s.council.caucuses
        if (reason := _missing(s.proposal, caucus.key))
    ]
    if missing or current is None:
        number = current.number if current else 0
        raise PointOfOrder(Code.CAUCUSES_MISSING, draft=number, missing=tuple(missing))


def _missing(proposal: Proposal, caucus: str) -> dict[str, str | int]:
    """Return why a caucus's position doesn't count as agreed on the current draft, or {}."""
    current = proposal.current
    position = proposal.positions.get(caucus)
    if current is None or not current.referred:
        return {"why": "draft_not_referred"}
    if position is None:
        return {"why": "no_position"}
    recorded: dict[str, str | int] = {"on": position.draft, "position": position.position.value}
    if (position.draft, position.fingerprint) != (current.number, current.fingerprint):
        return {"why": "stale", **recorded}
    if position.lapsed:
        return {"why": "lapsed", **recorded}
    return {} if position.position.agrees_to_draft else {"why": "not_agreed", **recorded}

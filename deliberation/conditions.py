"""The conditions in the rows of ``procedure``: each passes, or refuses with a code.

They judge a situation and change nothing. Above them stands which of an act's rows a proposal
is judged by.
"""

from deliberation import acts as a
from deliberation import notes, release
from deliberation.clauses import content, edited
from deliberation.effects import Situation, released_text
from deliberation.errors import Code, PointOfOrder
from deliberation.parts import CaucusText, Recorded
from deliberation.proposal import Proposal
from deliberation.standing import counting, is_on
from deliberation.text import fingerprint

SOON = 60_000
"""In ms: within this time people may not know of what was recorded, even of what they said."""
_Yes = a.Forward | a.RecordPosition | a.Finalise

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
    """If a clause is named and no text replied to, the text that it changes was shown last.

    That is the current draft, or in a caucus its latest text on it.
    """
    if not s.act.clause or s.act.base:
        return
    _is_current(s.act.shown, s.proposal)
    if isinstance(s.act, a.GiveCaucusText):
        _is_latest(s.act.shown_text, s.actor.caucus, s.proposal)


def clause_can_change(s: Situation[a.IssueDraft] | Situation[a.GiveCaucusText]) -> None:
    """There is that one clause in the text, if one is named, and it has other words then."""
    edited(s.act, s.actor, s.proposal)


def differs_from_current(s: Situation[a.IssueDraft]) -> None:
    """The new draft's text is not the current draft's."""
    current = s.proposal.current
    text, _ = content(s.act, s.actor, s.proposal)
    if current and fingerprint(text) == fingerprint(current.text):
        raise PointOfOrder(Code.DRAFT_UNCHANGED, draft=current.number)


def differs_from_latest(s: Situation[a.GiveCaucusText]) -> None:
    """The caucus's new text is not its latest text on the current draft."""
    number = s.proposal.current.number if s.proposal.current else 0
    latest = s.proposal.caucus_text(s.actor.caucus, number)
    text, form = content(s.act, s.actor, s.proposal)
    if latest and (fingerprint(text), form) == (latest.fingerprint, latest.format):
        named = {"caucus": latest.caucus, "draft": number, "text": latest.number}
        raise PointOfOrder(Code.CAUCUS_TEXT_AS_BEFORE, **named)


def draft_not_referred(s: Situation[object]) -> None:
    """There is a draft before the current one, which was not referred yet."""
    current = s.proposal.current
    if current is None or s.proposal.before(current.number) is None:
        raise PointOfOrder(Code.NO_EARLIER_DRAFT, draft=current.number if current else 0)
    if current.referred:
        raise PointOfOrder(Code.DRAFT_WAS_REFERRED, draft=current.number)


def draft_was_shown(s: Situation[a.Undraft] | Situation[a.CallForRules]) -> None:
    """It is the draft last shown in plenary: who says it twice acts once."""
    _is_current(s.act.shown, s.proposal)


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


def _is_latest(shown: int, caucus: str, proposal: Proposal) -> None:
    number = proposal.current.number if proposal.current else 0
    latest = proposal.caucus_text(caucus, number)
    if shown != (latest.number if latest else 0):
        text = latest.number if latest else 0
        raise PointOfOrder(Code.CAUCUS_TEXT_NOT_SHOWN, draft=number, caucus=caucus, text=text)


def text_to_release_is_clear(s: Situation[a.RecordPosition]) -> None:
    """With `agreed as amended` it is clear which caucus text is released, and that differs."""
    release.judge(s.act, s.actor.caucus, s.proposal)


def note_agrees(s: Situation[_Yes]) -> None:
    """A note to a *yes* sets no condition, contradicts nothing, and names no other text."""
    act = s.act
    position = act if isinstance(act, a.RecordPosition) else None
    if position and not position.position.is_yes:
        return
    text = release.to_release(position, s.actor.caucus, s.proposal) if position else None
    instead = {
        "act": type(act).__name__,
        "proposal": s.proposal.number,
        "caucus": s.actor.caucus,
        "text": text.number if text else 0,
    }
    if words := notes.against(act.note):
        raise PointOfOrder(Code.NOTE_AGAINST, words=words, **instead)
    if other := _named_beside(s, text):
        raise PointOfOrder(Code.NOTE_NAMES_OTHER, **other, **instead)


def _named_beside(s: Situation[_Yes], text: CaucusText | None) -> dict[str, str | int]:
    """Return what a note names besides what its act is about, or {}."""
    number, draft = s.proposal.number, s.proposal.current.number if s.proposal.current else 1
    found = notes.named(s.act.note, [caucus.key for caucus in s.council.caucuses])
    proposals, drafts, texts = found.proposals, found.drafts, found.texts
    if isinstance(s.act, a.Forward):
        proposals |= found.bare
    elif text:
        texts |= {(0, text.caucus, bare) for bare in found.bare}
    else:
        drafts |= found.bare
    if others := sorted(proposals - {number}):
        return {"what": "proposal", "named": others[0]}
    if others := sorted(drafts - {draft}):
        return {"what": "draft", "named": others[0], "draft": draft}
    own = {(on, text.caucus.casefold(), text.number) for on in (0, draft)} if text else set()
    for on, key, named in sorted(texts - own):
        return {"what": "text", "named": named, "of": key, "on": on or draft, "draft": draft}
    return {}


def not_recorded_already(s: Situation[a.RecordPosition]) -> None:
    """The same position, with the same note and text, was not recorded within the minute before."""
    last = _just_recorded(s)
    if last is None or (last.position, last.note) != (s.act.position, s.act.note):
        return
    text = released_text(s)
    if last.amendment == (text.number if text else 0):
        raise PointOfOrder(Code.ALREADY_RECORDED, **_told_of(last))


def no_other_officer_differs(s: Situation[a.RecordPosition]) -> None:
    """No other officer of the caucus recorded another position within the minute before.

    Who was told of that may: then they revise it.
    """
    last = _just_recorded(s)
    if last is None or s.actor.person == last.person or s.act.position is last.position:
        return
    if s.act.told != last.entry:
        raise PointOfOrder(Code.OTHER_OFFICER_DIFFERS, **_told_of(last))


def _just_recorded(s: Situation[a.RecordPosition]) -> Recorded | None:
    """Return the caucus's position that counts if it was recorded within a minute."""
    last = counting(s.proposal, s.actor.caucus)
    return last if last and abs(s.act.at - last.recorded) < SOON else None


def _told_of(last: Recorded) -> dict[str, str | int]:
    named = {"caucus": last.caucus, "person": last.person, "position": last.position.value}
    return {**named, "draft": last.draft, "recorded": last.recorded, "entry": last.entry}


def caucus_text_not_released(s: Situation[object]) -> None:
    """There is a caucus text on the current draft, and the latest was not released."""
    number = s.proposal.current.number if s.proposal.current else 0
    text = s.proposal.caucus_text(s.actor.caucus, number)
    if text is None:
        raise PointOfOrder(Code.NO_TEXT_TO_TAKE_BACK, draft=number)
    if text.released:
        named = {"caucus": text.caucus, "draft": number, "text": text.number}
        raise PointOfOrder(Code.CAUCUS_TEXT_WAS_RELEASED, **named)


def caucus_text_was_shown(s: Situation[a.TakeBackCaucusText]) -> None:
    """No other text of the caucus was shown there last: who says it twice takes back one."""
    number = s.proposal.current.number if s.proposal.current else 0
    text = s.proposal.caucus_text(s.actor.caucus, number)
    if text and s.act.shown_text not in (0, text.number):
        named = {"caucus": text.caucus, "draft": number, "text": text.number}
        raise PointOfOrder(Code.LATEST_TEXT_NOT_SHOWN, **named)


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
    if not is_on(position, current):
        return {"why": "stale", **recorded}
    if position.lapsed:
        return {"why": "lapsed", **recorded}
    return {} if position.position.agrees_to_draft else {"why": "not_agreed", **recorded}

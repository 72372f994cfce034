"""Which caucus text *agreed as amended* releases, and when a chair must say which.

A release is for ever and public. So it is of the text that the chair names; without a name, of
the only one, if that was shown in the room last of all and still is a wording of the draft.
Pure. Imports of ``texts`` how much of a text is left.
"""

from dataclasses import dataclass

from deliberation.acts import RecordPosition
from deliberation.errors import Code, PointOfOrder
from deliberation.parts import CaucusText, Draft
from deliberation.proposal import Proposal
from deliberation.text import fingerprint
from texts.read import read
from texts.remains import hardly_a_word


@dataclass(frozen=True)
class _Choice:
    """What there is to choose from: a draft, a caucus's texts on it in force, what is meant."""

    draft: Draft
    caucus: str
    act: RecordPosition
    texts: tuple[CaucusText, ...]

    def unclear(self, why: str) -> PointOfOrder:
        """Return the refusal that asks for a text's number."""
        return PointOfOrder(
            Code.RELEASE_UNCLEAR,
            why=why,
            draft=self.draft.number,
            caucus=self.caucus,
            named=self.act.text,
            on=self.act.on or self.draft.number,
            texts=tuple(text.number for text in self.texts),
        )


def to_release(act: RecordPosition, caucus: str, proposal: Proposal) -> CaucusText | None:
    """Return the text that a position releases, judged to be clear; None if it releases none."""
    current = proposal.current
    if not act.position.releases_text or current is None:
        return None
    return proposal.caucus_text(caucus, current.number, act.text)


def judge(act: RecordPosition, caucus: str, proposal: Proposal) -> None:
    """Raise PointOfOrder if there is no text to release, or it isn't clear which is meant."""
    if not act.position.releases_text or proposal.current is None:
        return
    draft = proposal.current
    texts = tuple(t for t in proposal.caucus_texts(caucus, draft.number) if not t.taken_back)
    choice = _Choice(draft, caucus, act, texts)
    if act.text:
        _judge_named(choice, proposal)
    else:
        _judge_only(choice)


def _judge_named(choice: _Choice, proposal: Proposal) -> None:
    act, draft = choice.act, choice.draft
    if act.on not in (0, draft.number):
        raise choice.unclear("other_draft")
    text = proposal.caucus_text(choice.caucus, draft.number, act.text)
    if text is None:
        raise choice.unclear("no_such")
    if text.taken_back:
        raise choice.unclear("taken_back")
    _judge_differing(draft, text)


def _judge_only(choice: _Choice) -> None:
    """Judge whether the only text is surely what is meant."""
    draft = choice.draft
    if not choice.texts:
        raise PointOfOrder(Code.NO_CAUCUS_TEXT, draft=draft.number)
    if len(choice.texts) > 1:
        raise choice.unclear("several")
    (text,) = choice.texts
    if text.number != choice.act.shown_text:
        raise choice.unclear("not_shown")
    _judge_differing(draft, text)
    if hardly_a_word(read(draft.text, draft.format), read(text.text, text.format)):
        raise choice.unclear("hardly")


def _judge_differing(draft: Draft, text: CaucusText) -> None:
    if text.fingerprint == fingerprint(draft.text):
        raise PointOfOrder(Code.CAUCUS_TEXT_UNCHANGED, draft=draft.number, text=text.number)

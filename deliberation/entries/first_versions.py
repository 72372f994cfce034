"""The earlier versions of kinds of entries, as records have them that were begun with those.

A text had no format at first and is Markdown; a recall gave nothing back; a round had no deadline;
a position did not say what it revises, and no objections went out with it; no draft called for
binding rules, and no caucus had a method. Each is its present kind
with that given: ``init=False`` has the codec neither read nor write it, so that what was sealed
stays the same byte for byte, while those who fold or show an entry know the present kind alone.
Nothing new is recorded as one of these. Imports the chain's kinds, ``payload``, ``terms``, and of
``texts`` the names of formats.
"""

from dataclasses import dataclass, field

from deliberation.entries.proposal_chain import (
    CaucusTextGiven,
    Drafted,
    PositionRecorded,
    Recalled,
    Recommended,
    Referred,
    Returned,
    Tabled,
)
from deliberation.objections.payloads import ReleasedObjection
from deliberation.payload import CAUCUS
from deliberation.terms import PUBLIC
from texts.read import Format


@dataclass(frozen=True)
class TabledVersion1(Tabled, kind="tabled", version=1, scope=PUBLIC):
    """A proposal was tabled in the forum."""

    format: str = field(init=False, default=Format.MARKDOWN.value)


@dataclass(frozen=True)
class DraftedVersion1(Drafted, kind="drafted", version=1):
    """The council chair issued a draft in plenary."""

    format: str = field(init=False, default=Format.MARKDOWN.value)
    level: str = field(init=False, default="")
    clauses: tuple[str, ...] = field(init=False, default=())
    note: str = field(init=False, default="")


@dataclass(frozen=True)
class DraftedVersion2(Drafted, kind="drafted", version=2):
    """The council chair issued a draft in plenary."""

    level: str = field(init=False, default="")
    clauses: tuple[str, ...] = field(init=False, default=())
    note: str = field(init=False, default="")


@dataclass(frozen=True)
class CaucusTextGivenVersion1(CaucusTextGiven, kind="caucus_text", version=1, scope=CAUCUS):
    """A caucus's own wording of a draft; private to the caucus."""

    format: str = field(init=False, default=Format.MARKDOWN.value)


@dataclass(frozen=True)
class PositionRecordedVersion1(PositionRecorded, kind="position", version=1):
    """A caucus chair recorded the caucus's position on a draft."""

    text_format: str = field(init=False, default=Format.MARKDOWN.value)
    revises: str = field(init=False, default="")
    objections: tuple[ReleasedObjection, ...] = field(init=False, default=())
    method: str = field(init=False, default="")
    figures: tuple[int, ...] = field(init=False, default=())


@dataclass(frozen=True)
class PositionRecordedVersion2(PositionRecorded, kind="position", version=2):
    """A caucus chair recorded the caucus's position on a draft."""

    revises: str = field(init=False, default="")
    objections: tuple[ReleasedObjection, ...] = field(init=False, default=())
    method: str = field(init=False, default="")
    figures: tuple[int, ...] = field(init=False, default=())


@dataclass(frozen=True)
class PositionRecordedVersion3(PositionRecorded, kind="position", version=3):
    """A caucus chair recorded the caucus's position on a draft."""

    objections: tuple[ReleasedObjection, ...] = field(init=False, default=())
    method: str = field(init=False, default="")
    figures: tuple[int, ...] = field(init=False, default=())


@dataclass(frozen=True)
class PositionRecordedVersion4(PositionRecorded, kind="position", version=4):
    """A caucus chair recorded the caucus's position on a draft."""

    method: str = field(init=False, default="")
    figures: tuple[int, ...] = field(init=False, default=())


@dataclass(frozen=True)
class ReferredVersion1(Referred, kind="referred", version=1):
    """The current draft was referred to all caucuses."""

    until: int = field(init=False, default=0)


@dataclass(frozen=True)
class ReturnedVersion1(Returned, kind="returned", version=1):
    """The proposal was returned to the caucuses, with a reason."""

    until: int = field(init=False, default=0)


@dataclass(frozen=True)
class RecalledVersion1(Recalled, kind="recalled"):
    """The council chair took the round back before every caucus had reported."""

    gives_back: tuple[str, ...] = field(init=False, default=())


@dataclass(frozen=True)
class RecommendedVersion1(Recommended, kind="recommended", version=1, scope=PUBLIC):
    """The proposal was finalised: a recommendation in the name of the forum's body."""

    format: str = field(init=False, default=Format.MARKDOWN.value)
    level: str = field(init=False, default="")
    clauses: tuple[str, ...] = field(init=False, default=())


@dataclass(frozen=True)
class RecommendedVersion2(Recommended, kind="recommended", version=2, scope=PUBLIC):
    """The proposal was finalised: a recommendation in the name of the forum's body."""

    level: str = field(init=False, default="")
    clauses: tuple[str, ...] = field(init=False, default=())

"""The entries of a proposal's chain: one payload dataclass a kind.

A ``format`` says what the text beside it is written in: a value of ``texts.read.Format``.
Those of a matter of its own stand with it. Imports only these,
``payload`` and ``terms``.
"""

from dataclasses import dataclass

from deliberation.calls.payloads import *  # noqa: F403 - every kind, by its class
from deliberation.calls.payloads import CallPayload
from deliberation.corrections.payloads import *  # noqa: F403 - every kind, by its class
from deliberation.corrections.payloads import CorrectionPayload
from deliberation.deadlines.payloads import *  # noqa: F403 - every kind, by its class
from deliberation.deadlines.payloads import DeadlinePayload
from deliberation.methods.payloads import *  # noqa: F403 - every kind, by its class
from deliberation.objections.payloads import *  # noqa: F403 - every kind, by its class
from deliberation.objections.payloads import ObjectionPayload, ReleasedObjection
from deliberation.payload import CAUCUS, Payload
from deliberation.statements.payloads import *  # noqa: F403 - every kind, by its class
from deliberation.statements.payloads import StatementPayload
from deliberation.terms import PUBLIC


@dataclass(frozen=True)
class Tabled(Payload, kind="tabled", version=2, scope=PUBLIC):
    """A proposal was tabled in the forum."""

    title: str
    initiator: str
    text: str
    fingerprint: str
    format: str


@dataclass(frozen=True)
class Forwarded(Payload, kind="forwarded", scope=PUBLIC):
    """The forum forwarded the proposal; its text is Draft 1."""

    note: str
    draft: int
    fingerprint: str


@dataclass(frozen=True)
class Declined(Payload, kind="declined", scope=PUBLIC):
    """The forum did not forward the proposal."""

    reason: str


@dataclass(frozen=True)
class Withdrawn(Payload, kind="withdrawn", scope=PUBLIC):
    """Who tabled the proposal took it back."""

    reason: str


@dataclass(frozen=True)
class Drafted(Payload, kind="drafted", version=3):
    """The council chair issued a draft in plenary.

    ``level``: at which it calls for binding rules, a value of ``terms.Level``, or empty;
    ``clauses`` are those that this is about. The ``fingerprint`` covers both.
    """

    draft: int
    text: str
    fingerprint: str
    format: str
    level: str = ""
    clauses: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Undrafted(Payload, kind="undrafted"):
    """The current draft was taken back; ``current`` is the draft that is current again."""

    draft: int
    current: int
    reason: str


@dataclass(frozen=True)
class Referred(Payload, kind="referred", version=2):
    """The current draft was referred to all caucuses; ``until`` is the deadline in ms, 0: none."""

    round: int
    draft: int
    fingerprint: str
    note: str
    until: int = 0


@dataclass(frozen=True)
class Returned(Payload, kind="returned", version=2):
    """The proposal was returned to the caucuses, with a reason; ``until`` as in ``Referred``."""

    round: int
    draft: int
    fingerprint: str
    reason: str
    until: int = 0


@dataclass(frozen=True)
class Recalled(Payload, kind="recalled", version=2):
    """The council chair took the round back before every caucus had reported.

    ``gives_back`` has the caucuses whose positions had lapsed when the round began and count again.
    """

    round: int
    draft: int
    reason: str
    gives_back: tuple[str, ...]


@dataclass(frozen=True)
class CaucusTextGiven(Payload, kind="caucus_text", version=2, scope=CAUCUS):
    """A caucus's own wording of a draft; private to the caucus."""

    caucus: str
    draft: int
    number: int
    text: str
    fingerprint: str
    format: str


@dataclass(frozen=True)
class CaucusTextTakenBack(Payload, kind="caucus_text_taken_back", scope=CAUCUS):
    """A caucus's latest wording of a draft was taken back; private to the caucus.

    ``current`` is the number of the text that is its latest again (0: none).
    """

    caucus: str
    draft: int
    number: int
    current: int
    reason: str


@dataclass(frozen=True)
class PositionRecorded(Payload, kind="position", version=5):
    """A caucus chair recorded the caucus's position on a draft.

    ``amendment`` is the number of the caucus text released with it (0: none), and
    ``text``, ``text_fingerprint`` and ``text_format`` are that text's. ``revises`` is the
    position that counted until then, on the same draft (empty: none). ``objections`` are those
    that the caucus gives to plenary with it. ``method`` is a value of ``terms.Method``: the
    caucus's own, if it found for just this text what the position says, or else its chair's
    judgement; it is empty where a caucus has no method of its own. ``figures`` are how many said
    yes, no and abstained, if the chair gives them.
    """

    caucus: str
    position: str
    draft: int
    fingerprint: str
    round: int
    note: str
    amendment: int = 0
    text: str = ""
    text_fingerprint: str = ""
    text_format: str = ""
    revises: str = ""
    objections: tuple[ReleasedObjection, ...] = ()
    method: str = ""
    figures: tuple[int, ...] = ()


@dataclass(frozen=True)
class RoundClosed(Payload, kind="round_closed"):
    """Every caucus has recorded a position in the round."""

    round: int
    draft: int


@dataclass(frozen=True)
class Recommended(Payload, kind="recommended", version=3, scope=PUBLIC):
    """The proposal was finalised: a recommendation in the name of the forum's body.

    ``level`` and ``clauses`` as in ``Drafted``.
    """

    draft: int
    fingerprint: str
    text: str
    note: str
    format: str
    level: str = ""
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class LastPosition:
    """A caucus's last position; ``position`` is empty if it did not report."""

    caucus: str
    position: str
    draft: int


@dataclass(frozen=True)
class Closed(Payload, kind="closed", scope=PUBLIC):
    """It is established that consensus can't be reached."""

    reason: str
    positions: tuple[LastPosition, ...]


@dataclass(frozen=True)
class Reopened(Payload, kind="reopened", scope=PUBLIC):
    """What had ended was taken up again."""

    reason: str


StagePayload = (
    Tabled
    | Forwarded
    | Declined
    | Withdrawn
    | Drafted
    | Undrafted
    | Referred
    | Returned
    | Recalled
    | CaucusTextGiven
    | CaucusTextTakenBack
    | PositionRecorded
    | RoundClosed
    | Recommended
    | Closed
    | Reopened
)
"""Every kind that is about stages, drafts, rounds and positions."""
ProposalPayload = (
    StagePayload
    | DeadlinePayload
    | CallPayload
    | ObjectionPayload
    | CorrectionPayload
    | StatementPayload
)
"""Every kind of this chain. ``deliberation.fold`` folds each."""

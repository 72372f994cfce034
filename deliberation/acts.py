"""What people ask of the procedure: one dataclass an act.

``commands`` builds these; ``procedure`` and ``roster`` judge them. The notes,
reasons and texts are as the person gave them, each text in its format. Imports only ``terms``
and ``people``, and of ``texts`` the names of formats.
"""

from dataclasses import dataclass

from deliberation.binding_rules.acts import *  # noqa: F403 - every act, by its class
from deliberation.binding_rules.acts import RulesAct
from deliberation.calls.acts import *  # noqa: F403 - every act, by its class
from deliberation.calls.acts import CallAct
from deliberation.corrections.acts import *  # noqa: F403 - every act, by its class
from deliberation.corrections.acts import CorrectionAct
from deliberation.deadlines.acts import *  # noqa: F403 - every act, by its class
from deliberation.deadlines.acts import DeadlineAct, Term
from deliberation.methods.acts import *  # noqa: F403 - every act, by its class
from deliberation.methods.acts import MethodAct, SetMethod
from deliberation.objections.acts import *  # noqa: F403 - every act, by its class
from deliberation.objections.acts import Label, ObjectionAct
from deliberation.people import NOTHING_KNOWN, Account
from deliberation.statements.acts import *  # noqa: F403 - every act, by its class
from deliberation.statements.acts import StatementAct
from deliberation.terms import Position, RoomKind
from texts.read import Format


@dataclass(frozen=True)
class Actor:
    """Who acts, and where: ``caucus`` is the key of the room's caucus, or empty."""

    person: str
    room: RoomKind
    caucus: str = ""


# --- on proposals: judged by ``procedure`` -------------------------------------------


@dataclass(frozen=True)
class Propose:
    """Table a proposal in the forum."""

    title: str
    initiator: str
    text: str
    format: Format = Format.MARKDOWN


@dataclass(frozen=True)
class Forward:
    """The forum agrees by rough consensus to forward the proposal to the council."""

    note: str = ""


@dataclass(frozen=True)
class Decline:
    """The forum does not forward the proposal."""

    reason: str


@dataclass(frozen=True)
class Withdraw:
    """Who tabled the proposal takes it back."""

    reason: str


@dataclass(frozen=True)
class IssueDraft:
    """Issue the next draft in plenary.

    With ``clause``, the name of one, it is ``base`` with the words of that clause replaced by
    ``text``, and in its format. ``base`` names a draft or caucus text (``P12/3``); empty: the
    current draft, which must be ``shown``, the draft last shown in the room (0: none was).
    """

    text: str
    format: Format = Format.MARKDOWN
    clause: str = ""
    base: str = ""
    shown: int = 0


@dataclass(frozen=True)
class Undraft:
    """Take back the current draft, before it was referred.

    It must be ``shown``, the draft last shown in the room (0: none was).
    """

    reason: str
    shown: int = 0


@dataclass(frozen=True)
class Refer:
    """Refer the current draft to all caucuses: a new round, with a deadline if a term is given."""

    note: str = ""
    term: Term | None = None


@dataclass(frozen=True)
class Recall:
    """Take the round back to plenary before every caucus has reported.

    If none has, the positions that lapsed when it began count again.
    """

    reason: str


@dataclass(frozen=True)
class Return:
    """Return the proposal to the caucuses: a new round on the current draft, as ``Refer``."""

    reason: str
    term: Term | None = None


@dataclass(frozen=True)
class GiveCaucusText:
    """Record a caucus's own wording of the current draft; private to the caucus.

    ``clause``, ``base`` and ``shown`` as in ``IssueDraft``; ``base`` empty: the caucus's latest
    text on the current draft, released or not, else the draft. It must be the one last shown there:
    ``shown_text`` is the number of the caucus's text that was since the draft, 0 if none was.
    """

    text: str
    format: Format = Format.MARKDOWN
    clause: str = ""
    base: str = ""
    shown: int = 0
    shown_text: int = 0


@dataclass(frozen=True)
class TakeBackCaucusText:
    """Take back the caucus's latest wording of the current draft, before it was released.

    ``shown_text`` is the number of the caucus's text on that draft which was shown there last, and
    must be that one; 0: none was since the draft itself.
    """

    reason: str
    shown_text: int = 0


@dataclass(frozen=True)
class RecordPosition:
    """Record the caucus's position on the draft last shown in its room.

    ``shown`` is the number of that draft, 0 if none was shown; ``shown_text`` that of the caucus's
    text on it which was shown there since, 0 if none was. ``text`` is the number of the caucus text
    that is to be released, ``on`` the draft that it is named with; 0: the command names none.
    ``at`` is the time in ms at which it would be recorded. ``told`` is the number of the caucus's
    entry of which the person was told already when their position was against it, 0 if of none.
    ``objections`` are those of the caucus that go out with it; ``finding``: the figures, too, that
    the caucus's method found.
    """

    position: Position
    note: str
    shown: int
    shown_text: int = 0
    text: int = 0
    on: int = 0
    at: int = 0
    told: int = 0
    objections: tuple[Label, ...] = ()
    finding: bool = False


@dataclass(frozen=True)
class Finalise:
    """Call overall rough consensus: the current draft becomes a recommendation."""

    note: str = ""


@dataclass(frozen=True)
class Close:
    """Establish that consensus can't be reached."""

    reason: str


@dataclass(frozen=True)
class Reopen:
    """Take up again what has ended."""

    reason: str


ProposalAct = (
    Propose
    | Forward
    | Decline
    | Withdraw
    | IssueDraft
    | Undraft
    | Refer
    | Recall
    | Return
    | GiveCaucusText
    | TakeBackCaucusText
    | RecordPosition
    | Finalise
    | Close
    | Reopen
    | ObjectionAct
    | DeadlineAct
    | CallAct
    | CorrectionAct
    | StatementAct
    | RulesAct
    | MethodAct
)

# --- on the roster: judged by ``roster`` ---------------------------------------------
# ``body`` is ``council``, ``forum`` or a caucus key; empty: the body of the room. ``account`` is
# what was known of the person's account when the act was judged.


@dataclass(frozen=True)
class Seat:
    """Give a person one of the caucus's seats."""

    person: str
    body: str = ""
    account: Account = NOTHING_KNOWN


@dataclass(frozen=True)
class Unseat:
    """Take a representative's seat."""

    person: str
    body: str = ""
    reason: str = ""


@dataclass(frozen=True)
class NameChair:
    """Name the chair of a body.

    ``told``: who asks for it was told already that the person's homeserver doesn't answer.
    """

    person: str
    body: str = ""
    reason: str = ""
    account: Account = NOTHING_KNOWN
    told: bool = False


@dataclass(frozen=True)
class NameDeputy:
    """Name a deputy of a body's chair."""

    person: str
    body: str = ""
    reason: str = ""
    account: Account = NOTHING_KNOWN


@dataclass(frozen=True)
class RemoveDeputy:
    """End a deputy's term."""

    person: str
    body: str = ""
    reason: str = ""


@dataclass(frozen=True)
class NameObserver:
    """Admit an observer to the council."""

    person: str
    account: Account = NOTHING_KNOWN


@dataclass(frozen=True)
class RemoveObserver:
    """End an observer's admission."""

    person: str


Naming = Seat | NameChair | NameDeputy | NameObserver
"""The acts that give a person a role."""
OfficerAct = NameChair | NameDeputy | RemoveDeputy
RosterAct = Seat | Unseat | OfficerAct | NameObserver | RemoveObserver | SetMethod
Act = ProposalAct | RosterAct

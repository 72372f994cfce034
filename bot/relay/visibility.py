"""Who may see what: the doors of a room, and what of the record is seen behind them.

Nothing else decides it, for messages, answers, briefings, exports, topics and pins alike. What
is seen is named here, one field after the other: a field that is added to the record's classes
is shown to nobody until it is. Pure: imports ``deliberation``, ``places`` and the views.
"""

from collections.abc import Collection, Iterable
from typing import assert_never

from bot.relay.places import Place
from deliberation import entries as e
from deliberation.clauses import Edited
from deliberation.council import Caucus, Council
from deliberation.namings import Naming
from deliberation.parts import CaucusText, Draft, Recorded, Round
from deliberation.people import Account
from deliberation.proposal import Proposal
from deliberation.reference import Reference
from deliberation.terms import COUNCIL, PUBLIC, RoomKind, Stage, caucus_door
from templates import views as v

# --- the doors ----------------------------------------------------------------------------


def doors_seen_in(place: Place) -> frozenset[str]:
    """Return the doors whose entries everyone in the room may see (direct chats: public)."""
    match place.kind:
        case RoomKind.PLENARY:
            return frozenset({PUBLIC, COUNCIL})
        case RoomKind.CAUCUS:
            return frozenset({PUBLIC, COUNCIL, place.part})
        case RoomKind.FORUM | RoomKind.DIRECT | RoomKind.OTHER:
            return frozenset({PUBLIC})
        case _:
            assert_never(place.kind)


def personal_doors(person: str, council: Council) -> frozenset[str]:
    """Return the doors behind which a person is by their own right."""
    if person not in council.members:
        return frozenset()
    caucus = council.caucus_of(person)
    return frozenset({COUNCIL, *([caucus_door(caucus.key)] if caucus else [])})


def doors_by_audience(council: Council) -> dict[str, frozenset[str]]:
    """Return each audience of entries, with the doors that those of it see through."""
    doors = {PUBLIC: frozenset({PUBLIC}), COUNCIL: frozenset({PUBLIC, COUNCIL})}
    for caucus in council.caucuses:
        door = caucus_door(caucus.key)
        doors[door] = doors[COUNCIL] | {door}
    return doors


# --- entries ------------------------------------------------------------------------------


def may_see(entry: e.Entry, doors: Collection[str]) -> bool:
    """Whether those behind the doors may see an entry: all of it, or nothing."""
    return entry.audience in doors


def entry_seen(entry: e.Entry, doors: Collection[str]) -> v.EntryView | None:
    """Return an entry for those behind the doors; None if it is not for them."""
    if not may_see(entry, doors):
        return None
    payload = {"kind": entry.payload.kind, **e.encode(entry.payload)}
    return v.EntryView(entry.person, entry.recorded_time, payload)


def entries_seen(entries: Iterable[e.Entry], doors: Collection[str]) -> list[v.EntryView]:
    """Return those of the entries that are for those behind the doors."""
    return [seen for entry in entries if (seen := entry_seen(entry, doors))]


def crossing(entry: e.Entry, names: Collection[str]) -> v.Data:
    """Return what is told of an entry to those whom it is not for: the fields that are named."""
    payload = e.encode(entry.payload)
    return {name: payload[name] for name in names}


# --- a proposal ---------------------------------------------------------------------------


def seen(proposal: Proposal | None, doors: Collection[str], plenary: str) -> v.ProposalView | None:
    """Return what those behind the doors may see of a proposal, or None if there is none."""
    return proposal_seen(proposal, doors, plenary) if proposal else None


def proposal_seen(proposal: Proposal, doors: Collection[str], plenary: str) -> v.ProposalView:
    """Return what those behind the doors may see; ``plenary`` is the door of what plenary sees.

    A caucus text is seen in its caucus, and once it is released where plenary is seen.
    Who doesn't see plenary (``plenary: members``) sees no positions and no draft but
    the first and the recommendation; the stage is for everybody.
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


def account_seen(account: Account) -> v.AccountView:
    """Return what is known of an account, for those who are where somebody named it."""
    return v.AccountView(account.existence, account.meant)


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
    )


def _round(found: Round, *, sees: bool) -> v.RoundView:
    if not sees:
        return v.RoundView(found.number)
    return v.RoundView(found.number, found.open, found.reported)


# --- what is public: the roster, and where a message stands -------------------------------


def council_seen(council: Council) -> v.CouncilView:
    """Return what everybody may see of the council: who is on it."""
    return v.CouncilView(
        name=council.name,
        recommends_as=council.recommends_as,
        seats=council.seats,
        chair=council.chair,
        deputies=council.deputies,
        forum_chair=council.forum_chair,
        forum_deputies=council.forum_deputies,
        observers=council.observers,
        caucuses=tuple(map(_caucus, council.caucuses)),
        namings=tuple(map(naming_seen, council.namings.under_way)),
    )


def naming_seen(naming: Naming) -> v.NamingView:
    """Return what everybody may see of a naming by the secretariat: all that was announced."""
    return v.NamingView(
        by=naming.by,
        announced=naming.announced,
        change=naming.change,
        body=naming.body,
        person=naming.person,
        chair=naming.chair,
        reason=naming.reason,
        effective=naming.effective,
    )


def _caucus(caucus: Caucus) -> v.CaucusView:
    return v.CaucusView(
        key=caucus.key,
        name=caucus.name,
        chair=caucus.chair,
        deputies=caucus.deputies,
        representatives=caucus.representatives,
    )


def place_seen(place: Place) -> v.PlaceView:
    """Return what the words for a room may say of it."""
    return v.PlaceView(place.name, place.kind, place.caucus)

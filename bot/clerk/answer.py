"""A question is answered with what everyone in the room may see, whoever asked.

All goes through ``doors``, whose entries those in the room may see. Reads the record in storage.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import assert_never

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk.act import possible
from bot.clerk.calls import calls_here
from bot.clerk.case import Case
from bot.clerk.not_taken import COMMANDS_SEEN
from bot.clerk.trust.in_clear import is_in_clear, may_hide
from bot.relay.notices import Notice
from bot.relay.post import Post
from bot.relay.visibility import (
    correctable_seen,
    council_seen,
    entries_seen,
    listed_seen,
    registers_seen,
    seen,
)
from commands.parsing.queries import (
    Diff,
    Help,
    History,
    Listing,
    Preview,
    Query,
    ShowObjections,
    ShowRoster,
    ShowText,
    Status,
    Version,
)
from deliberation.clauses import clause_of
from deliberation.council import Council
from deliberation.entries import COUNCIL_CHAIN
from deliberation.errors import Code, PointOfOrder
from deliberation.reference import Reference
from deliberation.terms import RoomKind
from storage import record
from templates.views import (
    CorrectableView,
    Data,
    DraftView,
    ProposalView,
    TextView,
)
from texts.block import Text
from texts.compare import compare
from texts.names import find
from texts.read import read
from texts.trace import of_new, of_old

LATEST = 20  # entries that ``!history`` shows; the export has all


@dataclass(frozen=True)
class Answer:
    """A template, what it is given, and what the answer shows and is about; see ``Post``."""

    words: str
    data: Data
    shows: int = 0
    about: str = ""
    text: str = ""


async def post_answer(case: Case, query: Query) -> None:
    """Answer a question.

    In a direct chat the sender's own doors count too; if somebody else is there when the
    answer is sent, the public answer goes out instead. A preview has none: it has what its sender
    wrote. In one in clear, where such chats are to be encrypted, none but the public ones count.
    """
    council = await case.council()
    personal = case.personal_doors(council) - case.public_doors
    if personal and await is_in_clear(case):
        if may_hide(query, case.settings.plenary):
            await _post_public(case, query, council)
            return
        personal = frozenset()
    post = await _answered(case, query, council, case.public_doors | personal)
    if isinstance(query, Preview) and case.room is RoomKind.DIRECT:
        nothing = case.notice(Notice.NOT_ALONE, {})
        case.out.post(post, only_with=case.item.person, instead=nothing)
        return
    if not personal:
        case.out.post(post)
        return
    instead = await _answered(case, query, council, case.public_doors)
    case.out.post(post, only_with=case.item.person, instead=instead)


async def _post_public(case: Case, query: Query, council: Council) -> None:
    """Answer a member with what is public, and say why that is all, instead of what isn't there."""
    found = await _answered(case, query, council, case.public_doors)
    if found.words != Notice.REFUSAL.value.words:
        case.out.post(found)
    case.out.post(case.notice(Notice.IN_CLEAR, {}))


async def _answered(case: Case, query: Query, council: Council, doors: frozenset[str]) -> Post:
    roster = council_seen(council)
    try:
        found = await answer(case, query, doors)
    except PointOfOrder as refused:
        return case.refusal(refused, roster, None)
    sees: Data = {"doors": doors, "sees_plenary": case.settings.plenary in doors}
    post = case.answer(found.words, {**found.data, **sees, "council": roster})
    if not case.item.place.proposal:
        return replace(post, about=found.about)
    return replace(post, shows=found.shows, about=found.about, text=found.text)


async def answer(  # noqa: PLR0911 - one a question
    case: Case, query: Query, doors: Collection[str]
) -> Answer:
    """Answer a question. Raises PointOfOrder for what isn't there, or not to be seen here."""
    match query:
        case Status(proposal=int() as number):
            known = await _with_registers(case, number, doors)
            return Answer("status", {**known, "correctable": await _correctable(case, number)})
        case ShowObjections(number, label):
            return Answer("objections", await _with_registers(case, number, doors, label))
        case Status() | Listing():
            listed = await record.listing(case.conn)
            proposals = [listed_seen(each.number, each.title, each.stage) for each in listed]
            return Answer("listing", {"proposals": proposals})
        case History():
            return await _history(case.conn, query.proposal, doors)
        case ShowText():
            return _text(await _seen(case, query.proposal, doors), query)
        case Diff():
            return _diff(await _seen(case, query.proposal, doors), query)
        case Preview(proposal=number):
            about = await _seen(case, number, doors) if number else None
            shown: Data = {"text": query.text, "format": query.format, "proposal": about}
            return Answer("preview", {**shown, "idle": case.idle})
        case ShowRoster():
            return Answer("roster", {"head": await record.end_of(case.conn, COUNCIL_CHAIN)})
        case Help():
            command = COMMANDS_SEEN.get(query.command or "")
            may = {} if command or query.all else await possible(case)
            data: Data = {"command": command, "commands": COMMANDS_SEEN, "all": query.all}
            return Answer("help", {**data, "may": may})
        case _:
            assert_never(query)


async def _seen(case: Case, number: int, doors: Collection[str]) -> ProposalView:
    visible = seen(await case.proposal(number), doors, case.settings.plenary)
    if visible is None:
        raise PointOfOrder(Code.NO_SUCH_PROPOSAL, proposal=number)
    return visible


async def _with_registers(case: Case, number: int, doors: Collection[str], label: str = "") -> Data:
    """Return what may be seen of a proposal, and of the objections to it."""
    registers = registers_seen(await case.proposal(number), doors, case.settings.plenary)
    calls = await calls_here(case, number, doors)
    more: Data = {"calls": calls, "zone": case.settings.timezone, "now": case.now, "label": label}
    return {"proposal": await _seen(case, number, doors), "registers": registers, **more}


async def _correctable(case: Case, number: int) -> CorrectableView | None:
    """Return what the chair of the room can take back there now."""
    place, within = case.item.place, case.settings.correct
    return correctable_seen(await case.proposal(number), place, case.now, within)


async def _history(conn: AsyncConnection, number: int | None, doors: Collection[str]) -> Answer:
    entries = await record.entries(conn, number or COUNCIL_CHAIN)
    if number is not None and not entries:
        raise PointOfOrder(Code.NO_SUCH_PROPOSAL, proposal=number)
    visible = entries_seen(entries, doors)
    shown = [replace(each, payload=_without_text(each.payload)) for each in visible[-LATEST:]]
    earlier = len(visible[:-LATEST])
    return Answer("history", {"number": number, "entries": shown, "earlier": earlier})


def _without_text(payload: Data) -> Data:
    """Return a payload without its text, which the history doesn't show."""
    return {name: value for name, value in payload.items() if name != "text"}


def _text(proposal: ProposalView, query: ShowText) -> Answer:
    """Show a text; if it is all of the current draft or a caucus text, the room was shown that."""
    version = _version(proposal, Version(query.draft, query.caucus, query.number))
    about = _named(proposal, version)
    data: Data = {"proposal": proposal, "version": version, "as_file": query.as_file, "clause": ""}
    if query.clause:
        clause = clause_of(_read(version), query.clause, about).name
        return Answer("text", {**data, "clause": clause}, about=str(replace(about, clause=clause)))
    shows = version.number if version == proposal.current else 0
    return Answer("text", data, shows, str(about), str(about) if about.caucus else "")


def _named(proposal: ProposalView, version: DraftView | TextView) -> Reference:
    if isinstance(version, TextView):
        return Reference(proposal.number, version.draft, version.caucus, version.number)
    return Reference(proposal.number, version.number)


def _read(version: DraftView | TextView) -> Text:
    return read(version.text, version.format)


def _version(proposal: ProposalView, version: Version) -> DraftView | TextView:
    """Return the draft or caucus text that is meant; a proposal not forwarded has Draft 1 only."""
    current = proposal.current
    number = version.draft or (current.number if current else 1)
    if version.caucus:
        text = proposal.caucus_text(version.caucus, number, version.number)
        if text is None:
            raise PointOfOrder(Code.NO_SUCH_TEXT, proposal=proposal.number, draft=number)
        return text
    draft = proposal.draft(number)
    if draft is None and not proposal.forwarded and number == 1:
        return DraftView(1, proposal.text, proposal.fingerprint, proposal.format)
    if draft is None:
        raise PointOfOrder(Code.NO_SUCH_DRAFT, proposal=proposal.number, draft=number)
    return draft


def _diff(proposal: ProposalView, query: Diff) -> Answer:
    new = _version(proposal, query.new or Version(None))
    if query.old is not None:
        old: DraftView | TextView | None = _version(proposal, query.old)
    elif isinstance(new, TextView):
        old = proposal.draft(new.draft)
    else:
        old = proposal.before(new.number)
    if old is None:
        raise PointOfOrder(Code.NOTHING_TO_COMPARE, proposal=proposal.number, draft=new.number)
    data: Data = {"proposal": proposal, "old": old, "new": new, "was": (), "now": ()}
    if query.clause:
        was, now = _places(proposal, query.clause, old, new)
        data = {**data, "was": was, "now": now}
    return Answer("diff", data)


def _places(
    proposal: ProposalView, typed: str, old: DraftView | TextView, new: DraftView | TextView
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of a clause in both texts: that of the new one, or else of the old one."""
    before, after = _read(old), _read(new)
    found = compare(before, after)
    if _has(after, typed) or not _has(before, typed):
        name = clause_of(after, typed, _named(proposal, new)).name
        was, now = of_new(found, [each.name for each in after].index(name))
    else:
        name = clause_of(before, typed, _named(proposal, old)).name
        was, now = of_old(found, [each.name for each in before].index(name))
    return tuple(before[i].name for i in was), tuple(after[j].name for j in now)


def _has(text: Text, typed: str) -> bool:
    return any(passage.is_clause for passage in find(text, typed))

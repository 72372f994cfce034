"""A question is answered with what everyone in the room may see, whoever asked.

Everything goes through ``doors``: the doors whose entries those in the room may see.
Knows storage, which it only reads.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import assert_never

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk.case import Case
from bot.relay.post import Post
from bot.relay.visibility import council_seen, entries_seen, listed_seen, seen
from commands.parsing.errors import UsageError
from commands.parsing.queries import (
    Diff,
    Help,
    History,
    Listing,
    Query,
    ShowRoster,
    ShowText,
    Status,
    Version,
)
from commands.registry import COMMANDS
from deliberation.council import Council
from deliberation.entries import COUNCIL_CHAIN
from deliberation.errors import Code, PointOfOrder
from deliberation.reference import Reference
from storage import record
from templates.views import CommandView, Data, DraftView, ProposalView, TextView, UsageView

LATEST = 20
"""How many entries ``!history`` shows; the export has all."""
COMMANDS_SEEN: Mapping[str, CommandView] = MappingProxyType(
    {
        name: CommandView(command.name, command.usage, command.rooms, command.who)
        for name, command in COMMANDS.items()
    }
)
"""What help says of each command, by its name. Nothing of it is private."""


@dataclass(frozen=True)
class Answer:
    """A template, what it is given, and what the answer shows and is about; see ``Post``."""

    words: str
    data: Data
    shows: int = 0
    about: str = ""


async def post_answer(case: Case, query: Query) -> None:
    """Answer a question.

    In a direct chat the sender's own doors count too; if somebody else is there when the
    answer is sent, the public answer goes out instead.
    """
    council = await case.council()
    personal = case.personal_doors(council) - case.public_doors
    post = await _answered(case, query, council, case.public_doors | personal)
    if not personal:
        case.out.post(post)
        return
    instead = await _answered(case, query, council, case.public_doors)
    case.out.post(post, only_with=case.item.person, instead=instead)


async def _answered(case: Case, query: Query, council: Council, doors: frozenset[str]) -> Post:
    roster = council_seen(council)
    try:
        found = await answer(case, query, doors)
    except PointOfOrder as refused:
        return case.refusal(refused, roster, None)
    sees: Data = {"doors": doors, "sees_plenary": case.settings.plenary in doors}
    post = case.answer(found.words, {**found.data, **sees, "council": roster})
    return replace(post, shows=found.shows if case.item.place.proposal else 0, about=found.about)


async def answer(  # noqa: PLR0911 - one a question
    case: Case, query: Query, doors: Collection[str]
) -> Answer:
    """Answer a question. Raises PointOfOrder for what isn't there, or not to be seen here."""
    match query:
        case Status(proposal=int() as number):
            return Answer("status", {"proposal": await _seen(case, number, doors)})
        case Status() | Listing():
            listed = await record.listing(case.conn)
            proposals = [listed_seen(each.number, each.title, each.stage) for each in listed]
            return Answer("listing", {"proposals": proposals})
        case History():
            return await _history(case.conn, query.proposal, doors)
        case ShowText():
            version = Version(query.draft, query.caucus, query.number)
            return _text(await _seen(case, query.proposal, doors), version)
        case Diff():
            return _diff(await _seen(case, query.proposal, doors), query)
        case ShowRoster():
            return Answer("roster", {})
        case Help(command=name):
            command = COMMANDS_SEEN.get(name or "")
            return Answer("help", {"command": command, "commands": COMMANDS_SEEN})
        case _:
            assert_never(query)


async def _seen(case: Case, number: int, doors: Collection[str]) -> ProposalView:
    visible = seen(await case.proposal(number), doors, case.settings.plenary)
    if visible is None:
        raise PointOfOrder(Code.NO_SUCH_PROPOSAL, proposal=number)
    return visible


async def _history(conn: AsyncConnection, number: int | None, doors: Collection[str]) -> Answer:
    entries = await record.entries(conn, number or COUNCIL_CHAIN)
    if number is not None and not entries:
        raise PointOfOrder(Code.NO_SUCH_PROPOSAL, proposal=number)
    visible = entries_seen(entries, doors)
    earlier = len(visible[:-LATEST])
    return Answer("history", {"number": number, "entries": visible[-LATEST:], "earlier": earlier})


def _text(proposal: ProposalView, named: Version) -> Answer:
    """Show a text; if it is the current draft's, the room has then been shown that."""
    version, number = _version(proposal, named), proposal.number
    data: Data = {"proposal": proposal, "version": version}
    if isinstance(version, TextView):
        about = Reference(number, version.draft, version.caucus, version.number)
        return Answer("text", data, about=str(about))
    shows = version.number if version == proposal.current else 0
    return Answer("text", data, shows, str(Reference(number, version.number)))


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
    return Answer("diff", {"proposal": proposal, "old": old, "new": new})


def usage_seen(error: UsageError) -> UsageView:
    """Return what the answer to a malformed command says of it."""
    return UsageView(error.code, error.command, error.line, error.at, error.fields)

"""A question is answered with what everyone in the room may see, whoever asked.

Everything goes through ``doors``: the doors whose entries those in the room may see.
Knows storage, which it only reads.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any, assert_never

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk.case import Case
from bot.relay.post import Post
from bot.relay.visibility import seen
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
from deliberation.proposal import CaucusText, Draft, Proposal
from deliberation.reference import Reference
from storage import record

Answer = tuple[str, dict[str, Any]]
LATEST = 20
"""How many entries ``!history`` shows; the export has all."""


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
    case.out.post(post, only_with=case.item.event.sender, instead=instead)


async def _answered(case: Case, query: Query, council: Council, doors: frozenset[str]) -> Post:
    try:
        answered = await answer(case, query, council, doors)
    except PointOfOrder as refused:
        return case.refusal(refused, council, None)
    words, data = answered
    shows, about = shown_by(answered)
    sees = {"doors": doors, "sees_plenary": case.settings.plenary in doors}
    post = case.answer(words, {**data, **sees, "council": council})
    return replace(post, shows=shows if case.item.place.proposal else 0, about=about)


async def answer(  # noqa: PLR0911 - one a question
    case: Case, query: Query, council: Council, doors: Collection[str]
) -> Answer:
    """Answer a question. Raises PointOfOrder for what isn't there, or not to be seen here."""
    match query:
        case Status(proposal=int() as number):
            return "status", {"proposal": await _seen(case, number, doors)}
        case Status() | Listing():
            return "listing", {"proposals": await record.listing(case.conn), "council": council}
        case History():
            return await _history(case.conn, query.proposal, doors)
        case ShowText():
            proposal = await _seen(case, query.proposal, doors)
            version = Version(query.draft, query.caucus, query.number)
            return "text", {"proposal": proposal, "version": _version(proposal, version)}
        case Diff():
            return _diff(await _seen(case, query.proposal, doors), query)
        case ShowRoster():
            return "roster", {}
        case Help(command=name):
            return "help", {"command": COMMANDS.get(name or ""), "commands": COMMANDS}
        case _:
            assert_never(query)


def shown_by(answered: Answer) -> tuple[int, str]:
    """Return the number of the current draft that an answer shows, or 0, and what it is about."""
    words, data = answered
    if words != "text":
        return 0, ""
    proposal, version = data["proposal"], data["version"]
    number = proposal.number
    if isinstance(version, CaucusText):
        return 0, str(Reference(number, version.draft, version.caucus, version.number))
    is_current = version == proposal.current
    return version.number if is_current else 0, str(Reference(number, version.number))


async def _seen(case: Case, number: int, doors: Collection[str]) -> Proposal:
    visible = seen(await case.proposal(number), doors, case.settings.plenary)
    if visible is None:
        raise PointOfOrder(Code.NO_SUCH_PROPOSAL, proposal=number)
    return visible


async def _history(conn: AsyncConnection, number: int | None, doors: Collection[str]) -> Answer:
    entries = await record.entries(conn, number or COUNCIL_CHAIN)
    if number is not None and not entries:
        raise PointOfOrder(Code.NO_SUCH_PROPOSAL, proposal=number)
    visible = [entry for entry in entries if entry.audience in doors]
    data = {"number": number, "entries": visible[-LATEST:], "earlier": len(visible[:-LATEST])}
    return "history", data


def _version(proposal: Proposal, version: Version) -> Draft | CaucusText:
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
        return Draft(1, proposal.text, proposal.fingerprint, proposal.cause, proposal.tabled)
    if draft is None:
        raise PointOfOrder(Code.NO_SUCH_DRAFT, proposal=proposal.number, draft=number)
    return draft


def _diff(proposal: Proposal, query: Diff) -> Answer:
    new = _version(proposal, query.new or Version(None))
    if query.old is not None:
        old: Draft | CaucusText | None = _version(proposal, query.old)
    elif isinstance(new, CaucusText):
        old = proposal.draft(new.draft)
    else:
        old = proposal.before(new.number)
    if old is None:
        raise PointOfOrder(Code.NOTHING_TO_COMPARE, proposal=proposal.number, draft=new.number)
    return "diff", {"proposal": proposal, "old": old, "new": new}

"""What was answered to questions that are open. It isn't of record: the count is.

What was cast in a ballot lies sealed beside a key in a file, which is destroyed when the ballot is
over: after the commit, so that a count that is rolled back has lost nothing. Knows storage.
"""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk.case import Case
from bot.clerk.item import ALL_ANSWERED
from bot.relay import places
from bot.rooms.wanted import CALL
from deliberation.calls.call import Call, of_entry, open_in
from deliberation.effects import AllCast
from deliberation.methods.count import Cast, still_asked
from deliberation.proposal import Proposal
from deliberation.reference import CallReference, parse_call
from deliberation.terms import Choice, Method
from storage import answers, ballots, due
from storage.ballot_keys import BallotKeys
from storage.database import Database
from storage.due import Due, Given


def is_ballot(call: Call) -> bool:
    """Whether what is asked is answered in secret."""
    return call.how == Method.BALLOT


async def asked(case: Case, call: Call) -> tuple[str, ...]:
    """Return who was asked by a question and still may answer; nobody if it is a call."""
    council = await case.council()
    return still_asked(call.question, call.body, council) if call.question else ()


async def to_answer(case: Case) -> tuple[CallReference, ...]:
    """Return the ballots that are open in which who writes may answer."""
    found: dict[CallReference, Call] = {}
    for planned in await due.of_kind(case.conn, CALL):
        named = parse_call(str(planned.given["call"]))
        proposal = await case.proposal(named.proposal) if named else None
        call = of_entry(proposal.calls, named.entry) if proposal and named else None
        if call and named and call.is_open and is_ballot(call):
            found[named] = call
    person = case.item.person
    return tuple([named for named, call in found.items() if person in await asked(case, call)])


async def cast_here(case: Case, proposal: Proposal | None) -> AllCast:
    """Return who answered the question that is open in the caucus's room what, if one is."""
    call = open_in(proposal.calls, case.item.place.caucus) if proposal else None
    return {call.entry: await cast_in(case, call)} if call and call.question else {}


async def cast_in(case: Case, call: Call) -> Cast | None:
    """Return who answered a question what; None if it is a ballot whose key is lost."""
    if not is_ballot(call):
        chosen = await answers.chosen(case.conn, call.entry)
        return {person: Choice(choice) for person, choice in chosen.items()}
    seal = case.ballot_keys.seal(call.entry)
    people = call.question.electorate if call.question else ()
    if seal is None:
        return None
    cast = await ballots.opened(case.conn, seal, people)
    return {person: Choice(choice) for person, choice in cast.items()}


async def end_if_all_have_answered(case: Case, proposal: Proposal, call: Call) -> None:
    """Have a ballot ended if everybody who is still asked has answered it."""
    known = await cast_in(case, call)
    if known is not None and known.keys() >= {*await asked(case, call)}:
        await end_now(case, proposal, call, {ALL_ANSWERED: 1})


async def end_now(case: Case, proposal: Proposal, call: Call, why: Given) -> None:
    """Have a question ended now, by nobody's act."""
    named = CallReference(proposal.number, call.entry)
    place, given = places.room_of(proposal.number, call.body), {"call": str(named), **why}
    await due.plan(case.conn, Due(f"timer:{named}/{ALL_ANSWERED}", case.now, place, CALL, given))


async def counts(conn: AsyncConnection, proposal: Proposal | None) -> dict[int, int]:
    """Return how many have answered each ballot that is open."""
    known = proposal.calls if proposal else ()
    open_ballots = [call.entry for call in known if call.is_open and is_ballot(call)]
    return dict(await ballots.counts(conn, open_ballots)) if open_ballots else {}


async def forget(case: Case, call: Call) -> None:
    """Forget what was cast in a ballot that is over, and its key once that is committed."""
    await ballots.forget(case.conn, call.entry)
    case.afterwards.append(lambda: case.ballot_keys.destroy(call.entry))


async def sweep(database: Database) -> None:
    """Destroy the keys of ballots that are over: the bot may have ended before it could."""
    async with database.read() as conn:
        planned = await due.of_kind(conn, CALL)
    _keep_only(database.ballot_keys, [str(each.given["call"]) for each in planned])


def _keep_only(keys: BallotKeys, named: Collection[str]) -> None:
    under_way = (parse_call(name) for name in named)
    keys.keep_only({each.entry for each in under_way if each})

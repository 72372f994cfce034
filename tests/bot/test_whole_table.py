"""Whatever is commanded in the wrong room, at the wrong stage or by the wrong person is refused.

Every command is said in every kind of room by everybody on proposals at every stage, as far as
that makes a difference, and goes through parser, clerk and words. What to expect is read off
``TRANSITIONS`` and ``RULES``; what those allow is left out, since other tests do it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from bot.clerk.item import Item
from bot.listener import recognise
from bot.matrix import Event
from bot.relay import places
from bot.relay.places import Place
from commands.parsing.command import Asked
from commands.registry import COMMANDS
from deliberation import acts as a
from deliberation import fold as proposals
from deliberation.errors import Code, PointOfOrder
from deliberation.proposal import Proposal
from deliberation.roster import RULES
from deliberation.terms import Authority, RoomKind, Stage
from deliberation.transition import Transition
from deliberation.transitions import TRANSITIONS
from storage import record
from tests.bot.desk import BOT, Desk, desk
from tests.bot.rendered import in_words

FORUM_CHAIR, CHAIR, CS_CHAIR = "@forum-chair:test", "@chair:test", "@cs-chair:test"
SECRETARY, TABLER = "@secretary:test", "@tabler:test"
PEOPLE = (
    *(FORUM_CHAIR, CHAIR, CS_CHAIR, SECRETARY, TABLER),
    *("@gov-chair:test", "@cs-1:test", "@observer:test", "@visitor:test"),
)
HOLDS: Mapping[Authority, frozenset[str]] = {
    Authority.ANYONE: frozenset(PEOPLE),
    Authority.TABLER: frozenset({TABLER}),
    Authority.FORUM_CHAIR: frozenset({FORUM_CHAIR}),
    Authority.COUNCIL_CHAIR: frozenset({CHAIR}),
    Authority.CAUCUS_CHAIR: frozenset({CS_CHAIR}),
    Authority.CAUCUS_MEMBER: frozenset({CS_CHAIR, "@cs-1:test"}),
    Authority.IN_A_CAUCUS: frozenset({CS_CHAIR, "@gov-chair:test", "@cs-1:test"}),
    Authority.SPEAKER: frozenset({*PEOPLE} - {SECRETARY, "@visitor:test"}),
}
CHAIRS = {"forum": FORUM_CHAIR, "council": CHAIR, "cs": CS_CHAIR}
SAID = {
    Code.WRONG_ROOM: "works in ",
    Code.NOT_AUTHORISED: "can do that",
    Code.WRONG_STAGE: "is possible only while it is ",
}
"""What the words of each refusal have in them."""

ON_PROPOSALS = (
    "!propose T\nFrom: I\nA text.",
    "!consensus yes {of}",
    "!consensus no {of} A reason",
    "!consensus amended",
    "!draft\nAnother text.",
    "!undraft A reason",
    "!binding national",
    "!refer",
    "!recall A reason",
    "!return A reason",
    "!close A reason",
    "!reopen {of} A reason",
    "!withdraw {of} A reason",
    "!object {of} Some words",
    "!object {of} O1",
    "!lift {of} O1",
    "!dispose {of} O1 rejected A reason",
    "!deadline {of} 7d",
    "!correct {of} A reason",
    "!call {of} 72h",
    "!silence {of} 72h",
    "!extend {of} 24h",
    "!end {of}",
    "!consensus none A reason",
    "!ask 72h",
    "!statement {of} minority Some words",
)
ON_THE_ROSTER = {
    "!seat {key} @new:test": "cs",
    "!unseat {key} @cs-1:test": "cs",
    "!method {key} poll": "cs",
    "!chair {key} @new:test": "",
    "!deputy {key} @new:test": "",
    "!undeputy {key} @new:test": "",
    "!observer @new:test": "council",
    "!unobserver @new:test": "council",
}
"""Each with the body that it is about, or empty: that of the room."""

COURSE = {
    1: (),
    2: ("forum: !consensus no P2 x",),
    3: ("forum: !withdraw P3 x",),
    4: ("forum: !consensus yes P4",),
    5: ("forum: !consensus yes P5", "plenary: !refer"),
    6: ("forum: !consensus yes P6", "plenary: !refer", "all agree"),
    7: ("forum: !consensus yes P7", "plenary: !refer", "all agree", "plenary: !consensus yes"),
    8: ("forum: !consensus yes P8", "plenary: !refer", "plenary: !recall x", "plenary: !close x"),
    9: ("forum: !consensus yes P9", "forum: !withdraw P9 x"),
}
"""What is said on each proposal, so that they stand at every stage."""


@dataclass(frozen=True)
class Attempt:
    """Something that must be refused, with why."""

    item: Item
    alone: bool
    code: Code


@pytest.fixture(scope="module")
def at_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with a proposal at every stage."""
    folder: Path = tmp_path_factory.mktemp("desk")
    with desk(folder) as opened:
        for number, course in COURSE.items():
            opened.say("forum", TABLER, f"!propose T{number}\nFrom: I\nA text.")
            for step in course:
                _take(opened, number, step)
        yield opened


def _take(at_desk: Desk, number: int, step: str) -> None:
    room, _, said = step.partition(": ")
    if said:
        who = CHAIR if room == "plenary" else TABLER if "withdraw" in said else FORUM_CHAIR
        at_desk.say("forum" if room == "forum" else f"P{number}/{room}", who, said)
        return
    for key in ("gov", "cs"):
        at_desk.show(f"P{number}/caucus:{key}", 1)
        at_desk.say(f"P{number}/caucus:{key}", f"@{key}-chair:test", "!consensus yes")


def proposals_of(at_desk: Desk) -> list[Proposal]:
    found = (proposals.fold(at_desk.entries(number)) for number in COURSE)
    return [proposal for proposal in found if proposal]


def item(at_desk: Desk, place: Place, who: str, said: str) -> Item:
    """Return what the clerk is given when somebody says something."""
    event: Event = at_desk.event(place.name, who, {"msgtype": "m.text", "body": said})
    found = recognise.item(event, recognise.said(event), place, BOT, "!", about={})
    assert found is not None
    return found


def rooms_about(proposal: int) -> Iterator[tuple[Place, bool]]:
    """Yield the kinds of rooms, and whether somebody is alone with the bot in one."""
    for name in ("forum", f"P{proposal}/plenary", f"P{proposal}/caucus:cs", f"P{proposal}/space"):
        yield places.parse(name), False
    for alone in (True, False):
        yield places.parse("direct:!chat"), alone


def kind_of(place: Place, *, alone: bool) -> RoomKind:
    return RoomKind.OTHER if place.kind is RoomKind.DIRECT and not alone else place.kind


# --- what the tables say ----------------------------------------------------------------


def judged(want: a.Act, who: str, kind: RoomKind, proposal: Proposal) -> Code | None:
    """Return why the table refuses an act on a proposal; None if it doesn't."""
    rows = [row for row in TRANSITIONS if row.act is type(want)]
    if not any(kind in row.rooms for row in rows):
        return Code.WRONG_ROOM
    rows = [row for row in rows if kind in row.rooms]
    fitting = [row for row in rows if row.when(proposal) and who in HOLDS[row.who]]
    if not fitting:
        return Code.NOT_AUTHORISED
    return None if any(_from(row, proposal.stage) for row in fitting) else Code.WRONG_STAGE


def _from(row: Transition[Any], stage: Stage) -> bool:
    return not row.sources or stage in row.sources


def judged_on_roster(want: Any, who: str, kind: RoomKind, body: str) -> Code | None:
    """Return why the rules refuse an act on the roster; None if they don't."""
    rule = RULES[type(want)]
    if kind not in rule.rooms:
        return Code.WRONG_ROOM
    by_secretariat = rule.who is Authority.CHAIR_OR_SECRETARIAT and who == SECRETARY
    may = who == CHAIRS[body] or (by_secretariat and kind is RoomKind.DIRECT)
    return None if may else Code.NOT_AUTHORISED


def differing(proposal: Proposal, who: str, code: Code) -> tuple[object, ...]:
    """Return what makes a difference to a refusal, besides command and room.

    The room is judged first, then the person, which takes no more of the stage than whether the
    forum ever forwarded the proposal.
    """
    match code:
        case Code.WRONG_ROOM:
            return ()
        case Code.NOT_AUTHORISED:
            return (who, proposal.forwarded)
        case _:
            return (who, proposal.number)


def on_proposals(at_desk: Desk) -> Iterator[Attempt]:
    known: set[tuple[object, ...]] = set()
    for on in proposals_of(at_desk):
        for (place, alone), said, who in product(rooms_about(on.number), ON_PROPOSALS, PEOPLE):
            named = "" if place.proposal else f"P{on.number}"
            found = item(at_desk, place, who, said.format(of=named))
            kind = kind_of(place, alone=alone)
            code = _refused(found, who, kind, on, said)
            key = (said, kind, code, *(differing(on, who, code) if code else ()))
            if code and key not in known:
                known.add(key)
                yield Attempt(found, alone, code)


def _refused(found: Item, who: str, kind: RoomKind, on: Proposal, said: str) -> Code | None:
    if isinstance(found.what, PointOfOrder):
        return found.what.code
    if not isinstance(found.what, Asked):
        assert "amended" in said or "none" in said, found  # which are no words outside a caucus
        return None
    return judged(found.what.want, who, kind, on)  # type: ignore[arg-type]


def on_the_roster(at_desk: Desk) -> Iterator[Attempt]:
    of_room = {RoomKind.FORUM: "forum", RoomKind.PLENARY: "council"}
    for place, alone in rooms_about(4):
        kind = kind_of(place, alone=alone)
        for said, about in ON_THE_ROSTER.items():
            body = about or of_room.get(place.kind, "cs")
            key = body if place.kind is RoomKind.DIRECT or about == "cs" else ""
            for who in PEOPLE:
                found = item(at_desk, place, who, said.format(key=key))
                if isinstance(found.what, PointOfOrder):
                    yield Attempt(found, alone, found.what.code)
                    continue
                assert isinstance(found.what, Asked), found
                if code := judged_on_roster(found.what.want, who, kind, body):
                    yield Attempt(found, alone, code)


# --- the tests --------------------------------------------------------------------------


def refused(at_desk: Desk, attempts: list[Attempt]) -> None:
    """Assert that each is answered by a point of order that says why, and changes nothing."""
    before, answers = at_desk.runner.run(_worked(at_desk, []))
    after, answers = at_desk.runner.run(_worked(at_desk, attempts))
    for attempt in attempts:
        what = (attempt.item.place.name, attempt.item.event)
        (answer,) = answers[attempt.item.cause]
        assert answer.startswith("Point of order: "), what
        assert SAID[attempt.code] in answer, (*what, answer)
    assert after == before


async def _worked(at_desk: Desk, attempts: list[Attempt]) -> tuple[object, dict[str, list[str]]]:
    for attempt in attempts:
        await at_desk.clerk.work(attempt.item, 1, alone=attempt.alone, unfetched=False)
    answers: dict[str, list[str]] = {}
    for row in await in_words(at_desk.database):
        answers.setdefault(row.cause, []).append(str((row.content or {}).get("body")))
    async with at_desk.database.read() as conn:
        return await record.head(conn), answers


def test_the_proposals_stand_at_every_stage(at_desk: Desk) -> None:
    assert {proposal.stage for proposal in proposals_of(at_desk)} == set(Stage)


def test_every_command_that_acts_is_said_here() -> None:
    said = {line[1:].split()[0] for line in (*ON_PROPOSALS, *ON_THE_ROSTER)}
    assert said == {name for name, command in COMMANDS.items() if command.acts}


def test_every_act_on_a_proposal_is_refused_in_words_where_the_table_has_no_row_for_it(
    at_desk: Desk,
) -> None:
    attempts = list(on_proposals(at_desk))
    assert {attempt.code for attempt in attempts} == set(SAID)
    refused(at_desk, attempts)


def test_every_act_on_the_roster_is_refused_in_words_where_no_rule_allows_it(
    at_desk: Desk,
) -> None:
    refused(at_desk, list(on_the_roster(at_desk)))

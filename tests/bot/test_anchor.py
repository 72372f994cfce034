"""Every change of the stage leaves the record's hash where others can compare it later."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import record
from storage.compare import ends_with
from storage.outbox import Row
from tests.bot.desk import Desk, desk
from tests.storage.look import export

HASH = re.compile(r"\b[0-9a-f]{64}\b")
FORUM, PLENARY, CS, GOV = "forum", "P1/plenary", "P1/caucus:cs", "P1/caucus:gov"
CHAIR, FORUM_CHAIR, TABLER = "@chair:test", "@forum-chair:test", "@tabler:test"
CS_CHAIR, GOV_CHAIR = "@cs-chair:test", "@gov-chair:test"
BOTH = [PLENARY, FORUM]
COURSE: tuple[
    tuple[str, str, str, list[str]], ...
] = (  # where, who, what they say, and where the hash is posted
    (FORUM, TABLER, "!propose A title\nFrom: I\nOne.", [FORUM]),
    (FORUM, FORUM_CHAIR, "!consensus no P1 Not yet.", [FORUM]),
    (FORUM, FORUM_CHAIR, "!reopen P1 After all.", [FORUM]),
    ("direct:!chat", TABLER, "!withdraw P1 A slip.", [FORUM]),
    ("direct:!chat", FORUM_CHAIR, "!reopen P1 After all.", [FORUM]),
    (FORUM, FORUM_CHAIR, "!consensus yes P1", BOTH),
    (PLENARY, CHAIR, "!draft\nTwo.", []),
    (PLENARY, CHAIR, "!undraft A slip.", []),
    (PLENARY, CHAIR, "!refer", BOTH),
    (CS, CS_CHAIR, "!draft\nOurs.", []),
    (CS, CS_CHAIR, "!consensus amended cs.1", []),
    (GOV, GOV_CHAIR, "!consensus yes", BOTH),
    (PLENARY, CHAIR, "!return Not yet.", BOTH),
    (PLENARY, CHAIR, "!recall Too early.", BOTH),
    (CS, CS_CHAIR, "!consensus yes", []),
    (PLENARY, CHAIR, "!close No way.", BOTH),
    ("direct:!chat", CHAIR, "!reopen P1 A way.", BOTH),
    (PLENARY, CHAIR, "!refer", BOTH),
    (CS, CS_CHAIR, "!consensus yes", []),
    (GOV, GOV_CHAIR, "!consensus yes", BOTH),
    (PLENARY, CHAIR, "!consensus yes", BOTH),
    (FORUM, CHAIR, "!reopen P1 Once more.", BOTH),
)


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


def exported(at_desk: Desk, chain: int = 1) -> dict[str, Any]:
    async def document() -> dict[str, Any]:
        async with at_desk.database.read() as conn:
            return export(await record.sealed(conn, chain))

    return at_desk.runner.run(document())


def anchors(rows: list[Row]) -> list[tuple[str, str]]:
    """Return each hash that is posted, and where."""
    said = [(row.place, str((row.content or {}).get("body", ""))) for row in rows]
    return [(place, found) for place, body in said for found in HASH.findall(body)]


def test_forum_and_plenary_get_the_hash_once_with_each_stage_and_no_other_time(
    at_desk: Desk,
) -> None:
    for where, who, said, places in COURSE:
        for room in (CS, GOV):
            at_desk.show(room, 1)
        rows = at_desk.bring(where, at_desk.event(where, who, {"msgtype": "m.text", "body": said}))
        assert not [row for row in rows if "Point of order" in str(row.content)], said
        for row in rows:
            if row.shows and row.place == PLENARY:
                at_desk.show(PLENARY, row.shows)
        posted = anchors(rows)
        assert sorted(place for place, _ in posted) == places, said
        document = exported(at_desk)
        assert [ends_with(document, hashed) for _, hashed in posted] == [None] * len(places), said


def test_who_asks_for_the_roster_gets_the_hash_to_compare_its_export_with(at_desk: Desk) -> None:
    def answered() -> str:
        rows = at_desk.bring(FORUM, at_desk.event(FORUM, TABLER, asks))
        ((_, posted),) = anchors(rows)
        return posted

    asks = {"msgtype": "m.text", "body": "!roster"}
    before = answered()
    at_desk.say(FORUM, TABLER, "!propose A title\nFrom: I\nOne.")
    assert answered() == before, "a proposal is no change of the roster"
    at_desk.say("direct:!chat", CS_CHAIR, "!seat cs @new:test")
    assert ends_with(exported(at_desk, 0), answered()) is None
    assert answered() != before

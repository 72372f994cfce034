"""The terms of the procedure, as databases, records and exports hold them: they stay.

``Authority`` stands in no database; the templates read it.
"""

from enum import StrEnum

import pytest

from deliberation import terms
from deliberation.terms import (
    Authority,
    Choice,
    Disposition,
    Level,
    Majority,
    Method,
    Position,
    RoomKind,
    Stage,
    StatementKind,
)


@pytest.mark.parametrize(
    "kind, values",
    [
        (
            Stage,
            (
                *("tabled", "declined", "plenary", "caucuses"),
                *("recommended", "no_consensus", "withdrawn"),
            ),
        ),
        (Position, ("agreed", "agreed as amended", "not agreed")),
        (Disposition, ("accommodated", "rejected", "outweighed", "invalid", "upheld")),
        (StatementKind, ("reservation", "explanation", "minority")),
        (Level, ("national", "regional", "international")),
        (Method, ("judgement", "silence", "poll", "ballot")),
        (Majority, ("simple", "two-thirds", "unanimity")),
        (Choice, ("yes", "no", "abstain")),
        (RoomKind, ("forum", "plenary", "caucus", "direct", "other")),
        (
            Authority,
            (
                *("anyone", "tabler", "speaker", "caucus_member", "in_a_caucus"),
                *("forum_chair", "council_chair", "caucus_chair"),
                *("chair", "chair_or_secretariat"),
            ),
        ),
    ],
)
def test_a_term_has_the_value_that_is_written_and_read(
    kind: type[StrEnum], values: tuple[str, ...]
) -> None:
    assert tuple(kind) == values


def test_a_proposal_has_ended_at_the_stages_that_only_reopening_leaves() -> None:
    ended = [stage for stage in Stage if stage.ended]
    assert ended == ["declined", "recommended", "no_consensus", "withdrawn"]


def test_doors_that_are_no_caucus_s_are_written_so() -> None:
    assert (terms.FORUM, terms.COUNCIL, terms.PUBLIC) == ("forum", "council", "public")


def test_a_caucus_s_door_has_its_key_and_the_other_doors_have_none() -> None:
    assert terms.caucus_door("cs") == "caucus:cs"
    assert terms.caucus_of("caucus:cs") == "cs"
    assert terms.caucus_of("caucus:caucus:x") == "caucus:x"
    assert [terms.caucus_of(door) for door in ("council", "public", "cs", "")] == [None] * 4

"""Who hears what of each kind of entry, against a table that says it; and with what."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.relay import messages
from bot.relay.heard import Heard
from bot.relay.post import Post
from bot.relay.visibility import account_seen, entry_seen, seen
from deliberation import entries as e
from deliberation.clauses import Edited
from deliberation.council import Council
from deliberation.people import NOTHING_KNOWN
from deliberation.reference import Reference
from deliberation.terms import COUNCIL, PUBLIC, RoomKind, Stage
from deliberation.text import fingerprint
from templates.views import EditedView, NamedView
from tests.deliberation.assembly import PRESENT_KINDS
from tests.templates import sample
from tests.templates.sample import Step
from texts.read import Format

TABLE = yaml.safe_load(Path(__file__).with_name("posts.yaml").read_text())
COURSE = list(sample.heard(sample.play()))


def last_of(*steps: Step, here: str | None = None) -> Heard:
    """Return what the relay hears of the last of these steps; ``here``: said elsewhere."""
    heard = [each for each in sample.heard(list(steps)) if each.entry.proposal][-1]
    return heard if here is None else replace(heard, here=here)


def until(kind: type[e.Payload]) -> list[Step]:
    """Return the steps of the play before the first of a kind."""
    return list(takewhile(lambda step: not isinstance(step.payload, kind), sample.play()))


TABLED, DECLINED, REOPENED = sample.play()[:3]
WITHDRAWN = Step(e.Withdrawn("no"), Stage.WITHDRAWN, "@tabler:example.org", "forum")
ELSEWHERE: Mapping[str, Heard] = {
    "withdrawn before it was forwarded, in the forum": last_of(TABLED, WITHDRAWN),
    "withdrawn before it was forwarded, in a chat": last_of(TABLED, WITHDRAWN, here="direct:!a"),
    "withdrawn in plenary": last_of(*until(e.Referred), WITHDRAWN, here="P12/plenary"),
    "withdrawn in a chat": last_of(*until(e.Referred), WITHDRAWN, here="direct:!a"),
    "reopened before it was forwarded, in a chat": last_of(
        *(TABLED, DECLINED, REOPENED), here="direct:!a"
    ),
    "reopened in a chat": last_of(*until(e.Recommended), here="direct:!a"),
    "undrafted, and the draft before was referred": last_of(*sample.slip()),
    "recommended, and the command was said nowhere": last_of(*until(e.StatementsDeclared), here=""),
}


def told(heard: Heard) -> list[str]:
    """Return a line for each message that an entry gives rise to, as the table has it."""
    return [_line(post) for post in messages.posts(heard)]


def _line(post: Post) -> str:
    parts = [f"{post.place}: {post.words}"]
    parts += ["an answer"] if post.answer else []
    parts += ["quiet"] if post.quiet else []
    parts += [f"shows Draft {post.shows}"] if post.shows else []
    parts += [f"about {post.about}"] if post.about else []
    parts += [f"to {' '.join(post.mentions)}"] if post.mentions else []
    return ", ".join(parts)


def test_who_hears_what_in_the_course_of_a_proposal(subtests: pytest.Subtests) -> None:
    for heard, row in zip(COURSE, TABLE["course"], strict=True):
        ((said, lines),) = row.items()
        with subtests.test(said, entry=heard.entry.number):
            assert said == f"{type(heard.entry.payload).__name__} in {heard.here}"
            assert told(heard) == lines


@pytest.mark.parametrize("said", TABLE["elsewhere"])
def test_who_hears_of_what_was_said_elsewhere(said: str) -> None:
    assert told(ELSEWHERE[said]) == TABLE["elsewhere"][said]


def test_every_kind_of_entry_is_in_the_table() -> None:
    assert {type(heard.entry.payload) for heard in COURSE} == PRESENT_KINDS


def test_everybody_who_may_forward_it_is_named_when_it_is_tabled() -> None:
    council: Council = replace(sample.ASSEMBLED, forum_deputies=("@second:example.org",))
    (_, tabled) = messages.posts(replace(COURSE[0], council=council))
    assert tabled.mentions == ("@forum-chair:example.org", "@second:example.org")


# --- whose turn it is outside of a round ----------------------------------------------------


def position(key: str, word: str, revises: str = "", stage: Stage = Stage.PLENARY) -> Step:
    mark = fingerprint(sample.FIRST)
    payload = e.PositionRecorded(key, word, 1, mark, 1, "", revises=revises)
    return Step(payload, stage, f"@{key}-chair:example.org", f"P12/caucus:{key}")


def overviews(*steps: Step) -> list[Post]:
    """Return the overviews of the last of these steps, after Draft 1 was referred."""
    begun = until(e.PositionRecorded)
    said = messages.posts(last_of(*begun, *steps))
    return [post for post in said if post.words == "position_and_overview"]


CHAIR = "@chair:example.org"
RECALLED = Step(e.Recalled(1, 1, "time", ()), Stage.PLENARY, CHAIR, "P12/plenary")
IN_ROUND = position("gov", "not agreed", stage=Stage.CAUCUSES)


@pytest.mark.parametrize(
    "steps",
    [
        (IN_ROUND, RECALLED, position("cs", "agreed")),
        (RECALLED, position("cs", "not agreed"), position("gov", "agreed")),
        (*until(e.RoundClosed)[5:], *until(e.Drafted)[-1:], position("cs", "agreed")),
        (RECALLED, position("gov", "agreed"), position("cs", "agreed")),
    ],
    ids=["after a report", "after none", "the last one agrees", "both agree"],
)
def test_the_council_chair_hears_when_it_is_their_turn_outside_of_a_round(
    steps: tuple[Step, ...],
) -> None:
    (overview,) = overviews(*steps)
    assert overview.place == "P12/plenary"
    assert overview.mentions == (CHAIR, "@vice:example.org")
    assert "Every caucus has recorded a position on Draft 1 of P12 now." in said(overview)


@pytest.mark.parametrize(
    "steps",
    [
        (IN_ROUND,),
        (IN_ROUND, RECALLED, position("gov", "agreed", "not agreed")),
        (IN_ROUND, RECALLED, position("cs", "agreed"), position("cs", "not agreed", "agreed")),
    ],
    ids=["one of two in a round", "one of two after it", "a step back"],
)
def test_the_council_chair_is_not_called_for_any_other_position(steps: tuple[Step, ...]) -> None:
    assert overviews(*steps) == []


def test_the_last_position_of_a_round_and_its_overview_are_one_message() -> None:
    last = position("cs", "agreed", stage=Stage.CAUCUSES)
    closed = replace(last, payload=e.RoundClosed(1, 1), stage=Stage.PLENARY)
    begun = [*until(e.PositionRecorded), IN_ROUND, last]
    told = [*messages.posts(last_of(*begun)), *messages.posts(last_of(*begun, closed))]
    (overview,) = [post for post in told if post.place == "P12/plenary"]
    assert overview.mentions == (CHAIR, "@vice:example.org")
    assert "The chair of Civil society calls rough consensus on Draft 1" in said(overview)
    assert "Round 1 on Draft 1 of P12 is over" in said(overview)


def said(post: Post) -> str:
    return sample.said(post.words, dict(post.data))


# --- what the words are made of -----------------------------------------------------------


def heard_of(kind: type[e.Payload], plenary: str) -> Heard:
    """Return what the relay hears of the last entry of a kind, with this door of plenary."""
    found = [heard for heard in COURSE if isinstance(heard.entry.payload, kind)]
    return replace(found[-1], plenary=plenary)


@pytest.mark.parametrize("plenary", [PUBLIC, COUNCIL])
def test_words_are_given_the_entry_and_the_room(plenary: str) -> None:
    heard = heard_of(e.Closed, plenary)
    for post in messages.posts(heard):
        data: dict[str, Any] = dict(post.data)
        assert data.pop("proposal").number == 12
        sees = plenary == PUBLIC or post.place != "forum"
        assert set(data.pop("before")) == ({"gov"} if sees else set())
        registers = {register.body for register in data.pop("registers")}
        told_there = {"forum"} | ({"council"} if sees else set())
        assert registers == (set() if ":" in post.place or post.answer else told_there)
        key = data["place"].caucus
        assert (data.pop("place").name, post.place.endswith(f":{key}")) == (post.place, bool(key))
        assert data == {
            "council": sample.COUNCIL,
            "repeats": False,
            "late": False,
            "call": None,
            **dict.fromkeys(("still_standing", "lifted", "answered"), ()),
            "zone": "UTC",
            "now": heard.entry.recorded_time,
            "entry": entry_seen(heard.entry, {PUBLIC}),
            "payload": {"kind": "closed", **e.encode(heard.entry.payload)},
            "caucus": sample.COUNCIL.caucus(key),
            "head": heard.head,
            "edited": None,
            "idle": "",
            "account": account_seen(NOTHING_KNOWN) if post.answer else None,
            "changes": (),
            "naming": None,
            "overtaken": None,
            "called_off": (),
            "told": (),
            "forum": heard.forum,
            "server": heard.server,
            "statements": heard.statements,
            "speaks_until": heard.entry.recorded_time + heard.statements,
            "correctable_until": heard.entry.recorded_time + heard.correct,
            "is_public": int(plenary == PUBLIC),
        }


def test_which_clause_was_changed_is_told_to_who_changed_it_alone() -> None:
    base, since = Reference(12, 1, "cs", 3), (Reference(12, 2),)
    changed = Edited("# Aims", Format.MARKDOWN, "2", base, since)
    seen = EditedView("2", NamedView(1, "cs", 3), (NamedView(2, "", 0),))
    for kind in (e.Drafted, e.CaucusTextGiven):
        for post in messages.posts(replace(heard_of(kind, PUBLIC), edited=changed)):
            told = seen if post.answer else None
            assert post.data.get("edited") == told


def test_that_a_line_of_a_text_did_not_act_is_told_to_who_wrote_it_alone() -> None:
    for kind in (e.Tabled, e.Drafted, e.CaucusTextGiven):
        for post in messages.posts(replace(heard_of(kind, PUBLIC), idle="!refer")):
            assert post.data.get("idle", "") == ("!refer" if post.answer else "")


def test_words_are_given_of_the_proposal_what_the_room_may_see() -> None:
    """Before and after: positions where plenary is seen, wordings in their caucus alone."""
    given = next(x for x in COURSE if isinstance(x.entry.payload, e.CaucusTextGiven))
    closed = heard_of(e.Closed, COUNCIL)
    for heard in (replace(closed, after=given.after, before=given.after), closed):
        for post in messages.posts(heard):
            data: dict[str, Any] = dict(post.data)
            state = data["proposal"]
            for positions in (state.positions, data["before"]):
                assert bool(positions) == (post.place != "forum")
            wordings = [text.released for text in state.texts]
            if heard is closed:
                there = {"forum": [], "P12/caucus:cs": [True, False]}
                assert wordings == there.get(post.place, [True])
            else:
                assert wordings == ([False] if post.place == "P12/caucus:cs" else [])


def test_a_showing_of_a_draft_is_the_same_in_every_room() -> None:
    heard = heard_of(e.Returned, PUBLIC)
    shown = [post.data for post in messages.posts(heard) if post.shows]
    after = seen(heard.after, {PUBLIC}, PUBLIC)
    assert after is not None
    first, second = after.drafts[:2]
    assert shown[0] == shown[1]
    assert shown[0] == {
        "number": 12,
        "title": sample.TITLE,
        "stage": Stage.CAUCUSES,
        "kind": RoomKind.CAUCUS,
        "draft": second,
        "against": first,
        "also": None,
        "as_before": None,
        "entry": entry_seen(heard.entry, {PUBLIC}),
        "payload": {"kind": "returned", **e.encode(heard.entry.payload)},
        "council": sample.COUNCIL,
        "zone": "UTC",
        "now": heard.entry.recorded_time,
        "lapses": True,
    }


def test_an_entry_of_the_roster_is_told_without_a_proposal() -> None:
    (post,) = messages.posts(heard_of(e.Seated, PUBLIC))
    assert (post.data["proposal"], post.data["before"]) == (None, {})

"""What a caucus says stays in it: the relay, for any sequence of acts and either plenary."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import templates
from bot.relay import crossing, messages, places, visibility
from bot.relay.heard import Heard
from bot.relay.post import Post
from commands import registry
from commands.parsing.command import Asked, Here
from commands.parsing.errors import UsageError
from commands.parsing.identities import Identifying
from commands.parsing.message import Message
from commands.parsing.queries import Query
from deliberation import acts as a
from deliberation import entries as e
from deliberation.errors import PointOfOrder
from deliberation.terms import COUNCIL, PUBLIC, Position, RoomKind, Stage
from tests.deliberation.assembly import (
    CAUCUSES,
    PRESENT_KINDS,
    PROPOSAL,
    Assembly,
    constituted,
    forwarded,
)
from tests.relay.typed import COURSE, FORMS, typed

CANARY = re.compile(r"canary-(\w+)-(\d+)")
WAYS = [(form, room) for form in (*COURSE, *FORMS) for room in FORMS[form].rooms]
"""Each form of a command with a room where it works, some more often than others."""


def act_of(
    form: str, room: RoomKind, key: str, number: int, shown: int
) -> tuple[a.Act, a.Actor] | None:
    """Return what somebody asks who types a form in a room, and who; None if that is no act.

    What a caucus says bears a canary.
    """
    in_caucus = room is RoomKind.CAUCUS
    text = typed(form, key, f"canary-{key}-{number}" if in_caucus else f"words {number}")
    here = Here(room, None if room is RoomKind.FORUM else 1, key if in_caucus else "")
    try:
        asked = registry.parse(Message(text), here, "!")
    except (UsageError, PointOfOrder):
        return None
    want = asked.want if isinstance(asked, Asked) else None
    if want is None or isinstance(want, Query | Identifying):
        return None
    if isinstance(want, a.RecordPosition):
        want = replace(want, shown=shown)
    if isinstance(want, a.Seat | a.Unseat):
        want = replace(want, person=f"{key} representative")
    who = {RoomKind.FORUM: "forum chair", RoomKind.CAUCUS: f"{key} chair"}
    person = "tabler" if isinstance(want, a.Withdraw) else who.get(room, "council chair")
    return want, a.Actor(person, room, key if in_caucus else "")


def posted(assembly: Assembly, since: int, here: str, plenary: str) -> Iterator[Post]:
    """Return what the relay makes of the entries after the first ``since``."""
    part = Assembly()
    for entry in assembly.entries:
        before = part.proposal
        part.record(entry.person, entry.payload, entry.stage)
        if entry.number > since:
            after = part.proposal if entry.proposal else None
            recorded = replace(entry, audience=e.audience(entry.payload, plenary))
            heard = Heard(recorded, before, after, part.council, here, plenary, "")
            yield from messages.posts(heard)


def words_of(post: Post) -> str:
    """Return all that a post says, in body and HTML, and in a file."""
    parts = templates.render(post.words, post.data)
    return "\n".join(
        part.text if isinstance(part, templates.Attachment) else part.body + part.html
        for part in parts
    )


def room_of(actor: a.Actor) -> str:
    """Return the place in which an actor acts."""
    names = {
        RoomKind.CAUCUS: places.caucus_room(PROPOSAL, actor.caucus),
        RoomKind.PLENARY: places.plenary_of(PROPOSAL),
        RoomKind.FORUM: places.FORUM_PLACE,
    }
    return names.get(actor.room, "direct:!chat")


@settings(max_examples=3 * settings().max_examples // 5, deadline=None)
@given(
    steps=st.lists(st.tuples(st.sampled_from(WAYS), st.sampled_from(CAUCUSES)), max_size=20),
    plenary=st.sampled_from((PUBLIC, COUNCIL)),
)
def test_a_caucus_s_words_are_shown_elsewhere_only_once_released(
    steps: list[tuple[tuple[str, RoomKind], str]], plenary: str
) -> None:
    assembly = forwarded()
    released: set[str] = set()
    refer, draft = ("!refer [7d] [note]", RoomKind.PLENARY), ("!draft\n…", RoomKind.CAUCUS)
    for number, ((form, room), key) in enumerate([(refer, "cs"), (draft, "cs"), *steps]):
        since = len(assembly.entries)
        current = assembly.proposal.current if assembly.proposal else None
        asked = act_of(form, room, key, number, current.number if current else 0)
        if asked is None:
            continue
        try:
            done = assembly.act(*asked)
        except PointOfOrder:
            continue
        for payload in done:
            said: tuple[str, ...] = ()
            if isinstance(payload, e.PositionRecorded):
                text = payload.text if payload.amendment else ""
                said = payload.note, text, *(out.concern for out in payload.objections)
            if isinstance(payload, e.PositionTakenBack | e.Corrected):
                said = (payload.reason,)
            released |= {found.group() for words in said for found in CANARY.finditer(words)}
        for post in posted(assembly, since, room_of(asked[1]), plenary):
            own = places.parse(post.place).caucus
            for canary in CANARY.finditer(words_of(post)):
                assert canary.group(1) == own or canary.group() in released, (form, post.place)


def test_who_does_not_see_plenary_sees_no_position_and_no_later_draft() -> None:
    assembly = forwarded()
    assembly.in_plenary(a.Refer())
    assembly.all_agree()
    assembly.in_plenary(a.IssueDraft("A second text."))
    outside = visibility.seen(assembly.proposal, {PUBLIC}, COUNCIL)
    assert outside is not None
    assert not outside.positions
    assert [draft.number for draft in outside.drafts] == [1]
    assert outside.stage is Stage.PLENARY


def test_who_does_not_see_plenary_sees_the_recommendation_and_the_first_draft() -> None:
    assembly = forwarded()
    for text in ("A second text.", "A third text."):
        assembly.in_plenary(a.IssueDraft(text))
    assembly.in_plenary(a.Refer())
    assembly.all_agree()
    assembly.in_plenary(a.Finalise())
    assembly.act(a.Reopen("more"), a.Actor("council chair", RoomKind.DIRECT))
    assembly.in_plenary(a.IssueDraft("A fourth text."))
    outside = visibility.seen(assembly.proposal, {PUBLIC}, COUNCIL)
    assert outside is not None
    assert [draft.number for draft in outside.drafts] == [1, 3]
    assert outside.current is not None
    assert outside.current.text == "A third text."


def test_everyone_sees_positions_where_plenary_is_public() -> None:
    assembly = forwarded()
    assembly.in_plenary(a.Refer())
    assembly.all_agree()
    everyone = visibility.seen(assembly.proposal, {PUBLIC}, PUBLIC)
    assert everyone is not None
    assert {key: p.position for key, p in everyone.positions.items()} == dict.fromkeys(
        CAUCUSES, Position.AGREED
    )


@pytest.mark.parametrize("payload", sorted(PRESENT_KINDS, key=str), ids=lambda kind: kind.kind)
def test_every_kind_of_entry_has_its_row(payload: type[e.Payload]) -> None:
    assert payload in crossing.RELAY


def test_the_reason_for_unseating_is_for_the_caucus_alone() -> None:
    assembly = constituted()
    done = assembly.in_caucus("cs", a.Unseat("cs representative", "", "a private reason"))
    doors = {e.audience(p, PUBLIC) for p in done if "a private reason" in str(e.encode(p))}
    assert doors == {"caucus:cs"}

"""What a caucus says stays in it: the relay, for any sequence of acts and either plenary."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import templates
from bot.relay import messages, places, visibility
from bot.relay.heard import Heard
from bot.relay.post import Post
from deliberation import acts as a
from deliberation import entries as e
from deliberation.errors import PointOfOrder
from deliberation.terms import COUNCIL, PUBLIC, Position, RoomKind, Stage
from tests.deliberation.assembly import CAUCUSES, PROPOSAL, Assembly, constituted, forwarded

CANARY = re.compile(r"canary-(\w+)-(\d+)")
ACTS = ("text", "amended", "agreed", "no", "refer", "recall", "return", "draft", "undraft")
MORE = ("finalise", "close", "reopen", "unseat", "seat", "withdraw")


def act_of(word: str, key: str, number: int, shown: int) -> tuple[a.Act, a.Actor]:
    """Return an act and who does it; what a caucus says bears a canary."""
    canary = f"canary-{key}-{number}"
    in_caucus = a.Actor(f"{key} chair", RoomKind.CAUCUS, key)
    in_plenary = a.Actor("council chair", RoomKind.PLENARY)
    position = {"amended": Position.AMENDED, "agreed": Position.AGREED, "no": Position.NOT_AGREED}
    if word in position:
        return a.RecordPosition(position[word], "a note", shown), in_caucus
    of_caucus: dict[str, a.Act] = {
        "text": a.GiveCaucusText(f"The wording {canary}.\n\nAnd more."),
        "unseat": a.Unseat(f"{key} representative", "", f"because {canary}"),
        "seat": a.Seat(f"{key} representative"),
    }
    if word in of_caucus:
        return of_caucus[word], in_caucus
    of_plenary: dict[str, a.Act] = {
        "refer": a.Refer("a note"),
        "recall": a.Recall("a reason"),
        "return": a.Return("a reason"),
        "draft": a.IssueDraft(f"Draft text {number}."),
        "undraft": a.Undraft("a reason"),
        "finalise": a.Finalise(),
        "close": a.Close("a reason"),
    }
    if word in of_plenary:
        return of_plenary[word], in_plenary
    if word == "withdraw":
        return a.Withdraw("a reason"), a.Actor("tabler", RoomKind.FORUM)
    return a.Reopen("a reason"), a.Actor("council chair", RoomKind.DIRECT)


def posted(assembly: Assembly, since: int, here: str, plenary: str) -> Iterator[Post]:
    """Return what the relay makes of the entries after the first ``since``."""
    part = Assembly()
    for entry in assembly.entries:
        before = part.proposal
        part.record(entry.person, entry.payload, entry.stage)
        if entry.number > since:
            after = part.proposal if entry.proposal else None
            heard = Heard(entry, before, after, part.council, here, plenary, "")
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
    steps=st.lists(st.tuples(st.sampled_from(ACTS + MORE), st.sampled_from(CAUCUSES)), max_size=14),
    plenary=st.sampled_from((PUBLIC, COUNCIL)),
)
def test_a_caucus_s_words_are_shown_elsewhere_only_once_released(
    steps: list[tuple[str, str]], plenary: str
) -> None:
    assembly = forwarded()
    released: set[str] = set()
    for number, (word, key) in enumerate([("refer", "cs"), *steps]):
        since = len(assembly.entries)
        current = assembly.proposal.current if assembly.proposal else None
        act, actor = act_of(word, key, number, current.number if current else 0)
        try:
            done = assembly.act(act, actor)
        except PointOfOrder:
            continue
        for payload in done:
            if isinstance(payload, e.PositionRecorded) and payload.amendment:
                released |= {found.group() for found in CANARY.finditer(payload.text)}
        for post in posted(assembly, since, room_of(actor), plenary):
            own = places.parse(post.place).caucus
            for canary in CANARY.finditer(words_of(post)):
                assert canary.group(1) == own or canary.group() in released, (word, post.place)


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


@pytest.mark.parametrize("payload", list(e.KINDS.values()), ids=lambda kind: kind.kind)
def test_every_kind_of_entry_has_its_row(payload: type[e.Payload]) -> None:
    assert payload in messages.RELAY


def test_the_reason_for_unseating_is_for_the_caucus_alone() -> None:
    assembly = constituted()
    done = assembly.in_caucus("cs", a.Unseat("cs representative", "", "a private reason"))
    doors = {e.audience(p, PUBLIC) for p in done if "a private reason" in str(e.encode(p))}
    assert doors == {"caucus:cs"}

"""People are answered once, shortly, and never by accident."""

from typing import Any
from urllib.parse import quote

import pytest

from demo.person import Person
from tests.e2e.conftest import Opened, Sitting, agree, bodies, edit, of_bot, open_proposal, settled

CAUCUSES = {"gov": "Government", "cs": "Civil society"}


@pytest.fixture(scope="module")
async def opened(council: Sitting) -> Opened:
    """A proposal in plenary; no test here changes it."""
    return await open_proposal(council, "Manners")


async def next_of_bot(council: Sitting, person: Person, room: str, what: dict[str, Any]) -> str:
    """Send something that asks for nothing, then a command; return the bot's next message.

    It is the command's answer if the first was left alone.
    """
    before = len(of_bot(council, person, room))
    await person.send(room, what)
    command = await person.say(room, "!help status")
    answered = await person.answer(room, command)
    following = of_bot(council, person, room)[before]
    assert following["event_id"] == answered["event_id"], bodies([following])
    return str(answered["content"]["body"])


def text(body: str, **more: Any) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": body, **more}


@pytest.mark.parametrize(
    "what",
    [
        text("!!!"),
        text("!"),
        text("! "),
        text("!?"),
        text("!important"),
        text("Wow! consensus yes"),
        text("What a day!"),
        text("!Great"),
        text("> !refer\n\nI'd wait."),
        text("`!refer`", format="org.matrix.custom.html", formatted_body="<code>!refer</code>"),
        {"msgtype": "m.notice", "body": "!refer"},
        {"msgtype": "m.emote", "body": "!refer"},
        {"msgtype": "m.image", "body": "!refer", "url": "mxc://localhost/abc"},
    ],
    ids=lambda what: f"{what['msgtype']} {what['body'][:12]!r}",
)
async def test_what_is_no_command_gets_no_answer(
    council: Sitting, opened: Opened, what: dict[str, Any]
) -> None:
    await next_of_bot(council, council["chair"], opened.plenary, what)
    assert "in plenary" in await council["chair"].commands(opened.plenary, "!status")


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("!reffer", "!refer"),
        ("!concensus yes", "!consensus"),
        ("!stauts", "!status"),
        ("!vote yes", "!consensus"),
        ("!kick @a:example.org", "!unseat"),
    ],
)
async def test_an_unknown_command_gets_the_nearest_and_not_the_whole_help(
    council: Sitting, opened: Opened, typed: str, meant: str
) -> None:
    answered = await council["chair"].commands(opened.plenary, typed)
    assert f"Did you mean `{meant}`?" in answered
    assert answered.count("\n") < 3


async def test_what_is_malformed_gets_the_place_marked_and_the_usage(
    council: Sitting, opened: Opened
) -> None:
    answered = await council["chair"].commands(opened.plenary, "!consensus maybe")
    assert "Write `yes` or `no` in place of “maybe”." in answered
    assert "!consensus maybe\n           ▲" in answered
    assert "How it is written" in answered
    missing = await council["chair"].commands(opened.plenary, "!close")
    assert "needs a reason" in missing
    assert "▲" not in missing


async def test_a_command_that_lacks_the_proposal_is_offered_those_that_it_may_mean(
    council: Sitting, opened: Opened
) -> None:
    proposer, chair = council["proposer"], council["forum-chair"]
    tabled = await proposer.commands(council.forum, "!propose Waiting\nFrom: I\nOne.")
    number = tabled.split()[0].strip("*")
    answered = await chair.commands(council.forum, "!consensus yes")
    assert f"{number} · Waiting" in answered
    assert f"{opened.number} ·" not in answered
    assert f"{number} · Waiting" in await chair.commands(council.forum, "!text")
    await chair.commands(council.forum, f"!consensus no {number} Only a test")


async def test_help_says_what_the_asker_may_do_there_now(council: Sitting) -> None:
    opened = await open_proposal(council, "Helped")
    plenary, forum = opened.plenary, council.forum
    chairs = await council["chair"].commands(plenary, "!help")
    assert "`!refer [7d] [note]`" in chairs
    assert chairs.count("\n") < 14  # a phone's screen
    assert "`!consensus" not in chairs  # no caucus has agreed
    assert "!propose" not in chairs
    members = await council["cs-1"].commands(plenary, "!help")
    assert members.startswith("You may do this here now:\n\n- `!object TEXT`")
    assert members.count("- `!") == 1
    in_caucus = await council["cs-chair"].commands(opened.caucuses["cs"], "!help")
    assert "`!seat @user`" in in_caucus
    assert "`!consensus" not in in_caucus  # it was never referred
    tabled = await council["proposer"].commands(forum, "!propose To help\nFrom: I\nOne.")
    number = tabled.split()[0].strip("*")
    forums = await council["forum-chair"].commands(forum, "!help")
    assert "`!consensus yes P" in forums
    tablers = await council["proposer"].commands(forum, "!help")
    assert "`!withdraw" in tablers
    assert "`!consensus" not in tablers
    await council["forum-chair"].commands(forum, f"!consensus no {number} Only a test")
    assert "`!refer`: send" in await council["cs-1"].commands(plenary, "!help all")


async def test_whoever_is_named_without_a_mention_is_offered_by_their_id(
    council: Sitting, opened: Opened
) -> None:
    chair, meant = council["cs-chair"], council["cs-1"]
    await meant.ask(
        "PUT", f"profile/{meant.user_id}/displayname", {"displayname": "Ada of the Registry"}
    )
    room = opened.caucuses["cs"]
    await chair.until(lambda: "Ada" in str(chair.state[room][("m.room.member", meant.user_id)]))
    answered = await chair.commands(room, "!unseat ada of the  registry moved on")
    assert f"If it is `{meant.user_id}`, write that id." in answered
    unknown = await chair.commands(room, "!unseat Ada moved on")
    assert "or mention exactly one person" in unknown


async def test_what_is_malformed_in_a_proposal_gets_a_whole_example(council: Sitting) -> None:
    answered = await council["proposer"].commands(council.forum, "!propose Open routing")
    assert "From: Working group on routing\nNetworks should" in answered


@pytest.mark.parametrize(
    "typed", ["! Status", "!STATUS", "  !status", "!status.", "!status\u00a0", "!Status P{n}"]
)
async def test_what_phones_make_of_a_command_is_understood(
    council: Sitting, opened: Opened, typed: str
) -> None:
    asked = typed.format(n=opened.number.removeprefix("P"))
    answered = await council["chair"].commands(opened.plenary, asked)
    assert f"{opened.number} · Manners" in answered


async def test_editing_a_recorded_command_changes_nothing_and_the_bot_says_so(
    council: Sitting,
) -> None:
    opened = await open_proposal(council, "Edited")
    chair, room = council["chair"], opened.plenary
    command = await chair.say(room, "!refer")
    await chair.answer(room, command)
    edited = await edit(chair, room, command, "!refer with a note")
    answered = await chair.answer(room, edited)
    assert "Editing a message changes nothing" in answered["content"]["body"]
    assert "with the caucuses, round 1" in await chair.commands(room, "!status")

    small_talk = await chair.say(room, "A good day to you")
    edited = await edit(chair, room, small_talk, "!recall By edit")
    answered = await chair.answer(room, edited)
    assert "send it as a new message" in answered["content"]["body"]
    before = len(of_bot(council, chair, room))
    await edit(chair, room, small_talk, "A very good day to you")
    assert "round 1" in await chair.commands(room, "!status")
    assert len(of_bot(council, chair, room)) == before + 1


async def test_editing_a_malformed_command_into_a_right_one_is_answered(
    council: Sitting, opened: Opened
) -> None:
    chair, room = council["chair"], opened.plenary
    command = await chair.say(room, "!consensus maybe")
    await chair.answer(room, command)
    edited = await edit(chair, room, command, "!refer")
    answered = await chair.answer(room, edited)
    assert "send it as a new message" in answered["content"]["body"]
    assert "in plenary" in await chair.commands(room, "!status")


async def test_deleting_a_recorded_command_changes_nothing_and_the_bot_says_so(
    council: Sitting,
) -> None:
    opened = await open_proposal(council, "Deleted")
    chair, room = council["chair"], opened.plenary
    command = await chair.say(room, "!refer")
    await chair.answer(room, command)
    where = f"rooms/{quote(room)}/redact/{quote(command)}/once"
    await chair.ask("PUT", where, {"reason": "a slip"})
    await chair.reads(room, "Deleting a message changes nothing")
    assert "with the caucuses, round 1" in await chair.commands(room, "!status")


async def test_proposals_are_independent_of_each_other(council: Sitting, opened: Opened) -> None:
    other = await open_proposal(council, "Another")
    chair = council["chair"]
    await chair.commands(other.plenary, "!refer")
    await agree(council, other)
    await chair.reads(other.plenary, "Every caucus agrees")
    assert "is a recommendation" in await chair.commands(other.plenary, "!consensus yes")
    await settled(council)
    assert "in plenary" in await chair.commands(opened.plenary, "!status")
    assert "a recommendation" in await chair.commands(council.forum, f"!status {other.number}")
    cs = council["cs-chair"]
    assert "Another" not in bodies(of_bot(council, cs, opened.caucuses["cs"]))


async def test_naming_another_proposal_in_a_proposals_room_is_refused(
    council: Sitting, opened: Opened
) -> None:
    number = await council.table("Elsewhere")
    chair = council["chair"]
    refused = await chair.commands(opened.plenary, f"!status {number}")
    assert f"This room is about {opened.number}, not {number}" in refused
    refused = await chair.commands(opened.plenary, f"!close {number} Enough")
    assert f"This room is about {opened.number}, not {number}" in refused


@pytest.mark.parametrize("role", ["visitor", "observer", "secretary", "cs-1"])
async def test_anybody_in_the_forum_tables_a_proposal(council: Sitting, role: str) -> None:
    person = council[role]
    answered = await person.commands(
        council.forum, f"!propose Tabled by {role}\nFrom: A working group\nWords."
    )
    number = answered.split()[0].strip("*")
    shown = await person.reads(council.forum, f"{number} · Tabled by {role} (")
    body = shown["content"]["body"]
    assert person.user_id in body
    assert "on behalf of A working group, as stated by who tabled it" in body
    assert "in the forum" in await person.commands(council.forum, f"!status {number}")


async def test_a_proposal_without_title_initiator_or_text_is_refused(council: Sitting) -> None:
    person = council["visitor"]
    for command, why in {
        "!propose\nFrom: A group\nWords.": "needs a title",
        "!propose Title\nWords.": "From: INITIATOR",
        "!propose Title\nFrom: A group": "The text is missing",
    }.items():
        assert why in await person.commands(council.forum, command)


async def test_the_help_on_a_command_says_how_it_is_used(council: Sitting) -> None:
    answered = await council["visitor"].commands(council.forum, "!help draft")
    assert "!draft" in answered
    assert ".md or .txt" in answered
    assert "!consensus" not in answered

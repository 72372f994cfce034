"""The commands on proposals."""

from dataclasses import replace

import pytest

from commands.parsing.command import Here
from commands.parsing.errors import Usage
from deliberation.acts import (
    Close,
    Decline,
    Finalise,
    Forward,
    Recall,
    RecordPosition,
    Refer,
    Reopen,
    Return,
    TakeBackCaucusText,
    Undraft,
    Withdraw,
)
from deliberation.errors import Code, PointOfOrder
from deliberation.terms import Position, RoomKind
from tests.commands.say import (
    CAUCUS,
    DIRECT,
    FORUM,
    FORUM_REPLY,
    OTHER,
    PLENARY,
    ask,
    fault,
    say,
    want,
)


@pytest.mark.parametrize(
    "body, act",
    [
        ("!undraft a typo", Undraft("a typo")),
        ("!refer", Refer("")),
        ("!refer with thanks", Refer("with thanks")),
        ("!recall a typo", Recall("a typo")),
        ("!return see clause 3", Return("see clause 3")),
        ("!close no way forward", Close("no way forward")),
        ("!withdraw we were wrong", Withdraw("we were wrong")),
        ("!consensus yes", Finalise("")),
        ("!consensus no see clause 3", Return("see clause 3")),
    ],
)
def test_in_plenary(body: str, act: object) -> None:
    assert (want(body, PLENARY), ask(body, PLENARY).proposal) == (act, 12)


def test_in_a_caucus_an_undraft_is_about_its_wording() -> None:
    asked = ask("!undraft P12 a typo", CAUCUS)
    assert (asked.want, asked.proposal) == (TakeBackCaucusText("a typo"), 12)
    assert fault("!undraft", CAUCUS).code is Usage.REASON_MISSING


@pytest.mark.parametrize(
    "body, position, note",
    [
        ("!consensus yes", Position.AGREED, ""),
        ("!consensus yes.", Position.AGREED, ""),
        ("!consensus  YES", Position.AGREED, ""),
        ("!consensus “yes”", Position.AGREED, ""),
        ("!Consensus: Yes, with thanks", Position.AGREED, "with thanks"),
        ("!consensus yes — with “thanks”", Position.AGREED, "— with “thanks”"),
        ("!consensus yes—gladly", Position.AGREED, "—gladly"),
        ("!consensus yes 12 of 13 spoke", Position.AGREED, "12 of 13 spoke"),
        ("!consensus yes P12 gladly", Position.AGREED, "gladly"),
        ("!consensus\u00a0amended\u00a0see 3/cs.2", Position.AMENDED, "see 3/cs.2"),
        ("!consensus no\n\n- one\n- *two*\n", Position.NOT_AGREED, "- one\n- *two*"),
    ],
)
def test_a_position_in_a_caucus(body: str, position: Position, note: str) -> None:
    assert want(body, CAUCUS) == RecordPosition(position, note, 0)


@pytest.mark.parametrize(
    "typed",
    [
        *("cs.2", "CS.2", "cs.2.", "cs.2,", "cs.02", "“cs.2”", "(cs.2)", "`cs.2`"),
        *("1/cs.2", "Draft 1/cs.2", "draft 1/cs.2", "P12/1/cs.2", "P12 cs.2"),
    ],
)
def test_a_caucus_text_is_released_by_its_number(typed: str) -> None:
    on = 1 if "1/" in typed else 0
    meant = RecordPosition(Position.AMENDED, "", 0, text=2, on=on)
    assert want(f"!consensus amended {typed}", CAUCUS) == meant
    assert want(f"!consensus amended {typed} a note", CAUCUS) == replace(meant, note="a note")


@pytest.mark.parametrize(
    "note", ["gov.2", "cs", "cs.0", "cs.x", "cs.2b", "P13/1/cs.2", "draft 1", "see cs.2", "2"]
)
def test_what_names_no_text_of_the_caucus_stays_a_note(note: str) -> None:
    assert want(f"!consensus amended {note}", CAUCUS) == RecordPosition(Position.AMENDED, note, 0)


def test_only_amended_releases_a_text() -> None:
    assert want("!consensus yes cs.2", CAUCUS) == RecordPosition(Position.AGREED, "cs.2", 0)


@pytest.mark.parametrize("named", ["P12", "p12", "12", "#12", "P12.", "P012", "P１２"])
def test_in_the_forum_a_proposal_is_named(named: str) -> None:
    asked = ask(f"!consensus yes {named} gladly", FORUM)
    assert (asked.want, asked.proposal) == (Forward("gladly"), 12)


def test_in_the_forum_the_number_may_come_first() -> None:
    asked = ask("!consensus P12 no too early", FORUM)
    assert (asked.want, asked.proposal) == (Decline("too early"), 12)


def test_in_a_reply_the_number_may_be_left_out() -> None:
    asked = ask("!consensus yes", FORUM_REPLY)
    assert (asked.want, asked.proposal) == (Forward(""), 12)


def test_in_a_reply_a_note_may_begin_with_a_number() -> None:
    assert want("!consensus yes 3 spoke", FORUM_REPLY) == Forward("3 spoke")


def test_in_a_reply_another_number_is_refused() -> None:
    assert fault("!consensus yes P13", FORUM_REPLY).code is Usage.TWO_PROPOSALS
    assert fault("!consensus P12 yes P13", FORUM).code is Usage.TWO_PROPOSALS


@pytest.mark.parametrize(
    "body",
    [
        *("!consensus yes P1, P2", "!consensus yes P1 and P2", "!consensus yes P1 & P2 gladly"),
        *("!consensus no P1, P2 too early", "!consensus P1, P2 yes", "!consensus yes #1, #2"),
        *("!reopen P1, P2 new facts", "!withdraw P1 + P2 a slip", "!consensus yes P1 , P2"),
    ],
)
def test_a_command_is_about_one_proposal(body: str) -> None:
    error = fault(body, FORUM)
    assert (error.code, dict(error.fields)) == (Usage.SECOND_PROPOSAL, {"named": 2})


@pytest.mark.parametrize(
    "body", ["!consensus no P1 P2 has it already", "!consensus no P1, as P2 has it", "!status P1"]
)
def test_a_reason_may_name_another_proposal(body: str) -> None:
    assert ask(body, FORUM).proposal == 1


@pytest.mark.parametrize("body", ["!consensus yes", "!consensus yes gladly", "!reopen why not"])
def test_in_the_forum_a_number_is_needed(body: str) -> None:
    assert fault(body, FORUM).code is Usage.PROPOSAL_MISSING


@pytest.mark.parametrize("body", ["!refer P13", "!close #13 done", "!status P13", "!text P13 2"])
def test_in_a_proposals_room_another_is_refused(body: str) -> None:
    assert dict(fault(body, PLENARY).fields) == {"named": 13, "here": 12}


@pytest.mark.parametrize("here", [FORUM, DIRECT], ids=["forum", "direct"])
def test_reopening(here: Here) -> None:
    assert want("!reopen P12 new facts", here) == Reopen("new facts")


def test_withdrawing_in_a_direct_chat() -> None:
    asked = ask("!withdraw p12 a mistake", DIRECT)
    assert (asked.want, asked.proposal) == (Withdraw("a mistake"), 12)


@pytest.mark.parametrize(
    "body",
    ["!undraft", "!recall", "!return", "!close P12", "!withdraw \n ", "!consensus no \u200b"],
)
def test_a_reason_is_needed(body: str) -> None:
    assert fault(body, PLENARY).code is Usage.REASON_MISSING


def test_a_note_may_have_four_thousand_characters() -> None:
    assert want("!refer " + "ü" * 4_000, PLENARY) == Refer("ü" * 4_000)


def test_a_longer_note_is_refused_with_its_length() -> None:
    fields = fault("!refer " + "ü" * 4_001, PLENARY).fields
    assert fields == {"what": "note", "length": 4_001, "limit": 4_000}


@pytest.mark.parametrize(
    "body",
    ["!consensus", "!consensus maybe", "!consensus yes?", "!consensus yes/no", "!consensus 3"],
)
def test_a_keyword_is_needed(body: str) -> None:
    assert fault(body, CAUCUS).fields["choices"] == ("yes", "amended", "no", "none")


def test_amended_is_for_caucuses() -> None:
    assert fault("!consensus amended", PLENARY).fields["choices"] == ("yes", "no")


def test_an_error_marks_the_place() -> None:
    error = fault("! consensus maybe", CAUCUS)
    assert error.line[error.at :] == "maybe"


@pytest.mark.parametrize(
    "body, here, rooms",
    [
        ("!refer", CAUCUS, (RoomKind.PLENARY,)),
        ("!propose X", PLENARY, (RoomKind.FORUM,)),
        ("!close x", FORUM, (RoomKind.PLENARY,)),
        ("!seat @a:b.org", PLENARY, (RoomKind.CAUCUS, RoomKind.DIRECT)),
        ("!consensus yes", OTHER, (RoomKind.FORUM, RoomKind.PLENARY, RoomKind.CAUCUS)),
    ],
)
def test_a_command_without_meaning_in_a_room_names_its_rooms(
    body: str, here: Here, rooms: tuple[RoomKind, ...]
) -> None:
    with pytest.raises(PointOfOrder) as caught:
        say(body, here)
    assert (caught.value.code, caught.value.fields["rooms"]) == (Code.WRONG_ROOM, rooms)

"""What each act records, in full."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation.terms import Position, RoomKind
from deliberation.text import fingerprint
from tests.deliberation import assembly as made
from tests.deliberation.assembly import Assembly
from texts.read import Format

FORUM_CHAIR = a.Actor("forum chair", RoomKind.FORUM)
CHAIR = a.Actor("council chair", RoomKind.PLENARY)
CHAIR_IN_CHAT = a.Actor("council chair", RoomKind.DIRECT)
GOV = a.Actor("gov chair", RoomKind.CAUCUS, "gov")
CS = a.Actor("cs chair", RoomKind.CAUCUS, "cs")
TABLER = a.Actor("tabler", RoomKind.FORUM)
FIRST, SECOND = fingerprint("First text."), fingerprint("Second text.")
OURS = "Our wording.", fingerprint("Our wording."), "markdown"
BETTER = "Our better wording.", fingerprint("Our better wording."), "plain"


def undrafted() -> Assembly:
    """Return a proposal whose second draft was taken back."""
    assembly = made.redrafted()
    assembly.in_plenary(a.Undraft("a slip"))
    return assembly


def with_texts() -> Assembly:
    """Return a round in which one caucus gave two wordings, and the other one."""
    assembly = made.referred()
    assembly.in_caucus("gov", a.GiveCaucusText(OURS[0]))
    assembly.in_caucus("cs", a.GiveCaucusText("Theirs."))
    assembly.in_caucus("gov", a.GiveCaucusText(BETTER[0], Format.PLAIN))
    return assembly


def with_text_taken_back() -> Assembly:
    """Return the same, and the later one of the two was taken back."""
    assembly = with_texts()
    assembly.in_caucus("gov", a.TakeBackCaucusText("a slip"))
    return assembly


def plain_agreed() -> Assembly:
    """Return a round in which every caucus agreed to a second draft, which is plain text."""
    assembly = made.agreed()
    assembly.in_plenary(a.IssueDraft("Second text.", Format.PLAIN))
    assembly.in_plenary(a.Refer())
    assembly.all_agree()
    return assembly


def cs_is_last() -> Assembly:
    """Return a round in which only one caucus hasn't reported."""
    assembly = made.referred()
    assembly.says("gov", Position.NOT_AGREED)
    return assembly


def recalled() -> Assembly:
    assembly = cs_is_last()
    assembly.in_plenary(a.Recall("time"))
    return assembly


def returned() -> Assembly:
    """Return a round in which nobody reported yet, after one in which all did."""
    assembly = cs_is_last()
    assembly.says("cs")
    assembly.in_plenary(a.Return("again"))
    return assembly


def given_back() -> Assembly:
    assembly = returned()
    assembly.in_plenary(a.Recall("not yet"))
    return assembly


def with_free_seat() -> Assembly:
    assembly = made.constituted()
    assembly.in_caucus("gov", a.Unseat("gov representative"))
    return assembly


def position(caucus: str, position: str, note: str, *text: int | str) -> e.PositionRecorded:
    """Return a position on Draft 1 in round 1."""
    released = text or (0, "", "", "")
    return e.PositionRecorded(caucus, position, 1, FIRST, 1, note, *released)  # type: ignore[arg-type]


Row = tuple[Callable[[], Assembly], a.Act, a.Actor, tuple[e.Payload, ...]]
ON_PROPOSALS: list[Row] = [
    (
        *(made.constituted, a.Propose("Title", "A coalition", "First text."), TABLER),
        (e.Tabled("Title", "A coalition", "First text.", FIRST, "markdown"),),
    ),
    (
        *(made.constituted, a.Propose("Title", "A coalition", "First text.", Format.PLAIN), TABLER),
        (e.Tabled("Title", "A coalition", "First text.", FIRST, "plain"),),
    ),
    (made.tabled, a.Forward("a note"), FORUM_CHAIR, (e.Forwarded("a note", 1, FIRST),)),
    (made.tabled, a.Forward(), FORUM_CHAIR, (e.Forwarded("", 1, FIRST),)),
    (made.tabled, a.Decline("no"), FORUM_CHAIR, (e.Declined("no"),)),
    (made.tabled, a.Withdraw("no"), TABLER, (e.Withdrawn("no"),)),
    (
        *(made.forwarded, a.IssueDraft("Second text."), CHAIR),
        (e.Drafted(2, "Second text.", SECOND, "markdown"),),
    ),
    (
        *(undrafted, a.IssueDraft("Second text.", Format.PLAIN), CHAIR),
        (e.Drafted(3, "Second text.", SECOND, "plain"),),
    ),
    (made.redrafted, a.Undraft("a slip"), CHAIR, (e.Undrafted(2, 1, "a slip"),)),
    (made.forwarded, a.Refer("a note"), CHAIR, (e.Referred(1, 1, FIRST, "a note"),)),
    (made.redrafted, a.Refer(), CHAIR, (e.Referred(2, 2, SECOND, ""),)),
    (made.redrafted, a.Return("again"), CHAIR, (e.Returned(2, 2, SECOND, "again"),)),
    (made.referred, a.Recall("time"), CHAIR, (e.Recalled(1, 1, "time", ()),)),
    (
        *(made.referred, a.GiveCaucusText(OURS[0]), GOV),
        (e.CaucusTextGiven("gov", 1, 1, *OURS),),
    ),
    (
        *(with_texts, a.GiveCaucusText(OURS[0]), GOV),
        (e.CaucusTextGiven("gov", 1, 3, *OURS),),
    ),
    (
        *(with_texts, a.TakeBackCaucusText("a slip"), GOV),
        (e.CaucusTextTakenBack("gov", 1, 2, 1, "a slip"),),
    ),
    (
        *(with_texts, a.TakeBackCaucusText("a slip"), CS),
        (e.CaucusTextTakenBack("cs", 1, 1, 0, "a slip"),),
    ),
    (
        *(with_text_taken_back, a.TakeBackCaucusText("again"), GOV),
        (e.CaucusTextTakenBack("gov", 1, 1, 0, "again"),),
    ),
    (
        *(with_text_taken_back, a.GiveCaucusText(BETTER[0], Format.PLAIN), GOV),
        (e.CaucusTextGiven("gov", 1, 3, *BETTER),),
    ),
    (
        *(with_text_taken_back, a.RecordPosition(Position.AMENDED, "", 1, shown_text=1), GOV),
        (position("gov", "agreed as amended", "", 1, *OURS),),
    ),
    (
        *(made.referred, a.RecordPosition(Position.AGREED, "a note", 1), GOV),
        (position("gov", "agreed", "a note"),),
    ),
    (
        *(with_texts, a.RecordPosition(Position.NOT_AGREED, "no", 1), GOV),
        (position("gov", "not agreed", "no"),),
    ),
    (
        *(with_texts, a.RecordPosition(Position.AMENDED, "", 1, text=2), GOV),
        (position("gov", "agreed as amended", "", 2, *BETTER),),
    ),
    (
        *(with_texts, a.RecordPosition(Position.AMENDED, "a note", 1, text=1, on=1), GOV),
        (position("gov", "agreed as amended", "a note", 1, *OURS),),
    ),
    (
        *(cs_is_last, a.RecordPosition(Position.AGREED, "", 1), CS),
        (position("cs", "agreed", ""), e.RoundClosed(1, 1)),
    ),
    (
        *(cs_is_last, a.RecordPosition(Position.AGREED, "", 1), GOV),
        (replace(position("gov", "agreed", ""), revises="not agreed"),),
    ),
    (
        *(recalled, a.RecordPosition(Position.AGREED, "", 1), CS),
        (position("cs", "agreed", ""),),
    ),
    (
        *(given_back, a.RecordPosition(Position.AGREED, "", 1), GOV),
        (replace(position("gov", "agreed", ""), round=2, revises="not agreed"),),
    ),
    (returned, a.Recall("not yet"), CHAIR, (e.Recalled(2, 1, "not yet", ("cs", "gov")),)),
    (
        *(made.agreed, a.Finalise("a note"), CHAIR),
        (e.Recommended(1, FIRST, "First text.", "a note", "markdown"),),
    ),
    (made.agreed, a.Finalise(), CHAIR, (e.Recommended(1, FIRST, "First text.", "", "markdown"),)),
    (
        *(plain_agreed, a.Finalise(), CHAIR),
        (e.Recommended(2, SECOND, "Second text.", "", "plain"),),
    ),
    (
        *(recalled, a.Close("no way"), CHAIR),
        (
            e.Closed(
                "no way", (e.LastPosition("gov", "not agreed", 1), e.LastPosition("cs", "", 0))
            ),
        ),
    ),
    (made.recommended, a.Reopen("an error"), CHAIR_IN_CHAT, (e.Reopened("an error"),)),
]
ON_THE_ROSTER: list[Row] = [
    (with_free_seat, a.Seat("newcomer"), GOV, (e.Seated("gov", "newcomer"),)),
    (
        *(with_free_seat, a.Seat("newcomer", "gov"), a.Actor("gov chair", RoomKind.DIRECT)),
        (e.Seated("gov", "newcomer"),),
    ),
    (made.constituted, a.Unseat("gov deputy"), GOV, (e.Unseated("gov", "gov deputy"),)),
    (
        *(made.constituted, a.Unseat("gov deputy", reason="tired"), GOV),
        (e.Unseated("gov", "gov deputy"), e.UnseatingReason("gov", "gov deputy", "tired")),
    ),
    (
        *(made.constituted, a.NameChair("newcomer"), GOV),
        (e.ChairNamed("gov", "newcomer", "gov chair", 0),),
    ),
    (
        *(with_free_seat, a.NameChair("newcomer"), GOV),
        (e.ChairNamed("gov", "newcomer", "gov chair", 1),),
    ),
    (
        *(made.constituted, a.NameChair("newcomer"), CHAIR),
        (e.ChairNamed("council", "newcomer", "council chair", 0),),
    ),
    (
        *(made.constituted, a.NameChair("gov chair"), FORUM_CHAIR),
        (e.ChairNamed("forum", "gov chair", "forum chair", 0),),
    ),
    (
        *(made.constituted, a.NameDeputy("gov representative"), GOV),
        (e.DeputyNamed("gov", "gov representative"),),
    ),
    (
        *(made.constituted, a.NameDeputy("newcomer"), CHAIR),
        (e.DeputyNamed("council", "newcomer"),),
    ),
    (
        *(made.constituted, a.NameDeputy("gov chair"), FORUM_CHAIR),
        (e.DeputyNamed("forum", "gov chair"),),
    ),
    (made.constituted, a.RemoveDeputy("gov deputy"), GOV, (e.DeputyRemoved("gov", "gov deputy"),)),
    (
        *(made.constituted, a.RemoveDeputy("council deputy"), CHAIR),
        (e.DeputyRemoved("council", "council deputy"),),
    ),
    (
        *(made.constituted, a.RemoveDeputy("forum deputy"), FORUM_CHAIR),
        (e.DeputyRemoved("forum", "forum deputy"),),
    ),
    (made.constituted, a.NameObserver("newcomer"), CHAIR, (e.ObserverNamed("newcomer"),)),
    (made.constituted, a.RemoveObserver("observer"), CHAIR, (e.ObserverRemoved("observer"),)),
]


@pytest.mark.parametrize("assembled, act, actor, payloads", [*ON_PROPOSALS, *ON_THE_ROSTER])
def test_an_act_records_exactly_this(
    assembled: Callable[[], Assembly], act: a.Act, actor: a.Actor, payloads: tuple[e.Payload, ...]
) -> None:
    assert assembled().act(act, actor) == payloads


def test_an_act_that_names_no_body_is_about_that_of_the_room() -> None:
    acts = (a.Seat, a.Unseat, a.NameChair, a.NameDeputy, a.RemoveDeputy)
    assert [act("somebody").body for act in acts] == [""] * 5


def test_an_act_of_which_no_reason_or_note_is_given_has_an_empty_one() -> None:
    assert a.Unseat("somebody").reason == ""
    assert [act().note for act in (a.Forward, a.Refer, a.Finalise)] == [""] * 3

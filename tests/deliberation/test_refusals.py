"""Each refusal, with all that its sentence needs to say what is wrong."""

from collections.abc import Callable
from typing import Any

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation.errors import Code
from deliberation.people import Account, Existence
from deliberation.terms import Position, RoomKind
from tests.deliberation import assembly as made
from tests.deliberation.assembly import Assembly, refusal

FORUM_CHAIR = a.Actor("forum chair", RoomKind.FORUM)
CHAIR = a.Actor("council chair", RoomKind.PLENARY)
CHAIR_IN_FORUM = a.Actor("council chair", RoomKind.FORUM)
GOV = a.Actor("gov chair", RoomKind.CAUCUS, "gov")
GOV_IN_CHAT = a.Actor("gov chair", RoomKind.DIRECT)
SECRETARY = a.Actor("secretary", RoomKind.DIRECT)
TABLER = a.Actor("tabler", RoomKind.FORUM)
TABLER_IN_CHAT = a.Actor("tabler", RoomKind.DIRECT)
CS_IN_GOV = a.Actor("cs chair", RoomKind.CAUCUS, "gov")
ON = {"proposal": made.PROPOSAL}
RELEASE = {"draft": 1, "caucus": "gov", "named": 0, "on": 1}
NOBODY, OFF = Account(Existence.ABSENT, "newcomer"), Account(Existence.UNREACHABLE)
SEATED = "gov representative"
BODIES = ("council", "forum", "gov", "cs")


def undraftable() -> Assembly:
    """Return a proposal whose second draft was referred and then recalled."""
    assembly = made.redrafted()
    assembly.in_plenary(a.Refer())
    assembly.in_plenary(a.Recall("time"))
    return assembly


def announced() -> Assembly:
    """Return a council of which the secretariat announced a caucus's next chair."""
    assembly = made.constituted()
    assembly.act(a.NameChair("newcomer", "gov", "Has left."), SECRETARY)
    return assembly


def with_text() -> Assembly:
    """Return a round in which a caucus gave the draft's own text as its wording, twice."""
    assembly = made.referred()
    for text in ("Our wording.", "First text."):
        assembly.in_caucus("gov", a.GiveCaucusText(text))
    return assembly


def taken_back() -> Assembly:
    """Return a round in which a caucus took its only wording back, and another gave one."""
    assembly = made.referred()
    for key in ("gov", "cs"):
        assembly.in_caucus(key, a.GiveCaucusText("Our wording."))
    assembly.in_caucus("gov", a.TakeBackCaucusText("a slip"))
    return assembly


def released() -> Assembly:
    """Return a round in which a caucus released a wording, and took a later one back."""
    assembly = made.referred()
    assembly.in_caucus("gov", a.GiveCaucusText("Our wording."))
    assembly.says("gov", Position.AMENDED)
    assembly.in_caucus("gov", a.GiveCaucusText("Our better wording."))
    assembly.in_caucus("gov", a.TakeBackCaucusText("a slip"))
    return assembly


def on_an_older_draft() -> Assembly:
    """Return a round on a second draft, of whose first a caucus gave a wording."""
    assembly = made.referred()
    assembly.in_caucus("gov", a.GiveCaucusText("Our wording."))
    assembly.all_agree()
    assembly.in_plenary(a.IssueDraft("Second text."))
    assembly.in_plenary(a.Refer())
    return assembly


def with_free_seat() -> Assembly:
    assembly = made.constituted()
    assembly.in_caucus("gov", a.Unseat("gov representative"))
    return assembly


def with_officer_seated() -> Assembly:
    """Return a council whose chair holds a seat of a caucus."""
    assembly = with_free_seat()
    assembly.in_caucus("gov", a.Seat("council chair"))
    return assembly


Made = Callable[[], Assembly]
ON_PROPOSALS: list[tuple[Made, a.Act, a.Actor, Code, dict[str, Any]]] = [
    (made.tabled, a.Refer(), FORUM_CHAIR, Code.WRONG_ROOM, {"act": "Refer", "rooms": ["plenary"]}),
    (
        *(made.recommended, a.Reopen("new"), CHAIR, Code.WRONG_ROOM),
        {"act": "Reopen", "rooms": ["direct", "forum"]},
    ),
    (made.constituted, a.Forward(), FORUM_CHAIR, Code.NO_SUCH_PROPOSAL, {}),
    (
        *(made.tabled, a.Forward(), CHAIR_IN_FORUM, Code.NOT_AUTHORISED),
        {"who": "forum_chair", "body": "", **ON},
    ),
    (
        *(made.referred, a.GiveCaucusText("Text."), CS_IN_GOV, Code.NOT_AUTHORISED),
        {"who": "caucus_chair", "body": "gov", **ON},
    ),
    (
        *(made.tabled, a.Withdraw("no"), FORUM_CHAIR, Code.NOT_AUTHORISED),
        {"who": "tabler", "body": "", **ON},
    ),
    (
        *(made.recommended, a.Refer(), CHAIR, Code.WRONG_STAGE),
        {"stage": "recommended", "sources": ["plenary"], "act": "Refer", **ON},
    ),
    (
        *(made.recommended, a.Withdraw("no"), TABLER, Code.WRONG_STAGE),
        {
            "stage": "recommended",
            "sources": ["caucuses", "plenary", "tabled"],
            "act": "Withdraw",
            **ON,
        },
    ),
    (made.forwarded, a.Return("again"), CHAIR, Code.NEVER_REFERRED, ON),
    (made.redrafted, a.IssueDraft("Second text."), CHAIR, Code.DRAFT_UNCHANGED, {"draft": 2}),
    (made.agreed, a.Undraft("a slip"), CHAIR, Code.NO_EARLIER_DRAFT, {"draft": 1}),
    (
        *(made.redrafted, a.Undraft("a slip", shown=1), CHAIR),
        *(Code.DRAFT_NOT_CURRENT, {"shown": 1, "draft": 2}),
    ),
    (
        *(with_text, a.TakeBackCaucusText("no", shown_text=1), GOV),
        *(Code.LATEST_TEXT_NOT_SHOWN, {"caucus": "gov", "draft": 1, "text": 2}),
    ),
    (undraftable, a.Undraft("a slip"), CHAIR, Code.DRAFT_WAS_REFERRED, {"draft": 2}),
    (made.agreed, a.Withdraw("no"), TABLER, Code.UNDER_WAY, ON),
    (
        *(made.referred, a.RecordPosition(Position.AGREED, "", 0), GOV),
        *(Code.DRAFT_NOT_SHOWN, {"draft": 1}),
    ),
    (
        *(made.redrafted, a.RecordPosition(Position.AGREED, "", 1), GOV),
        *(Code.DRAFT_NOT_CURRENT, {"shown": 1, "draft": 2}),
    ),
    (
        *(made.redrafted, a.RecordPosition(Position.AGREED, "", 2), GOV),
        *(Code.DRAFT_NOT_REFERRED, {"draft": 2}),
    ),
    (
        *(made.referred, a.RecordPosition(Position.AMENDED, "", 1), GOV),
        *(Code.NO_CAUCUS_TEXT, {"draft": 1}),
    ),
    (
        *(with_text, a.RecordPosition(Position.AMENDED, "", 1, text=2), GOV),
        *(Code.CAUCUS_TEXT_UNCHANGED, {"draft": 1, "text": 2}),
    ),
    (
        *(with_text, a.RecordPosition(Position.AMENDED, "", 1, shown_text=2), GOV),
        *(Code.RELEASE_UNCLEAR, {"why": "several", **RELEASE, "texts": (1, 2)}),
    ),
    (
        *(made.tabled, a.Forward("P13 too"), FORUM_CHAIR, Code.NOTE_NAMES_OTHER),
        {"what": "proposal", "named": 13, "act": "Forward", "caucus": "", "text": 0, **ON},
    ),
    (
        *(made.agreed, a.Finalise("if all agree"), CHAIR, Code.NOTE_AGAINST),
        {"words": "if", "act": "Finalise", "caucus": "", "text": 0, **ON},
    ),
    (made.forwarded, a.TakeBackCaucusText("no"), GOV, Code.NEVER_REFERRED, ON),
    (made.referred, a.TakeBackCaucusText("no"), GOV, Code.NO_TEXT_TO_TAKE_BACK, {"draft": 1}),
    (taken_back, a.TakeBackCaucusText("no"), GOV, Code.NO_TEXT_TO_TAKE_BACK, {"draft": 1}),
    (on_an_older_draft, a.TakeBackCaucusText("no"), GOV, Code.NO_TEXT_TO_TAKE_BACK, {"draft": 2}),
    (
        *(released, a.TakeBackCaucusText("no"), GOV, Code.CAUCUS_TEXT_WAS_RELEASED),
        {"caucus": "gov", "draft": 1, "text": 1},
    ),
    (
        *(taken_back, a.RecordPosition(Position.AMENDED, "", 1), GOV),
        *(Code.NO_CAUCUS_TEXT, {"draft": 1}),
    ),
    (
        *(with_text, a.TakeBackCaucusText("no"), CS_IN_GOV, Code.NOT_AUTHORISED),
        {"who": "caucus_chair", "body": "gov", **ON},
    ),
    (
        *(with_text, a.TakeBackCaucusText("no"), CHAIR, Code.WRONG_ROOM),
        {"act": "TakeBackCaucusText", "rooms": ["caucus"]},
    ),
]

IN_GOV = {"person": "gov chair", "body": "gov"}
ON_THE_ROSTER: list[tuple[Made, a.Act, a.Actor, Code, dict[str, Any]]] = [
    (
        *(made.constituted, a.Seat("newcomer", "gov"), FORUM_CHAIR, Code.WRONG_ROOM),
        {"act": "Seat", "rooms": ["caucus", "direct"]},
    ),
    (
        *(made.constituted, a.NameObserver("newcomer"), GOV, Code.WRONG_ROOM),
        {"act": "NameObserver", "rooms": ["direct", "plenary"]},
    ),
    (made.constituted, a.NameObserver(made.BOT), CHAIR, Code.IS_BOT, {"person": made.BOT}),
    (
        *(made.constituted, a.NameChair("newcomer", "council"), FORUM_CHAIR, Code.OTHER_BODY),
        {"body": "council", "here": "forum"},
    ),
    (
        *(made.constituted, a.NameDeputy("newcomer", "cs"), GOV, Code.OTHER_BODY),
        {"body": "cs", "here": "gov"},
    ),
    (
        *(made.constituted, a.NameChair("newcomer"), GOV_IN_CHAT, Code.BODY_MISSING),
        {"bodies": BODIES},
    ),
    (
        *(made.constituted, a.Seat("newcomer"), GOV_IN_CHAT, Code.BODY_MISSING),
        {"bodies": ("gov", "cs")},
    ),
    (
        *(made.constituted, a.NameChair("newcomer", "martians"), GOV_IN_CHAT, Code.NO_SUCH_BODY),
        {"body": "martians", "bodies": BODIES},
    ),
    (
        *(made.constituted, a.Unseat("newcomer", "forum"), GOV_IN_CHAT, Code.NO_SUCH_BODY),
        {"body": "forum", "bodies": ("gov", "cs")},
    ),
    *(
        (made.constituted, act, CS_IN_GOV, Code.NOT_AUTHORISED, {"who": who, "body": "gov"})
        for act, who in (
            (a.Seat("newcomer"), "chair"),
            (a.Unseat("gov deputy"), "chair"),
            (a.NameChair("newcomer"), "chair_or_secretariat"),
            (a.NameDeputy("newcomer"), "chair_or_secretariat"),
            (a.RemoveDeputy("gov deputy"), "chair_or_secretariat"),
        )
    ),
    *(
        (
            *(made.constituted, act, a.Actor("forum chair", RoomKind.PLENARY)),
            *(Code.NOT_AUTHORISED, {"who": "council_chair", "body": "council"}),
        )
        for act in (a.NameObserver("newcomer"), a.RemoveObserver("observer"))
    ),
    (
        *(made.constituted, a.NameChair("secretary", "gov"), SECRETARY, Code.NAMES_SECRETARIAT),
        {"person": "secretary"},
    ),
    (made.constituted, a.Seat("gov chair"), GOV, Code.IS_CHAIR, IN_GOV),
    (
        *(made.constituted, a.Seat("gov deputy"), GOV, Code.ALREADY_SEATED),
        {"person": "gov deputy", "body": "gov"},
    ),
    (
        *(with_free_seat, a.Seat("cs chair"), GOV, Code.IN_OTHER_CAUCUS),
        {"person": "cs chair", "body": "cs"},
    ),
    (with_free_seat, a.Seat("observer"), GOV, Code.IS_OBSERVER, {"person": "observer"}),
    (
        *(made.constituted, a.Seat("newcomer"), GOV, Code.NO_FREE_SEAT),
        {"body": "gov", "seats": made.SEATS},
    ),
    (made.constituted, a.Unseat("gov chair"), GOV, Code.IS_CHAIR, IN_GOV),
    (
        *(made.constituted, a.Unseat("newcomer"), GOV, Code.NOT_SEATED),
        {"person": "newcomer", "body": "gov"},
    ),
    (made.constituted, a.NameChair("gov chair"), GOV, Code.IS_CHAIR, IN_GOV),
    (
        *(made.constituted, a.NameChair("cs deputy"), GOV, Code.IN_OTHER_CAUCUS),
        {"person": "cs deputy", "body": "cs"},
    ),
    (made.constituted, a.NameChair("observer"), GOV, Code.IS_OBSERVER, {"person": "observer"}),
    (
        *(made.constituted, a.NameChair("council deputy"), GOV, Code.CHAIRS_OTHER),
        {"person": "council deputy", "body": "council"},
    ),
    (
        *(made.constituted, a.NameChair("cs deputy"), CHAIR, Code.CHAIRS_OTHER),
        {"person": "cs deputy", "body": "cs"},
    ),
    (made.constituted, a.NameDeputy("gov chair"), GOV, Code.IS_CHAIR, IN_GOV),
    (
        *(made.constituted, a.NameDeputy("gov deputy"), GOV, Code.IS_DEPUTY),
        {"person": "gov deputy", "body": "gov"},
    ),
    (
        *(made.constituted, a.NameDeputy("council deputy"), CHAIR, Code.IS_DEPUTY),
        {"person": "council deputy", "body": "council"},
    ),
    (
        *(made.constituted, a.NameDeputy("forum deputy"), FORUM_CHAIR, Code.IS_DEPUTY),
        {"person": "forum deputy", "body": "forum"},
    ),
    (
        *(made.constituted, a.NameDeputy("gov chair"), CHAIR, Code.CHAIRS_OTHER),
        IN_GOV,
    ),
    (
        *(made.constituted, a.NameDeputy("newcomer"), GOV, Code.NOT_REPRESENTATIVE),
        {"person": "newcomer", "body": "gov"},
    ),
    (
        *(with_officer_seated, a.NameDeputy("council chair"), GOV, Code.CHAIRS_OTHER),
        {"person": "council chair", "body": "council"},
    ),
    *(
        (
            *(made.constituted, act, GOV, Code.NO_SUCH_ACCOUNT),
            {"person": act.person, "meant": "newcomer"},
        )
        for act in (a.NameChair("Newcomer", account=NOBODY), a.NameDeputy(SEATED, account=NOBODY))
    ),
    (
        *(made.constituted, a.NameChair("newcomer", account=OFF), GOV, Code.CHAIR_UNREACHABLE),
        {"person": "newcomer", "body": "gov", "meant": ""},
    ),
    (
        *(made.constituted, a.RemoveDeputy("gov chair"), GOV, Code.NOT_DEPUTY),
        IN_GOV,
    ),
    (made.constituted, a.NameObserver("observer"), CHAIR, Code.IS_OBSERVER, {"person": "observer"}),
    (made.constituted, a.NameObserver("gov chair"), CHAIR, Code.IS_IN_CAUCUS, IN_GOV),
    (
        *(made.constituted, a.RemoveObserver("gov chair"), CHAIR, Code.NOT_OBSERVER),
        {"person": "gov chair"},
    ),
    (
        *(made.constituted, a.NameChair("newcomer", "gov"), SECRETARY, Code.NAMING_NEEDS_REASON),
        {"act": "NameChair", "body": "gov"},
    ),
    (
        *(announced, a.NameChair("outsider", "gov", "Why."), SECRETARY, Code.NAMING_UNDER_WAY),
        {"change": "chair", "body": "gov", "person": "newcomer", "effective": 76 * made.HOUR},
    ),
    (
        *(announced, a.NameChair("gov chair", "gov"), TABLER_IN_CHAT, Code.NOT_THEIRS_TO_REFUSE),
        {"body": "gov"},
    ),
    (
        *(announced, a.NameChair("secretary"), GOV, Code.GUARDED),
        {"person": "secretary", "body": "gov", "until": 148 * made.HOUR},
    ),
    (
        *(made.constituted, a.NameChair("newcomer", reason="Why."), GOV, Code.REASON_NOT_TAKEN),
        {"act": "NameChair", "reason": "Why."},
    ),
]


@pytest.mark.parametrize("assembled, act, actor, code, fields", [*ON_PROPOSALS, *ON_THE_ROSTER])
def test_a_refusal_says_what_its_sentence_needs(
    assembled: Made, act: a.Act, actor: a.Actor, code: Code, fields: dict[str, Any]
) -> None:
    refused = refusal(assembled(), act, actor)
    assert (refused.code, refused.fields, str(refused)) == (code, fields, code.value)


def test_the_secretariat_may_end_the_term_of_one_of_their_own() -> None:
    assembly = made.constituted()
    assembly.in_forum(a.NameDeputy("secretary"))
    act = a.RemoveDeputy("secretary", "forum", "Is needed elsewhere.")
    (announced,) = assembly.in_direct_chat(act, "secretary")
    assert isinstance(announced, e.NamingAnnounced)


def test_a_chair_may_name_one_of_the_secretariat() -> None:
    named = made.constituted().in_forum(a.NameDeputy("secretary"))
    assert named == (e.DeputyNamed("forum", "secretary"),)

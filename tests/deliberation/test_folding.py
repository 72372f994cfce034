"""What the entries of a chain make of a proposal and of the council, in full.

An entry's times are its number in hours, and its cause is ``$event-`` and its number.
"""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from deliberation import acts as a
from deliberation import council as councils
from deliberation import entries as e
from deliberation import fold as proposals
from deliberation.calls.call import Call
from deliberation.council import Caucus, Council
from deliberation.parts import CaucusText, Draft, Recommendation, Recorded, Round
from deliberation.proposal import Proposal
from deliberation.terms import Position, Stage
from deliberation.text import fingerprint
from tests.deliberation import assembly as made
from tests.deliberation.assembly import Assembly
from texts.read import Format

FIRST, SECOND = fingerprint("First text."), fingerprint("Second text.")
MARKDOWN, PLAIN = Format
OURS = "Our wording.", fingerprint("Our wording."), MARKDOWN
TABLED = Proposal(
    number=12,
    title="Title",
    initiator="A coalition",
    text="First text.",
    fingerprint=FIRST,
    format=MARKDOWN,
    tabled_by="tabler",
    tabled=4,
    cause="$event-4",
    stage=Stage.TABLED,
    drafts=(),
    texts=(),
    positions={},
    round=None,
    recommendation=None,
    ended=0,
    opened=0,
    head=4,
)
DRAFT_1 = Draft(1, "First text.", FIRST, MARKDOWN, "$event-5", 5, referred=False, taken_back=False)
DRAFT_2 = Draft(
    2, "Second text.", SECOND, MARKDOWN, "$event-6", 6, referred=False, taken_back=False
)
FORWARDED = replace(TABLED, stage=Stage.PLENARY, drafts=(DRAFT_1,), opened=5, head=5)
REFERRED = replace(
    FORWARDED,
    stage=Stage.CAUCUSES,
    drafts=(replace(DRAFT_1, referred=True),),
    round=Round(1, 1, "$event-6", frozenset(), open=True, entry=6),
    head=6,
)
CALL = Call(
    *("council", 6, 1, 0, FIRST),
    silence=False,
    words="Any objections?",
    person="council chair",
    opened=6 * made.HOUR,
    until=30 * made.HOUR,
    lapsed=False,
    finding=None,
    ended=0,
)
CALLED = replace(FORWARDED, calls=(CALL,), head=6)
TEXT = CaucusText("gov", 1, 1, *OURS, released=False)
OF_GOV = Recorded(
    "gov", Position.AMENDED, 1, FIRST, 1, "a note", "gov deputy", 1, "", 8, 8 * made.HOUR
)
OF_CS = Recorded("cs", Position.AGREED, 1, FIRST, 1, "", "cs chair", 0, "", 9, 9 * made.HOUR)
AMENDED = replace(
    REFERRED,
    texts=(replace(TEXT, released=True),),
    positions={"gov": OF_GOV},
    round=Round(1, 1, "$event-6", frozenset({"gov"}), open=True, entry=6),
    head=8,
)
ROUND_CLOSED = replace(
    AMENDED,
    stage=Stage.PLENARY,
    positions={"gov": OF_GOV, "cs": OF_CS},
    round=Round(1, 1, "$event-6", frozenset({"gov", "cs"}), open=False, entry=6),
    head=10,
)
RETURNED = replace(
    ROUND_CLOSED,
    stage=Stage.CAUCUSES,
    positions={"gov": replace(OF_GOV, lapsed=True), "cs": replace(OF_CS, lapsed=True)},
    round=Round(
        *(2, 1, "$event-11", frozenset()),
        open=True,
        lapsed=frozenset({"gov", "cs"}),
        entry=11,
    ),
    head=11,
)


def amended() -> Assembly:
    """Return a round in which a deputy recorded agreement to the caucus's own wording."""
    assembly = made.referred()
    assembly.in_caucus("gov", a.GiveCaucusText("Our wording."))
    assembly.says("gov", Position.AMENDED, note="a note", person="gov deputy")
    return assembly


def round_closed() -> Assembly:
    assembly = amended()
    assembly.says("cs")
    return assembly


# --- a proposal ---------------------------------------------------------------------------


def test_what_was_tabled() -> None:
    assert made.tabled().proposal == TABLED


def test_what_was_declined_has_ended_and_what_was_reopened_has_not() -> None:
    assembly = made.tabled()
    assembly.in_forum(a.Decline("no"))
    assert assembly.proposal == replace(
        TABLED, stage=Stage.DECLINED, ended=5 * made.HOUR, ended_by=5, head=5
    )
    assembly.in_forum(a.Reopen("new"))
    assert assembly.proposal == replace(TABLED, head=6)


def test_what_was_forwarded_has_its_first_draft() -> None:
    assert made.forwarded().proposal == FORWARDED


def test_what_has_a_second_draft_and_what_had_it_taken_back() -> None:
    assembly = made.forwarded()
    assembly.in_plenary(a.IssueDraft("Second text."))
    assert assembly.proposal == replace(FORWARDED, drafts=(DRAFT_1, DRAFT_2), head=6)
    assembly.in_plenary(a.Undraft("a slip"))
    drafts = DRAFT_1, replace(DRAFT_2, taken_back=True)
    assert assembly.proposal == replace(FORWARDED, drafts=drafts, head=7)


def test_what_was_referred_is_in_an_open_round() -> None:
    assert made.referred().proposal == REFERRED


def test_what_was_recalled_is_in_no_round() -> None:
    assembly = made.referred()
    assembly.in_plenary(a.Recall("time"))
    over = Round(1, 1, "$event-6", frozenset(), open=False, entry=6)
    assert assembly.proposal == replace(REFERRED, stage=Stage.PLENARY, round=over, head=7)


def test_a_caucus_s_wording_is_not_released_by_giving_it() -> None:
    assembly = made.referred()
    assembly.in_caucus("gov", a.GiveCaucusText("Our wording."))
    assert assembly.proposal == replace(REFERRED, texts=(TEXT,), head=7)


def test_a_wording_that_was_taken_back_stays_and_is_the_latest_no_more() -> None:
    assembly = made.referred()
    assembly.in_caucus("gov", a.GiveCaucusText("Our wording."))
    assembly.in_caucus("gov", a.GiveCaucusText("Our better wording."))
    assembly.in_caucus("cs", a.GiveCaucusText("Theirs."))
    before = assembly.proposal
    assert before is not None
    assembly.in_caucus("gov", a.TakeBackCaucusText("a slip"))
    first, second, theirs = before.texts
    taken_back = replace(second, taken_back=True)
    assert assembly.proposal == replace(before, texts=(first, taken_back, theirs), head=10)
    found = assembly.proposal
    assert found.caucus_text("gov", 1) == found.caucus_text("gov", 1, 1) == first
    assert found.caucus_text("gov", 1, 2) == taken_back
    assert found.caucus_texts("gov", 1) == (first, taken_back)


def test_a_position_releases_the_wording_that_it_names() -> None:
    assert amended().proposal == AMENDED


def test_a_position_releases_no_other_wording() -> None:
    assembly = made.referred()
    for key, text in (("cs", "Ours."), ("gov", "Ours."), ("gov", "Our better wording.")):
        assembly.in_caucus(key, a.GiveCaucusText(text))
    assembly.says("gov", Position.AMENDED)
    assert assembly.proposal is not None
    texts = [(text.caucus, text.number, text.released) for text in assembly.proposal.texts]
    assert texts == [("cs", 1, False), ("gov", 1, False), ("gov", 2, True)]


def test_a_wording_that_was_never_seen_is_known_from_its_release() -> None:
    """So it is in a record that holds only what the public may see."""
    private = [x for x in amended().entries if not isinstance(x.payload, e.CaucusTextGiven)]
    folded = proposals.fold(x for x in private if x.proposal)
    assert folded == AMENDED


def test_each_wording_that_was_never_seen_is_known_from_its_release() -> None:
    assembly = amended()
    assembly.in_caucus("gov", a.GiveCaucusText("Our better wording."))
    assembly.says("gov", Position.AMENDED)
    private = [x for x in assembly.entries if not isinstance(x.payload, e.CaucusTextGiven)]
    folded = proposals.fold(x for x in private if x.proposal)
    assert folded == assembly.proposal


def plain() -> Assembly:
    """Return a deliberation on plain texts, of which the caucus's own is released."""
    assembly = made.constituted()
    assembly.in_forum(a.Propose("Title", "A coalition", "First text.", PLAIN), "tabler")
    assembly.in_forum(a.Forward())
    assembly.in_plenary(a.IssueDraft("Second text.", PLAIN))
    assembly.in_plenary(a.Refer())
    assembly.in_caucus("gov", a.GiveCaucusText("Our wording.", PLAIN))
    assembly.says("gov", Position.AMENDED)
    assembly.in_plenary(a.Recall("time"))
    assembly.all_agree()
    assembly.in_plenary(a.Finalise())
    return assembly


def formats(proposal: Proposal | None) -> set[Format]:
    """Return the formats of all texts of a proposal that was recommended."""
    assert proposal is not None
    assert proposal.recommendation is not None
    assert (len(proposal.drafts), len(proposal.texts)) == (2, 1)
    found = {proposal.format, proposal.recommendation.format}
    return found | {x.format for x in proposal.drafts} | {x.format for x in proposal.texts}


def test_each_text_keeps_the_format_in_which_it_was_given() -> None:
    assert formats(plain().proposal) == {PLAIN}


def test_a_released_wording_that_was_never_seen_has_its_format() -> None:
    private = [x for x in plain().entries if not isinstance(x.payload, e.CaucusTextGiven)]
    assert formats(proposals.fold(x for x in private if x.proposal)) == {PLAIN}


@pytest.mark.parametrize("hidden", [(), (e.CaucusTextGiven,)])
def test_the_texts_of_first_versions_are_markdown(hidden: tuple[type[e.Payload], ...]) -> None:
    """Whatever else stands there: the versions before had no format."""
    entries = [x for x in plain().entries if x.proposal and not isinstance(x.payload, hidden)]
    assert formats(proposals.fold(map(first_version, entries))) == {MARKDOWN}


def first_version(entry: e.Entry) -> e.Entry:
    """Return an entry as it would have been recorded at first."""
    kind, values = entry.payload.kind, e.encode(entry.payload)
    later = {"format", "text_format", "revises", "gives_back", "objections", "until"}
    later |= {"level", "clauses", "note"} if kind == "drafted" else {"level", "clauses"}
    later |= {"method", "figures"} if kind == "position" else set()
    values = {name: value for name, value in values.items() if name not in later}
    return replace(entry, payload=e.decode(kind, 1, values))


def test_a_position_without_a_wording_makes_none() -> None:
    assembly = made.referred()
    assembly.says("gov")
    assert assembly.proposal is not None
    assert assembly.proposal.texts == ()


def test_the_last_report_closes_the_round() -> None:
    assert round_closed().proposal == ROUND_CLOSED


def test_a_position_between_rounds_is_no_report() -> None:
    assembly = made.referred()
    assembly.in_plenary(a.Recall("time"))
    assembly.says("gov")
    assert assembly.proposal is not None
    assert assembly.proposal.round == Round(1, 1, "$event-6", frozenset(), open=False, entry=6)
    assert set(assembly.proposal.positions) == {"gov"}


def test_in_the_next_round_the_positions_have_lapsed() -> None:
    assembly = round_closed()
    assembly.in_plenary(a.Return("again"))
    assert assembly.proposal == RETURNED


def test_a_recommendation_stands_and_its_positions_lapse_when_it_is_reopened() -> None:
    assembly = made.agreed()
    before = assembly.proposal
    assert before is not None
    assembly.in_plenary(a.Finalise())
    stands = Recommendation(1, FIRST, "First text.", MARKDOWN, 10)
    ended = replace(
        before,
        stage=Stage.RECOMMENDED,
        recommendation=stands,
        ended=10 * made.HOUR,
        ended_by=10,
        head=10,
    )
    assert assembly.proposal == ended
    assembly.in_direct_chat(a.Reopen("an error"), "council chair")
    lapsed = {key: replace(each, lapsed=True) for key, each in before.positions.items()}
    assert assembly.proposal == replace(
        ended, stage=Stage.PLENARY, positions=lapsed, ended=0, ended_by=0, opened=11, head=11
    )


def test_what_ended_ended_when_it_did_though_an_entry_follows() -> None:
    assembly = made.recommended()
    assembly.record("", e.RoundClosed(1, 1), Stage.RECOMMENDED)
    assert assembly.proposal is not None
    assert (assembly.proposal.ended, assembly.proposal.head) == (10 * made.HOUR, 11)


def test_entries_are_folded_in_turn_and_none_of_them_are_no_proposal() -> None:
    entries = [entry for entry in round_closed().entries if entry.proposal]
    assert proposals.fold(entries) == ROUND_CLOSED
    assert proposals.fold(()) is None


def test_an_entry_without_a_stage_leaves_the_stage() -> None:
    entry = replace(made.forwarded().entries[-1], payload=e.Declined("no"), stage=None)
    assert proposals.apply(FORWARDED, entry) == FORWARDED


def test_a_round_that_never_began_is_not_over() -> None:
    entry = replace(made.forwarded().entries[-1], payload=e.RoundClosed(1, 1))
    assert proposals.apply(FORWARDED, entry) == FORWARDED


def test_a_proposal_of_which_nothing_was_recorded_has_nothing() -> None:
    drafts: tuple[Draft, ...] = ()
    texts: tuple[CaucusText, ...] = ()
    positions: dict[str, Recorded] = {}
    named = (12, "", "", "", "", MARKDOWN, "", 0, "")
    rest = (Stage.TABLED, drafts, texts, positions, None, None, (), (), (), (), 0, 0, 0, 0)
    assert tuple(vars(Proposal(12)).values()) == (*named, *rest)


def test_drafts_and_wordings_are_found_by_their_numbers() -> None:
    assembly = made.redrafted()
    assembly.in_caucus("gov", a.GiveCaucusText("Ours."))
    assembly.in_caucus("gov", a.GiveCaucusText("Ours, better."))
    assembly.in_caucus("cs", a.GiveCaucusText("Theirs."))
    assembly.in_plenary(a.Undraft("a slip"))
    assembly.in_plenary(a.IssueDraft("Third text."))
    found = assembly.proposal
    assert found is not None
    assert [(d.number if (d := found.draft(n)) else 0) for n in (0, 1, 2, 3, 4)] == [0, 1, 2, 3, 0]
    before = [(d.number if (d := found.before(n)) else 0) for n in (1, 2, 3, 4)]
    assert before == [0, 1, 1, 3]
    assert [draft.number for draft in found.in_force] == [1, 3]
    texts = [found.caucus_text("gov", 2, number) for number in (0, 1, 2, 3)]
    assert [text and text.text for text in texts] == [
        "Ours, better.",
        "Ours.",
        "Ours, better.",
        None,
    ]
    assert found.caucus_text("gov", 1) is None
    assert found.caucus_text("tech", 2) is None


# --- calls --------------------------------------------------------------------------------


def called() -> Assembly:
    assembly = made.forwarded()
    assembly.in_plenary(a.OpenCall("Any objections?", a.Term(until=30 * made.HOUR)))
    return assembly


def test_what_is_called_for_objections_has_a_call() -> None:
    assembly = called()
    assert assembly.proposal == CALLED
    assembly = made.forwarded()
    assembly.in_plenary(a.OpenSilence("Any objections?", a.Term(until=30 * made.HOUR)))
    assert assembly.proposal == replace(CALLED, calls=(replace(CALL, silence=True),))


def test_a_call_that_is_extended_ends_later() -> None:
    assembly = called()
    assembly.in_plenary(a.ExtendCall(a.Term(until=40 * made.HOUR)))
    later = replace(CALL, until=40 * made.HOUR)
    assert assembly.proposal == replace(CALLED, calls=(later,), head=7)


def test_a_call_that_ended_has_its_finding_and_the_time() -> None:
    assembly = called()
    assembly.agreed = ("gov chair",)
    assembly.in_plenary(a.EndCall())
    silent = (*GOV.members[1:], *CS.members)
    asked = ("gov chair",), silent, 1, ()
    found = e.Finding("council", 6, 1, 0, FIRST, "no objection", "chair", *asked)
    over = replace(CALL, finding=found, ended=7 * made.HOUR, found_by=7)
    assert assembly.proposal == replace(CALLED, calls=(over,), head=7)


def test_a_call_lapses_with_its_text() -> None:
    assembly = called()
    assembly.in_plenary(a.IssueDraft("Second text."))
    assert assembly.proposal
    assert assembly.proposal.calls == (replace(CALL, lapsed=True),)


def test_an_entry_about_a_call_changes_that_call_alone() -> None:
    assembly = called()
    assembly.in_plenary(a.EndCall())
    assembly.in_plenary(a.OpenCall("Once more?", a.Term(until=30 * made.HOUR)))
    assert assembly.proposal
    first, second = assembly.proposal.calls
    assembly.record("", e.CallExtended("council", 8, 40 * made.HOUR), Stage.PLENARY)
    assembly.record("", e.CallExtended("council", 99, 50 * made.HOUR), Stage.PLENARY)
    assert assembly.proposal.calls == (first, replace(second, until=40 * made.HOUR))


# --- the council --------------------------------------------------------------------------

SEATED_IN_GOV = ("gov deputy", "gov representative", "gov member")
GOV = Caucus("gov", "GOV", "gov chair", ("gov deputy",), SEATED_IN_GOV)
CS = Caucus("cs", "CS", "cs chair", ("cs deputy",), ("cs deputy", "cs representative", "cs member"))
MEMBERS = (
    *("council chair", "council deputy"),
    *("gov chair", "gov deputy", "gov representative", "gov member"),
    *("cs chair", "cs deputy", "cs representative", "cs member"),
    *("observer", "forum chair", "forum deputy"),
)
COUNCIL = Council(
    name="Council",
    recommends_as="Forum",
    seats=made.SEATS,
    chair="council chair",
    deputies=("council deputy",),
    forum_chair="forum chair",
    forum_deputies=("forum deputy",),
    observers=("observer",),
    caucuses=(GOV, CS),
    since=dict.fromkeys(MEMBERS, 1) | {"gov chair": 2, "cs chair": 3},
)


def with_gov(gov: Caucus, named: Mapping[str, int] | None = None) -> Council:
    """Return the council with this caucus of governments; ``named``: who since which entry."""
    changed = replace(COUNCIL, caucuses=(gov, CS))
    since = {**COUNCIL.since, **(named or {})}
    return replace(changed, since={who: since[who] for who in changed.members})


def after(*acts: a.Act, of: str = "gov") -> Council:
    """Return the council after acts of a body's chair."""
    assembly = made.constituted()
    for act in acts:
        match of:
            case "council":
                assembly.in_plenary(act)
            case "forum":
                assembly.in_forum(act)
            case _:
                assembly.in_caucus(of, act)
    return assembly.council


def test_a_council_of_which_nothing_was_recorded_has_nobody() -> None:
    assert councils.fold(()) == Council("", "", 0, "", (), "", (), (), (), {})


def test_the_council_as_it_was_constituted() -> None:
    assert made.constituted().council == COUNCIL
    assert councils.fold(made.constituted().entries) == COUNCIL
    assert COUNCIL.members == MEMBERS


def test_other_entries_don_t_change_the_council() -> None:
    assert councils.fold(made.recommended().entries) == COUNCIL


def test_seats_are_taken_and_left() -> None:
    left = replace(GOV, representatives=("gov deputy", "gov member"))
    assert after(a.Unseat("gov representative")) == with_gov(left)
    taken = replace(GOV, representatives=("gov deputy", "gov member", "newcomer"))
    assert after(a.Unseat("gov representative"), a.Seat("newcomer")) == with_gov(
        taken, {"newcomer": 5}
    )


def test_a_deputy_who_is_unseated_holds_neither_seat_nor_office() -> None:
    left = replace(GOV, deputies=(), representatives=("gov representative", "gov member"))
    assert after(a.Unseat("gov deputy")) == with_gov(left)


def test_a_caucus_s_chair_is_replaced() -> None:
    assert after(a.NameChair("newcomer")) == with_gov(
        replace(GOV, chair="newcomer"), {"newcomer": 4}
    )


def test_a_caucus_s_chair_is_replaced_by_a_deputy_whose_seat_they_take() -> None:
    named = Caucus(
        "gov", "GOV", "gov deputy", (), ("gov representative", "gov member", "gov chair")
    )
    assert after(a.NameChair("gov deputy")) == with_gov(named, {"gov deputy": 4})


def test_the_council_s_chair_is_replaced_by_their_deputy() -> None:
    found = after(a.NameChair("council deputy"), of="council")
    since = {who: n for who, n in COUNCIL.since.items() if who != "council chair"}
    expected = replace(COUNCIL, chair="council deputy", deputies=())
    assert found == replace(expected, since=since | {"council deputy": 4})


def test_the_forum_s_chair_is_replaced_by_their_deputy() -> None:
    found = after(a.NameChair("forum deputy"), of="forum")
    since = {who: n for who, n in COUNCIL.since.items() if who != "forum chair"}
    expected = replace(COUNCIL, forum_chair="forum deputy", forum_deputies=())
    assert found == replace(expected, since=since | {"forum deputy": 4})


def test_deputies_are_named_and_their_terms_end() -> None:
    deputies = ("gov deputy", "gov representative")
    named = with_gov(replace(GOV, deputies=deputies), {"gov representative": 4})
    assert after(a.NameDeputy("gov representative")) == named
    ended = with_gov(replace(GOV, deputies=()))
    assert after(a.RemoveDeputy("gov deputy")) == ended


def test_the_council_s_deputies_are_named_and_their_terms_end() -> None:
    named = after(a.NameDeputy("newcomer"), of="council")
    assert (named.deputies, named.since["newcomer"]) == (("council deputy", "newcomer"), 4)
    assert replace(named, deputies=COUNCIL.deputies, since=COUNCIL.since) == COUNCIL
    ended = after(a.RemoveDeputy("council deputy"), of="council")
    since = {who: n for who, n in COUNCIL.since.items() if who != "council deputy"}
    assert ended == replace(COUNCIL, deputies=(), since=since)


def test_the_forum_s_deputies_are_named_and_their_terms_end() -> None:
    named = after(a.NameDeputy("newcomer"), of="forum")
    assert (named.forum_deputies, named.since["newcomer"]) == (("forum deputy", "newcomer"), 4)
    assert replace(named, forum_deputies=COUNCIL.forum_deputies, since=COUNCIL.since) == COUNCIL
    ended = after(a.RemoveDeputy("forum deputy"), of="forum")
    since = {who: n for who, n in COUNCIL.since.items() if who != "forum deputy"}
    assert ended == replace(COUNCIL, forum_deputies=(), since=since)


def test_observers_are_named_and_their_admissions_end() -> None:
    named = after(a.NameObserver("newcomer"), of="council")
    assert (named.observers, named.since["newcomer"]) == (("observer", "newcomer"), 4)
    ended = after(a.RemoveObserver("observer"), of="council")
    since = {who: n for who, n in COUNCIL.since.items() if who != "observer"}
    assert ended == replace(COUNCIL, observers=(), since=since)


def test_who_is_in_which_body() -> None:
    assert COUNCIL.bodies == ("council", "forum", "gov", "cs")
    assert (COUNCIL.caucus("cs"), COUNCIL.caucus("tech")) == (CS, None)
    assert [COUNCIL.caucus_of(who) for who in ("cs chair", "gov deputy", "observer")] == [
        *(CS, GOV, None)
    ]
    assert COUNCIL.officers == ("council chair", "council deputy")
    assert COUNCIL.forum_officers == ("forum chair", "forum deputy")
    assert GOV.officers == ("gov chair", "gov deputy")
    assert GOV.members == ("gov chair", "gov deputy", "gov representative", "gov member")


def test_who_holds_two_offices_is_one_member() -> None:
    found = after(a.NameDeputy("gov chair"), of="forum")
    assert found.members.count("gov chair") == 1
    assert set(found.members) == set(MEMBERS)

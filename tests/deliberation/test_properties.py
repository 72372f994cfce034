"""Arbitrary acts by arbitrary people, and what holds whatever they do.

The invariants are those of docs/invariants.md. They are read from the entries and from
what was asked, not from the state that the code folds.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from deliberation import acts as a
from deliberation import council as councils
from deliberation import entries as e
from deliberation import fold as proposals
from deliberation import procedure
from deliberation.calls.call import open_in
from deliberation.calls.payloads import call_of
from deliberation.errors import Code, PointOfOrder
from deliberation.objections.standing import present, standing
from deliberation.terms import (
    Choice,
    Disposition,
    Level,
    Method,
    Position,
    RoomKind,
    Stage,
    StatementKind,
    caucus_door,
)
from deliberation.text import fingerprint
from tests.deliberation import assembly as made
from tests.deliberation.assembly import CAUCUSES, Assembly
from tests.deliberation.in_the_open import (
    no_chair_is_changed_in_the_dark,
    no_secretary_follows_a_naming,
)
from texts.read import Format

PEOPLE = (
    *("council chair", "council deputy", "forum chair", "forum deputy", "observer"),
    *(f"{key} {role}" for key in CAUCUSES for role in ("chair", "deputy", "representative")),
    *("secretary", "tabler", "newcomer", "outsider", made.BOT),
)
PLACES = (
    *((kind, "") for kind in RoomKind if kind is not RoomKind.CAUCUS),
    *((RoomKind.CAUCUS, key) for key in CAUCUSES),
)
MINUTE = 60_000

people = st.sampled_from(PEOPLE)
bodies = st.sampled_from(("", "council", "forum", *CAUCUSES, "martians"))
actors = st.builds(lambda person, place: a.Actor(person, *place), people, st.sampled_from(PLACES))
AGAINST = ("No.", "Not yet.", "Yes, but only if clause 1 stays.", "Draft 9 is better.", "P9, gov.9")
"""Notes that nobody may add to a *yes*."""
words = st.sampled_from(("", "Gladly.", *AGAINST))
draft_texts = st.sampled_from(("First text.", "Second text.", "Third text.", " First text. \n"))
formats = st.sampled_from(Format)
shown = st.integers(0, 4)
reasons = st.sampled_from(("", "A reason."))
terms = st.builds(a.Term, until=st.integers(-1, 3), at=st.integers(0, 1))
answered = st.lists(people, max_size=3).map(tuple)
rooms = st.sampled_from(("council", "forum", *CAUCUSES))
labels = st.builds(a.Label, st.integers(1, 4), st.sampled_from(("", *CAUCUSES)))
dispositions = st.sampled_from(Disposition)
clauses = st.sampled_from(((), ("1",), ("9",)))
proposal_acts: st.SearchStrategy[a.Act] = st.one_of(
    st.builds(a.Propose, words, words, draft_texts, formats),
    st.builds(a.Forward, words),
    st.builds(a.Decline, words),
    st.builds(a.Withdraw, words),
    st.builds(a.IssueDraft, draft_texts, formats),
    st.builds(a.Undraft, words, shown),
    st.builds(a.CallForRules, st.sampled_from((None, *Level)), st.just(()), words, shown),
    st.builds(a.Refer, words, st.one_of(st.none(), terms)),
    st.builds(a.SetDeadline, st.one_of(st.none(), terms)),
    st.builds(a.Recall, words),
    st.builds(a.Return, words),
    st.builds(a.GiveCaucusText, draft_texts, formats),
    st.builds(a.TakeBackCaucusText, words, shown),
    st.builds(
        a.RecordPosition,
        *(st.sampled_from(Position), words, shown, shown, shown, shown),
        told=shown,
    ),
    st.builds(a.Correct, words, within=st.just(made.HOUR)),
    st.builds(a.TakeBackPosition, words),
    st.builds(a.Ask, words, st.none()),
    st.builds(a.MakeStatement, st.sampled_from(StatementKind), words, shown),
    st.builds(a.Finalise, words),
    st.builds(a.Close, words),
    st.builds(a.Reopen, words),
    st.builds(a.RaiseObjection, words, clauses, shown, shown, st.just(3)),
    st.builds(a.JoinObjection, labels, words),
    st.builds(a.LiftObjection, labels, words),
    st.builds(
        a.DisposeOfObjections,
        *(st.tuples(labels), dispositions, words, st.none(), shown),
    ),
    st.builds(a.OpenCall, words, st.one_of(st.none(), terms)),
    st.builds(a.OpenSilence, words, st.one_of(st.none(), terms)),
    st.builds(a.ExtendCall, terms),
    st.builds(a.EndCall),
)
choices = st.lists(st.sampled_from(Choice), max_size=made.SEATS + 1)
officer_acts: st.SearchStrategy[a.Act] = st.one_of(
    *(st.builds(act, people, bodies, reasons) for act in get_args(a.OfficerAct))
)
roster_acts: st.SearchStrategy[a.Act] = st.one_of(
    st.builds(a.Seat, people, bodies),
    st.builds(a.Unseat, people, bodies, reasons),
    officer_acts,
    st.builds(a.NameObserver, people),
    st.builds(a.RemoveObserver, people),
)


def said(payload: e.Payload) -> str:
    """Everything that an entry says, as it would be written down."""
    return json.dumps(e.encode(payload))


def written_and_read(entry: e.Entry) -> e.Entry:
    """The entry as it comes back from the record."""
    payload = entry.payload
    values = json.loads(json.dumps(e.encode(payload)))
    return replace(entry, payload=e.decode(payload.kind, payload.version, values))


class Deliberation(RuleBasedStateMachine):
    """A council with one proposal; every step is somebody asking for something."""

    def __init__(self) -> None:
        super().__init__()
        self.assembly = made.tabled()
        self.secrets = 0
        self.checked = 0

    @initialize(start=st.sampled_from((made.tabled, made.forwarded, made.referred, made.agreed)))
    def begins(self, start: Callable[[], Assembly]) -> None:
        self.assembly = start()

    # --- what people ask ------------------------------------------------------------------

    def ask(self, act: a.Act, actor: a.Actor) -> None:
        """``Assembly.act`` itself asserts that a refusal changes nothing (invariant 3)."""
        try:
            recorded = self.assembly.act(act, actor)
        except PointOfOrder:
            return
        if isinstance(act, a.RecordPosition):
            position = recorded[0]
            assert isinstance(position, e.PositionRecorded)
            assert position.draft == act.shown
            at = len(self.assembly.entries) - len(recorded)  # what was due came before it
            entry, before = self.assembly.entries[at], self.assembly.entries[:at]
            is_said_once_and_knowingly(entry, before, act.told)
            is_what_was_asked(act, position)
            if act.position.releases_text and not act.text:
                assert len(in_force(position.caucus, position.draft, self.assembly.entries)) == 1
        if isinstance(act, a.Forward | a.Finalise):
            assert act.note not in AGAINST

    @rule(apart=st.sampled_from((1, MINUTE // 2, made.HOUR)))
    def time_passes_so_fast_from_now_on(self, apart: int) -> None:
        self.assembly.apart = apart

    @rule(act=st.one_of(proposal_acts, roster_acts), actor=actors)
    def anybody_asks_anything(self, act: a.Act, actor: a.Actor) -> None:
        self.ask(act, actor)

    @precondition(lambda self: self.assembly.stage is Stage.PLENARY)
    @rule(text=draft_texts, form=formats)
    def the_council_s_chair_issues_a_draft(self, text: str, form: Format) -> None:
        self.ask(a.IssueDraft(text, form), self.council_chair(RoomKind.PLENARY))

    @precondition(lambda self: self.assembly.stage is Stage.PLENARY)
    @rule(slip=draft_texts, text=draft_texts)
    def the_council_s_chair_issues_a_draft_in_place_of_another(self, slip: str, text: str) -> None:
        for act in (a.IssueDraft(slip), a.Undraft("a slip"), a.IssueDraft(text)):
            self.ask(act, self.council_chair(RoomKind.PLENARY))

    @precondition(lambda self: self.assembly.stage is Stage.PLENARY)
    @rule(act=st.sampled_from((a.Undraft("no"), a.Refer(), a.Return("no"))))
    def the_council_s_chair_acts_in_plenary(self, act: a.Act) -> None:
        self.ask(act, self.council_chair(RoomKind.PLENARY))

    @precondition(lambda self: self.assembly.stage is Stage.PLENARY)
    @rule(act=st.sampled_from((a.Finalise(), a.Finalise(), a.Close("no"))))
    def the_council_s_chair_ends_it(self, act: a.Act) -> None:
        self.ask(act, self.council_chair(RoomKind.PLENARY))

    @precondition(lambda self: self.assembly.stage is Stage.PLENARY)
    @rule(again=st.sampled_from((a.Refer(), a.Return("no"))))
    def a_round_is_recalled_at_once_and_costs_nothing(self, again: a.Act) -> None:
        before = counted(self.assembly.entries)
        self.ask(again, self.council_chair(RoomKind.PLENARY))
        if self.assembly.stage is Stage.CAUCUSES:
            self.ask(a.Recall("not yet"), self.council_chair(RoomKind.PLENARY))
            assert counted(self.assembly.entries) == before

    @precondition(lambda self: self.assembly.stage is Stage.CAUCUSES)
    @rule()
    def the_council_s_chair_recalls_the_round(self) -> None:
        self.ask(a.Recall("time"), self.council_chair(RoomKind.PLENARY))

    @precondition(lambda self: self.assembly.stage.ended)
    @rule()
    def what_ended_is_reopened(self) -> None:
        self.ask(a.Reopen("again"), self.council_chair(RoomKind.FORUM))
        self.ask(a.Reopen("again"), self.forum_chair())

    @precondition(lambda self: self.assembly.stage is Stage.TABLED)
    @rule(act=st.one_of(st.just(a.Forward()), proposal_acts))
    def the_forum_s_chair_acts(self, act: a.Act) -> None:
        self.ask(act, self.forum_chair())

    @precondition(lambda self: self.assembly.stage is Stage.PLENARY)
    @rule()
    def a_whole_round_is_held(self) -> None:
        self.ask(a.Refer(), self.council_chair(RoomKind.PLENARY))
        self.every_caucus_agrees()

    @rule(act=roster_acts, key=st.sampled_from(CAUCUSES))
    def a_caucus_s_chair_changes_the_roster(self, act: a.Act, key: str) -> None:
        self.ask(act, self.chair_of(key))

    @rule(position=st.sampled_from(Position), key=st.sampled_from(CAUCUSES), late=st.booleans())
    def a_caucus_reports(self, position: Position, key: str, *, late: bool) -> None:
        proposal = self.assembly.proposal
        number = proposal.current.number if proposal and proposal.current else 0
        self.ask(a.RecordPosition(position, "", number - late), self.chair_of(key))

    @rule(key=st.sampled_from(CAUCUSES), named=st.booleans(), which=st.integers(0, 2), note=words)
    def a_caucus_releases_a_wording(self, key: str, which: int, note: str, *, named: bool) -> None:
        proposal = self.assembly.proposal
        number = proposal.current.number if proposal and proposal.current else 0
        text = max(0, self.assembly.latest_text(key) - which)
        shown, text = (0, text) if named else (text, 0)
        act = a.RecordPosition(Position.AMENDED, note, number, shown, text)
        self.ask(act, self.chair_of(key))

    @rule(key=st.sampled_from(CAUCUSES), named=st.booleans(), which=st.integers(0, 2))
    def a_caucus_words_the_draft_twice_and_releases_one(
        self, key: str, which: int, *, named: bool
    ) -> None:
        for _ in range(2):
            self.a_caucus_words_the_draft(key, Format.MARKDOWN, secret=True)
        self.a_caucus_releases_a_wording(key, which, "", named=named)

    @rule(person=people, key=st.sampled_from(CAUCUSES))
    def somebody_reports_for_a_caucus(self, person: str, key: str) -> None:
        proposal = self.assembly.proposal
        number = proposal.current.number if proposal and proposal.current else 0
        actor = a.Actor(person, RoomKind.CAUCUS, key)
        self.ask(a.RecordPosition(Position.AGREED, "", number), actor)

    @rule(position=st.sampled_from(Position), key=st.sampled_from(CAUCUSES), again=st.booleans())
    def a_deputy_reports_and_is_told_of_the_chair_s(
        self, position: Position, key: str, *, again: bool
    ) -> None:
        proposal, council = self.assembly.proposal, self.assembly.council
        number = proposal.current.number if proposal and proposal.current else 0
        deputies = [c.deputies[0] for c in council.caucuses if c.key == key and c.deputies]
        last = counted(self.assembly.entries).get(key)
        for told in (0, last.number if last else 0) if again else (0,):
            act = a.RecordPosition(position, "", number, told=told)
            for deputy in deputies:
                self.ask(act, a.Actor(deputy, RoomKind.CAUCUS, key))

    @rule()
    def every_caucus_agrees(self) -> None:
        for key in CAUCUSES:
            self.a_caucus_reports(Position.AGREED, key, late=False)

    @rule(key=st.sampled_from(CAUCUSES), secret=st.booleans(), form=formats)
    def a_caucus_words_the_draft(self, key: str, form: Format, *, secret: bool) -> None:
        self.secrets += 1
        text = f"secret-{key}-{self.secrets}-" if secret else "First text."
        self.ask(a.GiveCaucusText(text, form), self.chair_of(key))

    @rule(key=st.sampled_from(CAUCUSES))
    def a_caucus_takes_its_wording_back_with_a_secret_reason(self, key: str) -> None:
        self.secrets += 1
        reason = f"secret-{key}-{self.secrets}-"
        self.ask(a.TakeBackCaucusText(reason), self.chair_of(key))

    @precondition(lambda self: self.assembly.stage.before_council)
    @rule(body=st.sampled_from(("council", *CAUCUSES)))
    def a_slip_is_taken_back(self, body: str) -> None:
        self.ask(a.Correct("a slip", within=made.HOUR), self.chair_in(body))

    @rule(key=st.sampled_from(CAUCUSES), person=people, clauses=clauses)
    def somebody_objects_in_a_caucus_in_secret(
        self, key: str, person: str, clauses: tuple[str, ...]
    ) -> None:
        self.secrets += 1
        latest, proposal = self.assembly.latest_text(key), self.assembly.proposal
        draft = proposal.current.number if proposal and proposal.current else 0
        act = a.RaiseObjection(f"secret-{key}-{self.secrets}-", clauses, draft, latest, 3)
        for who in (person, f"{key} representative"):
            self.ask(act, a.Actor(who, RoomKind.CAUCUS, key))

    @rule(key=st.sampled_from(CAUCUSES), number=st.integers(1, 4))
    def a_caucus_gives_an_objection_to_plenary(self, key: str, number: int) -> None:
        proposal = self.assembly.proposal
        draft = proposal.current.number if proposal and proposal.current else 0
        out = (a.Label(number, key),)
        act = a.RecordPosition(Position.NOT_AGREED, "No.", draft, objections=out)
        self.ask(act, self.chair_of(key))

    @precondition(lambda self: self.assembly.stage.before_council)
    @rule(person=people, number=st.integers(1, 4))
    def somebody_objects_joins_and_lifts_in_plenary(self, person: str, number: int) -> None:
        actor, label = a.Actor(person, RoomKind.PLENARY), a.Label(number)
        self.ask(a.RaiseObjection("No.", most=3), actor)
        self.ask(a.JoinObjection(label, "A reason."), actor)
        self.ask(a.LiftObjection(label), actor)

    @rule(body=st.sampled_from(("council", *CAUCUSES)), number=st.integers(1, 4), how=dispositions)
    def a_chair_disposes_of_an_objection(self, body: str, number: int, how: Disposition) -> None:
        self.ask(a.DisposeOfObjections((a.Label(number),), how, "A reason."), self.chair_in(body))

    @precondition(lambda self: self.assembly.stage.before_council)
    @rule(body=st.sampled_from(("council", *CAUCUSES)))
    def a_chair_disposes_of_all_that_stand_so_that_no_yes_is_refused_for_them(
        self, body: str
    ) -> None:
        """Nobody can refuse a chair's yes for ever."""
        proposal = self.assembly.proposal
        assert proposal is not None
        known = standing(proposal, body, present(proposal, body))
        if known:
            which = tuple(a.Label(each.number) for each in known)
            act = a.DisposeOfObjections(which, Disposition.OUTWEIGHED, "A reason.")
            self.ask(act, self.chair_in(body))
        after = self.assembly.proposal
        assert after is not None
        assert not standing(after, body, present(after, body))

    @precondition(lambda self: not self.assembly.stage.ended)
    @rule(body=rooms, hours=st.sampled_from((1, 3, 30)), silence=st.booleans())
    def a_chair_calls_for_objections(self, body: str, hours: int, *, silence: bool) -> None:
        self.secrets += 1
        said_ = f"secret-{body}-{self.secrets}-" if body in CAUCUSES else "Any objections?"
        kind = a.OpenSilence if silence else a.OpenCall
        self.ask(kind(said_, self.assembly.term(hours * made.HOUR)), self.chair_in(body))

    @precondition(lambda self: not self.assembly.stage.ended)
    @rule(key=st.sampled_from(CAUCUSES), method=st.sampled_from(Method), choices=choices)
    def a_caucus_asks_by_its_own_method(
        self, key: str, method: Method, choices: list[Choice]
    ) -> None:
        self.secrets += 1
        chair = self.chair_of(key)
        self.ask(a.SetMethod(method), chair)
        self.ask(a.Ask(f"secret-{key}-{self.secrets}-", self.assembly.term()), chair)
        people = self.assembly.council.caucus(key)
        seated = people.representatives if people else ()
        self.assembly.cast = dict(zip(seated, choices, strict=False))

    @rule(body=rooms, hours=st.sampled_from((1, 30)))
    def a_chair_extends_a_call(self, body: str, hours: int) -> None:
        self.ask(a.ExtendCall(self.assembly.term(hours * made.HOUR)), self.chair_in(body))

    @rule(body=rooms, people=answered, by_time=st.booleans())
    def a_call_ends(self, body: str, people: tuple[str, ...], *, by_time: bool) -> None:
        proposal = self.assembly.proposal
        assert proposal is not None
        if by_time and open_in(proposal.calls, body):
            self.assembly.time_ends(body, *people)
        else:
            self.assembly.agreed = people
            self.ask(a.EndCall(), self.chair_in(body))

    @precondition(lambda self: not self.assembly.stage.ended)
    @rule(body=rooms, people=answered)
    def a_call_is_held_and_then_somebody_objects(self, body: str, people: tuple[str, ...]) -> None:
        self.a_chair_calls_for_objections(body, 3, silence=False)
        self.a_call_ends(body, people, by_time=False)
        for person in ("outsider", *(f"{key} representative" for key in CAUCUSES)):
            self.ask(a.RaiseObjection("No.", most=3), replace(self.chair_in(body), person=person))

    @precondition(lambda self: not self.assembly.stage.ended)
    @rule(body=rooms, person=people, people=answered)
    def somebody_objects_to_silence(self, body: str, person: str, people: tuple[str, ...]) -> None:
        self.a_chair_calls_for_objections(body, 3, silence=True)
        self.assembly.agreed = people
        act = a.RaiseObjection("No.", most=3)
        self.ask(act, replace(self.chair_in(body), person=person))

    def chair_in(self, body: str) -> a.Actor:
        if body == "forum":
            return self.forum_chair()
        is_council = body == "council"
        return self.council_chair(RoomKind.PLENARY) if is_council else self.chair_of(body)

    @rule(act=officer_acts, person=people)
    def the_secretariat_or_another_names_by_direct_chat(self, act: a.Act, person: str) -> None:
        self.ask(act, a.Actor("secretary", RoomKind.DIRECT))
        self.ask(act, a.Actor(person, RoomKind.DIRECT))

    @rule(body=st.sampled_from(("council", "forum", *CAUCUSES)), by_deputy=st.booleans())
    def a_body_refuses(self, body: str, *, by_deputy: bool) -> None:
        chair, *deputies = self.assembly.council.officers_of(body)
        person = deputies[0] if by_deputy and deputies else chair
        self.ask(a.NameChair(chair, body), a.Actor(person, RoomKind.DIRECT))

    @rule(body=st.sampled_from(("council", "forum", *CAUCUSES)), act=officer_acts)
    def a_chair_names_the_secretary_or_another(self, body: str, act: Any) -> None:
        chair = a.Actor(self.assembly.council.chair_of(body), RoomKind.DIRECT)
        for person in ("secretary", act.person):
            self.ask(replace(act, person=person, body=body, reason=""), chair)

    @rule(body=st.sampled_from(("council", "forum", *CAUCUSES)), days=st.integers(2, 7))
    def whom_the_secretariat_named_hands_on_to_it(self, body: str, days: int) -> None:
        for person in ("newcomer", "outsider"):
            self.ask(a.NameChair(person, body, "A reason."), a.Actor("secretary", RoomKind.DIRECT))
        self.days_pass(days)
        chair = a.Actor(self.assembly.council.chair_of(body), RoomKind.DIRECT)
        for act in (a.NameDeputy, a.Seat, a.NameChair):
            self.ask(act("secretary", body), chair)

    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        self.assembly.wait(days * 24 * made.HOUR)

    @rule(key=st.sampled_from(CAUCUSES), person=people)
    def a_caucus_unseats_with_a_secret_reason(self, key: str, person: str) -> None:
        self.secrets += 1
        reason = f"secret-{key}-{self.secrets}-"
        self.ask(a.Unseat(person, "", reason), self.chair_of(key))

    def council_chair(self, room: RoomKind) -> a.Actor:
        return a.Actor(self.assembly.council.chair, room)

    def forum_chair(self) -> a.Actor:
        return a.Actor(self.assembly.council.forum_chair, RoomKind.FORUM)

    def chair_of(self, key: str) -> a.Actor:
        caucus = self.assembly.council.caucus(key)
        assert caucus is not None
        return a.Actor(caucus.chair, RoomKind.CAUCUS, key)

    # --- what holds -----------------------------------------------------------------------

    @invariant()
    def whatever_is_new_in_the_record_is_in_order(self) -> None:
        entries = self.assembly.entries
        for index in range(self.checked, len(entries)):
            before, entry = entries[:index], entries[index]
            if isinstance(entry.payload, e.PositionRecorded):
                is_about_the_current_draft(entry.payload, before)
                is_by_an_officer(entry, before)
            nothing_private_is_said(entry, before)
            no_chair_is_changed_in_the_dark(entry, before)
            no_secretary_follows_a_naming(entry, before)
            is_numbered_and_taken_back_in_order(entry, before)
            no_objection_stood_against_what_is_agreed(entry, before)
            a_finding_is_true_and_moves_nothing(entry, before)
            a_count_is_true_and_moves_nothing(entry, before)
        self.checked = len(entries)

    @precondition(lambda self: self.assembly.stage is Stage.PLENARY)
    @invariant()
    def it_could_be_finalised_exactly_if_every_caucus_has_agreed(self) -> None:
        chair = self.council_chair(RoomKind.PLENARY)
        proposal, council = self.assembly.proposal, self.assembly.council
        entries = self.assembly.entries
        objected = open_objections("council", entries)
        try:
            decision, *behind = procedure.decide(a.Finalise(), chair, proposal, council)
        except PointOfOrder:
            assert not every_caucus_has_agreed(entries) or objected
            return
        assert every_caucus_has_agreed(entries)
        assert not objected
        assert len(behind) == any(is_of_register(entry, "council") for entry in entries)
        done = decision.payload
        assert isinstance(done, e.Recommended)
        assert done.draft == current_draft(entries)
        assert fingerprint(done.text) == done.fingerprint == text_of(done.draft, entries)
        assert done.format == format_of(done.draft, entries)

    @precondition(lambda self: not self.assembly.stage.ended)
    @invariant()
    def some_dispositions_lead_to_a_yes_that_no_objection_refuses(self) -> None:
        """Nobody can refuse a chair's yes for ever."""
        assembly = self.assembly.copy()
        in_council = assembly.stage.before_council
        for body in ("council", *CAUCUSES) if in_council else ("forum",):
            assert assembly.proposal
            known = standing(assembly.proposal, body, present(assembly.proposal, body))
            if known:
                which = tuple(a.Label(each.number) for each in known)
                how = a.DisposeOfObjections(which, Disposition.REJECTED, "Another reason.")
                assembly.act(how, self.chair_in(body))
            assert not standing(assembly.proposal, body, present(assembly.proposal, body))
        yes: a.ProposalAct = a.Finalise() if in_council else a.Forward()
        chair = self.chair_in("council" if in_council else "forum")
        assert why_not(yes, chair, assembly) in {None, Code.CAUCUSES_MISSING, Code.WRONG_STAGE}

    @invariant()
    def at_most_one_call_is_open_in_a_room(self) -> None:
        proposal = self.assembly.proposal
        assert proposal is not None
        bodies = [call.body for call in proposal.calls if call.is_open]
        assert len(bodies) == len(set(bodies))

    @invariant()
    def a_call_is_open_exactly_if_nothing_ended_it(self) -> None:
        proposal = self.assembly.proposal
        assert proposal is not None
        is_open = {call.entry for call in proposal.calls if call.is_open}
        assert is_open == set(Calls(as_corrected(self.assembly.entries)).open)
        for call in proposal.calls:
            text = present(proposal, call.body)
            assert not call.is_open or call.fingerprint == text.fingerprint

    @invariant()
    def no_silence_is_open_while_a_binding_objection_stands(self) -> None:
        proposal = self.assembly.proposal
        assert proposal is not None
        for call in proposal.calls:
            if call.is_open and call.silence:
                assert not standing(proposal, call.body, present(proposal, call.body))

    @invariant()
    def no_objection_is_lost(self) -> None:
        proposal = self.assembly.proposal
        assert proposal is not None
        raised = [x.payload for x in self.assembly.entries]
        entered = {(p.body, p.number) for p in raised if isinstance(p, e.ObjectionRaised)}
        for payload in raised:
            if isinstance(payload, e.PositionRecorded):
                entered |= {("council", each.number) for each in payload.objections}
        assert {(o.body, o.number) for o in proposal.objections} == entered

    @invariant()
    def nobody_holds_what_excludes_each_other(self) -> None:
        council = self.assembly.council
        seats = [person for c in council.caucuses for person in {c.chair, *c.representatives}]
        assert len(seats) == len(set(seats))
        assert not set(seats) & set(council.observers)
        assert made.BOT not in (*seats, *council.officers, *council.forum_officers)
        for caucus in council.caucuses:
            assert caucus.chair
            assert len(caucus.representatives) <= council.seats == made.SEATS
            assert caucus.chair not in caucus.representatives
            assert set(caucus.deputies) <= set(caucus.representatives)
            assert not set(caucus.officers) & set(council.officers)

    @invariant()
    def everybody_on_the_roster_is_there_since_some_entry(self) -> None:
        council = self.assembly.council
        assert set(council.since) == set(council.members)

    @invariant()
    def a_round_is_open_exactly_while_the_caucuses_deliberate(self) -> None:
        proposal = self.assembly.proposal
        assert proposal is not None
        is_open = proposal.round is not None and proposal.round.open
        assert is_open == (proposal.stage is Stage.CAUCUSES)

    def teardown(self) -> None:
        the_record_replays(self.assembly)


def why_not(act: a.ProposalAct, actor: a.Actor, assembly: Assembly) -> Code | None:
    """Why an act would be refused, or None."""
    try:
        procedure.decide(act, actor, assembly.proposal, assembly.council)
    except PointOfOrder as refused:
        return refused.code
    return None


def counted(entries: Iterable[e.Entry]) -> dict[str, e.Entry]:
    """The entry of each caucus's latest position that has not lapsed, on whichever draft.

    What a round lapses comes back if it is recalled before any position in it, and lapses for good
    with a new draft after that.
    """
    found: dict[str, e.Entry] = {}
    aside: dict[str, e.Entry] = {}
    came_back: set[str] = set()
    for entry in without_slips(entries):
        match entry.payload:
            case e.Referred() | e.Returned():
                found, aside, came_back = {}, found, set()
            case e.Recalled():
                found, aside, came_back = aside | found, {}, set(aside)
            case e.PositionRecorded(caucus=key):
                found, aside = found | {key: entry}, {}
                came_back.discard(key)
            case e.Drafted():
                found = {key: each for key, each in found.items() if key not in came_back}
                came_back = set()
            case e.PositionTakenBack(caucus=key):
                found = {of: each for of, each in found.items() if of != key}
            case e.Reopened():
                found, aside, came_back = {}, {}, set()
    return found


def every_caucus_has_agreed(entries: list[e.Entry]) -> bool:
    """Invariant 1. That each recorder was an officer then is judged at each position."""
    draft = current_draft(entries)
    wanted = ("agreed", draft, text_of(draft, entries))
    latest = {key: entry.payload for key, entry in counted(entries).items()}
    agreed = {
        key
        for key, p in latest.items()
        if isinstance(p, e.PositionRecorded) and (p.position, p.draft, p.fingerprint) == wanted
    }
    return agreed == set(CAUCUSES)


def is_said_once_and_knowingly(entry: e.Entry, before: list[e.Entry], told: int) -> None:
    """A position says what it revises, is no repetition, and is against another's knowingly."""
    assert isinstance(entry.payload, e.PositionRecorded)
    last = counted(before).get(entry.payload.caucus)
    was = last.payload if last else None
    if last is None or not isinstance(was, e.PositionRecorded) or was.draft != entry.payload.draft:
        assert entry.payload.revises == ""
        return
    assert entry.payload.revises == was.position
    if entry.recorded_time - last.recorded_time >= MINUTE:
        return
    now, then = ((p.position, p.note, p.amendment) for p in (entry.payload, was))
    assert now != then
    assert entry.person == last.person or now[0] == then[0] or told == last.number


def is_of_register(entry: e.Entry, body: str) -> bool:
    """Whether an entry puts an objection into a body's register."""
    payload = entry.payload
    if isinstance(payload, e.PositionRecorded):
        return body == "council" and bool(payload.objections)
    return isinstance(payload, e.ObjectionRaised) and payload.body == body


class Register:
    """A register as the entries make it, without the rules' help.

    These texts have one clause each, so that what accommodates an objection does so for that text
    alone.
    """

    def __init__(self, body: str) -> None:
        self.body = body
        self.behind: dict[int, set[str]] = {}
        self.binders: dict[int, set[str]] = {}
        self.addressed: dict[int, str] = {}
        self.late: set[int] = set()
        self.upheld: set[int] = set()
        self.about: dict[int, tuple[tuple[int, int], str]] = {}
        self.outweighed: dict[int, set[tuple[int, int, str]]] = {}

    def read(self, entry: e.Entry, calls: "Calls") -> None:
        """Read an entry; ``calls`` are those before it."""
        payload = entry.payload
        if isinstance(payload, e.PositionRecorded) and self.body == "council":
            self._position(payload)
        elif getattr(payload, "body", "") != self.body:
            return
        elif isinstance(payload, e.CallOpened | e.QuestionPut):
            self.late = set()
        elif isinstance(payload, e.QuestionCounted) and payload.result == "reached":
            text = payload.draft, payload.caucus_text, payload.fingerprint
            for number in self.behind:
                self.outweighed.setdefault(number, set()).add(text)
        elif isinstance(payload, e.ObjectionsDisposed):
            self._disposed(payload)
        elif isinstance(payload, e.ObjectionLifted):
            behind = self.behind[payload.number]
            behind -= {entry.person} & behind or behind & set(CAUCUSES)
        elif isinstance(payload, e.ObjectionRaised | e.ObjectionJoined | e.ObjectionRaisedAgain):
            self._raised(payload, entry.person)
            if not isinstance(payload, e.ObjectionJoined):
                late = calls.make_late(self.body, payload.fingerprint)
                self.late = self.late - {payload.number} | ({payload.number} if late else set())

    def _raised(
        self, payload: e.ObjectionRaised | e.ObjectionJoined | e.ObjectionRaisedAgain, person: str
    ) -> None:
        number = payload.number
        self.behind.setdefault(number, set()).add(person)
        if isinstance(payload, e.ObjectionRaisedAgain):
            self._answered(number)
            self.outweighed.pop(number, None)
        elif payload.binding:
            self.binders.setdefault(number, set()).add(person)
        if not isinstance(payload, e.ObjectionJoined):
            self.about[number] = (payload.draft, payload.caucus_text), payload.fingerprint

    def _position(self, payload: e.PositionRecorded) -> None:
        if payload.position == "agreed":
            for each in self.behind.values():
                each.discard(payload.caucus)
        for out in payload.objections:
            if not self.behind.get(out.number):
                self._answered(out.number)
            self.behind.setdefault(out.number, set()).add(payload.caucus)
            self.binders.setdefault(out.number, set()).add(payload.caucus)
            self.about.setdefault(out.number, ((out.draft, 0), out.fingerprint))

    def _disposed(self, payload: e.ObjectionsDisposed) -> None:
        for number in payload.numbers:
            self._answered(number)
            if payload.disposition == "upheld":
                self.upheld.add(number)
                self.outweighed.pop(number, None)
            else:
                accommodated = payload.disposition == "accommodated"
                self.addressed[number] = payload.fingerprint if accommodated else "any text"

    def _answered(self, number: int) -> None:
        """Whatever the chair did with an objection counts no more."""
        self.addressed.pop(number, None)
        self.upheld.discard(number)

    def standing(self, draft: int, text: int, agreed: str) -> set[int]:
        """Those that bind and stand against a text, by its numbers and its fingerprint."""
        addressed = {n for n, by in self.addressed.items() if by in ("any text", agreed)}
        at = (draft, text)
        later = {n for n, (on, of) in self.about.items() if on > at and of != agreed}
        bind = {n for n, who in self.binders.items() if who & self.behind[n]}
        by_method = {n for n, texts in self.outweighed.items() if (*at, agreed) in texts}
        return bind - addressed - later - by_method - (self.late - self.upheld)


@dataclass(frozen=True)
class Lapsed:
    """In place of a correction: these calls, by the numbers of their entries, were past it."""

    calls: frozenset[int]


class Calls:
    """The calls as the entries make them, without the rules' help.

    ``open`` are by the numbers of their entries; ``asked`` are the bodies and texts of those that
    ran their course.
    """

    IN_COUNCIL = e.Drafted | e.Undrafted | e.Recalled | e.Returned | e.Withdrawn
    ENDING = IN_COUNCIL | e.Forwarded | e.Declined | e.Recommended | e.Closed
    IN_CAUCUS = e.CaucusTextGiven | e.CaucusTextTakenBack | e.PositionRecorded

    def __init__(self, entries: Iterable[e.Entry | Lapsed] = ()) -> None:
        self.open: dict[int, e.CallOpened | e.QuestionPut] = {}
        self.asked: set[tuple[str, str]] = set()
        for entry in entries:
            self.read(entry)

    def read(self, entry: e.Entry | Lapsed) -> None:
        if isinstance(entry, Lapsed):
            self.open = {n: call for n, call in self.open.items() if n not in entry.calls}
            return
        payload = entry.payload
        match payload:
            case e.CallOpened() | e.QuestionPut():
                self.open[entry.number] = payload
            case e.CallExtended(call=number, until=until):
                self.open[number] = replace(self.open[number], until=until)
            case e.Finding(call=number, body=body, fingerprint=text):
                del self.open[number]
                if payload.result != "broken":
                    self.asked.add((body, text))
            case e.QuestionCounted(call=number, body=body, fingerprint=text):
                del self.open[number]
                if payload.result == "reached":
                    self.asked.add((body, text))
            case _ if isinstance(payload, self.ENDING):
                self.open = {}
            case _ if isinstance(payload, self.IN_CAUCUS):
                self.open = {n: c for n, c in self.open.items() if c.body != payload.caucus}

    def make_late(self, body: str, text: str) -> bool:
        """Whether an objection to a text that is raised then comes late."""
        is_open = body in {call.body for call in self.open.values()}
        return (body, text) in self.asked and not is_open


def as_corrected(entries: Iterable[e.Entry]) -> list[e.Entry | Lapsed]:
    """The entries without slips and what they caused, and which calls didn't come back with that.

    With a referral fall the calls of caucuses since. None comes back where another is open.
    """
    found: list[e.Entry | Lapsed] = []
    for entry in entries:
        if not isinstance(entry.payload, CORRECTIONS):
            found.append(entry)
            continue
        before = Calls(found).open
        found = list(without_slip(found, entry.payload.entry))
        now = Calls(found).open
        taken = {call.body for number, call in now.items() if number in before}
        back = {number: call for number, call in now.items() if number not in before}
        over = {n for n, c in back.items() if c.until <= entry.recorded_time or c.body in taken}
        gone = over | {n for n, c in back.items() if getattr(c, "method", "") == "ballot"}
        found.append(Lapsed(frozenset(gone)))
    return found


def without_slip(entries: Iterable[e.Entry | Lapsed], number: int) -> Iterable[e.Entry | Lapsed]:
    """The entries without one, without what was recorded together with it, or rests on it alone."""
    slip: e.Entry | None = None
    since: set[int] = set()
    for entry in entries:
        if isinstance(entry, Lapsed):
            yield entry
            continue
        slip = entry if entry.number == number else slip
        if slip is None:
            yield entry
            continue
        payload, of_caucus = entry.payload, False
        if isinstance(payload, e.CallPayload):
            opened = call_of(payload, entry.number)
            since |= {opened} if isinstance(payload, e.CallOpened | e.QuestionPut) else set()
            of_caucus = payload.body in CAUCUSES and opened in since
        falls = isinstance(slip.payload, e.Referred | e.Returned) and of_caucus
        if entry.cause != slip.cause and not falls:
            yield entry


CORRECTIONS = e.ActCorrected


def open_objections(
    body: str, entries: Iterable[e.Entry], agreed: str = "", text: int = 0
) -> set[int]:
    """The binding objections of a register that stand against a text, by what was recorded.

    ``agreed`` is the fingerprint of the text, by default the current draft's, and ``text`` its
    number, if it is a caucus's text on that. What is about a later text doesn't stand against it.
    """
    entries = list(entries)
    corrected = without_slips(entries)
    draft = 1 if body == "forum" else current_draft(corrected)
    agreed = agreed or text_of(draft, corrected)
    register, calls = Register(body), Calls()
    for entry in as_corrected(entries):
        if isinstance(entry, e.Entry):
            register.read(entry, calls)
        calls.read(entry)
    return register.standing(draft, text, agreed)


def without_slips(entries: Iterable[e.Entry]) -> list[e.Entry]:
    """The entries without those that were taken back."""
    found = list(entries)
    gone = {x.payload.entry for x in found if isinstance(x.payload, CORRECTIONS)}
    return [x for x in found if x.number not in gone]


def no_objection_stood_against_what_is_agreed(entry: e.Entry, before: list[e.Entry]) -> None:
    """No yes is recorded while a binding objection of that room stands against that text."""
    payload = entry.payload
    if isinstance(payload, e.Recommended):
        assert not open_objections("council", before)
    if isinstance(payload, e.Forwarded):
        assert not open_objections("forum", before, payload.fingerprint)
    if isinstance(payload, e.PositionRecorded) and payload.position != "not agreed":
        text = payload.text_fingerprint, payload.amendment
        assert not open_objections(payload.caucus, before, *text)


def a_finding_is_true_and_moves_nothing(entry: e.Entry, before: list[e.Entry]) -> None:
    """A finding says who was asked, who answered and what stood, and leaves all else as it was."""
    found = entry.payload
    if not isinstance(found, e.Finding):
        return
    council = councils.fold(before)
    caucuses = [c for c in council.caucuses if found.body in ("council", c.key)]
    asked = {p for c in caucuses for p in (c.chair, *c.representatives)}
    awaited = {p for c in caucuses for p in c.representatives}  # a chair who asks need not answer
    awaited = asked if found.body == "council" else awaited
    assert awaited <= {*found.answered, *found.silent} <= asked
    assert {*found.silent} <= awaited
    assert not {*found.answered} & {*found.silent}
    assert len({*found.answered}) == len(found.answered)
    assert found.count == len(found.answered) or found.body == "forum"
    stood = open_objections(found.body, before, found.fingerprint, found.caucus_text)
    assert stood <= {*found.objections}
    broken = found.ended == "objection"
    assert found.result == ("broken" if broken else "objections" if stood else "no objection")
    assert bool(stood) or not broken
    of_proposal = [each for each in before if each.proposal]
    was, now = proposals.fold(of_proposal), proposals.fold([*of_proposal, entry])
    assert was
    assert now
    assert replace(now, calls=was.calls, head=was.head) == was


def a_count_is_true_and_moves_nothing(entry: e.Entry, before: list[e.Entry]) -> None:
    """A count is of those who were asked and still hold a seat, and leaves all else as it was."""
    found = entry.payload
    if not isinstance(found, e.QuestionCounted):
        return
    put = next(x.payload for x in before if x.number == found.call)
    assert isinstance(put, e.QuestionPut)
    caucus = councils.fold(before).caucus(found.body)
    seated = {*caucus.representatives} if caucus else set()
    asked = {*put.electorate}
    assert {*found.removed} == asked - seated
    names = *found.said_yes, *found.said_no, *found.said_abstain, *found.silent
    assert {*names} == (asked & seated if found.method == "poll" else set())
    assert len({*names}) == len(names)
    counted_ = found.yes + found.no + found.abstained
    assert counted_ <= len(asked & seated)
    assert found.method == "poll" or counted_ == 0 or counted_ >= 3
    if found.result == "reached":
        assert found.yes > found.no
        assert 2 * counted_ >= put.seats
    of_proposal = [each for each in before if each.proposal]
    was, now = proposals.fold(of_proposal), proposals.fold([*of_proposal, entry])
    assert was
    assert now
    assert replace(now, calls=was.calls, head=was.head) == was


def current_draft(entries: Iterable[e.Entry]) -> int:
    """The number of the latest draft that was not taken back."""
    in_force: list[int] = []
    for entry in without_slips(entries):
        match entry.payload:
            case e.Forwarded(draft=number) | e.Drafted(draft=number):
                in_force.append(number)
            case e.Undrafted(draft=number):
                in_force.remove(number)
    return in_force[-1]


def text_of(draft: int, entries: Iterable[e.Entry]) -> str:
    """The fingerprint of the text that was issued as this draft, once."""
    issued = [x.payload for x in entries if isinstance(x.payload, e.Forwarded | e.Drafted)]
    (found,) = [payload.fingerprint for payload in issued if payload.draft == draft]
    return found


def format_of(draft: int, entries: Iterable[e.Entry]) -> str:
    """The format in which this draft was issued; Draft 1 was tabled."""
    for payload in (entry.payload for entry in entries):
        if isinstance(payload, e.Tabled):
            found = payload.format
        if isinstance(payload, e.Drafted) and payload.draft == draft:
            return payload.format
    return found


def is_about_the_current_draft(position: e.PositionRecorded, before: list[e.Entry]) -> None:
    """Invariant 2; that it was the one shown is judged where it is asked."""
    assert position.draft == current_draft(before)
    assert position.fingerprint == text_of(position.draft, before)


def is_by_an_officer(entry: e.Entry, before: list[e.Entry]) -> None:
    """The rest of invariant 1: by the chair or a deputy of that caucus, at that time."""
    assert isinstance(entry.payload, e.PositionRecorded)
    council = councils.fold(before)
    assert entry.person in made.chairs_of(council, entry.payload.caucus)


def nothing_private_is_said(entry: e.Entry, before: list[e.Entry]) -> None:
    """Invariant 5: what a caucus wrote for itself stands only behind its own door."""
    payload = entry.payload
    if isinstance(payload, e.CaucusTextGiven | e.CaucusTextTakenBack | e.UnseatingReason):
        assert entry.audience == caucus_door(payload.caucus)
        return
    body = getattr(payload, "body", "")
    of_room = e.ObjectionPayload | e.CallPayload | e.DispositionCorrected
    if isinstance(payload, of_room) and body in CAUCUSES:
        assert entry.audience == caucus_door(body)
        return
    assert entry.audience in {"council", "public"}
    if "secret-" not in said(payload):
        return
    if isinstance(payload, e.ObjectionsDeclared):
        given = {out.concern for out in released_objections(before)}
        assert {o.concern for o in payload.objections if "secret-" in o.concern} <= given
        return
    assert isinstance(payload, e.PositionRecorded)
    raised = [x.payload for x in before if isinstance(x.payload, e.ObjectionRaised)]
    for out in payload.objections:
        (own,) = [x for x in raised if (x.body, x.number) == (payload.caucus, out.of)]
        assert out.concern == own.concern
    payload = replace(payload, objections=())
    if "secret-" not in said(payload):
        return
    assert payload.position == "agreed as amended"
    texts = in_force(payload.caucus, payload.draft, before)
    (released,) = [text for text in texts if text.number == payload.amendment]
    assert (payload.text, payload.text_format) == (released.text, released.format)
    assert said(payload).count("secret-") == 1


def released_objections(entries: Iterable[e.Entry]) -> list[e.ReleasedObjection]:
    """The objections that caucuses gave to plenary."""
    positions = [x.payload for x in entries if isinstance(x.payload, e.PositionRecorded)]
    return [out for payload in positions for out in payload.objections]


def is_what_was_asked(act: a.RecordPosition, recorded: e.PositionRecorded) -> None:
    """A text is released by its number, or was shown last; a yes has no note against it."""
    if act.position.releases_text:
        assert recorded.amendment == (act.text or act.shown_text)
        assert act.on in (0, act.shown) or not act.text
    if act.position.is_yes:
        assert act.note not in AGAINST


def in_force(caucus: str, draft: int, entries: Iterable[e.Entry]) -> list[e.CaucusTextGiven]:
    """The texts that a caucus gave on a draft and did not take back, in order."""
    found: list[e.CaucusTextGiven] = []
    for payload in (entry.payload for entry in entries):
        match payload:
            case e.CaucusTextGiven(caucus=key, draft=on) if (key, on) == (caucus, draft):
                found.append(payload)
            case e.CaucusTextTakenBack(caucus=key, draft=on) if (key, on) == (caucus, draft):
                assert found.pop().number == payload.number
                assert payload.current == (found[-1].number if found else 0)
    return found


def is_numbered_and_taken_back_in_order(entry: e.Entry, before: list[e.Entry]) -> None:
    """A caucus text has a number of its own; what is taken back was its latest, not released."""
    payload = entry.payload
    if isinstance(payload, e.CaucusTextGiven):
        numbers = [
            x.payload.number
            for x in before
            if isinstance(x.payload, e.CaucusTextGiven)
            and (x.payload.caucus, x.payload.draft) == (payload.caucus, payload.draft)
        ]
        assert payload.number == len(numbers) + 1
        assert payload.number not in numbers
    if isinstance(payload, e.CaucusTextTakenBack):
        in_force(payload.caucus, payload.draft, [*before, entry])
        assert payload.draft == current_draft(before)
        released = [
            (x.payload.caucus, x.payload.draft, x.payload.amendment)
            for x in before
            if isinstance(x.payload, e.PositionRecorded)
        ]
        assert (payload.caucus, payload.draft, payload.number) not in released


def the_record_replays(assembly: Assembly) -> None:
    """Invariant 4: the state is the fold of the entries and nothing else."""
    again = [written_and_read(entry) for entry in assembly.entries]
    assert again == assembly.entries
    of_proposal = [entry for entry in again if entry.proposal == made.PROPOSAL]
    of_council = [entry for entry in again if entry.proposal == e.COUNCIL_CHAIN]
    folded = proposals.fold(of_proposal)
    assert folded == assembly.proposal
    assert assembly.proposal is None or (folded and folded.latest == assembly.proposal.latest)
    assert councils.fold(of_council) == assembly.council


TestDeliberation = Deliberation.TestCase
TestDeliberation.settings = settings(
    max_examples=settings().max_examples,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


# --- fold ---------------------------------------------------------------------------------


def _long_record() -> tuple[e.Entry, ...]:  # noqa: PLR0915 - something of each kind
    """A record with an entry of every kind."""
    assembly = made.tabled()
    assembly.in_forum(a.Decline("no"))
    assembly.in_forum(a.Correct("a slip"))
    assembly.in_forum(a.Decline("no"))
    assembly.in_forum(a.Reopen("again"))
    assembly.in_forum(a.Withdraw("no"), "tabler")
    assembly.in_forum(a.Reopen("again"))
    assembly.in_forum(a.RaiseObjection("No.", most=3), "outsider")
    assembly.in_forum(a.JoinObjection(a.Label(1)), "observer")
    for why in ("A slip.", "A reason."):
        assembly.in_forum(a.DisposeOfObjections((a.Label(1),), Disposition.REJECTED, why))
    assembly.in_forum(a.Correct("a slip"))
    assembly.in_forum(a.JoinObjection(a.Label(1), "Still no."), "outsider")
    for person in ("outsider", "observer"):
        assembly.in_forum(a.LiftObjection(a.Label(1)), person)
    assembly.in_forum(a.Forward())
    assembly.in_plenary(a.IssueDraft("Second text."))
    assembly.in_plenary(a.Undraft("no"))
    assembly.in_plenary(a.Refer())
    assembly.in_plenary(a.SetDeadline(a.Term(until=2, at=1)))
    assembly.in_plenary(a.OpenSilence("Any objections?", assembly.term()))
    assembly.in_plenary(a.ExtendCall(assembly.term(2 * made.DAY)))
    assembly.in_plenary(a.RaiseObjection("No.", most=3), "cs chair")
    assembly.in_plenary(a.LiftObjection(a.Label(1)), "cs chair")
    assembly.in_plenary(a.OpenCall("Any other?", assembly.term()))
    assembly.time_ends("council", "gov chair")
    assembly.in_plenary(a.RaiseObjection("Too late.", most=3), "cs chair")
    assembly.in_caucus("gov", a.OpenCall("", assembly.term(30 * made.DAY)))
    assembly.in_caucus("gov", a.GiveCaucusText("Our wording."))
    assembly.in_caucus("gov", a.GiveCaucusText("Our worse wording."))
    assembly.in_caucus("gov", a.TakeBackCaucusText("a slip"))
    assembly.says("gov", Position.AMENDED)
    assembly.in_caucus("gov", a.TakeBackPosition("not yet"))
    assembly.in_plenary(a.Recall("time"))
    assembly.in_plenary(a.Correct("a slip"))
    assembly.in_plenary(a.Recall("time"))
    assembly.in_plenary(a.Return("again"))
    assembly.in_plenary(a.Recall("not yet"))
    assembly.in_plenary(a.Return("again"))
    assembly.in_caucus("cs", a.SetMethod(Method.BALLOT))
    assembly.in_caucus("cs", a.Ask("Well?", assembly.term()))
    assembly.in_caucus("cs", a.EndCall())
    assembly.all_agree()
    for words in ("Too much.", "Far too much."):
        assembly.in_plenary(a.MakeStatement(StatementKind.RESERVATION, words), "gov chair")
    assembly.in_plenary(a.Finalise())
    assembly.in_plenary(a.Correct("a slip"))
    assembly.in_plenary(a.Finalise())
    minority = a.MakeStatement(StatementKind.MINORITY, "More.", open_until=1)
    assembly.in_plenary(minority, "cs representative")
    assembly.in_forum(a.Reopen("again"), "council chair")
    assembly.in_plenary(a.Close("no"))
    assembly.in_caucus("gov", a.Unseat("gov representative", reason="A reason."))
    assembly.in_caucus("gov", a.Seat("newcomer"))
    assembly.in_caucus("gov", a.NameDeputy("newcomer"))
    assembly.in_caucus("gov", a.RemoveDeputy("newcomer"))
    assembly.in_caucus("gov", a.NameChair("newcomer"))
    assembly.in_plenary(a.NameObserver("guest"))
    assembly.in_plenary(a.RemoveObserver("guest"))
    assembly.in_caucus("cs", a.SetMethod(Method.POLL))
    assembly.in_direct_chat(a.NameChair("guest", "forum", "A reason."), "secretary")
    assembly.in_direct_chat(a.NameChair("forum chair", "forum", "Not so."), "forum chair")
    return tuple(assembly.entries)


LONG_RECORD = _long_record()


def test_the_long_record_has_an_entry_of_every_kind() -> None:
    assert {type(entry.payload) for entry in LONG_RECORD} == made.PRESENT_KINDS


@given(st.lists(st.sampled_from(LONG_RECORD), max_size=60))
def test_folding_a_proposal_never_refuses_whatever_entries_it_is_given(
    entries: list[e.Entry],
) -> None:
    proposal = proposals.fold(entries)
    assert (proposal is None) == (not entries)


@given(st.lists(st.sampled_from(LONG_RECORD), max_size=60))
def test_folding_the_council_never_refuses_whatever_entries_it_is_given(
    entries: list[e.Entry],
) -> None:
    assert isinstance(councils.fold(entries), councils.Council)


@given(st.permutations(LONG_RECORD))
def test_folding_never_refuses_a_record_in_any_order(entries: list[e.Entry]) -> None:
    assert proposals.fold(entries) is not None


def test_a_public_record_folds_to_the_texts_that_were_released() -> None:
    """Without the private entries, a released text is known from its release."""
    public = [entry for entry in LONG_RECORD if not entry.audience.startswith("caucus:")]
    proposal = proposals.fold(entry for entry in public if entry.proposal == made.PROPOSAL)
    assert proposal is not None
    assert [(text.text, text.released) for text in proposal.texts] == [("Our wording.", True)]


def test_every_kind_reads_back_as_it_was_written() -> None:
    assert tuple(written_and_read(entry) for entry in LONG_RECORD) == LONG_RECORD


def test_every_entry_s_values_are_strings_integers_and_lists_of_such() -> None:
    def plain(value: Any) -> bool:
        if isinstance(value, dict):
            return all(plain(item) for item in value.values())
        if isinstance(value, list):
            return all(plain(item) for item in value)
        return type(value) in {str, int}

    written = [json.loads(said(entry.payload)) for entry in LONG_RECORD]
    assert all(plain(values) for values in written)

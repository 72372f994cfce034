"""A made-up council and a made-up proposal, for the words to be about."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, get_args

import templates
from bot.clerk.not_taken import COMMANDS_SEEN, usage_seen
from bot.clerk.timers.due import KINDS
from bot.matrix import Doubt
from bot.relay import messages, places, visibility
from bot.relay.heard import Heard
from bot.relay.shown import struck_out
from bot.rooms.people.strangers import WHAT
from bot.rooms.replace import Why
from commands.parsing.command import Slip
from commands.parsing.errors import Usage, UsageError
from commands.registry import ACTS
from deliberation import acts as a
from deliberation import council as councils
from deliberation import entries as e
from deliberation import fold as proposals
from deliberation.binding_rules.rules import marked_fingerprint
from deliberation.corrections.latest import body_of
from deliberation.council import Council
from deliberation.errors import Code
from deliberation.namings import Naming, Namings
from deliberation.proposal import Proposal
from deliberation.terms import COUNCIL as MEMBERS
from deliberation.terms import (
    Authority,
    Disposition,
    EndedBy,
    Level,
    Method,
    NamingEnd,
    Result,
    RoomKind,
    Stage,
    StatementKind,
    caucus_door,
)
from deliberation.text import fingerprint
from templates.views import (
    CallView,
    CorrectableView,
    CouncilView,
    Data,
    DraftView,
    EntryView,
    ListedView,
    PlaceView,
    ProposalView,
    RegisterView,
)
from texts.read import Format

COMMANDS = COMMANDS_SEEN
PUBLIC = frozenset({"public"})
ALL_DOORS = PUBLIC | {MEMBERS, *map(caucus_door, ("gov", "cs"))}
TITLE = "Open networks"
NOTE = "It was long.\nIt was worth it."
FIRST = "# Aims\n\nNetworks are open to all.\n\n1. Access is *fair*.\n2. Nobody is left out.\n"
SECOND = "# Aims\n\nNetworks are open to everyone.\n\n1. Access is *fair*.\n2. Rates are public.\n"
DRAFT = DraftView(1, FIRST, "0" * 64, Format.MARKDOWN)
KEY = "wq0Yb2rN0Zs9cS4yQ8mUo1tq3mJ7w5b0y3mC6dQ9x1E"
OTHER_KEY = "Hk3z7Pq1Xc5Vb9Nm2Lk4Jh6Gf8Ds0Aa1Sw3Ed5Rf7Tg"
THIRD = SECOND + "3. A last clause.\n"

SEED = e.Constituted(
    name="Council of Examples",
    recommends_as="Forum of Examples",
    seats=2,
    chair="@chair:example.org",
    deputies=("@vice:example.org",),
    forum_chair="@forum-chair:example.org",
    forum_deputies=(),
    observers=("@observer:example.org",),
    caucuses=(
        e.CaucusSeed("gov", "Government", "@gov-chair:example.org", (), ("@gov-1:example.org",)),
        e.CaucusSeed(
            "cs",
            "Civil society",
            "@cs-chair:example.org",
            ("@cs-1:example.org",),
            ("@cs-1:example.org", "@cs-2:example.org"),
        ),
    ),
)


def entry(
    payload: e.Payload,
    stage: Stage | None,
    person: str,
    number: int = 1,
    plenary: str = "public",
) -> e.Entry:
    """Return an entry of P12, or of the roster if it leads to no stage."""
    when = 1_795_529_100_000
    cause, audience = f"${number}", e.audience(payload, plenary)
    chain = 12 if stage else 0
    return e.Entry(number, chain, audience, payload, stage, person, cause, when, when, cause)


FIRST_NUMBER = 2
"""Of the play's first entry: the council was constituted before."""
ASSEMBLED: Council = councils.apply(Council(), entry(SEED, None, ""))
COUNCIL: CouncilView = visibility.council_seen(ASSEMBLED)
"""The council as templates are given it."""


@dataclass(frozen=True)
class Step:
    """An entry of the play, and the place where its command was given."""

    payload: e.Payload
    stage: Stage
    person: str
    here: str


def play(
    title: str = TITLE, note: str = NOTE, texts: tuple[str, str, str] = (FIRST, SECOND, THIRD)
) -> list[Step]:
    """Return a course of P12 that has every kind of entry."""
    return _numbered(_course(title, note, texts))


def _numbered(steps: list[Step]) -> list[Step]:
    """Return steps, in which what is about a call names the entry of the one before it."""
    numbered, call = list[Step](), 0
    for number, step in enumerate(steps, FIRST_NUMBER):
        payload = step.payload
        call = number if isinstance(payload, e.CallOpened | e.QuestionPut) else call
        if isinstance(payload, e.CallExtended | e.Finding | e.QuestionCounted):
            step = replace(step, payload=replace(payload, call=call))  # noqa: PLW2901
        numbered.append(step)
    return numbered


def _course(title: str, note: str, texts: tuple[str, str, str]) -> list[Step]:
    one, two, three = texts
    mark = fingerprint
    plenary, cs, gov = "P12/plenary", "P12/caucus:cs", "P12/caucus:gov"
    chair, vice, tabler = "@chair:example.org", "@vice:example.org", "@tabler:example.org"
    gov_chair, cs_chair = "@gov-chair:example.org", "@cs-chair:example.org"
    forum_chair = "@forum-chair:example.org"
    last = (e.LastPosition("gov", "not agreed", 2), e.LastPosition("cs", "", 0))
    before, around, tabled = Stage.PLENARY, Stage.CAUCUSES, Stage.TABLED
    return [
        Step(e.Tabled(title, title, one, mark(one), "markdown"), tabled, tabler, "forum"),
        Step(e.Declined(note), Stage.DECLINED, forum_chair, "forum"),
        Step(e.Reopened(note), tabled, forum_chair, "forum"),
        *_objected("forum", (mark(one), note), tabled, ("@visitor:example.org", forum_chair)),
        *_called("forum", (mark(one), note), tabled, forum_chair),
        Step(e.Forwarded(note, 1, mark(one)), before, forum_chair, "forum"),
        *_called("council", (mark(one), note), before, chair),
        *_objected("council", (mark(one), note), before, ("@cs-1:example.org", chair)),
        Step(e.Referred(1, 1, mark(one), note, _UNTIL), around, chair, plenary),
        Step(e.DeadlineSet(1, 1, _UNTIL + 90_000_000), around, chair, plenary),
        Step(e.DeadlineSet(1, 1, 0), around, chair, plenary),
        Step(e.DeadlineSet(1, 1, _UNTIL), around, chair, plenary),
        *_objected("cs", (mark(one), note), around, ("@cs-1:example.org", cs_chair)),
        *_called("cs", (mark(one), note), around, cs_chair),
        *_asked((mark(one), note), around, cs_chair),
        Step(e.PositionRecorded("gov", "agreed", 1, mark(one), 1, ""), around, gov_chair, gov),
        Step(e.CaucusTextGiven("cs", 1, 1, two, mark(two), "markdown"), around, cs_chair, cs),
        Step(e.CaucusTextGiven("cs", 1, 2, three, mark(three), "markdown"), around, cs_chair, cs),
        Step(e.CaucusTextTakenBack("cs", 1, 2, 1, note), around, cs_chair, cs),
        Step(
            e.PositionRecorded(
                *("cs", "agreed as amended", 1, mark(one), 1, note),
                *(1, two, mark(two), "markdown"),
            ),
            around,
            "@cs-1:example.org",
            cs,
        ),
        Step(e.RoundClosed(1, 1), before, "@cs-1:example.org", cs),
        Step(e.Drafted(2, two, mark(two), "markdown"), before, chair, plenary),
        Step(_calling_for_rules(3, three, note), before, chair, plenary),
        Step(e.Undrafted(3, 2, note), before, chair, plenary),
        Step(e.Referred(2, 2, mark(two), ""), around, vice, plenary),
        Step(e.Recalled(2, 2, note, ()), before, chair, plenary),
        Step(e.Returned(3, 2, mark(two), note, _UNTIL), around, chair, plenary),
        Step(
            replace(
                e.PositionRecorded("gov", "not agreed", 2, mark(two), 3, note),
                objections=(e.ReleasedObjection(1, 4, note, ("1",), 2, mark(two)),),
            ),
            *(around, gov_chair, gov),
        ),
        Step(e.PositionRecorded("cs", "agreed", 2, mark(two), 3, ""), around, cs_chair, cs),
        Step(e.RoundClosed(3, 2), before, cs_chair, cs),
        Step(e.Returned(4, 2, mark(two), note), around, chair, plenary),
        Step(e.Recalled(4, 2, note, ("cs", "gov")), before, chair, plenary),
        Step(
            e.PositionRecorded("gov", "agreed", 2, mark(two), 4, "", revises="not agreed"),
            *(before, gov_chair, gov),
        ),
        Step(
            e.PositionRecorded("gov", "not agreed", 2, mark(two), 4, note, revises="agreed"),
            *(before, gov_chair, gov),
        ),
        *_corrected(note, chair, plenary),
        *_stated(before, mark(two), note),
        Step(e.Closed(note, last), Stage.NO_CONSENSUS, chair, plenary),
        Step(_declared("council", mark(two), note), Stage.NO_CONSENSUS, chair, plenary),
        *_stated(Stage.NO_CONSENSUS, mark(two), note),
        Step(e.Reopened(note), before, chair, "forum"),
        Step(e.Recommended(2, mark(two), two, note, "markdown"), Stage.RECOMMENDED, chair, plenary),
        Step(_statements(mark(two), note), Stage.RECOMMENDED, chair, plenary),
        *_stated(Stage.RECOMMENDED, mark(two), note),
        Step(e.Reopened(note), before, chair, "forum"),
        Step(e.Withdrawn(note), Stage.WITHDRAWN, tabler, "forum"),
    ]


def _objected(
    body: str, words: tuple[str, str], stage: Stage, who: tuple[str, str]
) -> Iterator[Step]:
    """Yield a course of objections in a body's room, with every kind of entry about them.

    ``words`` are the draft's fingerprint and a note, ``who`` are a member and the chair.
    """
    (mark, note), (person, chair) = words, who
    here = {"forum": "forum", "council": "P12/plenary"}.get(body, f"P12/caucus:{body}")
    text = 1, 0, mark
    for number, clauses, binding in ((1, (), 1), (2, ("1", "2"), 0), (3, ("1",), 1)):
        payload = e.ObjectionRaised(body, number, *text, note, clauses, binding)
        yield Step(payload, stage, person, here)
    others = ("@gov-1:example.org", "@observer:example.org")
    for other in others:
        yield Step(e.ObjectionJoined(body, 1, note, 1), stage, other, here)
    yield Step(e.ObjectionLifted(body, 1, note, 2), stage, others[0], "direct:!chat")
    yield Step(e.ObjectionLifted(body, 1, "", 1), stage, others[1], here)
    for disposition in Disposition:
        by = text if disposition is Disposition.ACCOMMODATED else (0, 0, "")
        own = (1,) if disposition is Disposition.INVALID else ()
        done = e.ObjectionsDisposed(body, (1, 2), disposition.value, note, *by, own)
        yield Step(done, stage, chair, here)
    for changed in (1, 0):
        yield Step(e.ObjectionRaisedAgain(body, 1, *text, note, changed), stage, person, here)
    yield Step(e.ObjectionLifted(body, 3, note, 0), stage, person, "direct:!chat")


def _called(body: str, words: tuple[str, str], stage: Stage, chair: str) -> Iterator[Step]:
    """Yield calls in a body's room, with every end that one may have; ``words`` as before."""
    mark, note = words
    here = {"forum": "forum", "council": "P12/plenary"}.get(body, f"P12/caucus:{body}")
    people = () if body == "forum" else ("@cs-1:example.org",)
    silent = () if body == "forum" else ("@cs-chair:example.org", "@cs-2:example.org")
    numbers = (1, 2) if body == "cs" else ()
    for result, by in (
        (Result.NO_OBJECTION, EndedBy.TIME),
        (Result.OBJECTIONS, EndedBy.CHAIR),
        (Result.BROKEN, EndedBy.OBJECTION),
    ):
        silence = int(result is Result.BROKEN)
        opened = e.CallOpened(body, 1, 0, mark, _UNTIL, silence, note if silence else "")
        found = 0, 1, 0, mark, result.value, by.value, people, silent, 1
        yield Step(opened, stage, chair, here)
        if by is EndedBy.TIME:
            yield Step(e.CallExtended(body, 0, _UNTIL + 86_400_000), stage, chair, here)
        objections = numbers if result is not Result.NO_OBJECTION else ()
        finding = e.Finding(body, *found, objections)
        yield Step(finding, stage, chair if by is EndedBy.CHAIR else "@bot:example.org", here)


def _asked(words: tuple[str, str], stage: Stage, chair: str) -> Iterator[Step]:
    """Yield questions in a caucus's room, with every end that one may have; ``words`` as before."""
    (mark, note), here = words, "P12/caucus:cs"
    people = ("@cs-1:example.org", "@cs-2:example.org", "@new:example.org")
    course = (
        (Method.POLL, Result.REACHED, EndedBy.TIME),
        (Method.POLL, Result.NOT_REACHED, EndedBy.CHAIR),
        (Method.POLL, Result.NO_QUORUM, EndedBy.TIME),
        (Method.BALLOT, Result.REACHED, EndedBy.ALL),
        (Method.BALLOT, Result.NO_QUORUM, EndedBy.CHAIR),
        (Method.BALLOT, Result.TOO_FEW, EndedBy.TIME),
        (Method.BALLOT, Result.VOID, EndedBy.TIME),
    )
    for method, result, by in course:
        how = method.value, "2/3", "two-thirds", 5, people
        asked = note if by is EndedBy.TIME else ""
        yield Step(e.QuestionPut("cs", 1, 0, mark, _UNTIL, asked, *how), stage, chair, here)
        one = int(method is Method.POLL or result.is_valid)
        names = people if method is Method.POLL else ()
        counted = e.QuestionCounted(
            *("cs", 0, 1, 0, mark, method.value, result.value, by.value, one, one, one),
            *(names[:1], names[1:2], names[2:], names[1:2]),
            removed=("@new:example.org",) if result.is_valid else (),
        )
        yield Step(counted, stage, chair if by is EndedBy.CHAIR else "@bot:example.org", here)


def _stated(stage: Stage, mark: str, note: str) -> Iterator[Step]:
    """Yield statements on Draft 2: a caucus's of each kind, a representative's, one replaced."""
    made = e.StatementAttached if stage is Stage.RECOMMENDED else e.StatementMade
    said = [("cs", each.value, 0) for each in StatementKind] + [
        ("", "minority", 0),
        ("", "minority", 9),
    ]
    for caucus, kind, replaces in said:
        person = "@cs-chair:example.org" if caucus else "@cs-2:example.org"
        payload = made(caucus, kind, 2, mark, note, replaces)
        yield Step(payload, stage, person, "P12/plenary")


def _statements(mark: str, note: str) -> e.StatementsDeclared:
    made = (("cs", "@cs-chair:example.org"), ("", "@cs-2:example.org"))
    return e.StatementsDeclared(
        2, mark, tuple(e.DeclaredStatement(*by, "minority", note) for by in made)
    )


def _corrected(note: str, chair: str, plenary: str) -> Iterator[Step]:
    """Yield corrections of every kind, each of an entry that isn't there: it changes nothing."""
    cs_chair, cs = "@cs-chair:example.org", "P12/caucus:cs"
    for act in ("referred", "returned", "recalled", "undrafted"):
        corrected = e.Corrected("council", 9_999, act, 2, note)
        yield Step(corrected, Stage.PLENARY, chair, plenary)
    taken_back = e.Corrected("council", 9_999, "recalled", 2, note)
    yield Step(taken_back, Stage.CAUCUSES, chair, plenary)
    yield Step(e.Corrected("cs", 9_999, "position", 2, note), Stage.PLENARY, cs_chair, cs)
    forum_chair = "@forum-chair:example.org"
    declined = e.CorrectedInForum(9_999, "declined", note)
    yield Step(declined, Stage.PLENARY, forum_chair, "forum")
    for act in ("recommended", "closed"):
        outcome = e.OutcomeCorrected(9_999, act, 2, note)
        yield Step(outcome, Stage.PLENARY, chair, plenary)
    disposition = e.DispositionCorrected("cs", 9_999, (1, 2), note)
    yield Step(disposition, Stage.PLENARY, cs_chair, cs)
    none = e.PositionTakenBack("cs", 2, "agreed", note)
    yield Step(none, Stage.PLENARY, cs_chair, cs)


def _declared(body: str, mark: str, note: str) -> e.ObjectionsDeclared:
    each = tuple(
        e.DeclaredObjection(n, note, ("1",), 1, 0, ("@cs-1:example.org",), "", 1, became, note)
        for n, became in enumerate(("", "lifted", *Disposition), 1)
    )
    named = e.DeclaredObjection(9, note, (), 1, 0, (), "cs", 0, "", "")
    return e.ObjectionsDeclared(body, 2, mark, (*each, named))


_UNTIL = 1_795_529_100_000 + 7 * 86_400_000
_NAMED = ("@cs-chair:example.org", NOTE, 1_795_788_300_000, 1_796_047_500_000)
NAMINGS = (
    e.NamingAnnounced("chair", "cs", "@new:example.org", *_NAMED),
    e.NamingAnnounced("deputy", "cs", "@cs-2:example.org", *_NAMED),
    e.NamingAnnounced("undeputy", "cs", "@cs-1:example.org", *_NAMED),
    e.NamingAnnounced("chair", "council", "@new:example.org", *_NAMED),
    e.NamingAnnounced("chair", "forum", "@new:example.org", "", *_NAMED[1:]),
)
ROSTER: tuple[e.Payload, ...] = (
    SEED,
    e.Seated("cs", "@new:example.org"),
    e.Unseated("cs", "@cs-2:example.org"),
    e.UnseatingReason("cs", "@cs-2:example.org", NOTE),
    e.ChairNamed("cs", "@new:example.org", "@cs-chair:example.org", 1),
    e.ChairNamed("cs", "@new:example.org", "@cs-chair:example.org", 0),
    e.ChairNamed("council", "@new:example.org", "@chair:example.org", 0),
    e.DeputyNamed("cs", "@cs-2:example.org"),
    e.DeputyRemoved("forum", "@cs-1:example.org"),
    e.ObserverNamed("@new:example.org"),
    e.ObserverRemoved("@observer:example.org"),
    *(e.MethodSet("cs", each.value, "2/3", "two-thirds") for each in Method),
    e.Unseated("cs", "@cs-1:example.org"),
    replace(SEED, caucuses=SEED.caucuses[1:]),
    *NAMINGS,
    *(
        e.NamingEnded(each.change, each.body, each.person, end.value, NOTE)
        for each in NAMINGS[:3]
        for end in NamingEnd
    ),
)


def heard(steps: list[Step], plenary: str = "public") -> Iterator[Heard]:
    """Yield what the relay hears of the steps, and of every change of the roster."""
    before: Proposal | None = None
    for number, step in enumerate(steps, FIRST_NUMBER):
        item = entry(step.payload, step.stage, step.person, number, plenary)
        after = proposals.apply(before, item)
        told = Heard(item, before, after, ASSEMBLED, step.here, plenary, "ab" * 32)
        told = replace(told, statements=14 * 86_400_000)
        forum, server = ("!forum:example.org", "example.org") if after.stage.ended else ("", "")
        yield replace(told, forum=forum, server=server)
        before = after
    for payload in ROSTER:
        yield of_roster(payload, plenary=plenary)
    for naming in NAMINGS:
        yield taken_effect(naming, plenary)


def of_roster(
    payload: e.Payload, was: Council = ASSEMBLED, person: str = "", plenary: str = "public"
) -> Heard:
    """Return what the relay hears of a change of the roster, which Civil society's chair made."""
    item = entry(payload, None, person or "@cs-chair:example.org", 2)
    was, here = (Council(), "") if payload is SEED else (was, "" if person else "P12/caucus:cs")
    now = councils.apply(was, item)
    return Heard(item, None, None, now, here, plenary, "ab" * 32, was=was, live=(12,))


def taken_effect(naming: e.NamingAnnounced, plenary: str = "public") -> Heard:
    """Return what the relay hears when a naming by the secretariat takes effect."""
    was = councils.apply(ASSEMBLED, entry(naming, None, "@secretary:example.org"))
    body, person = naming.body, naming.person
    done: dict[str, e.Payload] = {
        "chair": e.ChairNamed(body, person, naming.chair, 0),
        "deputy": e.DeputyNamed(body, person),
        "undeputy": e.DeputyRemoved(body, person),
    }
    return of_roster(done[naming.change], was, "@bot:example.org", plenary)


def proposal(until: type[e.Payload] = e.RoundClosed) -> ProposalView:
    """Return P12 as it stands after the last entry of a kind, for those who see all of it."""
    found = [h.after for h in heard(play()) if isinstance(h.entry.payload, until)]
    assert found[-1] is not None
    return visibility.proposal_seen(found[-1], ALL_DOORS, "public")


def begun() -> ProposalView:
    """Return P12 while a round with a deadline is open, for those who see all of it."""
    found = [h.after for h in heard(play()) if isinstance(h.entry.payload, e.DeadlineSet)]
    assert found[-1] is not None
    return visibility.proposal_seen(found[-1], ALL_DOORS, "public")


def registers() -> tuple[RegisterView, ...]:
    """Return the registers as they stand then, for those who see all of them."""
    found = [h.after for h in heard(play()) if isinstance(h.entry.payload, e.RoundClosed)]
    return visibility.registers_seen(found[-1], ALL_DOORS, "public")


MOST_OF_A_KIND = 4


def entries() -> list[EntryView]:
    """Return every kind of entry, at most four of each, for those who see all of them.

    So many fit in one message, as those fit that the history shows.
    """
    of_kind: Counter[str] = Counter()
    some: list[e.Entry] = []
    for each in (h.entry for h in heard(play())):
        of_kind[each.payload.kind] += 1
        some += [each] if of_kind[each.payload.kind] <= MOST_OF_A_KIND else []
    return visibility.entries_seen(some, ALL_DOORS)


ACTS_NAMED = tuple(each.__name__ for each in (*get_args(a.ProposalAct), *get_args(a.RosterAct)))
"""What help may say that somebody may do."""


def place(name: str) -> PlaceView:
    """Return a place as templates are given it."""
    return visibility.place_seen(places.parse(name))


Sample = tuple[str, dict[str, Any]]


def slip() -> list[Step]:
    """Return the play until its second draft, which is taken back; the first was referred."""
    begun = list(takewhile(lambda step: not isinstance(step.payload, e.Drafted), play()))
    who = Stage.PLENARY, "@chair:example.org", "P12/plenary"
    drafted = e.Drafted(2, SECOND, fingerprint(SECOND), "markdown")
    return [*begun, Step(drafted, *who), Step(e.Undrafted(2, 1, "no"), *who)]


def _calling_for_rules(draft: int, text: str, note: str) -> e.Drafted:
    rules = "national", ("1",)
    return e.Drafted(draft, text, marked_fingerprint(text, *rules), "markdown", *rules, note)


def called(*, asks: bool = False) -> list[CallView]:
    """Return calls as their messages say how they stand: open, ended and lapsed."""
    after = [h.after for h in heard(play()) if isinstance(h.entry.payload, e.CallPayload)]
    found = dict.fromkeys(
        visibility.call_seen(call, proposal, ASSEMBLED, agreed)
        for proposal in after
        if proposal
        for call in proposal.calls
        for agreed in ((), ("@cs-1:example.org", "@gov-1:example.org"))
    )
    found = {view: None for view in found if (view.question is not None) is asks}
    lapsed = [replace(view, lapsed=True) for view in found if view.is_open]
    return [*found, *lapsed]


def slips() -> tuple[CorrectableView, ...]:
    """Return one of each kind of act that can be taken back."""
    kinds = ("position", "referred", "returned", "recalled", "undrafted", "declined", "disposition")
    return tuple(CorrectableView(kind, _UNTIL) for kind in kinds)


def known_calls() -> tuple[CallView, ...]:
    """Return those that status shows: lapsed ones are not among them."""
    return tuple(view for view in called() if not view.lapsed)


def posted(steps: list[Step], plenary: str = "public") -> list[Sample]:
    """Return each message that the relay posts, by its template and data."""
    return [(p.words, dict(p.data)) for h in heard(steps, plenary) for p in messages.posts(h)]


def struck() -> list[Sample]:
    """Return the messages that told of acts, struck out since the acts were slips."""
    told = (h for h in heard(play()) if body_of(h.entry.payload))
    posts = (p for h in told for p in messages.posts(h) if not p.shows)
    return [(p.words, dict(p.data)) for p in (struck_out(post, "key") for post in posts)]


def answers() -> list[Sample]:
    """Return what the clerk and the courier say besides."""
    now = proposal()
    seen: dict[str, Any] = {"council": COUNCIL, "doors": PUBLIC, "place": None}
    standing = [replace(now, number=n, stage=stage) for n, stage in enumerate(Stage, 1)]
    listed = [ListedView(each.number, each.title, each.stage) for each in standing]
    help_: dict[str, Any] = {"commands": COMMANDS, **seen}
    return [
        *struck(),
        ("listing", {"proposals": [], **seen}),
        ("listing", {"proposals": listed, **seen}),
        *(("status", {"proposal": p, "registers": (), **_CLOCK, **seen}) for p in standing),
        ("status", {"proposal": now, "registers": registers(), **_CLOCK, **seen}),
        ("status", {"proposal": begun(), "registers": (), **_CLOCK, **seen}),
        ("status", {"proposal": begun(), "calls": known_calls(), **_CLOCK, **seen}),
        *(
            ("status", {"proposal": begun(), "correctable": slip, "place": where, **_CLOCK, **seen})
            for where in (place("forum"), place("P12/plenary"))
            for slip in slips()
        ),
        *(
            ("call", {"call": view, **_BEGUN, **_CLOCK, "place": place(where)})
            for view in called()
            for where in ("forum", "P12/plenary", "P12/caucus:cs")
            if (view.body == "forum") == (where == "forum")
        ),
        *(
            (name, {"call": view, **_BEGUN, **_CLOCK, "place": place("P12/caucus:cs")})
            for view in called(asks=True)
            for name in ("question", "ballot_taken", "ballot_elsewhere")
            if view.is_open or name == "question"
        ),
        *(
            (name, {"person": "@new:example.org"})
            for name in ("not_asked", "question_ended", "ballot_watched", "ballot_void")
        ),
        ("answer_overtaken", {"person": "@new:example.org"}),
        *(
            ("ballot_unclear", {"person": "@new:example.org", "ballots": ballots})
            for ballots in (1, 2)
        ),
        *(
            ("call_lapsed", {"call": view, **_BEGUN, "place": place("forum")})
            for view in called()
            if view.lapsed
        ),
        *(
            (name, {"proposal": begun(), "council": COUNCIL, "until": _UNTIL, **_CLOCK})
            for name in ("reminder", "deadline_passed")
        ),
        *(
            ("reminder_for_nobody", {**_CLOCK, "caucuses": keys, "until": _UNTIL, **_BEGUN})
            for keys in (("cs",), ("gov", "cs"))
        ),
        *(
            ("objections", {"proposal": now, "registers": known, "label": label, **seen})
            for known in (registers(), ())
            for label in ("", "O1", "O2", "cs.O1", "O9")
        ),
        ("text", {"proposal": now, "version": now.current, **seen}),
        ("text", {"proposal": now, "version": now.texts[0], **seen}),
        (
            "text",
            {"proposal": now, "version": DraftView(1, FIRST, "0" * 64, Format.MARKDOWN), **seen},
        ),
        ("text", {"proposal": now, "version": now.current, "clause": "1", **seen}),
        *(
            ("text", {"proposal": final, "version": final.current, **seen})
            for final in (proposal(e.StatementAttached), proposal(e.StatementMade))
        ),
        *(
            ("status", {"proposal": proposal(kind), "registers": (), **_CLOCK, **seen})
            for kind in (e.StatementMade, e.StatementAttached, e.Withdrawn)
        ),
        *(
            ("plenary_closed", {"proposal": of, "forum": forum, "server": "example.org"})
            for of in (now, proposal(e.StatementAttached))
            for forum in ("!forum:example.org", "")
        ),
        ("diff", {"proposal": now, "old": now.drafts[0], "new": now.texts[0], **seen}),
        *(
            ("diff", {"proposal": now, **between(now), "was": was, "now": is_now, **seen})
            for was, is_now in ((("1",), ("1",)), (("1",), ()), ((), ("1", "2")))
        ),
        *(
            ("preview", {"text": FIRST, "format": form, "idle": idle, "proposal": of, **seen})
            for form in Format
            for of in (now, None)
            for idle in ("", "%seat @x:y.org <b>")
        ),
        ("history", {"number": 12, "entries": entries(), "earlier": 0, **seen}),
        ("history", {"number": None, "entries": entries(), "earlier": 3, **seen}),
        ("history", {"number": 12, "entries": [], "earlier": 0, **seen}),
        ("roster", {"head": "cd" * 32, **seen}),
        ("roster", {"head": "", **seen, "council": visibility.council_seen(_ANNOUNCED)}),
        *(
            ("help", {"command": None, "all": is_all, "may": may, **help_, "place": place(where)})
            for where in ("forum", "P12/plenary", "P12/caucus:cs", "direct:!chat")
            for is_all, may in ((True, {}), (False, {}), (False, dict.fromkeys(ACTS_NAMED, (12,))))
        ),
        *(("help", {"command": command, **help_}) for command in COMMANDS.values()),
        ("unknown", {"word": "refr", "nearest": "refer", "form": "", "place": None}),
        ("unknown", {"word": "xyz", "nearest": None, "form": "", "place": None}),
        *(
            ("instead", {"line": "draft", "slip": slip, "takes_text": text, "place": None})
            for slip in Slip
            for text in (False, True)
        ),
        ("talk", {"place": None}),
        *(
            (name, {"place": None})
            for name in (
                "edited",
                "deleted",
                "encrypted",
                "welcome",
                "unread",
                "unprotected",
                "in_clear",
                "flooded",
            )
        ),
        *(
            ("turn", {**showing(DRAFT), "kind": kind, "stage": stage, "person": "@new:example.org"})
            for kind, stage in (
                (RoomKind.PLENARY, Stage.PLENARY),
                (RoomKind.CAUCUS, Stage.CAUCUSES),
            )
        ),
        ("briefing", {"proposal": now, "people": ("@new:example.org",), "place": None, **seen}),
        ("overtaken", {"line": "!consensus yes <b>", "place": None}),
        ("unfetched", {"place": None}),
        ("not_alone", {}),
        ("gap", {}),
        ("bug", {"reference": "0a1b2c3d", "place": None}),
        ("not_rendered", {"reference": "0a1b2c3d"}),
        ("plenary_open", {"number": 12, "title": now.title, **_PLENARY}),
        ("space_open", {"number": 12, "title": now.title, **_PLENARY}),
        ("greeting", {"council": COUNCIL}),
        *(
            ("convened", {"slug": "examples", "server": "example.org", "encrypted": encrypted})
            for encrypted in (True, False)
        ),
        ("alias_taken", {"alias": "#examples:example.org"}),
        *(
            (name, {"person": "@new:example.org"})
            for name in ("not_invited", "refuses_invitation", "invitation_waits")
        ),
        ("stopped", {"kind": "unknown", "rooms": "forum, P12/plenary", "number": "31"}),
        ("stopped", {"kind": "gone", "rooms": "forum", "number": "31"}),
        ("restored", {"behind": "record", "number": 31, "at": 1_700_000_000_000}),
        ("restored", {"behind": "homeserver", "number": 31, "at": 1_700_000_000_000}),
        ("parked", {"place": "P12/plenary", "error": "M_TOO_LARGE"}),
        ("ran_out", {"due": _DUE}),
        *(
            ("not_done", {"kind": kind, "place": "P12/plenary", "reference": "0a1b2c3d"})
            for kind in (*KINDS, "of a later release")
        ),
        *(("moved", {"why": why.value}) for why in Why),
        *(("intruded", each) for each in INTRUSIONS),
        *(
            ("intruded_told", {"place": "P12/plenary", "room_id": "!room", **each})
            for each in INTRUSIONS
        ),
        ("taken", {"place": "P12/plenary", "room_id": "!room"}),
        ("upgraded", {"place": "P12/plenary", "room_id": "!room"}),
        ("lost", {"place": "P12/plenary", "room_id": "!room"}),
        ("banned", {"place": "P12/plenary", "person": "@new:example.org"}),
        ("gone", {"place": "P12/plenary", "person": "@new:example.org"}),
        (
            "others_govern",
            {"place": "P12/plenary", "room_id": "!room", "people": "@new:example.org"},
        ),
        *(("rooms_ready", {"ready": ready, "total": 5}) for ready in (1, 3, 5)),
        *(("inviting", each) for each in INVITING),
        *(("inviting_told", {"number": number, **each}) for number in (0, 12) for each in INVITING),
        ("paused_entry", {"place": "P12/plenary", "room_id": "!room"}),
        ("paused_power", {"place": "P12/plenary", "room_id": "!room"}),
        *_identities(seen),
        *(("refusal", refusal(code, fields)) for code, fields in REFUSALS),
        *(("usage", usage(code)) for code in Usage),
        *(("usage", usage(Usage.REPLY_DOUBTFUL, doubt)) for doubt in (*Doubt, "in_clear")),
        *(("usage", {**usage(code), "commands": COMMANDS}) for code in Usage),
    ]


def _identities(seen: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what is said of identities, each with what its words are given."""
    council = {"council": seen["council"], "person": "@new:example.org"}
    for body in ("cs", "council", ""):
        about = {**council, "body": body}
        yield from ((name, {**about, "place": None}) for name in ("unsigned", "identity_gone"))
        yield "identity_differs", {**about, "place": None}
        yield from (("identity_changed", {**about, "gone": gone}) for gone in (True, False))
        for pinned, now in ((KEY, KEY), (KEY, OTHER_KEY), (KEY, ""), ("", "")):
            keys = {"pinned": pinned, "seen": now, "place": None}
            yield from (("identity", {**about, **keys, "devices": d}) for d in ("signed", "any"))
    for by in ("@chair:example.org", ""):
        yield from (("identity_confirmed", {**council, "key": key, "by": by}) for key in (KEY, ""))
    said = {**council, "key": KEY, "by": "@chair:example.org", "place": None}
    yield "identity_confirmed_answer", said


def between(now: ProposalView) -> dict[str, Any]:
    """Return two texts to be compared."""
    return {"old": now.drafts[0], "new": now.drafts[1]}


_CLOCK = {"zone": "Europe/Zurich", "now": 1_795_529_100_000}
_BEGUN = {"proposal": begun(), "council": COUNCIL}
_UNDER_WAY = tuple(Naming(n, "@s:e.org", 1, **vars(each)) for n, each in enumerate(NAMINGS))
_ANNOUNCED = replace(ASSEMBLED, namings=Namings(_UNDER_WAY))
_AT = 1_700_000_000_000
INTRUSIONS = [
    {"what": what, "person": "@new:example.org", "by": by, "at": _AT}
    for what in (*WHAT.values(), "raised", "loosened")
    for by in ("bot", "@admin:example.org", *(("",) if what in ("came", "knocked") else ()))
]
INVITING = [
    {"people": people, "left": left, "until": 1_700_000_000_000}
    for people, left in ((18, 54), (1, 2), (1, 1), (0, 0))
]
_DUE = [{"at": 1_700_000_000_000, "place": "P12/plenary", "kind": kind} for kind in KINDS]
_PLENARY = {"room_id": "!r:example.org", "server": "example.org"}


def refusal(code: Code, fields: dict[str, Any]) -> dict[str, Any]:
    """Return what the words of a refusal are given."""
    data = {"code": code, "fields": fields, "acts": ACTS}
    named = {"council": COUNCIL, "proposal": proposal(), "place": None, "zone": "UTC"}
    return {**data, **named}


_WHO = {"person": "@new:example.org", "body": "cs"}
_ON = {"proposal": 12, "draft": 3}
RECORDED = {
    "caucus": "cs",
    "person": "@cs-1:example.org",
    "position": "not agreed",
    "draft": 3,
    "recorded": 1_795_514_400_000,
    "entry": 31,
}
_IN = {"clause": "7", "draft": 3, "caucus": "", "number": 0}
_IN_CAUCUS = {"caucus": "cs", "number": 2}
MISSING = (
    {"caucus": "gov", "name": "Government", "why": "no_position"},
    {"caucus": "cs", "name": "Civil society", "why": "stale", "on": 1, "position": "agreed"},
    {"caucus": "ps", "name": "Private sector", "why": "lapsed", "on": 3, "position": "agreed"},
    {"caucus": "tech", "name": "Technical", "why": "not_agreed", "on": 3, "position": "not agreed"},
)
_NOT_REFERRED = ({"caucus": "gov", "name": "Government", "why": "draft_not_referred"},)
_RELEASE = {"draft": 3, "caucus": "cs", "named": 2, "on": 1}
_INSTEAD = (
    {"act": "Forward", "proposal": 12, "caucus": "", "text": 0},
    {"act": "Finalise", "proposal": 12, "caucus": "", "text": 0},
    {"act": "RecordPosition", "proposal": 12, "caucus": "cs", "text": 0},
    {"act": "RecordPosition", "proposal": 12, "caucus": "cs", "text": 2},
)
_CORRECTABLE = (
    *("position", "referred", "returned", "recalled", "undrafted", "declined", "disposition"),
)
_RESTING = (
    *("drafted", "reopened", "withdrawn", "recommended", "closed", "forwarded", "round_closed"),
    *("position_taken_back", "objection_lifted", "objection_again"),
)
_CORRECTED = {
    "body": "cs",
    "act": "position",
    "recorded_by": "@cs-1:example.org",
    "recorded": 1_795_514_400_000,
}
_LABELLED = {"label": "O3", "body": "council", "disposition": ""}
_BEFORE = [{"amended": int(n == 1), "silence": int(n == 2)} for n in range(3)]
_STANDING = {"draft": 3, "caucus": "cs", "number": 2, "room_id": "!r:e.org", "server": "e.org"}
_OBJECTED = [
    {
        "label": f"O{n}",
        "body": "council",
        "disposition": d,
        "concern": NOTE * 30,
        "event": event,
        "clauses": ("1",) * (n % 2),
        "by": by,
        "by_caucus": "cs",
        "by_text": by,
    }
    for n, (d, event, by) in enumerate(
        (("", "$e", 0), ("upheld", "", 0), ("accommodated", "$e", 1)) * 8, 1
    )
]
_OFFICER_ACTS = ("NameChair", "NameDeputy", "RemoveDeputy")
_ROOMS = (RoomKind.PLENARY, RoomKind.DIRECT)

REFUSALS: list[tuple[Code, dict[str, Any]]] = [
    (Code.NO_SUCH_PROPOSAL, {}),
    (Code.NO_SUCH_PROPOSAL, {"proposal": 99}),
    (Code.WRONG_ROOM, {"act": "Refer", "rooms": _ROOMS}),
    (Code.WRONG_ROOM, {"command": "refer", "rooms": _ROOMS}),
    *(
        (Code.NOT_AUTHORISED, {"who": who, "body": "cs", "proposal": 12})
        for who in Authority
        if who is not Authority.ANYONE  # whom nobody can fail to be
    ),
    (Code.NOT_AUTHORISED, {"who": Authority.CHAIR, "body": "", "proposal": 12}),
    *(
        (Code.WRONG_STAGE, {**_ON, "stage": stage, "sources": ["plenary"], "act": "Refer"})
        for stage in Stage
    ),
    (Code.NEVER_REFERRED, {"proposal": 12}),
    (Code.DRAFT_NOT_REFERRED, _ON),
    (Code.DRAFT_NOT_SHOWN, _ON),
    (Code.DRAFT_NOT_CURRENT, {"shown": 2, "draft": 3}),
    *((Code.CAUCUS_TEXT_NOT_SHOWN, {**_ON, "caucus": "cs", "text": text}) for text in (2, 0)),
    (Code.LATEST_TEXT_NOT_SHOWN, {**_ON, "caucus": "cs", "text": 2}),
    (Code.DRAFT_UNCHANGED, _ON),
    *(
        (code, {**_IN, **where, "limit": 1})
        for code in (Code.CLAUSE_UNCHANGED, Code.CLAUSE_UNFIT, Code.CLAUSE_TOO_LONG)
        for where in ({}, _IN_CAUCUS)
    ),
    (Code.NO_SUCH_CLAUSE, {**_IN, "names": ("2", "Principles, 2"), "labels": ("2.", "2.")}),
    (Code.NO_SUCH_CLAUSE, {**_IN, "names": ("2",), "labels": ("2.",), "act": "IssueDraft"}),
    (Code.NO_SUCH_CLAUSE, {**_IN, **_IN_CAUCUS, "names": (), "labels": ()}),
    (Code.SEVERAL_CLAUSES, {**_IN, "names": ("A, 2", "B, 2"), "labels": ("2.", "2.")}),
    (Code.SEVERAL_CLAUSES, {**_IN, "names": ("A", "a"), "labels": ("¶A", "(a)")}),
    (Code.NO_EARLIER_DRAFT, _ON),
    (Code.DRAFT_WAS_REFERRED, _ON),
    (Code.NO_CAUCUS_TEXT, _ON),
    (Code.CAUCUS_TEXT_UNCHANGED, {**_ON, "text": 2}),
    (Code.CAUCUS_TEXT_AS_BEFORE, {**_ON, "caucus": "cs", "text": 2}),
    (Code.ALREADY_RECORDED, RECORDED),
    (Code.OTHER_OFFICER_DIFFERS, RECORDED),
    *(
        (Code.RELEASE_UNCLEAR, {**_RELEASE, "why": why, "texts": texts})
        for why, texts in (
            *(("several", (1, 3)), ("not_shown", (2,)), ("hardly", (2,)), ("taken_back", ())),
            *(("other_draft", (1,)), ("other_draft", ()), ("no_such", (1, 3)), ("no_such", ())),
        )
    ),
    *((Code.NOTE_AGAINST, {**each, "words": "no"}) for each in _INSTEAD),
    *(
        (Code.NOTE_NAMES_OTHER, {**each, **_ON, "what": what, "named": 1, "of": "gov", "on": 3})
        for each in _INSTEAD
        for what in ("proposal", "draft", "text")
    ),
    (Code.NO_TEXT_TO_TAKE_BACK, _ON),
    (Code.CAUCUS_TEXT_WAS_RELEASED, {**_ON, "caucus": "cs", "text": 2}),
    (Code.CAUCUSES_MISSING, {"draft": 3, "missing": MISSING}),
    (Code.CAUCUSES_MISSING, {"draft": 3, "missing": _NOT_REFERRED}),
    (Code.UNDER_WAY, {"proposal": 12}),
    *(
        (Code.OBJECTIONS_STAND, {**_STANDING, **before, "objections": _OBJECTED[:n]})
        for before in (
            *({"amended": n, "silence": 0} for n in (0, 1)),
            {"amended": 0, "silence": 1},
        )
        for n in (1, 3, 24)
    ),
    (Code.NO_OBJECTIONS, {"proposal": 12}),
    *(
        (Code.NO_SUCH_OBJECTION, {"label": "O9", "known": known})
        for known in ((), ("O1",), ("O1", "O2") * 6)
    ),
    (Code.DISPOSED_ALREADY, {"label": "O3", "disposition": "rejected"}),
    (Code.NOT_ACCOMMODATED, {**_IN, "label": "O3"}),
    (Code.OBJECTIONS_TOO_MANY, {"most": 1, "objections": ("O1",)}),
    (Code.OBJECTIONS_TOO_MANY, {"most": 3, "objections": ("cs.O1", "cs.O2", "cs.O5")}),
    *(
        (code, {**_LABELLED, "disposition": disposition, "raised_by": by, "behind": (by, "cs")})
        for disposition in ("rejected", "")
        for by in ("@new:example.org", "")
        for code in (
            Code.OBJECTION_STANDS_ALREADY,
            Code.OBJECTION_ADDRESSED,
            Code.OBJECTION_RAISED_AGAIN,
            Code.RAISING_AGAIN_NEEDS_REASON,
            Code.OBJECTION_LIFTED,
            Code.NO_DISPOSITION,
        )
    ),
    (Code.OBJECTION_NOT_THEIRS, {**_LABELLED, "behind": ("@new:example.org",)}),
    (Code.OBJECTION_NOT_THEIRS, {**_LABELLED, "behind": ("cs",)}),
    *(
        (code, {"until": _UNTIL, "how": how})
        for how in ("", "silence", "poll", "ballot")
        for code in (Code.CALL_IS_OPEN, Code.CALL_NOT_ENDED, Code.CALL_NOT_LATER)
    ),
    (Code.NO_CALL, {"proposal": 12}),
    (Code.TOO_FEW_TO_ASK, {"body": "cs", "least": 1}),
    (Code.TOO_FEW_TO_ASK, {"body": "cs", "least": 3}),
    *((Code.NO_FINDING, {"draft": 3, "counted": counted}) for counted in (0, 1)),
    *((Code.METHOD_AS_BEFORE, {"body": "cs", "method": each.value}) for each in Method),
    (Code.METHOD_IN_USE, {"body": "cs"}),
    *((Code.RULES_AS_BEFORE, {"draft": 3, "level": level, "clauses": ("1",)}) for level in Level),
    (Code.RULES_AS_BEFORE, {"draft": 3, "level": "", "clauses": ()}),
    *(
        (code, {"draft": 3, "proposal": 12})
        for code in (Code.NO_ROUND_YET, Code.ROUND_NOT_OVER, Code.TOO_LATE_FOR_STATEMENTS)
    ),
    *(
        (code, {"kind": kind.value, "body": body, "draft": 3})
        for code in (Code.STATEMENT_IS_THE_CAUCUSES, Code.STATEMENT_AS_BEFORE)
        for kind in StatementKind
        for body in (("cs", "") if code is Code.STATEMENT_AS_BEFORE else ("cs",))
    ),
    (Code.NOTHING_TO_CORRECT, {"body": "cs"}),
    *((Code.NOT_THEIRS_TO_CORRECT, {**_CORRECTED, "act": act}) for act in _CORRECTABLE),
    *(
        (Code.CORRECTION_RESTED_ON, {"act": "referred", "by": kind})
        for kind in (*_CORRECTABLE, *_RESTING)
    ),
    (Code.NOT_THE_LATEST, {"act": "referred"}),
    (Code.TOO_LATE_TO_CORRECT, {**_CORRECTED, "within": 1_800_000}),
    (Code.NO_POSITION, {"body": "cs"}),
    *((Code.NO_SUCH_MOMENT, {"moment": f"2027-03-28T02:30{zone}"}) for zone in ("", " EST")),
    *((code, {"until": _UNTIL}) for code in (Code.MOMENT_PASSED, Code.DEADLINE_AS_BEFORE)),
    (Code.TERM_TOO_SHORT, {"shortest": 3_600_000}),
    (Code.TERM_TOO_LONG, {"longest": 366 * 86_400_000}),
    (Code.NO_DEADLINE, {"proposal": 12}),
    *((Code.CLAUSE_OF_TEXT_NOT_SHOWN, {**_ON, "caucus": "cs", "text": n}) for n in (2, 0)),
    (Code.NO_SUCH_DRAFT, _ON),
    (Code.NO_SUCH_TEXT, _ON),
    (Code.NOTHING_TO_COMPARE, _ON),
    (Code.NO_SUCH_BODY, {"body": "xx", "bodies": ASSEMBLED.bodies}),
    (Code.OTHER_BODY, {"body": "cs", "here": "gov"}),
    (Code.BODY_MISSING, {"bodies": ASSEMBLED.bodies}),
    *(
        (code, {"person": "@new:example.org"})
        for code in (
            Code.NO_IDENTITY,
            Code.IDENTITY_STANDS,
            Code.IDENTITY_GONE,
            Code.CONFIRMED_ELSEWHERE,
        )
    ),
    (Code.OTHER_IDENTITY, {"person": "@new:example.org", "seen": KEY}),
    (Code.NOT_ENCRYPTED, {}),
    (Code.BOTS_IDENTITY, {}),
    (Code.NO_FREE_SEAT, {"body": "cs", "seats": 2}),
    *(
        (code, {**_WHO, "meant": meant})
        for code in (Code.NO_SUCH_ACCOUNT, Code.CHAIR_UNREACHABLE)
        for meant in ("@new2:example.org", "")
    ),
    *(
        (code, _WHO)
        for code in (
            Code.IN_OTHER_CAUCUS,
            Code.IS_OBSERVER,
            Code.NOT_OBSERVER,
            Code.ALREADY_SEATED,
            Code.NOT_SEATED,
            Code.IS_CHAIR,
            Code.IS_DEPUTY,
            Code.NOT_DEPUTY,
            Code.NOT_REPRESENTATIVE,
            Code.IS_IN_CAUCUS,
            Code.CHAIRS_OTHER,
            Code.NAMES_SECRETARIAT,
            Code.IS_BOT,
        )
    ),
    (Code.GUARDED, {**_WHO, "until": RECORDED["recorded"]}),
    *((Code.NAMING_NEEDS_REASON, {"act": act, "body": "cs"}) for act in _OFFICER_ACTS),
    (Code.NAMING_UNDER_WAY, {**_WHO, "change": "chair", "effective": RECORDED["recorded"]}),
    (Code.NOT_THEIRS_TO_REFUSE, {"body": "cs"}),
    *((Code.REASON_NOT_TAKEN, {"act": act, "reason": NOTE}) for act in _OFFICER_ACTS),
]


def usage(code: Usage, doubt: str = "unsigned") -> dict[str, Any]:
    """Return what the words of a malformed command are given."""
    fields = {
        "named": 13,
        "here": 12,
        "choices": ("yes", "no"),
        "found": "maybe",
        "what": "note",
        "length": 5000,
        "limit": 4000,
        "size": 2_000_000,
        "lines": 20_000,
        "name": "text.docx",
        "word": "refr",
        "nearest": "refer",
        "answers": True,
        "least": 12,
        "person": "@new:example.org",
        "doubt": str(doubt),
        "clause": "3",
        "caucus": "cs",
        "number": 3,
        "first": 9,
        "last": 1,
    }
    line = "!consensus maybe"
    error = UsageError(code, command="consensus", line=line, at=line.index("maybe"), **fields)
    return {"error": usage_seen(error), "place": None}


def words(name: str, data: dict[str, Any]) -> templates.Words:
    """Render what must fit in one message."""
    (part,) = templates.render(name, data)
    assert isinstance(part, templates.Words)
    return part


def said(name: str, data: dict[str, Any]) -> str:
    """Return the plain words of what must fit in one message."""
    return words(name, data).body


def showing(draft: DraftView, against: DraftView | None = None) -> Data:
    """Return what the template that shows a draft is given."""
    return {
        "number": 12,
        "title": "Long",
        "stage": Stage.PLENARY,
        "kind": RoomKind.PLENARY,
        "draft": draft,
        "against": against,
        "also": None,
        "as_before": None,
    }

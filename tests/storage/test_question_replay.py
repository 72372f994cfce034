"""Questions that somebody forged, and sealed again: what could not have been is named."""

from dataclasses import replace
from typing import Any

import pytest

import templates
from deliberation import acts as a
from deliberation import entries as e
from deliberation.methods.count import Cast, counted
from deliberation.terms import PUBLIC, Choice, EndedBy, Method, Position, caucus_door
from storage.faults import FaultCode
from storage.verify import verify
from tests.deliberation.assembly import BOT, CONSTITUTED, PROPOSAL, Assembly, referred
from tests.storage.forge import Entries, sealed
from tests.storage.look import export


def _played() -> Entries:
    record = referred()
    record.in_caucus("cs", a.SetMethod(Method.POLL))
    record.in_caucus("cs", a.Ask("Well?", record.term()))
    record.in_caucus("cs", a.EndCall())
    record.says("cs", Position.NOT_AGREED)
    return tuple(record.entries)


RECORD = _played()
SET, PUT, COUNTED, SAID = range(len(RECORD) - 4, len(RECORD))
CHAINS = (PROPOSAL, e.COUNCIL_CHAIN)


def faults(entries: Entries) -> list[str]:
    part = [item for item in sealed(entries) if item.entry.proposal in CHAINS]
    found = verify(export(part, None))
    return [templates.fault(each.code, each.number, each.fields) for each in found]


def changed(place: int, **changes: Any) -> Entries:
    entry = RECORD[place]
    payload: Any = replace(entry.payload, **changes)
    return (*RECORD[:place], replace(entry, payload=payload), *RECORD[place + 1 :])


def test_a_true_record_is_accused_of_nothing() -> None:
    kinds = [each.payload.kind for each in RECORD[SET:]]
    assert kinds == ["method", "question", "count", "position"]
    assert faults(RECORD) == []


@pytest.mark.parametrize(
    "place, changes, words",
    [
        (PUT, {"electorate": ("cs deputy",)}, "asks others of cs"),
        (PUT, {"method": "ballot"}, "asks others of cs"),
        (PUT, {"seats": 9}, "asks others of cs"),
        (PUT, {"draft": 2}, "was not what its room had then"),
        (COUNTED, {"call": 1}, "was not open then"),
        (COUNTED, {"result": "reached"}, "what that can't have come to"),
        (COUNTED, {"yes": 2}, "what that can't have come to"),
        (COUNTED, {"said_no": ("cs deputy",)}, "what that can't have come to"),
        (COUNTED, {"silent": ("gov deputy",)}, "what that can't have come to"),
        (SAID, {"method": "poll"}, "by a method of its own"),
        (SAID, {"figures": (1, 0, 0)}, "by a method of its own"),
        (SET, {"method": "lottery"}, "can't be read"),
        (SET, {"quorum": "2"}, "can't be read"),
        (COUNTED, {"result": "maybe"}, "can't be read"),
    ],
)
def test_what_could_not_have_been_is_named(place: int, changes: dict[str, Any], words: str) -> None:
    found = faults(changed(place, **changes))
    assert any(words in each for each in found), found


# --- counts -------------------------------------------------------------------------------

ONE, TWO, THREE, FOUR, FIVE = PEOPLE = tuple(f"cs {n}" for n in ("1", "2", "3", "4", "5"))
GOV = "gov deputy"
LETTERS = {"y": Choice.YES, "n": Choice.NO, "a": Choice.ABSTAIN}
"""What each of ``PEOPLE`` answers; any other letter: nothing."""


def _referred() -> Assembly:
    """A proposal before a council with five in one caucus."""
    seeds = {seed.key: seed for seed in CONSTITUTED.caucuses}
    five = replace(seeds["cs"], chair="cs chair", deputies=(), representatives=PEOPLE)
    record = Assembly()
    caucuses = (five, seeds["gov"])
    record.record("", replace(CONSTITUTED, seats=len(PEOPLE), caucuses=caucuses))
    record.in_forum(a.Propose("Title", "A coalition", "First text."), "tabler")
    record.in_forum(a.Forward())
    record.in_plenary(a.Refer())
    return record


def _counted(
    method: Method,
    answers: str | None,
    *unseated: str,
    quorum: str = "1/2",
    by: EndedBy = EndedBy.CHAIR,
) -> Entries:
    """Return a record that ends with a count; ``answers`` None: they are lost."""
    record = _referred()
    record.record("cs chair", e.MethodSet("cs", method.value, quorum, "simple"))
    record.in_caucus("cs", a.Ask("Well?", record.term()))
    for person in unseated:
        record.in_caucus("cs", a.Unseat(person))
    assert record.proposal
    call = record.proposal.calls[-1]
    assert call.question
    said = dict(zip(PEOPLE, answers or "", strict=False))
    cast: Cast = {person: LETTERS[each] for person, each in said.items() if each in LETTERS}
    found = counted(call, call.question, record.council, None if answers is None else cast, by)
    record.record(BOT, found, record.stage)
    return tuple(record.entries)


POLL, BALLOT = Method.POLL, Method.BALLOT
COUNTS: dict[str, tuple[str, Entries]] = {
    "poll": ("reached", _counted(POLL, "yyan-")),
    "poll of four": ("reached", _counted(POLL, "yyn-y", FIVE)),
    "poll of nobody": ("no quorum", _counted(POLL, "yynny", *PEOPLE)),
    "poll without quorum": ("no quorum", _counted(POLL, "yn---")),
    "ballot": ("not reached", _counted(BALLOT, "yyann", by=EndedBy.ALL)),
    "ballot of four": ("reached", _counted(BALLOT, "yyn-y", FIVE, by=EndedBy.TIME)),
    "ballot of nobody": ("too few", _counted(BALLOT, "yyyyy", *PEOPLE)),
    "ballot of two": ("too few", _counted(BALLOT, "yn", THREE, FOUR, FIVE, quorum="1")),
    "too few": ("too few", _counted(BALLOT, "yn---")),
    "ballot without quorum": ("no quorum", _counted(BALLOT, "yyn-y", FIVE, quorum="1")),
    "void": ("void", _counted(BALLOT, None, by=EndedBy.ALL)),
    "void of four": ("void", _counted(BALLOT, None, FIVE)),
}
"""Each with its result."""
ALONE = (PROPOSAL,)
EVERYBODY = frozenset({PUBLIC})


def codes(
    entries: Entries, chains: tuple[int, ...] = CHAINS, doors: frozenset[str] | None = None
) -> list[tuple[FaultCode, int]]:
    """Return what ``verify`` finds in an export, and in which entry."""
    part = [item for item in sealed(entries) if item.entry.proposal in chains]
    return [(fault.code, fault.number) for fault in verify(export(part, doors))]


def recounted(name: str, **changes: Any) -> Entries:
    """Return a record with its count forged."""
    *before, last = COUNTS[name][1]
    payload: Any = replace(last.payload, **changes)
    return (*before, replace(last, payload=payload))


@pytest.mark.parametrize("doors", [None, EVERYBODY, EVERYBODY | {caucus_door("cs")}])
@pytest.mark.parametrize("chains", [CHAINS, ALONE])
@pytest.mark.parametrize("name", COUNTS)
def test_a_true_count_is_accused_of_nothing(
    name: str, chains: tuple[int, ...], doors: frozenset[str] | None
) -> None:
    result, entries = COUNTS[name]
    payload = entries[-1].payload
    assert isinstance(payload, e.QuestionCounted)
    assert payload.result == result
    assert codes(entries, chains, doors) == []


NOBODY: dict[str, Any] = {"said_yes": (), "said_no": (), "said_abstain": (), "silent": ()}
NOTHING: dict[str, Any] = {"yes": 0, "no": 0, "abstained": 0}
FORGED: dict[str, tuple[str, dict[str, Any]]] = {
    # of another question
    "by another method": ("poll", {"method": "ballot"}),
    "by another method, in secret": ("ballot", {"method": "poll"}),
    "on another draft": ("poll", {"draft": 2}),
    "on a caucus text": ("poll", {"caucus_text": 1}),
    "on other words": ("ballot", {"fingerprint": "f" * 64}),
    # ended as none is
    "a poll ended as all answered": ("poll", {"ended": "all"}),
    "a poll ended by an objection": ("poll", {"ended": "objection"}),
    "a ballot ended by an objection": ("ballot", {"ended": "objection"}),
    # who was asked
    "someone else is removed": ("poll", {"removed": (GOV,)}),
    "one is removed twice": ("ballot of four", {"removed": (FIVE, FIVE)}),
    "one says yes twice": ("poll", {"said_yes": (ONE, ONE)}),
    "one says yes and is silent": ("poll", {"silent": (ONE,)}),
    "one says yes and is silent as well": ("poll", {"silent": (ONE, FIVE)}),
    "one says yes and is removed": ("poll of four", {"said_yes": (ONE, FIVE)}),
    "someone else is silent": ("poll", {"silent": (GOV,)}),
    "nobody is silent": ("poll", {"silent": ()}),
    # a poll's figures
    "more yes than names": ("poll", {"yes": 3}),
    "fewer no than names": ("poll", {"no": 0}),
    "more abstained than names": ("poll", {"abstained": 2}),
    "a poll that is lost": ("poll", {"result": "not reached"}),
    "a poll that is void": ("poll", {"result": "void"}),
    "a poll of too few": ("poll without quorum", {"result": "too few"}),
    "a poll without objection": ("poll", {"result": "no objection"}),
    # a ballot's
    "a ballot names who said yes": ("ballot", {"said_yes": (ONE, TWO)}),
    "a ballot names who said no": ("ballot", {"said_no": (ONE, TWO)}),
    "a ballot names who abstained": ("ballot", {"said_abstain": (ONE,)}),
    "a ballot names who is silent": ("ballot of four", {"silent": (FOUR,)}),
    "more yes than people": ("ballot of four", {"yes": 9}),
    "more answers than people": ("ballot of four", {"abstained": 2}),
    "fewer than none": ("ballot of four", {"yes": 4, "no": 1, "abstained": -1}),
    "a ballot that is won": ("ballot", {"result": "reached"}),
    "a ballot of three that is too few": ("ballot", {"result": "too few"}),
    "too few, with figures": ("too few", {"yes": 1, "no": 1}),
    "no quorum, with figures": ("ballot without quorum", {"yes": 2, "no": 1}),
    "void, with figures": ("void", {"yes": 3}),
    "no quorum where three would be": ("too few", {"result": "no quorum"}),
    "no quorum where there are but two": ("ballot of two", {"result": "no quorum"}),
    "a ballot that is broken": ("void", {"result": "broken"}),
}
ROSTER_TELLS: dict[str, tuple[str, dict[str, Any]]] = {
    "everybody is removed": (
        "poll",
        {**NOBODY, **NOTHING, "result": "no quorum", "removed": PEOPLE},
    ),
    "one of a ballot is removed": ("too few", {"removed": (FIVE,)}),
    "nobody is removed": ("ballot of four", {"removed": ()}),
    "another is removed": ("void of four", {"removed": (ONE,)}),
}
"""Could be, as far as the proposal's chain tells."""


@pytest.mark.parametrize("name", [*FORGED, *ROSTER_TELLS])
def test_a_count_that_its_question_can_t_come_to_is_named(name: str) -> None:
    record, changes = {**FORGED, **ROSTER_TELLS}[name]
    entries = recounted(record, **changes)
    assert codes(entries) == [(FaultCode.COUNTED, entries[-1].number)]


@pytest.mark.parametrize("name", FORGED)
def test_most_of_them_are_named_without_the_roster(name: str) -> None:
    record, changes = FORGED[name]
    entries = recounted(record, **changes)
    assert codes(entries, ALONE) == [(FaultCode.COUNTED, entries[-1].number)]


@pytest.mark.parametrize("name", ROSTER_TELLS)
def test_nobody_is_accused_of_what_the_roster_alone_would_tell(name: str) -> None:
    record, changes = ROSTER_TELLS[name]
    assert codes(recounted(record, **changes), ALONE) == []


@pytest.mark.parametrize("changes", [{"ended": "soon"}, {"ended": ""}, {"result": "won"}])
def test_a_count_of_no_known_terms_can_t_be_read(changes: dict[str, Any]) -> None:
    entries = recounted("poll", **changes)
    assert codes(entries) == [(FaultCode.KIND, entries[-1].number)]


def test_a_question_is_counted_and_not_found_as_a_call_is() -> None:
    put = RECORD[COUNTED].payload
    assert isinstance(put, e.QuestionCounted)
    about = put.body, put.call, put.draft, put.caucus_text, put.fingerprint
    found = e.Finding(*about, "no objection", "chair", (), (), 0, ())
    forged = (*RECORD[:COUNTED], replace(RECORD[COUNTED], payload=found))
    assert any("was not open then" in each for each in faults(forged))
    unknown = (*RECORD[:COUNTED], replace(RECORD[COUNTED], payload=replace(found, result="maybe")))
    assert any("can't be read" in each for each in faults(unknown))

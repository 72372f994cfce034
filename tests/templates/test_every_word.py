"""Everything that can be said has its words, in the terms of the procedure."""

import re
from typing import Any

import pytest

import templates
from bot.relay.crossing import RELAY
from commands.parsing.errors import Usage
from deliberation.entries import KINDS
from deliberation.errors import Code
from deliberation.terms import Position, Stage
from storage.errors import StorageError
from storage.faults import FaultCode
from templates import record, terms
from templates.render import FOLDER
from tests.deliberation.assembly import PRESENT_KINDS
from tests.templates import sample
from tests.templates.test_record import document

SAMPLES = [
    *sample.posted(sample.play()),
    *sample.posted(sample.slip()),
    *sample.answers(),
]
FOREIGN = re.compile(r"\b(vot(e|es|ed|ing)|approv\w*|pass(es|ed)?|veto\w*|MIPC)\b", re.IGNORECASE)


def test_every_message_renders_in_both_forms(subtests: pytest.Subtests) -> None:
    for number, (name, data) in enumerate(SAMPLES):
        with subtests.test(name, sample=number):
            for part in templates.render(name, data):
                assert isinstance(part, templates.Words)
                assert part.body.strip()
                assert part.html.strip()
                assert "None" not in part.body


def test_only_the_terms_of_the_procedure_are_used(subtests: pytest.Subtests) -> None:
    for number, (name, data) in enumerate(SAMPLES):
        with subtests.test(name, sample=number):
            for part in templates.render(name, data):
                assert isinstance(part, templates.Words)
                assert not FOREIGN.search(part.body)


def test_every_message_of_the_relay_is_among_the_samples() -> None:
    wanted = {says.words for row in RELAY.values() for says in row}
    assert wanted <= {name for name, _ in SAMPLES}


def test_every_template_is_among_the_samples() -> None:
    there = {path.name.removesuffix(".html.j2") for path in FOLDER.glob("messages/*.j2")}
    assert there - {"part", "in_file"} == {name for name, _ in SAMPLES}


def test_every_stage_and_every_position_has_words_of_its_own() -> None:
    assert len({terms.stage(stage) for stage in Stage}) == len(Stage)
    assert len({terms.position(position) for position in Position}) == len(Position)


def test_a_position_is_never_shown_as_it_is_recorded(
    monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    monkeypatch.setattr(terms, "POSITIONS", dict.fromkeys(Position, "IN OTHER WORDS"))
    recorded = re.compile(r"agreed as amended|not agreed\b|\(agreed\)|: agreed\b")
    shown = [(n, sample.said(n, d)) for n, d in SAMPLES] + [("record", record(document()))]
    for name, said in shown:
        explained = re.compile(r".*`!consensus.*")  # what the command does, not what was recorded
        with subtests.test(name):
            assert name.startswith("help") or not recorded.search(explained.sub("", said))
    told = {name for name, said in shown if "IN OTHER WORDS" in said}
    assert {"closed", "history", "overview", "record", "refusal", "status"} <= told


def test_every_refusal_has_its_words() -> None:
    assert {code for code, _ in sample.REFUSALS} == set(Code)


@pytest.mark.parametrize("code, fields", sample.REFUSALS)
def test_a_refusal_is_a_point_of_order(code: Code, fields: dict[str, Any]) -> None:
    said = sample.said("refusal", sample.refusal(code, fields))
    assert said.startswith("Point of order: ")
    listed = len(fields.get("objections", ()))
    assert len(said) < 500 + 100 * listed


@pytest.mark.parametrize("code", Usage)
def test_malformed_commands_are_shown_with_the_place_marked(code: Usage) -> None:
    said = sample.said("usage", sample.usage(code))
    assert "!consensus maybe\n           ▲" in said


@pytest.mark.parametrize("error", StorageError.__subclasses__())
def test_every_storage_error_has_its_sentence(error: type[StorageError]) -> None:
    fields = {"reason": "for some reason", "path": "data", "scheme": "x", "found": 2, "known": 1}
    assert templates.storage_problem(error.code, fields) not in (
        "",
        templates.storage_problem("unheard of", fields),
    )
    assert templates.storage_problem(error.code, {"found": 2, "known": 1})


@pytest.mark.parametrize(
    "errcode",
    [
        *("UNREACHABLE", "DROPPED", "TIMEOUT", "NOT_MATRIX", "TOO_LARGE", "BAD_ADDRESS"),
        *("M_UNKNOWN_TOKEN", "M_FORBIDDEN", "M_LIMIT_EXCEEDED", "M_USER_DEACTIVATED"),
    ],
)
def test_every_matrix_error_of_ours_has_its_sentence(errcode: str) -> None:
    said = templates.matrix_problem(errcode, "Something.")
    assert said.endswith(".")
    assert errcode not in said


def test_an_unknown_matrix_error_is_told_as_the_server_put_it() -> None:
    assert "M_STRANGE: Odd." in templates.matrix_problem("M_STRANGE", "Odd.")


FAULT: dict[str, Any] = {
    **dict.fromkeys(
        ("at", "key", "hash", "kind", "audience", "event", "person", "who", "why"), "x"
    ),
    **dict.fromkeys(("stage", "body", "caucus"), "y"),
    **dict.fromkeys(("after", "more", "now", "version", "proposal", "draft", "next", "round"), 3),
    "posted": 7,
    "objection": "O3",
    "call": 17,
    **dict.fromkeys(("corrected", "replaces"), 2),
    **dict.fromkeys(("current", "known", "text", "taken", "seats"), 2),
    "before": ["plenary"],
    "missing": (),
    "roster": True,
}


@pytest.mark.parametrize("code", FaultCode)
def test_every_fault_of_a_record_has_its_sentence(code: FaultCode) -> None:
    said = templates.fault(code, 4, FAULT)
    assert code == "head" or said.startswith("Entry 4 ")
    assert not said.endswith(f": {code}.")
    assert templates.fault(FaultCode.SHAPE, 0, {"at": "heads"}).startswith("The document ")


def test_every_kind_of_entry_has_a_line_in_the_history() -> None:
    entries = [h.entry for h in sample.heard(sample.play())]
    assert {type(x.payload) for x in entries} == PRESENT_KINDS
    seen = {"council": sample.COUNCIL, "doors": sample.PUBLIC}
    said = sample.said("history", {"number": 12, "entries": sample.entries(), "earlier": 0, **seen})
    for kind, _ in KINDS:
        assert f"· {kind} ·" not in said


def test_every_position_has_its_sentence() -> None:
    name, data = next(each for each in SAMPLES if each[0] == "position")
    payloads = [{**data["payload"], "position": position.value} for position in Position]
    sentences = {sample.said(name, {**data, "payload": each}) for each in payloads}
    assert len(sentences) == len(Position)


def test_what_has_no_words_is_not_said_in_those_of_something_else() -> None:
    name, data = next(each for each in SAMPLES if each[0] == "position")
    with pytest.raises(ValueError, match="no words for 'abstained'"):
        templates.render(name, {**data, "payload": {**data["payload"], "position": "abstained"}})
    with pytest.raises(ValueError, match="no words for 'kitchen'"):
        templates.topic("kitchen", council=sample.COUNCIL, proposal=sample.proposal())


def test_every_command_has_its_summary() -> None:
    data = {"command": None, "all": True, "may": {}, "commands": sample.COMMANDS}
    found: set[str] = set()
    for where in ("forum", "P12/plenary", "P12/caucus:cs", "direct:!chat"):
        said = sample.said("help", data | {"place": sample.place(where)})
        here = {name for name in sample.COMMANDS if f"- `!{name}`: " in said}
        kind = sample.place(where).kind
        assert here == {name for name, each in sample.COMMANDS.items() if kind in each.rooms}
        assert not any(f"- `!{name}`: {name}\n" in said for name in here)
        found |= here
    assert found == {*sample.COMMANDS}


@pytest.mark.parametrize("where", ["forum", "P12/plenary", "P12/caucus:cs", "direct:!chat"])
def test_help_has_words_for_every_act_that_somebody_may_do(where: str) -> None:
    data = {"command": None, "all": False, "commands": sample.COMMANDS}
    place = sample.place(where)
    without = sample.said("help", {**data, "may": {}, "place": place})
    assert "You may do" not in without
    nothing = "There is nothing for you to type here now."
    assert (nothing in without) == (place.kind in ("plenary", "caucus"))
    for act in sample.ACTS_NAMED:
        said = sample.said("help", {**data, "may": {act: (12,)}, "place": place})
        assert {*said.splitlines()} - {*without.splitlines()}, act
        assert ("P12" in said) <= (place.kind in ("forum", "direct"))
        assert ("KEY" in said) <= (place.kind == "direct")


def test_commands_are_shown_with_the_configured_prefix(subtests: pytest.Subtests) -> None:
    for number, (name, data) in enumerate(SAMPLES):
        if name == "usage":  # it quotes what was typed
            continue
        with subtests.test(name, sample=number):
            for part in templates.render(name, data, prefix="%"):
                assert isinstance(part, templates.Words)
                assert "`!" not in part.body


def test_a_caucus_that_nobody_knows_is_called_by_its_key() -> None:
    data = {"code": Code.NO_FREE_SEAT, "fields": {"body": "zz", "seats": 1}}
    assert "zz" in sample.said("refusal", {**data, "council": sample.COUNCIL, "proposal": None})

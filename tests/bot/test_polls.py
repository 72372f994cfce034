"""What a client sends as the answer to a poll, whatever it is; and the answers people write."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.listener.polls import RESPONSES, UNSTABLE, response
from bot.relay.post import POLL
from bot.rendering import polls
from commands.parsing.choices import choice_in
from deliberation.terms import Choice
from templates import Words

REFERENCE = {"rel_type": "m.reference", "event_id": "$poll"}
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)


@pytest.mark.parametrize("kind", RESPONSES)
@pytest.mark.parametrize(
    "answers, choice",
    [
        (["1"], Choice.YES),
        (["2"], Choice.NO),
        (["3"], Choice.ABSTAIN),
        (["2", "1"], Choice.NO),
        ([], None),
        (["4"], None),
        ([1], None),
        ([None], None),
        ([["1"]], None),
    ],
)
def test_the_first_choice_is_taken_and_what_is_none_takes_back(
    kind: str, answers: list[Any], choice: Choice | None
) -> None:
    found = response(kind, {"m.relates_to": REFERENCE, kind: {"answers": answers}})
    assert found
    assert (found.poll, found.choice) == ("$poll", choice)


def test_the_form_that_the_proposal_ends_with_is_taken_too() -> None:
    found = response("m.poll.response", {"m.relates_to": REFERENCE, "m.selections": ["2"]})
    assert found
    assert found.choice is Choice.NO


@pytest.mark.parametrize(
    "relation",
    [None, [], {}, {"rel_type": "m.reference"}, {**REFERENCE, "rel_type": "m.thread"}],
)
def test_what_names_no_poll_is_no_answer(relation: Any) -> None:
    content = {"m.relates_to": relation, UNSTABLE: {"answers": ["1"]}}
    assert response(UNSTABLE, content) is None
    assert response("m.room.message", {**content, "m.relates_to": REFERENCE}) is None


@given(st.dictionaries(st.sampled_from(("m.relates_to", *RESPONSES, "m.selections")), json))
def test_whatever_is_sent_is_read(content: dict[str, Any]) -> None:
    for kind in RESPONSES:
        response(kind, content)


@pytest.mark.parametrize(
    "body, choice",
    [
        ("1", Choice.YES),
        (" 2. ", Choice.NO),
        ("3️⃣", Choice.ABSTAIN),
        ("YES!", Choice.YES),
        ("«no»", Choice.NO),
        ("abstention", Choice.ABSTAIN),
        ("1 yes", Choice.YES),
        ("no (2)", Choice.NO),
        ("option 3", Choice.ABSTAIN),
        ("1 no", None),
        ("1" + " " * 60_000, None),  # nothing so long is read for an answer
        ("a" + "-" * 60_000 + "1", None),
        ("11", None),
        ("yes and no", None),
        ("", None),
        ("?", None),
    ],
)
def test_an_answer_is_all_of_a_message(body: str, choice: Choice | None) -> None:
    assert choice_in(body) is choice


def test_a_poll_that_takes_the_place_of_another_has_all_of_it() -> None:
    new = polls.edit_of(polls.started(Words("Well?", "<p>Well?</p>")), "$poll")
    assert new["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$poll"}
    assert new["m.new_content"][POLL]["question"]["body"] == "Well?"

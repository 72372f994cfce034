"""The commands on the roster, and how a person is named."""

from typing import Any

import pytest

from commands.parsing.command import Here
from commands.parsing.errors import Usage
from deliberation.acts import (
    NameChair,
    NameDeputy,
    NameObserver,
    RemoveDeputy,
    RemoveObserver,
    Seat,
    Unseat,
)
from tests.commands.say import (
    ALICE,
    CAUCUS,
    DIRECT,
    FORUM,
    PILL,
    PLENARY,
    fault,
    mentions,
    reply,
    text,
    thread,
    want,
)

BOB = "@bob:example.org"


@pytest.mark.parametrize(
    "named",
    [
        ALICE,
        f"{ALICE}.",
        f"“{ALICE}”",
        f"<{ALICE}>",
        f"https://matrix.to/#/{ALICE}",
        "https://matrix.to/#/%40alice%3Aexample.org?via=x.org",
        "matrix:u/alice:example.org",
        f"[Alice Smith](https://matrix.to/#/{ALICE})",
        f"\u200b{ALICE}\u00a0",
    ],
)
def test_a_person_is_typed(named: str) -> None:
    assert want(f"!seat {named}", CAUCUS) == Seat(ALICE)


@pytest.mark.parametrize(
    "person", ["@a:localhost:8448", "@a:[::1]:80", "@A.b/c=_-+:x.org", "@a--b:xn--a.org"]
)
def test_every_valid_id_is_taken(person: str) -> None:
    assert want(f"!seat {person}", CAUCUS) == Seat(person)


def test_a_dash_that_a_phone_made_of_two_is_undone_in_an_id() -> None:
    assert want("!seat @a:xn—mnchen-3ya.de", CAUCUS) == Seat("@a:xn--mnchen-3ya.de")


@pytest.mark.parametrize("named", ["@:x.org", "@a:x_y", "@é:x.org", f"@{'a' * 250}:b.org"])
def test_an_invalid_id_is_refused(named: str) -> None:
    assert fault(f"!seat {named}", CAUCUS).code is Usage.PERSON_INVALID


def test_an_invalid_id_is_not_replaced_by_a_mention() -> None:
    assert fault(text("!seat @bob:x_y", **mentions(ALICE)), CAUCUS).code is Usage.PERSON_INVALID


@pytest.mark.parametrize(
    "body",
    ["!seat Alice Smith", "!seat @Alice Smith", "!seat Alice Smith: ", "! seat Alice\u00a0Smith"],
)
def test_a_pill_is_known_by_its_name(body: str) -> None:
    assert want(text(body, f"!seat {PILL}: ", **mentions(ALICE)), CAUCUS) == Seat(ALICE)


def test_a_reason_follows_a_pill_as_typed() -> None:
    content = text("!unseat Alice Smith: *left* us", f"!unseat {PILL}: <em>left</em> us")
    assert want(content, CAUCUS) == Unseat(ALICE, "", "*left* us")


def test_of_several_pills_the_first_is_the_person() -> None:
    bob = f'<a href="https://matrix.to/#/{BOB}">Bob</a>'
    content = text("!unseat Alice Smith Bob said so", f"!unseat {PILL} {bob} said so")
    assert want(content, CAUCUS) == Unseat(ALICE, "", "Bob said so")


def test_a_pill_in_a_reason_is_not_the_person() -> None:
    content = text(f"!unseat {BOB} as Alice Smith said", f"!unseat {BOB} as {PILL} said")
    assert want(content, CAUCUS) == Unseat(BOB, "", "as Alice Smith said")


def test_a_pill_shown_otherwise_in_the_body_is_read_from_the_formatted_one() -> None:
    content = text("!unseat A. S. left us", f"<p>!unseat {PILL} left us</p>", **mentions(ALICE))
    assert want(content, CAUCUS) == Unseat(ALICE, "", "left us")


def test_a_pill_that_does_not_follow_the_command_is_not_guessed() -> None:
    content = text("!seat Bob as A. wishes", f"!seat Bob as {PILL} wishes", **mentions(ALICE))
    assert fault(content, CAUCUS).code is Usage.PERSON_UNCLEAR


def test_a_single_mention_without_a_pill_is_the_person() -> None:
    content = text("!unseat Alice Smith\nleft us", **mentions(ALICE))
    assert want(content, CAUCUS) == Unseat(ALICE, "", "left us")


def test_two_mentions_without_pills_are_not_guessed() -> None:
    content = text("!seat Alice Smith", **mentions(ALICE, BOB))
    assert fault(content, CAUCUS).code is Usage.PERSON_UNCLEAR


ANSWERING = {
    "a reply": reply(),
    "a thread": thread(is_falling_back=True),
    "a reply in a thread": thread(is_falling_back=False),
    "a thread of a client that knows no fallback": thread(),
    "a thread without what it falls back to": {"m.relates_to": {"rel_type": "m.thread"}},
    "a broken reply": {"m.relates_to": {"m.in_reply_to": None}},
}
by_answer = pytest.mark.parametrize("answering", ANSWERING.values(), ids=ANSWERING.keys())
COMMANDS = ("!seat Carla", "!unseat Carla Jones", "!chair Carla", "!deputy cs Carla")


@by_answer
@pytest.mark.parametrize("body", COMMANDS)
def test_what_answers_somebody_names_nobody_by_a_mention_alone(
    body: str, answering: dict[str, Any]
) -> None:
    error = fault(text(body, **mentions(BOB), **answering), CAUCUS)
    assert error.code is Usage.PERSON_UNCLEAR
    assert error.fields["answers"] is True


@by_answer
def test_what_answers_somebody_names_a_person_by_a_pill_or_an_id(answering: dict[str, Any]) -> None:
    mentioned = {**mentions(BOB), **answering}
    assert want(text("!unseat Alice Smith", f"!unseat {PILL}", **mentioned), CAUCUS) == Unseat(
        ALICE
    )
    assert want(text("!unseat A. S.", f"!unseat {PILL}", **mentioned), CAUCUS) == Unseat(ALICE)
    assert want(text(f"!unseat {ALICE}", **mentioned), CAUCUS) == Unseat(ALICE)


@pytest.mark.parametrize("body", ["!seat", "!seat \n", "!seat council"])
def test_a_person_is_needed(body: str) -> None:
    assert fault(body, CAUCUS).code is Usage.PERSON_MISSING


def test_a_bare_name_is_unclear() -> None:
    assert fault("!seat Alice", CAUCUS).code is Usage.PERSON_UNCLEAR


@pytest.mark.parametrize("more", [f" {BOB}", f"\n{BOB}", " please"])
def test_what_follows_the_person_is_not_ignored(more: str) -> None:
    assert fault(f"!seat {ALICE}{more}", CAUCUS).code is Usage.UNEXPECTED


@pytest.mark.parametrize(
    "body, here, act",
    [
        (f"!seat {ALICE}", CAUCUS, Seat(ALICE)),
        (f"!seat CS {ALICE}", DIRECT, Seat(ALICE, "cs")),
        (f"!unseat cs: {ALICE} left us", DIRECT, Unseat(ALICE, "cs", "left us")),
        (f"!chair {ALICE}", PLENARY, NameChair(ALICE)),
        (f"!chair forum {ALICE}", FORUM, NameChair(ALICE, "forum")),
        (f"!chair “council” {ALICE}", DIRECT, NameChair(ALICE, "council")),
        (f"!deputy {ALICE}", CAUCUS, NameDeputy(ALICE)),
        (f"!undeputy gov {ALICE}", DIRECT, RemoveDeputy(ALICE, "gov")),
        (f"!observer {ALICE}", PLENARY, NameObserver(ALICE)),
        (f"!unobserver {ALICE}", DIRECT, RemoveObserver(ALICE)),
    ],
)
def test_roster_commands(body: str, here: Here, act: object) -> None:
    assert want(body, here) == act


def test_a_key_before_a_pill() -> None:
    assert want(text("!seat cs Alice Smith", f"!seat cs {PILL}"), DIRECT) == Seat(ALICE, "cs")


def test_a_key_before_a_pill_shown_otherwise() -> None:
    assert want(text("!seat cs A. S.", f"!seat cs {PILL}"), DIRECT) == Seat(ALICE, "cs")


def test_a_name_in_a_pill_is_not_taken_for_a_key() -> None:
    assert want(text("!seat Alice Smith", f"!seat {PILL}"), DIRECT) == Seat(ALICE, "")


def test_a_key_before_a_mention() -> None:
    assert want(text("!seat cs Alice", **mentions(ALICE)), DIRECT) == Seat(ALICE, "cs")


def test_an_observer_has_no_key() -> None:
    assert fault(f"!observer cs {ALICE}", DIRECT).code is Usage.PERSON_UNCLEAR

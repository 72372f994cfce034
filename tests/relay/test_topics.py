"""Topics of rooms: first what to do there, then where the proposal stands."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.relay import places
from bot.relay.rooms import wanted
from deliberation import acts as a
from tests.deliberation import assembly as made
from tests.deliberation.assembly import PROPOSAL, Assembly
from tests.relay.test_rooms import SETTINGS, room


def topic(name: str, assembly: Assembly) -> str:
    return room(name, assembly).topic


def test_topics_before_the_first_referral_begin_with_what_is_to_be_done() -> None:
    assembly = made.forwarded()
    plenary, caucus = topic("P12/plenary", assembly), topic("P12/caucus:cs", assembly)
    begun = "Discuss the pinned draft; the council chair then sends it to the caucuses: !refer"
    assert plenary == f"{begun} · In plenary · Title"
    assert caucus.startswith("Nothing to do yet: a draft comes here when it is referred · In ")


def test_topics_once_every_caucus_has_reported_begin_with_what_is_to_be_done() -> None:
    assembly = made.agreed()
    plenary, caucus = topic("P12/plenary", assembly), topic("P12/caucus:cs", assembly)
    assert plenary.startswith("Discuss the pinned draft and what the caucuses reported (!status);")
    assert caucus.startswith("Wait for plenary; until there is another draft, the")


@pytest.mark.parametrize("begin", [made.forwarded, made.agreed])
def test_topics_change_with_the_stage_alone(begin: Callable[[], Assembly]) -> None:
    """Clients show a line for each change."""
    assembly = begin()
    before = [topic(name, assembly) for name in ("P12/plenary", "P12/caucus:cs")]
    for act in (a.IssueDraft("Another text."), a.IssueDraft("A third."), a.Undraft("no")):
        assembly.in_plenary(act)
        assert [topic(name, assembly) for name in ("P12/plenary", "P12/caucus:cs")] == before
    assembly.in_plenary(a.Refer())
    now = [topic(name, assembly) for name in ("P12/plenary", "P12/caucus:cs")]
    assert all(new != old for new, old in zip(now, before, strict=True))


def test_a_topic_has_the_prefix_of_the_commands() -> None:
    settings = replace(SETTINGS, prefix="%")
    found = wanted(places.FORUM_PLACE, made.constituted().council, None, settings)
    assert found.topic.startswith("To table a proposal: %propose. To see all: %list.")


@pytest.mark.parametrize(
    "name, words",
    [
        ("forum", "!text P12 shows a draft"),
        ("secretariat", "!text P12 shows a draft"),
        ("direct:@somebody:test", "!text P12 shows a draft"),
        ("P12/plenary", "!text shows the draft"),
        ("P12/caucus:cs", "!text shows the draft"),
    ],
)
def test_the_topic_of_an_encrypted_room_says_what_a_new_device_can_read(
    name: str, words: str
) -> None:
    told = f" · A new device can't read what was said before; {words}"
    encrypted = room(name, made.referred(), replace(SETTINGS, encryption="all"))
    assert encrypted.topic == topic(name, made.referred()) + told


def test_the_topic_of_an_ended_encrypted_room_says_where_to_ask() -> None:
    assembly = made.recommended()
    found = room("P12/caucus:cs", assembly, replace(SETTINGS, encryption="all")).topic
    assert found.endswith("in a direct chat with me, !text P12 shows the draft")


def test_a_room_that_was_encrypted_before_the_file_changed_still_says_so() -> None:
    assembly = made.referred()
    council, proposal = assembly.council, assembly.proposal
    found = wanted("P12/caucus:cs", council, proposal, SETTINGS, (PROPOSAL,), sealed=True)
    assert found.topic.endswith("!text shows the draft")
    assert not found.encrypted

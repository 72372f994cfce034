import pytest

from commands.parsing.command import Here
from commands.parsing.errors import Usage
from commands.parsing.queries import (
    Diff,
    Help,
    History,
    Listing,
    ShowRoster,
    ShowText,
    Status,
    Version,
)
from tests.commands.say import CAUCUS, DIRECT, FORUM, FORUM_REPLY, OTHER, PLENARY, fault, want


@pytest.mark.parametrize(
    "body, here, query",
    [
        ("!status", FORUM, Status(None)),
        ("!status", FORUM_REPLY, Status(12)),
        ("!status P13", FORUM_REPLY, Status(13)),
        ("!text P13 2", FORUM_REPLY, ShowText(13, 2)),
        ("!status", PLENARY, Status(12)),
        ("!Status.", OTHER, Status(None)),
        ("!status p12", DIRECT, Status(12)),
        ("!status 12", DIRECT, Status(12)),
        ("!history", CAUCUS, History(12)),
        ("!history #3", FORUM, History(3)),
        ("!list", CAUCUS, Listing()),
        ("!roster", DIRECT, ShowRoster()),
        ("!help", OTHER, Help(None)),
        ("!help !Consensus", CAUCUS, Help("consensus")),
        ("!help “refer”.", CAUCUS, Help("refer")),
        ("!text", CAUCUS, ShowText(12)),
        ("!text 3", CAUCUS, ShowText(12, 3)),
        ("!text Draft 3.", CAUCUS, ShowText(12, 3)),
        ("!text DRAFT 3/CS.2", CAUCUS, ShowText(12, 3, "cs", 2)),
        ("!text cs.2", CAUCUS, ShowText(12, None, "cs", 2)),
        ("!text P12 3/cs.2", DIRECT, ShowText(12, 3, "cs", 2)),
        ("!text 12", FORUM, ShowText(12)),
        ("!text 12 3", FORUM, ShowText(12, 3)),
        ("!text 3", FORUM_REPLY, ShowText(12, 3)),
        ("!diff", PLENARY, Diff(12)),
        ("!diff 2", PLENARY, Diff(12, Version(2))),
        ("!diff 2 3", PLENARY, Diff(12, Version(2), Version(3))),
        ("!diff P12 2 3/cs.1", FORUM, Diff(12, Version(2), Version(3, "cs", 1))),
        ("!diff Draft 2 Draft 3", PLENARY, Diff(12, Version(2), Version(3))),
    ],
)
def test_a_query_is_read(body: str, here: Here, query: object) -> None:
    assert want(body, here) == query


@pytest.mark.parametrize("body", ["!text", "!text Draft 3", "!diff", "!text cs.2"])
def test_a_text_outside_its_room_needs_the_number(body: str) -> None:
    assert fault(body, FORUM).code is Usage.PROPOSAL_MISSING


@pytest.mark.parametrize("body", ["!text x", "!text 3/", "!text cs", "!diff 2..3", "!diff 2 x"])
def test_what_is_no_draft_is_refused(body: str) -> None:
    assert fault(body, PLENARY).code is Usage.VERSION


@pytest.mark.parametrize(
    "body", ["!status please", "!list all", "!roster cs", "!text 3 4", "!diff 1 2 3"]
)
def test_what_follows_a_query_is_not_ignored(body: str) -> None:
    assert fault(body, PLENARY).code is Usage.UNEXPECTED


def test_help_on_no_command_names_the_nearest() -> None:
    assert fault("!help concensus", PLENARY).fields["nearest"] == "consensus"

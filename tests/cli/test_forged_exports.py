"""Forged files, and true ones compared with what somebody kept: what ``rapporteur verify`` says."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.cli.problems import Problem
from bot.cli.verify import Known, verify
from storage.compare import begins_with
from tests.storage.forge import RECORD, ROSTER, Document, document, payload, until

TRUE = document()
HEAD = TRUE["heads"][0]["hash"]
EARLIER = document(until(13)(RECORD))
REWRITTEN = document(tuple(replace(each, recorded_time=each.number + 1) for each in RECORD))
LACKING = document(tuple(each for each in RECORD if each.number != 8))
ELSEWHERE = payload(2, person="q")(RECORD)
"""The same proposal, in the record of another council."""
PRETTY = json.dumps(TRUE, indent=2)
REPEATED = (
    'The document has the key "{}" twice in one object: readers differ in which of the two they'
    " take, so that it can't be relied on."
)
ANOTHER = (
    "P12.json: this record is consistent in itself, but is not the one that you compare it with:"
)
UNKNOWN = (
    f"The document has no entry with the hash {HEAD}: it is another record than the one that the"
    " hash is of, or was cut short before it."
)
PASSED = (
    "Entry 13 has the hash that was given, and is not the end of its chain: the export is newer,"
    " by 3 entries. Up to that entry it is what was there when the hash was posted. The stage has"
    " changed since (a proposal that was reopened, say): compare it with the hash that the bot"
    f" posted with entry 16, which is to be {TRUE['heads'][0]['hash']}."
)
NOT_SHOWN = "That does not show that it is the council's own record"
Verify = Callable[..., tuple[bool, str]]


@pytest.fixture
def checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Verify:
    """Check a document, or the text of a file; return whether it holds, and what is said."""

    def written(what: Document | str, name: str) -> Path:
        text = what if isinstance(what, str) else json.dumps(what)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    def check(
        what: Document | str, head: str = "", older: Any = None, roster: Any = None
    ) -> tuple[bool, str]:
        known = Known(
            head,
            written(older, "OLDER.json") if older else None,
            written(roster, "P0.json") if roster else None,
        )
        holds = verify(written(what, "P12.json"), known)
        return holds, capsys.readouterr().out

    return check


def twice(key: str, *, again: str | None = None, at: int = 0) -> str:
    """Return the true export with a key twice; the other value is of no matter."""
    found = -1
    for _ in range(at + 1):
        found = PRETTY.index(f'"{key}":', found + 1)
    return f'{PRETTY[:found]}"{again or key}": "Other.", {PRETTY[found:]}'


@pytest.mark.parametrize(
    "text, key",
    [
        (twice("title"), "title"),
        (twice("entries"), "entries"),
        (twice("heads"), "heads"),
        (twice("format"), "format"),
        (twice("hash", at=3), "hash"),
        (twice("commitment", at=3), "commitment"),
        (twice("kind", at=5), "kind"),
        (twice("position"), "position"),
        (twice("title", again="t\\u0069tle"), "title"),
        (PRETTY.replace('"version": 1,', '"version": 1, "version": 1,', 1), "version"),
        (f'{{"a": [{{"": 1, "": 2}}], "rest": {PRETTY}}}', ""),
        ('{"entries": [], "entries": 7', None),
    ],
)
def test_a_key_that_is_there_twice_is_refused_and_named(
    checked: Verify, text: str, key: str | None
) -> None:
    if key is None:  # the file is no JSON, whatever its keys
        with pytest.raises(Problem):
            checked(text)
        return
    holds, said = checked(text)
    assert not holds
    assert said.splitlines() == [
        "P12.json: this record does not hold. 1 fault:",
        REPEATED.format(key),
    ]


def test_a_true_export_is_consistent_in_itself_and_that_alone_is_claimed(checked: Verify) -> None:
    holds, said = checked(TRUE)
    assert holds
    assert "P12.json: this record is consistent in itself. 13 entries, of which 1 sealed" in said
    assert f"P12 ends with entry 16, hash {HEAD}" in said
    assert NOT_SHOWN in said
    assert "It holds" not in said


@pytest.mark.parametrize("head", [HEAD, f" {HEAD.upper()}\n"])
def test_with_the_hash_that_was_posted_it_holds(checked: Verify, head: str) -> None:
    holds, said = checked(TRUE, head)
    assert holds
    assert "It holds: it ends with the hash that you gave" in said
    assert NOT_SHOWN not in said


@pytest.mark.parametrize("head", ["29db00de", HEAD[1:], "g" * 64, f"{HEAD}{HEAD}"])
def test_half_a_hash_is_not_compared(checked: Verify, head: str) -> None:
    with pytest.raises(Problem, match="no hash of an entry"):
        checked(TRUE, head)


@pytest.mark.parametrize(
    "forged",
    [
        REWRITTEN,
        EARLIER,
        document(payload(4, title="Another title")(RECORD)),
        document(until(5)(RECORD)),
    ],
    ids=["rewritten", "cut short, its heads mended", "invented", "cut shorter"],
)
def test_what_is_consistent_in_itself_is_another_record_to_who_has_the_hash(
    checked: Verify, forged: Document
) -> None:
    holds, said = checked(forged)
    assert holds
    assert "consistent in itself" in said
    assert NOT_SHOWN in said
    holds, said = checked(forged, HEAD)
    assert not holds
    assert said.splitlines() == [
        ANOTHER,
        UNKNOWN,
    ]


def test_a_hash_that_was_posted_earlier_says_how_much_came_since(checked: Verify) -> None:
    holds, said = checked(TRUE, EARLIER["heads"][0]["hash"])
    assert not holds
    assert said.splitlines() == [ANOTHER, PASSED]


@pytest.mark.parametrize(
    "older", [EARLIER, TRUE, document(until(4)(RECORD)), document(until(13)(RECORD), doors=None)]
)
def test_it_begins_with_an_older_export_of_any_audience(checked: Verify, older: Document) -> None:
    holds, said = checked(TRUE, older=older)
    assert holds
    count = len(older["entries"])
    assert f"It begins with {count} entr{'y' if count == 1 else 'ies'} that OLDER.json has" in said
    assert NOT_SHOWN in said


def _of(number: int, at: str) -> str:
    return f"Entry {number} of the older export is not in this one as it was: {at}."


@pytest.mark.parametrize(
    "older, difference",
    [
        (REWRITTEN, _of(4, "its content is another")),
        (document(payload(9, note="Hm.")(RECORD)), _of(9, "its content is another")),
        (LACKING, _of(9, "entry 8 stands in its place")),
        (document(ELSEWHERE), _of(4, "what it follows")),
        (document(RECORD, ROSTER), "Entry 1 of the older export is missing here"),
    ],
)
def test_what_first_differs_from_the_older_export_is_named(
    checked: Verify, older: Document, difference: str
) -> None:
    holds, said = checked(TRUE, older=older)
    assert not holds
    first = said.splitlines()[1]
    assert first.startswith(difference.rstrip("."))
    assert len(said.splitlines()) == 2


def test_an_export_that_was_cut_short_is_not_what_follows_the_older(checked: Verify) -> None:
    holds, said = checked(EARLIER, older=TRUE)
    assert not holds
    assert said.splitlines()[1].startswith("Entry 14 of the older export is missing here")


def test_an_older_export_that_is_broken_itself_says_so(checked: Verify) -> None:
    broken = json.loads(json.dumps(EARLIER))
    broken["entries"][0]["content"]["person"] = "@somebody:else"
    holds, said = checked(TRUE, older=broken)
    assert not holds
    assert said.startswith("OLDER.json: this record does not hold. 1 fault:\nEntry 4 ")


def test_two_exports_of_more_chains_are_compared_chain_by_chain() -> None:
    whole = document(RECORD, (0, 12))
    assert begins_with(whole, TRUE) is None
    assert begins_with(whole, document(until(13)(RECORD), (0, 12))) is None


def test_with_the_rosters_export_it_is_judged_who_could_act(checked: Verify) -> None:
    outsider = tuple(replace(x, person="outsider") if x.number == 14 else x for x in RECORD)
    forged, roster = document(outsider), document(outsider, ROSTER)
    assert "--roster P0.json" in checked(forged)[1]
    holds, said = checked(forged, roster=roster)
    assert not holds
    assert (
        'Entry 14 is recorded by outsider, who was not chair or deputy of the caucus "gov"' in said
    )
    holds, said = checked(TRUE, roster=document(RECORD, ROSTER))
    assert holds
    assert "--roster P0.json" not in said


def test_a_roster_of_another_record_does_not_fit(checked: Verify) -> None:
    holds, said = checked(TRUE, roster=document(ELSEWHERE, ROSTER))
    assert not holds
    assert "Entry 4 does not carry the hash of the entry before it in the record" in said


@pytest.mark.parametrize(
    "what, roster, problem",
    [
        (TRUE, TRUE, "no export of the roster"),
        (document(RECORD, ROSTER), document(RECORD, ROSTER), "Leave out --roster"),
    ],
)
def test_what_is_no_roster_or_is_none_too_many_is_said(
    checked: Verify, what: Document, roster: Document, problem: str
) -> None:
    with pytest.raises(Problem, match=problem):
        checked(what, roster=roster)

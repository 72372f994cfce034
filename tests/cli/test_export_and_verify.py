"""A record is exported for an audience, and checked by whoever gets it."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storage import record
from tests.bot.desk import Desk, desk
from tests.cli.program import Done, rapporteur

TITLE, PLENARY, PRIVATE_CS, PRIVATE_GOV = "Harbours", "Piers.", "Lighthouses!", "Customs."
Document = dict[str, Any]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a record: a caucus text of each caucus, of which one is released."""
    folder = tmp_path_factory.mktemp("record")
    with desk(folder) as at_desk:
        at_desk.say("forum", "@visitor:test", f"!propose {TITLE}\nFrom: I\n{PLENARY}\n\nQuays.")
        at_desk.say("forum", "@forum-chair:test", "!consensus yes P1")
        at_desk.say("P1/plenary", "@chair:test", "!refer")
        for key, text in (("cs", PRIVATE_CS), ("gov", PRIVATE_GOV)):
            at_desk.show(f"P1/caucus:{key}", 1)
            at_desk.say(f"P1/caucus:{key}", f"@{key}-chair:test", f"!draft\n{text}")
        at_desk.say("P1/caucus:gov", "@gov-chair:test", "!draft\nTariffs.")
        at_desk.say("P1/caucus:gov", "@gov-chair:test", "!consensus amended gov.2 at last")
    return folder


@pytest.fixture
def recorded(config: Path, made: Path) -> Path:
    """A configuration with a copy of that record."""
    shutil.copytree(made, config.parent / "data")
    return config


async def export(config: Path, *more: str) -> Done:
    folder = config.parent / "record"
    return await rapporteur("export", *more, "--config", config, "--output", folder)


def exported(config: Path, stem: str = "P1") -> tuple[str, str]:
    """Return the JSON and the Markdown that were written, and nothing else was."""
    folder = config.parent / "record"
    assert {path.name for path in folder.iterdir()} == {f"{stem}.json", f"{stem}.md"}
    return (folder / f"{stem}.json").read_text(), (folder / f"{stem}.md").read_text()


@pytest.mark.parametrize(
    "audience, stem, seen, unseen",
    [
        ("public", "P1", {PLENARY, "Tariffs."}, {PRIVATE_CS, PRIVATE_GOV}),
        ("council", "P1.council", {PLENARY, "Tariffs."}, {PRIVATE_CS, PRIVATE_GOV}),
        ("caucus:cs", "P1.caucus-cs", {PLENARY, PRIVATE_CS, "Tariffs."}, {PRIVATE_GOV}),
        ("all", "P1.all", {PLENARY, PRIVATE_CS, PRIVATE_GOV, "Tariffs."}, set()),
    ],
)
async def test_an_audience_gets_what_it_may_see_and_nothing_else(
    audience: str, stem: str, seen: set[str], unseen: set[str], recorded: Path
) -> None:
    done = await export(recorded, "P1", "--audience", audience)
    assert done.code == 0
    assert [Path(line).name for line in done.out.splitlines()] == [f"{stem}.json", f"{stem}.md"]
    forms = exported(recorded, stem)
    for form in forms:
        assert {words for words in seen | unseen if words in form} == seen
    assert ("**Not public.**" in forms[1]) is (audience != "public")
    file = recorded.parent / "record" / f"{stem}.json"
    checked = await rapporteur("verify", file)
    assert checked.code == 0
    assert "consistent in itself" in checked.out
    assert (file.stat().st_mode & 0o777 == 0o600) is (audience != "public")


async def test_the_hash_to_compare_is_told(recorded: Path) -> None:
    await export(recorded, "p1")
    document: Document = json.loads(exported(recorded)[0])
    checked = await rapporteur("verify", recorded.parent / "record" / "P1.json")
    assert document["heads"][0]["hash"] in checked.out


async def test_the_rosters_chain_is_exported_and_verified_like_any_other(recorded: Path) -> None:
    for chain in ("P1", "P0"):
        assert (await export(recorded, chain)).code == 0
    folder = recorded.parent / "record"
    assert "# The record of the council's roster\n" in (folder / "P0.md").read_text()
    assert [head["proposal"] for head in json.loads((folder / "P0.json").read_text())["heads"]] == [
        0
    ]
    assert (
        "The council's roster ends with entry 1"
        in (await rapporteur("verify", folder / "P0.json")).out
    )


async def test_what_a_record_is_compared_with_decides_the_exit_code(recorded: Path) -> None:
    for chain in ("P1", "P0"):
        await export(recorded, chain)
    file, roster = (recorded.parent / "record" / f"{chain}.json" for chain in ("P1", "P0"))
    head = json.loads(file.read_text())["heads"][0]["hash"]
    done = await rapporteur("verify", file, "--head", head, "--from", file, "--roster", roster)
    assert (done.code, done.err) == (0, "")
    assert "It holds" in done.out
    assert (await rapporteur("verify", file, "--head", "0" * 64)).code == 1
    assert (await rapporteur("verify", roster, "--from", file)).code == 1
    assert (await rapporteur("verify", file, "--head", head[:8])).code == 2


def posted(at_desk: Desk) -> str:
    """Return the hash that was posted with the last act, if that changed the stage."""

    async def end() -> str:
        async with at_desk.database.read() as conn:
            return await record.end_of(conn, 1)

    return at_desk.runner.run(end())


async def held(config: Path, file: Path, head: str) -> Done:
    (file.parent / "P1.json").unlink(missing_ok=True)
    assert (await export(config, "P1")).code == 0
    return await rapporteur("verify", file, "--head", head)


def test_a_reopened_proposal_is_compared_with_the_hash_that_was_posted_last(config: Path) -> None:
    file = config.parent / "record" / "P1.json"
    with desk(config.parent / "data") as at_desk:
        at_desk.say("forum", "@visitor:test", "!propose A title\nFrom: I\nOne.")
        at_desk.say("forum", "@forum-chair:test", "!consensus yes P1")
        at_desk.say("P1/plenary", "@chair:test", "!refer")
        at_desk.say("P1/plenary", "@chair:test", "!recall Too early.")
        at_desk.say("P1/plenary", "@chair:test", "!close No way.")
        ended = posted(at_desk)
        at_desk.say("direct:!chat", "@chair:test", "!reopen P1 A way.")
        reopened = posted(at_desk)
        at_desk.say("P1/plenary", "@chair:test", "!draft\nTwo.")
    early, late = (asyncio.run(held(config, file, each)) for each in (ended, reopened))
    assert (early.code, late.code) == (1, 0)
    assert f"which is to be {reopened}" in early.out
    assert "It holds up to entry" in late.out
    assert "1 entry after it changes no stage" in late.out
    told = asyncio.run(rapporteur("verify", file)).out
    assert f"with the last change of the stage: {reopened}" in told


def _changed_text(entries: list[Document]) -> None:
    entries[0]["content"]["payload"]["text"] = "Something else."


def _changed_person(entries: list[Document]) -> None:
    entries[1]["content"]["person"] = "@somebody:else.org"


def _removed(entries: list[Document]) -> None:
    del entries[2]


def _cut(entries: list[Document]) -> None:
    del entries[-1]


def _hidden(entries: list[Document]) -> None:
    del entries[1]["content"], entries[1]["salt"]


@pytest.mark.parametrize(
    "tamper, place",
    [
        (_changed_text, "Entry 2 "),
        (_changed_person, "Entry 3 "),
        (_removed, "Entry 5 "),
        (_cut, "chain of P1"),
        (_hidden, "Entry 3 "),
    ],
)
async def test_tampering_is_found_and_its_place_said(
    tamper: Callable[[list[Document]], None], place: str, recorded: Path
) -> None:
    await export(recorded, "P1")
    file = recorded.parent / "record" / "P1.json"
    document = json.loads(file.read_text())
    tamper(document["entries"])
    file.write_text(json.dumps(document))
    done = await rapporteur("verify", file)
    assert done.code == 1
    assert "does not hold" in done.out
    assert place in done.out


@pytest.mark.parametrize("content", ["", "{", "# A record", "\x00", "[" * 100_000])
async def test_what_is_no_json_is_said_to_be_none(content: str, tmp_path: Path) -> None:
    (tmp_path / "P1.json").write_text(content)
    done = await rapporteur("verify", tmp_path / "P1.json")
    assert done.code == 2
    assert "no JSON" in done.err


async def test_json_that_is_no_record_does_not_hold(tmp_path: Path) -> None:
    (tmp_path / "P1.json").write_text('{"entries": [[/*]]}'.replace("[/*]", "7"))
    done = await rapporteur("verify", tmp_path / "P1.json")
    assert done.code == 1
    assert "not of the format" in done.out


async def test_a_missing_file_is_named(tmp_path: Path) -> None:
    done = await rapporteur("verify", tmp_path / "P1.json")
    assert done.code == 2
    assert "P1.json can't be read: No such file" in done.err


@pytest.mark.parametrize(
    "arguments, said",
    [
        (("P7",), "no proposal P7"),
        (("everything",), "Write it as P12"),
        (("P1", "--audience", "caucus:zz"), "public, council, caucus:gov, caucus:cs, all"),
    ],
)
async def test_what_is_not_there_can_not_be_exported(
    arguments: tuple[str, ...], said: str, recorded: Path
) -> None:
    done = await export(recorded, *arguments)
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert not (recorded.parent / "record").exists()


async def test_a_folder_that_can_not_be_written_to_is_named(recorded: Path) -> None:
    (recorded.parent / "record").write_text("a file is in the way")
    done = await export(recorded, "P1")
    assert done.code == 1
    assert "record can't be written to" in done.err


async def test_exporting_a_record_that_is_not_there_creates_none(config: Path) -> None:
    done = await export(config, "P1")
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert not (config.parent / "data").exists()

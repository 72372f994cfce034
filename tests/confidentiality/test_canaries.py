"""What is said in a caucus is nowhere else: not on the homeserver, nor in files, nor in logs.

A whole deliberation with canary words, then every account reads all that it can reach, and
every file that the bot wrote is searched.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot import metrics
from bot.cli.export import export
from demo.homeserver import Homeserver
from tests.confidentiality.canaries import CAUCUSES, CHAT, Sown, leaks, sown
from tests.confidentiality.reach import reached

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@dataclass(frozen=True)
class Audit:
    """What was sown, what each account reached, what the bot logged, and where it wrote."""

    sown: Sown
    seen: Mapping[str, str]
    logged: str
    folder: Path
    temporary: Path


@pytest.fixture(scope="module")
async def audit(
    homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Audit]:
    folder, temporary = tmp_path_factory.mktemp("council"), tmp_path_factory.mktemp("temporary")
    with pytest.MonkeyPatch.context() as patched, structlog.testing.capture_logs() as logged:
        patched.setattr(tempfile, "tempdir", str(temporary))
        async with sown(homeserver, folder) as found:
            world = found.world
            seen = await asyncio.gather(*(reached(p, world) for p in found.people.values()))
            by_role = dict(zip(found.people, seen, strict=True))
            yield Audit(found, by_role, str(logged), folder, temporary)


def test_every_account_sees_of_a_caucus_only_what_it_may(audit: Audit) -> None:
    assert leaks(audit.sown, audit.seen) == []


def test_the_search_finds_each_canary_where_it_belongs(audit: Audit) -> None:
    for canary in audit.sown.canaries:
        inside = [role for role in canary.inside if canary.word in audit.seen[role]]
        assert f"{canary.caucus}-chair" in inside or canary.kind in ("a file", CHAT), canary
    late = [c for c in audit.sown.canaries if c.word in audit.seen["late"] and c.caucus == "cs"]
    assert len(late) > 4  # who is seated sees what was said before


def test_what_is_released_reaches_the_public(audit: Audit) -> None:
    public = {c.kind for c in audit.sown.canaries if c.word in audit.seen["stranger"]}
    released = {"a released text", "a note", "a released objection"}
    assert public == released | {"a reason for not agreeing"}


@pytest.mark.parametrize("audience", ["public", "council", *(f"caucus:{key}" for key in CAUCUSES)])
async def test_an_export_has_what_its_audience_may_see(
    audit: Audit, audience: str, tmp_path: Path
) -> None:
    number, config = audit.sown.opened.number, audit.sown.council.cast.config
    written = await export(config, number, audience, tmp_path)
    text = "".join(path.read_text() for path in written)
    for canary in audit.sown.canaries:
        inside = "stranger" in canary.inside or audience == f"caucus:{canary.caucus}"
        assert inside or canary.word not in text, canary
    released = [c for c in audit.sown.canaries if "stranger" in c.inside]
    assert all(canary.word in text for canary in released)
    own = [c for c in audit.sown.canaries if c.kind == "a caucus text"]
    assert [c.caucus for c in own if c.word in text] == [audience[7:]] * audience.count(":")


def test_the_log_has_no_word_of_anybody(audit: Audit) -> None:
    assert not [c for c in audit.sown.canaries if c.word in audit.logged]


def test_the_figures_have_no_word_of_anybody(audit: Audit) -> None:
    told = metrics.exposition(sync_lag=0, rows=0, oldest=0).decode()
    assert "rapporteur_commands_total" in told
    assert not [c for c in audit.sown.canaries if c.word in told]


def test_no_temporary_file_and_none_but_the_database_has_a_caucus_s_words(audit: Audit) -> None:
    for path in (*audit.temporary.rglob("*"), *audit.folder.rglob("*")):
        if path.is_file() and not path.name.startswith("rapporteur.sqlite3"):
            held = path.read_bytes()
            found = [c.kind for c in audit.sown.canaries if c.word.encode() in held]
            assert not found, (path.name, found)


def test_what_is_no_command_is_not_in_the_database_either(audit: Audit) -> None:
    files = [path for path in audit.folder.rglob("*") if path.is_file()]
    held = b"".join(path.read_bytes() for path in files)
    kinds = {c.kind for c in audit.sown.canaries if c.word.encode() in held}
    assert "a caucus text" in kinds
    # The answer to a malformed one quotes it, and is erased once it is sent: see docs/privacy.md.
    assert not kinds & {CHAT, "a command in the wrong room", "a refused command"}


async def test_a_file_is_reached_by_whoever_knows_its_address_and_its_address_stays_inside(
    audit: Audit,
) -> None:
    """As docs/privacy.md says: Matrix guards media by an address that nobody can guess."""
    sown = audit.sown
    for key, room in sown.opened.caucuses.items():
        for event in sown.council[f"{key}-chair"].timelines[room]:
            url = str(event.get("content", {}).get("url", ""))
            if url and event["content"].get("filename") == "wording.md":
                seeing = {role for role, text in audit.seen.items() if url in text}
                assert seeing <= next(c.inside for c in sown.canaries if c.caucus == key)
                assert await _downloaded(sown, url)


async def _downloaded(sown: Sown, url: str) -> Any:
    where = f"/_matrix/client/v1/media/download/{url.removeprefix('mxc://')}"
    stranger = sown.people["stranger"]
    assert stranger._http
    async with stranger._http.get(where) as answer:
        return answer.status == 200 and await answer.text()

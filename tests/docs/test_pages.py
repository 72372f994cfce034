"""The docs hold together: links lead somewhere, and what is named exists."""

import re
import unicodedata
from pathlib import Path

import pytest
import yaml
from typer.main import get_group

from bot.cli.app import app

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
HOW_IT_WORKS = (ROOT / "docs/how-it-works.md").read_text(encoding="utf-8")
PAGES = (README, *sorted(ROOT.glob("C*.md")), *sorted((ROOT / "docs").rglob("*.md")))
LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?!https?://)([^)\s]+)\)")
FENCE = re.compile(r"```.*?```", re.DOTALL)
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
ELSEWHERE = re.compile(r"\b(vot(e|es|ed|ing)|approv\w+|passed|veto\w*)\b", re.IGNORECASE)


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text()), re.MULTILINE)
    return {_anchor(heading) for heading in headings}


def _anchor(heading: str) -> str:
    kept = (c for c in heading.lower() if c in " -_" or unicodedata.category(c)[0] in "LN")
    return "".join(kept).replace(" ", "-")


def shell_of(page: Path) -> list[str]:
    blocks = SHELL.findall(page.read_text())
    return [line.strip() for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_between_the_docs_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(FENCE.sub("", page.read_text())):
        where, _, anchor = link.partition("#")
        target = (page.parent / where).resolve() if where else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_page_is_linked_from_another(page: Path) -> None:
    if page in (README, ROOT / "CHANGELOG.md"):
        return
    targets = {
        (other.parent / link.partition("#")[0]).resolve()
        for other in PAGES
        if other != page
        for link in LINK.findall(FENCE.sub("", other.read_text()))
    }
    assert page in targets


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_borrows_the_words_of_another_procedure(page: Path) -> None:
    assert [found[0] for found in ELSEWHERE.finditer(page.read_text())] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = re.findall(r"`make ([a-z]+)", page.read_text())
    named += [m[1] for line in shell_of(page) if (m := re.match(r"make ([a-z]+)", line))]
    assert set(named) <= known


def test_every_command_of_the_program_that_is_named_exists() -> None:
    named = {
        found
        for page in PAGES
        for found in re.findall(r"(?:`|^|/)rapporteur ([a-z]+)", page.read_text(), re.MULTILINE)
    }
    assert {"init", "check", "run", "export", "verify"} <= named
    assert named <= get_group(app).commands.keys()


def test_the_secretariat_is_told_of_every_key_of_the_configuration() -> None:
    example = yaml.safe_load((ROOT / "config.example.yaml").read_text())
    page = (ROOT / "docs" / "secretariat.md").read_text()
    assert [key for key in _keys(example) if f"`{key}`" not in page] == []


def _keys(section: dict[str, object], path: str = "") -> list[str]:
    """Return every key's path; a caucus's keys as they are, for they repeat."""
    found = []
    for key, value in section.items():
        if isinstance(value, dict):
            found += _keys(value, f"{path}{key}.")
        else:
            found.append(f"{path}{key}")
        if isinstance(value, list) and value and isinstance(value[0], dict):
            found += _keys(value[0])
    return found


def test_every_file_of_the_bot_and_of_texts_is_on_the_page() -> None:
    folders = (ROOT / "bot", ROOT / "texts")
    files = (path for each in folders for path in each.rglob("*.py") if path.stem != "__init__")
    names = [path.relative_to(ROOT).as_posix() for path in files]
    assert [name for name in names if f"| `{name}` |" not in HOW_IT_WORKS] == []
    told = re.findall(
        r"`((?:bot|storage|templates|deliberation|commands|texts)/[\w/]+\.py)`", HOW_IT_WORKS
    )
    assert [name for name in told if not (ROOT / name).is_file()] == []

"""Installed from a wheel, the program has all that it needs, whatever folder it is run from."""

import asyncio
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.bot.desk import desk
from tests.cli.program import ROOT, Done, rapporteur

ALONE = f"""
import sys
sys.path[:] = [each for each in sys.path if each not in ("", {str(ROOT)!r})]
import bot, templates
"""
"""Makes sure that nothing is found in the folder where the wheel was built."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what a wheel of the project installs."""
    folder = tmp_path_factory.mktemp("wheel")
    building = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(building, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def installed(site: Path, elsewhere: Path, *arguments: str | Path) -> Done:
    """Run the installed program in another folder."""
    environment = {"PYTHONPATH": str(site)}
    how: dict[str, Any] = {"environment": environment, "folder": elsewhere, "fresh": True}
    return asyncio.run(rapporteur(*arguments, before=ALONE, **how))


def test_every_template_and_every_migration_is_in_the_wheel(site: Path) -> None:
    wanted = [*ROOT.glob("templates/**/*.j2"), *ROOT.glob("storage/migrations/**/*.py")]
    missing = [file for file in wanted if not (site / file.relative_to(ROOT)).is_file()]
    assert wanted
    assert missing == []


def test_the_command_is_declared(site: Path) -> None:
    (declared,) = site.glob("*.dist-info/entry_points.txt")
    assert "rapporteur = bot.cli:main" in declared.read_text()


def test_an_installed_program_makes_a_record_of_its_own(
    site: Path, config: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    done = installed(site, elsewhere, "check", "--apply", "--config", config)
    assert "the record is new" in done.out  # made by the migrations, and told by the templates
    assert "✓ The configuration" in done.out
    assert (config.parent / "data" / "rapporteur.sqlite3").exists()
    assert list(elsewhere.iterdir()) == []


def test_an_installed_program_exports_and_verifies(
    site: Path, config: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with desk(config.parent / "data") as at_desk:
        at_desk.say("forum", "@visitor:test", "!propose T\nFrom: I\nOne.")
    done = installed(site, elsewhere, "export", "P1", "--config", config, "--output", elsewhere)
    assert done.code == 0, done.said
    done = installed(site, elsewhere, "verify", "P1.json")
    assert done.code == 0, done.said
    assert "One." in (elsewhere / "P1.md").read_text()

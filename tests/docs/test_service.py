"""The systemd unit in the docs is one that systemd takes, and exposes next to nothing."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot import metrics

DOCS = Path(__file__).parents[2] / "docs"
UNIT = DOCS / "rapporteur.service"
PROGRAM = "/opt/rapporteur/bin/rapporteur"
MOST_EXPOSED = 1.5
"""Of 10, as systemd counts; below 2 is its best grade."""

with_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"),
    reason="systemd-analyze is not on this machine; it comes with systemd",
)


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@with_systemd
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    """With a program that is on this machine, since it looks for it."""
    unit = tmp_path / UNIT.name
    assert PROGRAM in UNIT.read_text()
    unit.write_text(UNIT.read_text().replace(PROGRAM, sys.executable))
    found = analyze("verify", unit)
    assert (found.returncode, found.stderr) == (0, "")


@with_systemd
def test_systemd_finds_the_unit_hardened() -> None:
    found = analyze("security", "--offline=true", f"--threshold={MOST_EXPOSED * 10:.0f}", UNIT)
    assert found.returncode == 0, found.stdout


def test_the_page_installs_what_the_unit_starts() -> None:
    page = (DOCS / "operations.md").read_text()
    unit = UNIT.read_text()
    for name in ("/opt/rapporteur", "/etc/rapporteur/config.yaml", "/var/lib/rapporteur"):
        assert name in page
        assert name in unit


def test_the_page_names_every_figure_and_every_label() -> None:
    page = (DOCS / "operations.md").read_text()
    shown = metrics.exposition(sync_lag=0, rows=0, oldest=0).decode()
    named = {line.split("{")[0].split()[0] for line in shown.splitlines() if line[0] != "#"}
    missing = {name for name in named if name not in page and not name.startswith("process_")}
    labels = (*metrics.Outcome, *metrics.ErrorKind, *metrics.Fate)
    assert missing == set()
    assert [label for label in labels if f"`{label}`" not in page] == []


def test_every_configuration_on_the_page_is_valid_yaml() -> None:
    page = (DOCS / "operations.md").read_text()
    blocks = page.split("```yaml\n")[1:]
    assert all(isinstance(yaml.safe_load(block.partition("```")[0]), dict) for block in blocks)

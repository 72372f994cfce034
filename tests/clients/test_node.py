"""Clients of matrix-js-sdk run where Node is, and where it isn't nobody overlooks that."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.node import FOLDER, missing

ROOT = Path(__file__).parents[2]
LOCKFILE = (FOLDER / "package-lock.json").read_text()


def run_without_node(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the tests that need Node where there is none."""
    environment = {**os.environ, "PATH": str(folder), **more}
    return subprocess.run(
        (sys.executable, "-m", "pytest", "-p", "no:randomly", "tests/clients/test_deliberating.py"),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_run_without_node_says_at_its_end_what_did_not_run(tmp_path: Path) -> None:
    done = run_without_node(tmp_path, CLIENTS="")
    last = "\n".join(done.stdout.splitlines()[-3:])
    assert done.returncode == 0, done.stdout
    assert "tests did not run: clients of matrix-js-sdk can't run: there is no node here" in last


def test_where_they_are_required_a_run_without_node_fails(tmp_path: Path) -> None:
    assert run_without_node(tmp_path, CLIENTS="required").returncode == 1


def test_the_build_requires_them() -> None:
    assert "make test CLIENTS=required" in (ROOT / ".ci/run").read_text()


def test_what_is_installed_is_pinned_and_no_address_is_written_down() -> None:
    packages = json.loads(LOCKFILE)["packages"]
    assert "://" not in LOCKFILE
    assert all("integrity" in each for name, each in packages.items() if name)
    pinned = json.loads((FOLDER / "package.json").read_text())["dependencies"]
    assert all(version[0].isdigit() for version in pinned.values())


def test_an_old_node_is_not_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v18.20.4\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert missing() == "node is v18.20.4, and matrix-js-sdk needs 20 or later"

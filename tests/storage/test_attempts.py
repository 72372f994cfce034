"""What was under way when the process was killed is known to the next one, and counted."""

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage.attempts import Attempts
from storage.errors import DatabaseUnwritable


@contextmanager
def process(path: Path) -> Iterator[Attempts]:
    """A process that is killed at the end: nothing is taken back."""
    attempts = Attempts(path)
    try:
        yield attempts
    finally:
        attempts.close()


def test_attempts_go_on_over_kills(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        with process(tmp_path / "attempts") as attempts:
            assert attempts.left == (frozenset({"$a"}) if number > 1 else frozenset())
            assert attempts.begin("$a") == number
            assert attempts.begin(f"$other{number}") == 1
            attempts.over(f"$other{number}")


def test_what_is_over_is_forgotten(tmp_path: Path) -> None:
    with process(tmp_path / "attempts") as attempts:
        attempts.begin("$a")
        attempts.begin("$b")
        attempts.over("$a")
        attempts.over("$never")
    with process(tmp_path / "attempts") as attempts:
        assert attempts.left == {"$b"}
        assert attempts.begin("$a") == 1
        attempts.over("$b")
        assert attempts.begin("$b") == 1


def test_an_orderly_end_takes_back_its_own_counts_alone(tmp_path: Path) -> None:
    with process(tmp_path / "attempts") as attempts:
        attempts.begin("$deadly")
        attempts.begin("$over")
    with process(tmp_path / "attempts") as attempts:
        attempts.begin("$deadly")
        attempts.begin("$new")
        attempts.over("$over")
        attempts.take_back()
    with process(tmp_path / "attempts") as attempts:
        assert attempts.left == {"$deadly", "$new"}
        assert (attempts.begin("$deadly"), attempts.begin("$new")) == (2, 1)


def test_what_is_expected_is_known_to_the_next_process_and_not_counted(tmp_path: Path) -> None:
    with process(tmp_path / "attempts") as attempts:
        attempts.begin("$begun")
        attempts.expect(["$begun", "$expected"])
    with process(tmp_path / "attempts") as attempts:
        assert attempts.left == {"$begun", "$expected"}
        assert (attempts.begin("$begun"), attempts.begin("$expected")) == (2, 1)
        attempts.take_back()
    with process(tmp_path / "attempts") as attempts:
        assert (attempts.begin("$begun"), attempts.begin("$expected")) == (2, 1)
        attempts.over("$expected")
    with process(tmp_path / "attempts") as attempts:
        assert attempts.left == {"$begun"}


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    with process(tmp_path / "attempts"):
        assert stat.S_IMODE((tmp_path / "attempts").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "written", [b"", b"{", b'{"$a": 1', b"[1]\n", b'{"$a": "x", "$b": -1}\n', b"\xff\n", b"3\n"]
)
def test_what_a_power_cut_left_of_it_counts_nothing(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "attempts").write_bytes(written)
    with process(tmp_path / "attempts") as attempts:
        assert attempts.left == frozenset()
        assert attempts.begin("$a") == 1
    assert json.loads((tmp_path / "attempts").read_bytes().splitlines()[0]) == {"$a": 1}


def test_a_file_that_cannot_be_made_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnwritable) as told:
        Attempts(tmp_path / "none" / "attempts")
    assert told.value.fields["path"] == str(tmp_path / "none" / "attempts")


def test_a_disk_that_takes_half_a_line_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts = Attempts(tmp_path / "attempts")
    monkeypatch.setattr("os.pwrite", lambda _file, line, _at: len(line) // 2)
    with pytest.raises(DatabaseUnwritable):
        attempts.begin("$a")
    attempts.close()


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    attempts = Attempts(tmp_path / "attempts")
    os.close(attempts._file)
    with pytest.raises(DatabaseUnwritable):
        attempts.begin("$a")

"""What was under way when the process was killed is known to the next one, and counted."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage.attempts import AHEAD, Attempts
from storage.errors import DatabaseUnwritable


@contextmanager
def process(path: Path) -> Iterator[Attempts]:
    """A process that is killed at the end: nothing is taken back."""
    attempts = Attempts(path)
    try:
        yield attempts
    finally:
        attempts.close()


def killed_at(path: Path, *causes: str) -> list[int]:
    """Have a process killed while it works on causes; return the numbers of the attempts."""
    with process(path) as attempts:
        return [attempts.begin(cause) for cause in causes]


def begin(attempts: Attempts, number: int) -> None:
    for each in range(number):
        attempts.begin(f"${each}")


def test_what_was_under_way_alone_when_the_process_was_killed_is_counted(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        with process(tmp_path / "attempts") as attempts:
            assert attempts.left == (frozenset({"$a"}) if number > 1 else frozenset())
            assert attempts.begin(f"$other{number}") == 1
            attempts.over(f"$other{number}")
            assert attempts.begin("$a") == number
    assert killed_at(tmp_path / "attempts", "$b", "$a") == [1, 4]


def test_of_several_that_were_under_way_none_is_counted_and_each_is_a_suspect(
    tmp_path: Path,
) -> None:
    for _ in range(5):
        assert killed_at(tmp_path / "attempts", "$a", "$b", "$c") == [1, 1, 1]
    with process(tmp_path / "attempts") as attempts:
        assert attempts.suspects == {"$a", "$b", "$c"}
        for cause in ("$a", "$b"):
            attempts.begin(cause)
            attempts.set_down(cause)
        assert attempts.suspects == {"$c"}
        attempts.begin("$c")
    with process(tmp_path / "attempts") as attempts:
        assert attempts.suspects == {"$c"}
        assert [attempts.begin(cause) for cause in ("$a", "$b", "$c")] == [1, 1, 2]


def test_what_waits_for_its_turn_is_not_counted(tmp_path: Path) -> None:
    with process(tmp_path / "attempts") as attempts:
        attempts.expect(["$waits", "$is_set_down"])
        attempts.begin("$is_set_down")
        attempts.set_down("$is_set_down")
        attempts.begin("$deadly")
    assert killed_at(tmp_path / "attempts", "$waits", "$is_set_down", "$deadly") == [1, 1, 2]


def test_what_is_over_is_forgotten(tmp_path: Path) -> None:
    with process(tmp_path / "attempts") as attempts:
        attempts.begin("$b")
        attempts.begin("$a")
        attempts.over("$a")
        attempts.over("$never")
    with process(tmp_path / "attempts") as attempts:
        assert attempts.left == {"$b"}
        assert attempts.begin("$a") == 1
        attempts.over("$b")
        assert attempts.begin("$b") == 1


def test_an_orderly_end_takes_back_its_own_counts_alone(tmp_path: Path) -> None:
    killed_at(tmp_path / "attempts", "$deadly")
    with process(tmp_path / "attempts") as attempts:
        assert attempts.begin("$deadly") == 2
        attempts.take_back()
    with process(tmp_path / "attempts") as attempts:
        assert attempts.left == {"$deadly"}
        assert attempts.begin("$new") == 1
        attempts.take_back()
    assert killed_at(tmp_path / "attempts", "$deadly", "$new") == [2, 1]


def test_what_is_expected_is_known_to_the_next_process_and_not_counted(tmp_path: Path) -> None:
    with process(tmp_path / "attempts") as attempts:
        attempts.begin("$begun")
        attempts.expect(["$begun", "$expected"])
    with process(tmp_path / "attempts") as attempts:
        assert attempts.left == {"$begun", "$expected"}
        attempts.over("$expected")
    assert killed_at(tmp_path / "attempts", "$begun", "$expected") == [2, 1]


def test_what_an_earlier_release_counted_is_counted_on(tmp_path: Path) -> None:
    (tmp_path / "attempts").write_bytes(b'{"$a": 2, "$b": 0}\n and the rest of a longer line')
    with process(tmp_path / "attempts") as attempts:
        assert attempts.left == {"$a", "$b"}
        assert attempts.begin("$a") == 3


def test_the_file_follows_what_is_under_way_and_not_its_square(tmp_path: Path) -> None:
    causes, path = [f"${number:040}" for number in range(3_000)], tmp_path / "attempts"
    with process(path) as attempts:
        for first in range(0, len(causes), 50):
            attempts.expect(causes[first : first + 50])
        for cause in causes[:-3]:
            attempts.begin(cause)
            attempts.over(cause)
            assert path.stat().st_size < 1_000_000
        attempts.begin(causes[-1])
    with process(path) as attempts:
        assert attempts.left == set(causes[-3:])
        assert attempts.begin(causes[-1]) == 2
        for _ in range(3_000):
            attempts.begin("$again")
            attempts.over("$again")
        assert path.stat().st_size < 5 * AHEAD
    assert killed_at(path, *causes[-2:]) == [1, 3]


def test_what_is_begun_costs_the_same_however_much_is_expected(tmp_path: Path) -> None:
    with process(tmp_path / "attempts") as attempts:
        attempts.expect([f"${number:040}" for number in range(100)])
        noted = attempts._state.killed
        attempts.begin("$new")
        attempts.over("$new")
        assert attempts._state.killed is noted, "all that is expected was copied"


def test_a_kill_while_a_line_is_written_forgets_that_line_alone(tmp_path: Path) -> None:
    path = tmp_path / "attempts"
    killed_at(path, "$a")
    whole = path.read_bytes().rstrip(b"\n")
    path.write_bytes(whole + b'\n[">", "$cut of')
    assert killed_at(path, "$a") == [2]


def test_a_full_disk_lets_it_end_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, write = tmp_path / "attempts", os.pwrite

    def full(file: int, data: bytes, at: int) -> int:
        return write(file, data, at) if at + len(data) <= path.stat().st_size else 0

    with process(path) as attempts:
        monkeypatch.setattr("os.pwrite", full)
        with pytest.raises(DatabaseUnwritable):
            begin(attempts, 5_000)
        attempts.take_back()
    monkeypatch.undo()
    with process(path) as attempts:
        assert not attempts.suspects
        assert attempts.begin("$1") == 1


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    with process(tmp_path / "attempts"):
        assert stat.S_IMODE((tmp_path / "attempts").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{",
        b'{"$a": 1',
        b"[1]\n",
        b'{"$a": "x", "$b": -1}\n',
        b"\xff\n",
        b"3\n",
        b'[">", 3]\n',
    ],
)
def test_what_a_power_cut_left_of_it_counts_nothing(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "attempts").write_bytes(written)
    with process(tmp_path / "attempts") as attempts:
        assert attempts.left == frozenset()
        assert attempts.begin("$a") == 1
    with process(tmp_path / "attempts") as attempts:
        assert attempts.begin("$a") == 2


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

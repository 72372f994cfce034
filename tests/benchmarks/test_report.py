"""What ``make bench`` prints, without anything measured."""

import io

import pytest

from benchmarks.__main__ import NAMES, TOO_LONG, steps
from benchmarks.measure import QUICK, Comparison, Figure, Limit, Scale, memory, percentile
from benchmarks.report import Progress, rows, summary
from benchmarks.texts import long


def compared(*pairs: tuple[float, float]) -> Comparison:
    found = Comparison("anything")
    for ours, bare in pairs:
        found.add(ours, bare)
    return found


def test_a_limit_is_compared_with_the_ratio_of_the_medians() -> None:
    figure = compared((10.0, 10.0), (11.0, 10.0), (90.0, 20.0)).median(1.1)
    assert (figure.ours, figure.bare, figure.times) == (11.0, 10.0, 3)
    assert figure.reached
    (line,) = rows([figure], 7.4)
    assert line.split() == [
        "anything",
        "11.0",
        "10.0",
        "1.10",
        "1.10",
        "3",
        "reached",
        *["took", "7", "s"],
    ]


def test_what_misses_its_limit_says_so_and_is_not_counted() -> None:
    missed = compared((12.0, 10.0)).median(1.1)
    (line,) = rows([missed], 0)
    assert "NOT REACHED" in line
    assert summary([missed, compared((1.0, 1.0)).median(1.1)], 61).startswith(
        "1 of 2 limits reached"
    )


def test_the_ninety_fifth_percentile_leaves_out_one_of_twenty() -> None:
    assert percentile([float(n) for n in range(20, 0, -1)], 95) == 19
    assert percentile([3.0], 95) == 3


def test_the_longest_may_be_later_by_so_many_ms_than_the_bare_one() -> None:
    found = compared((100.0, 50.0), (1060.0, 70.0))
    assert found.worst(1000).compared == 990
    assert found.worst(1000).reached
    assert not found.worst(989).reached


def test_memory_has_a_limit_of_its_own_and_no_row_where_it_is_not_known() -> None:
    (figure,) = memory("peak", 200_000, 200)
    assert figure.ours == pytest.approx(204.8)
    assert not figure.reached
    assert figure.limit is Limit.MEMORY
    assert memory("peak", 0, 200) == []


def test_a_time_of_which_nothing_else_is_known_has_a_limit_of_its_own() -> None:
    found = Figure("comparing", 151, 0, 5, 150, Limit.TIME)
    assert not found.reached
    (line,) = rows([found], 0)
    assert "150 ms" in line


def test_rows_measured_together_say_once_what_they_took() -> None:
    first, second = rows([Figure("a", 1, 1, 1, 2), Figure("b", 1, 1, 1, 2, note="3 of 4")], 9)
    assert "took" not in first
    assert second.endswith("(3 of 4)  took 9 s")


def test_in_a_file_new_work_is_named_in_a_line_at_once_and_its_turns_seldom() -> None:
    to = io.StringIO()
    tell = Progress(to)
    tell("opening", 1, 3)
    tell("opening", 2, 3)
    tell("relaying")
    assert to.getvalue() == "  … opening: 1 of 3\n  … relaying\n"


def test_on_a_terminal_every_turn_is_shown_in_the_same_line() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    to = Terminal()
    tell = Progress(to)
    tell("opening", 1, 3)
    tell("opening", 2, 3)
    tell.done()
    assert to.getvalue() == "\r\033[Kopening: 1 of 3\r\033[Kopening: 2 of 3\r\033[K"


@pytest.mark.parametrize("scale", [Scale(), QUICK])
def test_every_name_chooses_something_to_measure(scale: Scale) -> None:
    for name in NAMES:
        assert list(steps(scale, [name])), name


def test_texts_of_a_length_differ_by_their_number_and_are_no_longer() -> None:
    first, second = long(1, 5000), long(2, 5000)
    assert first != second
    assert 4700 < len(first) <= 5000


def test_what_takes_too_long_is_left_out_unless_asked_for() -> None:
    everything = list(steps(Scale(), NAMES))
    assert len(everything) == len(list(steps(Scale(), [n for n in NAMES if n != TOO_LONG]))) + 1

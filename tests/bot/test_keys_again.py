"""Keys that could not be had are asked for later and later, and at once when there is news."""

from dataclasses import dataclass

import pytest

from bot.matrix.keys.again import FIRST, LONGEST, ON_NEWS, Again

ANA, DEVICE = "@ana:there", "PHONE"
WHO = (ANA, DEVICE)


@dataclass
class Clock:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_each_attempt_is_later_than_the_one_before_and_none_is_the_last() -> None:
    clock = Clock()
    again, waits = Again(clock), list[float]()
    for _ in range(15):
        again.failed(WHO, unreachable=True)
        waits.append(again.due_in(WHO))
        clock.seconds += waits[-1]
        assert again.is_due(WHO)
    assert waits[:3] == [FIRST, 2 * FIRST, 4 * FIRST]
    assert waits[-1] == LONGEST
    assert waits == sorted(waits)


UNREACHABLE, EMPTY = True, False
NEWS = (
    (UNREACHABLE, ANA, DEVICE, True),
    (UNREACHABLE, ANA, "LAPTOP", True),
    (UNREACHABLE, "@ben:there", "", True),
    (UNREACHABLE, "@ben:elsewhere", "", False),
    (EMPTY, ANA, DEVICE, True),
    (EMPTY, ANA, "LAPTOP", False),
    (EMPTY, ANA, "", False),
    (EMPTY, "@ben:there", DEVICE, False),
)


def test_news_of_whom_it_concerns_makes_keys_due_at_once(subtests: pytest.Subtests) -> None:
    for unreachable, person, device, is_due in NEWS:
        with subtests.test(f"{person} {device}, {unreachable}"):
            again = Again(Clock())
            again.failed(WHO, unreachable=unreachable)
            assert not again.is_due(WHO)
            assert again.heard_of(person, device) is is_due
            assert again.is_due(WHO) is is_due


def test_who_is_heard_of_all_the_time_is_asked_every_half_minute_at_most() -> None:
    clock, asked = Clock(), 0
    again = Again(clock)
    again.failed(WHO, unreachable=False)
    for _ in range(600):
        again.heard_of(*WHO)
        if again.is_due(WHO):
            asked += 1
            again.failed(WHO, unreachable=False)
        clock.seconds += 1
    assert 600 / ON_NEWS - 2 < asked < 600 / ON_NEWS + 6


def test_what_could_be_had_is_as_if_it_had_never_failed() -> None:
    again = Again(Clock())
    again.failed(WHO, unreachable=True)
    assert not again.is_new(WHO)
    again.done(WHO)
    assert again.is_new(WHO)
    assert again.is_due(WHO)

"""A caucus's quorum, as a share of the seats."""

from fractions import Fraction
from pathlib import Path

import pytest

from tests.config.plain import loaded, put, refused

PLACE = "council.caucuses.1.quorum"


@pytest.mark.parametrize(
    "typed, share",
    [
        ("half", Fraction(1, 2)),
        ("2/3", Fraction(2, 3)),
        ("60%", Fraction(3, 5)),
        (0.6, Fraction(3, 5)),
        (1, Fraction(1)),
        ("0.1%", Fraction(1, 1000)),
    ],
)
def test_a_share_is_read_as_people_write_it(tmp_path: Path, typed: object, share: Fraction) -> None:
    assert loaded(tmp_path, put(PLACE, typed)).council.caucuses[1].quorum == share


@pytest.mark.parametrize("typed", ["0.01%", 0, "0/3", "3/2", "101%", "most", True, "-1/2"])
def test_what_is_no_share_of_the_seats_is_refused(tmp_path: Path, typed: object) -> None:
    assert refused(tmp_path, put(PLACE, typed)).path == "council.caucuses[1].quorum"

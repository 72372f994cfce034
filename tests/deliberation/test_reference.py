import pytest

from deliberation.reference import Reference, parse


@pytest.mark.parametrize(
    "name, reference",
    [
        ("P12", Reference(12)),
        ("P12/3", Reference(12, 3)),
        ("P12/0", Reference(12, 0)),
        ("P12/3/cs.2", Reference(12, 3, "cs", 2)),
        ("P12/3#7", Reference(12, 3, clause="7")),
        ("P12/3/cs.2#Principles, 2", Reference(12, 3, "cs", 2, "Principles, 2")),
    ],
)
def test_a_name_is_read_and_written_alike(name: str, reference: Reference) -> None:
    assert parse(name) == reference
    assert str(reference) == name


@pytest.mark.parametrize(
    "name",
    ["", "P", "12", "p12", "P12/", "P12/x", "P12/3/cs", "P12/3/cs.", "P12/3/.2", "P12/plenary"],
)
def test_what_is_no_name_of_a_text_stands_for_none(name: str) -> None:
    assert parse(name) is None

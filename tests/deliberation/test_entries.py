import pytest

from deliberation import entries as e


def test_a_kind_that_is_declared_can_be_read() -> None:
    for (kind, version), cls in e.KINDS.items():
        assert (cls.kind, cls.version) == (kind, version)
    assert e.KINDS["tabled", 1] is e.Tabled


def test_two_kinds_may_not_have_one_name_and_version() -> None:
    before = dict(e.KINDS)
    with pytest.raises(TypeError, match="tabled, version 1, is Tabled"):
        type("Tabled again", (e.Payload,), {}, kind="tabled")
    assert before == e.KINDS


def test_nobody_changes_the_table_of_kinds() -> None:
    with pytest.raises(TypeError):
        e.KINDS["tabled", 1] = e.Declined  # type: ignore[index]

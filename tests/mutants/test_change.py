"""The mutants have names that stay, and the table names files that are there."""

from pathlib import Path

import yaml

from tests.mutants.__main__ import EQUIVALENT, ROOT
from tests.mutants.change import mutants
from tests.mutants.table import HELD_BY

CODE = """
TABLE = {"a": 1}


class Thing:
    @property
    def large(self) -> bool:
        return self.size > 3 and not self.empty
"""


def names(code: str) -> set[str]:
    return {mutant.name for mutant in mutants("some/file.py", code)}


def test_tables_and_properties_are_changed_and_every_mutant_has_its_own_name() -> None:
    found = mutants("some/file.py", CODE)
    assert {mutant.where for mutant in found} == {"TABLE", "Thing.large"}
    assert len(names(CODE)) == len(found)
    assert len({mutant.code for mutant in found} - {CODE}) == len(found)


def test_a_name_stays_when_other_code_of_the_file_changes() -> None:
    assert names(CODE) < names(f'"""A docstring."""\n\nOTHER = 7\n{CODE}')


def test_docstrings_annotations_and_decorators_are_left_alone() -> None:
    assert not names('"""Words."""\n\n\n@cached(size=3)\ndef f(a: int | None) -> "str": ...\n')


def test_the_names_that_a_module_offers_are_left_alone() -> None:
    assert not names('__all__ = ["f"]\n')


def test_every_file_and_every_test_of_the_table_is_there() -> None:
    tests = {test.partition("::")[0] for row in HELD_BY.values() for test in row}
    assert not [name for name in {*HELD_BY, *tests} if not (ROOT / name).is_file()]


def test_what_is_listed_as_equivalent_is_a_mutant_of_today_s_code() -> None:
    listed = set(yaml.safe_load(Path(EQUIVALENT).read_text()) or {})
    if not listed:
        return
    every = (mutant.name for path in HELD_BY for mutant in mutants(path, (ROOT / path).read_text()))
    assert listed <= set(every)

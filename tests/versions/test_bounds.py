"""Every dependency says the lowest version that `make lowest` tries."""

import tomllib
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.versions.__main__ import lowest_of

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"].values()
DECLARED = [Requirement(each) for each in chain(PROJECT["dependencies"], *EXTRAS)]
PINNED = [Requirement(line) for line in (ROOT / "constraints.txt").read_text().splitlines()]


def test_every_dependency_declares_its_lowest_version_alone() -> None:
    unbounded = [str(each) for each in DECLARED if _operators(each) != [">="]]
    assert unbounded == []


def test_what_is_declared_twice_has_the_same_lowest_version() -> None:
    bounds: dict[str, set[Version]] = {}
    for each in DECLARED:
        bounds.setdefault(canonicalize_name(each.name), set()).add(lowest_of(each))
    assert {name: found for name, found in bounds.items() if len(found) > 1} == {}


def test_the_pinned_version_of_every_dependency_is_one_that_is_declared() -> None:
    pinned = {canonicalize_name(each.name): str(each.specifier)[2:] for each in PINNED}
    apart = [
        str(each) for each in DECLARED if pinned[canonicalize_name(each.name)] not in each.specifier
    ]
    assert apart == []


def _operators(requirement: Requirement) -> list[str]:
    return [each.operator for each in requirement.specifier]

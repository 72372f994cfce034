"""Show which version of each declared dependency is installed beside the lowest that is declared.

    python -m tests.versions lowest     fails if another than the lowest declared is installed
    python -m tests.versions highest    fails if an older one than declared is

``make lowest`` and ``make highest`` run it in the environments that they make. What a
dependency declares (matrix-synapse above all) may keep out the lowest version of ours;
then our bound would say something that nobody tried.
"""

import sys
from collections.abc import Iterator
from importlib.metadata import requires, version
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.version import Version


class Dependency(NamedTuple):
    """A declared dependency, of the program or of an extra."""

    name: str
    lowest: Version
    installed: Version


def lowest_of(requirement: Requirement) -> Version:
    """Return the lowest version that is declared; raises ValueError if that isn't one ``>=``."""
    (bound,) = (each for each in requirement.specifier if each.operator == ">=")
    return Version(bound.version)


def dependencies() -> Iterator[Dependency]:
    """Return all that is declared, by name."""
    declared = {each.name: each for each in map(Requirement, requires("rapporteur") or ())}
    for each in sorted(declared.values(), key=lambda each: each.name.lower()):
        yield Dependency(each.name, lowest_of(each), Version(version(each.name)))


def main(wanted: str) -> int:
    """Print the table; return 1 if a version isn't as wanted."""
    wrong = 0
    for name, lowest, installed in dependencies():
        right = installed == lowest if wanted == "lowest" else installed >= lowest
        wrong += not right
        sys.stdout.write(f"{'  ' if right else '✗ '}{name:<20}>={lowest!s:<12}{installed}\n")
    if wrong:
        sys.stdout.write(f"{wrong} not as declared: say in pyproject.toml what can be installed\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

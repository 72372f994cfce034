"""The mutants of a file: each is its code with one small thing changed.

What is changed into what is mutmut's (``mutmut.mutation.mutators``). The walk through the code
is ours: mutmut's own run changes the inside of functions alone, and of none with a decorator,
while half of what is tried here are tables, SQL statements and properties.

A mutant's name derives from its file, the function or table, and the changed code, so that it
stays the same when the rest of the file changes.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

import libcst as cst
from mutmut.mutation.mutators import mutation_operators

_LEFT_ALONE = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom)
"""No mutant of these tells anything: without them the file can't be imported."""
_NAMES_OF_OURS = "__all__"
"""What a module offers isn't changed: ruff holds that each name is there (F822), mypy that
others import no other, and neither runs here."""


@dataclass(frozen=True)
class Mutant:
    """A file with one change. ``number`` tells equal changes in one function apart."""

    path: str
    where: str
    module: cst.Module
    old: cst.CSTNode
    new: cst.CSTNode
    number: int

    @property
    def name(self) -> str:
        """Ten hex digits, the same for the same change."""
        change = self.module.code_for_node(self.old), self.module.code_for_node(self.new)
        parts = self.path, self.where, *change, str(self.number)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:10]

    @property
    def code(self) -> str:
        """The whole file, changed."""
        return cst.ensure_type(self.module.deep_replace(self.old, self.new), cst.Module).code

    def __str__(self) -> str:
        """Return the name and what is changed, in three lines."""
        before, after = _changed_lines(self.module.code, self.code)
        return f"{self.name} {self.path} {self.where}\n  - {before}\n  + {after}"


def mutants(path: str, code: str) -> list[Mutant]:
    """Return every mutant of a file's code, in the order of the code."""
    module = cst.parse_module(code)
    found: list[Mutant] = []
    counted: Counter[tuple[str, str, str]] = Counter()
    for where, old, new in _changes(module, ""):
        change = where, module.code_for_node(old), module.code_for_node(new)
        counted[change] += 1
        found.append(Mutant(path, where, module, old, new, counted[change]))
    return found


def _changes(node: cst.CSTNode, where: str) -> Iterator[tuple[str, cst.CSTNode, cst.CSTNode]]:
    """Yield where each change is, the node, and what it is changed into."""
    if isinstance(node, _LEFT_ALONE) or _is_docstring(node):
        return
    where = _name_of(node, where)
    if where == _NAMES_OF_OURS:
        return
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            yield from ((where, node, changed) for changed in operator(node))
    for child in node.children:
        yield from _changes(child, where)


def _is_docstring(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Expr) and isinstance(
        node.value, cst.SimpleString | cst.ConcatenatedString
    )


def _name_of(node: cst.CSTNode, where: str) -> str:
    """Return the name of the function, class or table that a node begins, or the one it is in."""
    if isinstance(node, cst.FunctionDef | cst.ClassDef):
        return f"{where}.{node.name.value}".lstrip(".")
    target = node.targets[0].target if isinstance(node, cst.Assign) else None
    target = node.target if isinstance(node, cst.AnnAssign) else target
    return target.value if isinstance(target, cst.Name) and not where else where


def _changed_lines(code: str, mutated: str) -> tuple[str, str]:
    """Return the lines that differ, before and after, each as one line."""
    old, new = code.splitlines(), mutated.splitlines()
    start = _equal(old, new)
    end = _equal(old[start:][::-1], new[start:][::-1])
    return _one_line(old[start : len(old) - end]), _one_line(new[start : len(new) - end])


def _equal(old: list[str], new: list[str]) -> int:
    """Return how many lines are the same from the first on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _one_line(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines)

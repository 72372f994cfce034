"""Every ``await`` and every ``async with`` of the bot is a point, derived from its source.

Installed before ``bot`` is imported, it has the modules of the trip compiled with a call
before and after each ``await``, and on both sides of each context's beginning and end (a
transaction's: before it, in it, before its commit, after its commit). A new request or
transaction has its points by being written. Knows no module of ours.
"""

import ast
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, TypeVar

ROOT = Path(__file__).parents[2]
TRIP = ("bot", "storage")
OFF_THE_TRIP = ("bot.cli", "bot.config", "bot.service.login", "storage.migrations")
"""The command line and what only it calls; none of it runs while a message is on its trip."""
SHOWN = 60
"""Characters of the code that stand in a point's name."""
AWAIT = ("before", "after")
CONTEXT = ("before entering", "after entering", "before leaving", "after leaving")
T = TypeVar("T")


def nothing(_point: str) -> None:
    """Pass."""


class Marks:
    """``reached`` is called at each point with its name."""

    reached: Callable[[str], None] = staticmethod(nothing)


async def passing(code: str, awaitable: Awaitable[T]) -> T:
    """Await, with a point on either side."""
    Marks.reached(f"{AWAIT[0]} {code}")
    result = await awaitable
    Marks.reached(f"{AWAIT[1]} {code}")
    return result


@asynccontextmanager
async def within(code: str, context: AbstractAsyncContextManager[T]) -> AsyncIterator[T]:
    """Be in a context, with points around its beginning and its end."""
    before, entered, leaving, after = CONTEXT
    Marks.reached(f"{before} {code}")
    async with context as inner:
        Marks.reached(f"{entered} {code}")
        yield inner
        Marks.reached(f"{leaving} {code}")
    Marks.reached(f"{after} {code}")


class Marking(ast.NodeTransformer):
    """Puts the points into a module, and takes down their names."""

    def __init__(self, path: Path) -> None:
        self.path = path.relative_to(ROOT)
        self.points: list[str] = []

    def visit_Await(self, node: ast.Await) -> ast.Await:
        code = self._code(node.value, AWAIT)
        self.generic_visit(node)
        return ast.Await(_call("__passing__", code, node.value))

    def visit_AsyncWith(self, node: ast.AsyncWith) -> ast.AsyncWith:
        codes = [self._code(item.context_expr, CONTEXT) for item in node.items]
        self.generic_visit(node)
        for code, item in zip(codes, node.items, strict=True):
            item.context_expr = _call("__within__", code, item.context_expr)
        return node

    def _code(self, node: ast.expr, sides: Sequence[str]) -> str:
        code = f"{self.path}:{node.lineno} {ast.unparse(node)[:SHOWN]}"
        self.points += [f"{side} {code}" for side in sides]
        return code


def _call(name: str, code: str, value: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), [ast.Constant(code), value], [])


def marked(path: Path) -> tuple[ast.Module, list[str]]:
    """Return a module's source with points in it, and their names."""
    marking = Marking(path)
    tree = marking.visit(ast.parse(path.read_bytes()))
    return ast.fix_missing_locations(tree), marking.points


def is_on_the_trip(module: str) -> bool:
    """Whether a module's awaits are points."""
    return _is_among(module, TRIP) and not _is_among(module, OFF_THE_TRIP)


def _is_among(module: str, names: Sequence[str]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in names)


def modules(*packages: str) -> Iterator[tuple[str, Path]]:
    """Yield every module of packages of ours, with its file."""
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), path


def points() -> frozenset[str]:
    """Return the names of all points that there are."""
    on_it = [path for module, path in modules(*TRIP) if is_on_the_trip(module)]
    return frozenset(point for path in on_it for point in marked(path)[1])


class _Loader(SourceFileLoader):
    """Compiles a module with its points; never from or into the cache of plain ones."""

    def get_code(self, fullname: str) -> CodeType:
        tree, _ = marked(Path(self.path))
        return compile(tree, self.path, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        vars(module).update(__passing__=passing, __within__=within)
        super().exec_module(module)


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: Any = None
    ) -> ModuleSpec | None:
        if not is_on_the_trip(fullname):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(fullname, spec.loader.path)
        return spec


def install() -> None:
    """Have the modules of the trip imported with their points."""
    early = [name for name in sys.modules if is_on_the_trip(name)]
    if early:
        raise RuntimeError(f"imported before the points were put in: {early}")
    sys.meta_path.insert(0, _Finder())

"""The trip stays visible: few files in a folder, short files, short functions."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PRODUCT = ("bot", "commands", "deliberation", "storage", "templates", "texts", "demo")
FILES, LINES, FUNCTION = 12, 300, 30


def files(*folders: str) -> Iterator[Path]:
    """Yield the Python files of the product, but for migrations, which are never changed."""
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each function with its lines, its decorators and docstring aside."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and node.body[1:] else node.body[0]
            yield (
                f"{path.relative_to(ROOT)}: {node.name}",
                (node.end_lineno or 0) - first.lineno + 1,
            )


def test_a_folder_of_the_bot_has_at_most_twelve_files() -> None:
    folders = {path.parent for path in files("bot")}
    counts = {f.name: sum(p.stem != "__init__" for p in f.glob("*.py")) for f in folders}
    assert {name: count for name, count in counts.items() if count > FILES} == {}


def test_no_file_of_the_product_is_over_300_lines() -> None:
    lengths = {str(p.relative_to(ROOT)): p.read_bytes().count(b"\n") for p in files(*PRODUCT)}
    assert {name: length for name, length in lengths.items() if length > LINES} == {}


def test_no_function_of_the_product_is_over_30_lines() -> None:
    found = (each for path in files(*PRODUCT) for each in functions(path))
    assert {name: lines for name, lines in found if lines > FUNCTION} == {}


def test_no_two_councils_of_the_tests_have_the_same_accounts() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {node.value.lineno}"
        for path in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.keyword) and node.arg == "suffix"
        if isinstance(node.value, ast.Constant)
    ]
    assert named == [], "They share a homeserver: see tests/nursery/names.py."

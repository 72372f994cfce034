"""What the command line says stands in its template: every row is said, and no other."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import templates
from bot.cli.problems import sentence
from bot.errors import KeysUnusable
from templates.render import FOLDER

BOT = Path(__file__).parents[2] / "bot"
SAYS = {"said", "ask", "ask_secret", "fine", "wrong", "noted", "_refuse"}
"""The functions whose first argument is a row's code."""
TOLD = [
    *(*(BOT / "config").glob("*.py"), *(BOT / "cli").rglob("*.py")),
    *(BOT / "service" / name for name in ("login.py", "trust.py")),
]
"""The files that have something to say to whoever runs the bot."""
SENTENCE = re.compile(r"[A-Za-z']+ [a-z']+ [a-z']+")


def rows() -> set[str]:
    """Return the codes that the template has words for."""
    text = (FOLDER / "commandline.j2").read_text(encoding="utf-8")
    return set(re.findall(r'if code == "(\w+)"', text))


def parsed() -> Iterator[ast.AST]:
    """Yield every node of the files."""
    for path in TOLD:
        yield from ast.walk(ast.parse(path.read_bytes()))


def called(node: ast.Call) -> str:
    """Return the name of the function or method."""
    return ast.unparse(node.func).rpartition(".")[2]


def exempt(node: ast.AST) -> bool:
    """Whether it is a docstring, what typer declares, or what is logged for the operator."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).partition(".")[0] in ("typer", "log", "until_answered")
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def constants(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield every string."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_whatever_is_said_has_its_row() -> None:
    calls = (node for node in parsed() if isinstance(node, ast.Call) and called(node) in SAYS)
    said = set(constants(each for node in calls for each in ast.walk(node.args[0])))
    assert said
    assert said - rows() == set()


def test_every_row_is_said() -> None:
    assert rows() - set(constants(parsed())) == set()


def test_a_row_that_there_is_not_is_not_passed_over() -> None:
    with pytest.raises(LookupError):
        templates.said("unheard_of")


def test_damaged_keys_are_told_as_such() -> None:
    said = sentence(KeysUnusable("keys/identity.json"))
    assert said.startswith("keys/identity.json: ")
    assert "can't be read or written (it is damaged)." in said


def test_no_sentence_stands_in_the_code() -> None:
    nodes = list(parsed())
    passed_over = {each for node in nodes if exempt(node) for each in ast.walk(node)}
    sentences = constants(node for node in nodes if node not in passed_over)
    assert [words for words in sentences if SENTENCE.search(words)] == []

"""Closed sets fail loudly: a new member is refused wherever their members are told apart."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "commands", "deliberation", "storage", "templates", "texts")
ENUMS = {
    "Authority": "deliberation/terms.py",
    "Disposition": "deliberation/terms.py",
    "DifferenceKind": "bot/restore/difference.py",
    "Existence": "deliberation/people.py",
    "Doubt": "bot/matrix/events.py",
    "Fate": "texts/operations.py",
    "Majority": "deliberation/terms.py",
    "Method": "deliberation/terms.py",
    "OfficerChange": "deliberation/terms.py",
    "For": "bot/relay/notices.py",
    "Position": "deliberation/terms.py",
    "Kind": "bot/cli/setup/form.py",
    "RoomKind": "deliberation/terms.py",
    "Shape": "bot/relay/looks/picture.py",
    "Stage": "deliberation/terms.py",
    "StatementKind": "deliberation/terms.py",
    "To": "bot/relay/crossing.py",
    "Urgency": "bot/ratelimit.py",
}
UNIONS = {
    "About": "bot/relay/heard.py",
    "Act": "deliberation/acts.py",
    "OfficerAct": "deliberation/acts.py",
    "CallPayload": "deliberation/calls/payloads.py",
    "CouncilPayload": "deliberation/entries/council_chain.py",
    "Expected": "bot/cli/problems.py",
    "Identifying": "commands/parsing/identities.py",
    "Matter": "bot/clerk/item.py",
    "NotTaken": "commands/parsing/command.py",
    "ObjectionPayload": "deliberation/objections/payloads.py",
    "Operation": "texts/operations.py",
    "StagePayload": "deliberation/entries/proposal_chain.py",
    "StatementPayload": "deliberation/statements/payloads.py",
    "Query": "commands/parsing/queries.py",
    "TextFrom": "commands/parsing/command.py",
}
"""The closed sets, and the file in which each is declared."""
OPEN = {
    "bot/config/refusals.py": "what pydantic calls its errors",
    "bot/matrix/wire.py": "errors of aiohttp",
    "bot/metrics.py": "what a server answers",
    "templates/split.py": "tags of HTML",
    "texts/inline.py": "kinds of markdown-it's tokens",
}
"""Files with a match over what is not closed."""
MYPY = (
    *(sys.executable, "-m", "mypy", "--config-file=", "--cache-dir=/dev/null"),
    *("--explicit-package-bases", "--no-site-packages", "--ignore-missing-imports"),
)
"""Reads our own code alone, which is enough here and takes a few seconds."""
REFUSED = re.compile(r'^(\S+): error: Argument 1 to "assert_never" .*? type (".*?");', re.MULTILINE)


def nodes(root: Path) -> Iterator[tuple[str, ast.AST]]:
    """Yield each piece of the product's syntax, with its file."""
    for package in PACKAGES:
        for path in (root / package).rglob("*.py"):
            name = path.relative_to(root).as_posix()
            yield from ((name, node) for node in ast.walk(ast.parse(path.read_bytes())))


def is_assert_never(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "assert_never"


def ends_loudly(match: ast.Match) -> bool:
    """Whether the last case is ``case _: assert_never(…)``, and no other is for the rest."""
    *named, last = match.cases
    rest = [case for case in named if ast.unparse(case.pattern) == "_"]
    (only, *more) = last.body
    loud = isinstance(only, ast.Expr) and is_assert_never(only.value) and not more
    return ast.unparse(last.pattern) == "_" and loud and not rest


def with_a_member_more(folder: Path) -> None:
    """Write a copy of the source in which each closed set has a member more."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package)
    for name, where in ENUMS.items():
        declared = rf"^class {name}\((Str)?Enum\):\n"
        change(folder / where, declared, r'\g<0>    FURTHER = "further"' "\n")
    for name, where in UNIONS.items():
        declared = rf"^{name} = "
        added = f"class AddedTo{name}: ...\n\n{name} = AddedTo{name} | "
        change(folder / where, declared, added)


def change(path: Path, place: str, text: str) -> None:
    changed, count = re.subn(place, text, path.read_text(), flags=re.MULTILINE)
    assert count == 1, (path, place)
    path.write_text(changed)


def test_every_match_over_a_closed_set_ends_in_assert_never() -> None:
    found = [(name, node) for name, node in nodes(ROOT) if isinstance(node, ast.Match)]
    quiet = [(name, node.lineno) for name, node in found if not ends_loudly(node)]
    assert {name for name, _ in quiet} == OPEN.keys()


def test_mypy_refuses_a_new_member_by_name_wherever_members_are_told_apart(
    tmp_path: Path,
) -> None:
    with_a_member_more(tmp_path)
    run = subprocess.run(
        [*MYPY, *PACKAGES], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    refused = dict(REFUSED.findall(run.stdout))
    calls = {f"{name}:{n.lineno}" for name, n in nodes(tmp_path) if is_assert_never(n)}
    assert refused.keys() == calls, run.stdout + run.stderr
    members = {f'"Literal[{name}.FURTHER]"' for name in ENUMS}
    assert set(refused.values()) == members | {f'"AddedTo{name}"' for name in UNIONS}

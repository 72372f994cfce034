"""Write ``docs/stages.md``: the stages of a proposal, from the table that decides them.

``python docs/make_stage_diagram.py`` writes the page; with ``--check`` it writes nothing
and exits with 1 if the page is not what it would write.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from deliberation import acts
from deliberation.conditions import always
from deliberation.terms import Authority, Stage
from deliberation.transition import Transition
from deliberation.transitions import TRANSITIONS

PAGE = Path(__file__).with_name("stages.md")
BEGINNING = "[*]"
UNCHANGED = "unchanged"
BY_ITSELF = (Stage.CAUCUSES, Stage.PLENARY, "the last caucus's position")
"""The one move without a row of its own: a round that is complete closes by itself."""

HEAD = """\
# The stages of a proposal

<!-- Written by docs/make_stage_diagram.py from deliberation/transitions.py: don't edit. -->

What moves a proposal from stage to stage. An act that leaves it where it is stands in the
table alone.
"""
TABLE = """\

## Every act

A chair's deputies may do what the chair may here. An act is judged in the order of the
columns *where*, *who*, *from*, *conditions*; the first that isn't met is the one that a
refusal names.

| from | act | where | who | to | conditions |
|---|---|---|---|---|---|
"""
FOOT = """\

A round closes by itself: the position of the last caucus to report takes the proposal from
`caucuses` to `plenary`.

## What the acts are

| act | meaning |
|---|---|
"""


def page() -> str:
    """Return the whole page."""
    diagram = "\n".join(("", "```mermaid", "stateDiagram-v2", *_diagram(), "```", ""))
    return "".join((HEAD, diagram, TABLE, _lines(_rows()), FOOT, _lines(_meanings())))


def _lines(rows: Iterable[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _diagram() -> Iterator[str]:
    edges: dict[tuple[str, str], list[str]] = {}
    for row in TRANSITIONS:
        for source in _sources(row):
            if row.to and row.to.value != source:
                edges.setdefault((source, row.to.value), []).append(_name(row.act))
    source, to, label = BY_ITSELF
    edges.setdefault((source.value, to.value), []).append(label)
    for (start, end), labels in edges.items():
        yield f"    {start} --> {end}: {', '.join(labels)}"


def _rows() -> Iterator[Sequence[str]]:
    for row in TRANSITIONS:
        yield (
            ", ".join("–" if source == BEGINNING else f"`{source}`" for source in _sources(row)),
            _name(row.act),
            ", ".join(sorted(room.value for room in row.rooms)),
            "who tabled it" if row.who is Authority.TABLER else row.who.value.replace("_", " "),
            f"`{row.to.value}`" if row.to else UNCHANGED,
            " ".join(_first_sentence(condition) for condition in _conditions(row)) or "–",
        )


def _meanings() -> Iterator[Sequence[str]]:
    for act in dict.fromkeys(row.act for row in TRANSITIONS):
        yield _name(act), _first_sentence(act)


def _conditions(row: Transition[Any]) -> tuple[Callable[..., object], ...]:
    needs = (*row.first, *row.needs)
    return needs if row.when is always else (row.when, *needs)


def _sources(row: Transition[Any]) -> list[str]:
    return [stage.value for stage in Stage if stage in row.sources] or [BEGINNING]


def _name(act: type[acts.ProposalAct]) -> str:
    """Return an act's name in words: ``IssueDraft`` is ``issue draft``."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", act.__name__).lower()


def _first_sentence(described: Any) -> str:
    paragraph = " ".join((described.__doc__ or "").split("\n\n")[0].split())
    sentence = re.match(r".*?[.](?=\s|$)", paragraph)
    if sentence is None:
        raise ValueError(f"{described.__name__} has no docstring that begins with a sentence")
    return sentence.group().replace("``", "`")


def main(arguments: Sequence[str] | None = None, target: Path = PAGE) -> int:
    """Write the page, or with ``--check`` say whether it is up to date. Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if it differs")
    wanted = page()
    if not parser.parse_args(arguments).check:
        target.write_text(wanted, encoding="utf-8")
        print(f"wrote {target}")
        return 0
    if target.exists() and target.read_text(encoding="utf-8") == wanted:
        return 0
    print(f"{target} is not up to date: run python docs/make_stage_diagram.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

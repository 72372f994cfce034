"""The program in ``docs/record.md`` checks what the bot exports, and agrees with ``verify``."""

import copy
import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from deliberation.entries import KINDS
from storage import record
from storage.verify import verify
from tests.bot.desk import desk
from tests.storage.look import export

PAGE = (Path(__file__).parents[2] / "docs" / "record.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def check() -> Callable[[Any], None]:
    """Return the function that the page gives its readers."""
    program = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
    names: dict[str, Any] = {"__name__": "page"}
    exec(program, names)
    found: Callable[[Any], None] = names["check"]
    return found


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Return a proposal's record and the whole one, in the public form and entire."""
    with desk(tmp_path_factory.mktemp("record")) as at_desk:
        at_desk.say("forum", "@visitor:test", "!propose Öffentlich\nFrom: I\nOne “é”.\n\nTwo.")
        at_desk.say("forum", "@forum-chair:test", "!consensus yes P1 a note\u2028of two lines")
        at_desk.say("P1/plenary", "@chair:test", "!refer")
        at_desk.show("P1/caucus:cs", 1)
        at_desk.say("P1/caucus:cs", "@cs-chair:test", "!draft\nOurs.")
        at_desk.say("P1/caucus:cs", "@cs-chair:test", "!consensus amended cs.1 😀")
        at_desk.say("P1/plenary", "@chair:test", "!recall late")
        at_desk.say("P1/plenary", "@chair:test", "!close no way")

        async def sealed(proposal: int | None) -> Any:
            async with at_desk.database.read() as conn:
                return await record.sealed(conn, proposal)

        chains = [at_desk.runner.run(sealed(proposal)) for proposal in (1, None)]
    return [export(chain, doors) for chain in chains for doors in (frozenset({"public"}), None)]


def test_what_the_bot_exports_holds(
    check: Callable[[Any], None], documents: list[dict[str, Any]]
) -> None:
    for document in documents:
        check(document)
        assert not verify(document)


def test_a_public_export_holds_a_private_entry_without_its_content(
    documents: list[dict[str, Any]],
) -> None:
    private = [entry for entry in documents[0]["entries"] if entry["audience"] != "public"]
    assert [sorted(entry) for entry in private] == [
        [
            "audience",
            "commitment",
            "hash",
            "number",
            "previous",
            "previous_in_proposal",
            "proposal",
        ]
    ]


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("name", ["number", "audience", "commitment", "hash", "previous", "salt"])
def test_whatever_is_changed_the_page_and_the_program_notice(
    check: Callable[[Any], None], documents: list[dict[str, Any]], place: int, name: str
) -> None:
    document = copy.deepcopy(documents[1])
    entry = document["entries"][place]
    entry[name] = entry[name] + 1 if name == "number" else f"{'0' * 63}1"
    assert verify(document)
    with pytest.raises(AssertionError):
        check(document)


def test_an_entry_that_is_left_out_is_noticed(
    check: Callable[[Any], None], documents: list[dict[str, Any]]
) -> None:
    for place in range(1, 5):
        document = copy.deepcopy(documents[0])
        del document["entries"][place]
        assert verify(document)
        with pytest.raises(AssertionError):
            check(document)


def test_the_page_names_every_kind_of_entry_with_its_fields() -> None:
    for (kind, _), payload in KINDS.items():
        row = next(line for line in PAGE.splitlines() if re.match(rf"\|[^|]*`{kind}`", line))
        missing = [each.name for each in fields(payload) if f"`{each.name}`" not in row]
        assert not missing, kind

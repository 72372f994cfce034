"""The page of stages in the docs, which is written from the table of transitions."""

from pathlib import Path

from deliberation.terms import Stage
from deliberation.transitions import TRANSITIONS
from docs.make_stage_diagram import PAGE, main, page


def test_the_page_of_stages_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_checking_passes_what_was_just_written(tmp_path: Path) -> None:
    target = tmp_path / "stages.md"
    main([], target)
    assert main(["--check"], target) == 0


def test_checking_fails_a_page_that_differs(tmp_path: Path) -> None:
    target = tmp_path / "stages.md"
    target.write_text(page() + "More.\n", encoding="utf-8")
    assert main(["--check"], target) == 1


def test_checking_fails_where_there_is_no_page(tmp_path: Path) -> None:
    assert main(["--check"], tmp_path / "stages.md") == 1


def test_checking_writes_nothing(tmp_path: Path) -> None:
    main(["--check"], tmp_path / "stages.md")
    assert not (tmp_path / "stages.md").exists()


def test_every_stage_is_in_the_diagram() -> None:
    diagram = page().split("```")[1]
    assert all(f"--> {stage.value}:" in diagram for stage in Stage)


def test_every_row_of_the_table_of_transitions_is_on_the_page() -> None:
    every_act = page().split("## Every act")[1].split("## What")[0]
    assert every_act.count("\n| ") - 1 == len(TRANSITIONS)

"""A difference is small: in all no more words are touched than by wdiff.

GNU wdiff gives diff a word a line; so does this, with all edits of the corpus one below another.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.texts.corpus_files import cases
from tests.texts.counted import plain, touched
from texts.compare import compare
from texts.read import read
from texts.words import unmarked

DIFF = shutil.which("diff")


@pytest.mark.skipif(DIFF is None, reason="there is no diff")
def test_no_more_words_are_touched_than_by_wdiff(tmp_path: Path) -> None:
    ours = 0
    sides: tuple[list[str], list[str]] = ([], [])
    for case in cases():
        for edit in case.edits:
            found = compare(read(case.source, case.form), read(edit.source, case.form))
            ours += touched(found, labels=False)
            apart = [f"-- {case.name} {edit.says}"] * 50  # so that no edit runs into another
            for side, text in zip(sides, (found.old, found.new), strict=True):
                side.extend(" ".join(unmarked(word)) for word in plain(text))
                side.extend(apart)
    files = tmp_path / "old", tmp_path / "new"
    for file, side in zip(files, sides, strict=True):
        file.write_text("\n".join(side), encoding="utf-8")
    said = subprocess.run(["diff", *files], capture_output=True, text=True, check=False).stdout
    theirs = sum(line.startswith(("<", ">")) for line in said.split("\n"))
    assert 0 < ours <= theirs

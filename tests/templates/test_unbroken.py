"""A short command and a caucus text's name don't break at the end of a client's line."""

from dataclasses import replace

import pytest

from commands.parsing.command import Asked
from commands.parsing.errors import Usage
from templates import Words
from tests.commands.say import CAUCUS, PLENARY, say
from tests.templates import sample

KEPT = "\u00a0"


@pytest.mark.parametrize(
    "typed", ["recall REASON", "consensus amended cs.2", "consensus no P12 REASON"]
)
def test_a_short_command_does_not_break(typed: str) -> None:
    said = telling(typed)
    assert f"<code>!{typed.replace(' ', '&nbsp;')}</code>" in said.html
    assert f"`!{typed}`" in said.body
    assert KEPT not in said.body


def test_a_long_command_may_break() -> None:
    typed = "chair cs @somebody:example.org"
    assert f"<code>!{typed}</code>" in telling(typed).html


def telling(typed: str) -> Words:
    return sample.words("instead", {"line": typed, "slip": "swapped", "takes_text": False})


def test_the_name_of_a_caucus_text_does_not_break() -> None:
    name = "caucus_text_answer"
    data = next(data for words, data in sample.posted(sample.play()) if words == name)
    said = sample.words(name, data)
    assert "Draft&nbsp;1/cs.1 (" in said.html
    assert said.body.startswith("Draft 1/cs.1 (")


def test_what_is_copied_from_a_client_is_the_same_command() -> None:
    for typed, here in (("!recall Later", PLENARY), ("!consensus amended cs.2", CAUCUS)):
        copied, meant = say(typed.replace(" ", KEPT), here), say(typed, here)
        assert isinstance(copied, Asked)
        assert isinstance(meant, Asked)
        assert copied.want == meant.want


def test_code_of_a_text_is_shown_as_it_was_typed() -> None:
    draft = replace(sample.DRAFT, text="Type `rm -r x`, then `a b`.")
    said = sample.words("draft_shown", dict(sample.showing(draft)))
    assert "<code>rm -r x</code>, then <code>a b</code>" in said.html


def test_a_form_of_several_lines_stands_in_a_block() -> None:
    found = sample.usage(Usage.TEXT_MISSING)
    error = replace(found["error"], command="preview")
    said = sample.words("usage", {**found, "commands": sample.COMMANDS, "error": error})
    assert "<p>How it is written:</p>\n<pre><code>!preview\n…</code></pre>" in said.html

"""What the words say of one clause: that it was changed, called like another, or not given."""

import pytest

from bot.clerk.not_taken import usage_seen
from commands.parsing.errors import Usage, UsageError
from deliberation.errors import Code
from templates.views import EditedView, NamedView
from tests.templates import sample
from tests.templates.sample import said

BASE = NamedView(1, "", 0)


def drafted(*without: NamedView) -> str:
    """Return the answer to a draft that is Draft 1 with a clause changed."""
    found = [data for name, data in sample.posted(sample.play()) if name == "drafted_answer"]
    return said("drafted_answer", {**found[0], "edited": EditedView("2", BASE, without)})


@pytest.mark.parametrize(
    "without, told",
    [
        ([NamedView(2, "", 0)], "What Draft 2 changed is not in it."),
        (
            [NamedView(2, "", 0), NamedView(3, "", 0), NamedView(3, "cs", 1)],
            "What Draft 2, Draft 3 and Draft 3/cs.1 changed is not in it.",
        ),
    ],
)
def test_what_was_changed_since_and_is_not_in_a_text_is_said(
    without: list[NamedView], told: str
) -> None:
    assert f"with clause 2 changed, and nothing else. {told} The caucuses" in drafted(*without)
    assert "not in it" not in drafted()


def several(names: tuple[str, ...], labels: tuple[str, ...]) -> str:
    where = {"clause": "a", "draft": 3, "caucus": "", "number": 0}
    fields = {**where, "names": names, "labels": labels}
    return said("refusal", sample.refusal(Code.SEVERAL_CLAUSES, fields))


def test_clauses_called_alike_are_told_apart_by_their_printed_labels() -> None:
    told = several(("A", "a"), ("¶A", "(a)"))
    assert "several clauses of Draft 3: `¶A` or `¶a` for “(a)”. Say which." in told
    assert "`¶A, 2` or `¶B, 2`. Say" in several(("A, 2", "B, 2"), ("2.", "2."))


def usage(code: Usage, command: str = "draft", **fields: str) -> str:
    error = UsageError(code, command=command, line=f"!{command} x", at=0, **fields)
    return said("usage", {"error": usage_seen(error), "place": None})


def test_words_that_are_missing_are_said_to_go_below_the_clause_s_name() -> None:
    told = usage(Usage.TEXT_MISSING, clause="3 Other words")
    assert "After the command, write only the clause's name" in told
    assert "The text is missing" in usage(Usage.TEXT_MISSING, clause="")


def test_who_replies_to_a_showing_without_words_is_told_how_to_give_them() -> None:
    told = usage(Usage.WORDS_MISSING, clause="3")
    assert "The new words of clause 3 are missing." in told
    assert "Reply to it again with `!draft ¶3` and the new words on the lines below" in told


def test_who_replies_to_a_preview_is_told_to_send_the_text_itself() -> None:
    told = usage(Usage.REPLY_SHOWS_NO_TEXT, clause="")
    assert "a preview isn't recorded" in told
    assert "send the text itself with `!draft`." in told
    assert "a preview" not in usage(Usage.REPLY_SHOWS_NO_TEXT, clause="3")


def test_who_names_no_text_is_told_how_a_clause_is_named() -> None:
    assert "To name a clause, write `clause (a)`." in usage(Usage.VERSION, "text", found="a)")

"""An answer to a poll or a ballot that somebody writes: the number of a choice, or its name."""

import re
from collections.abc import Mapping

from commands.parsing.line import INVISIBLE, folded
from deliberation.terms import Choice

_BESIDE = f" \t\n\"'“”„‘’«»().,:;!{INVISIBLE}"
_NUMBERED: Mapping[str, Choice] = {str(n): choice for n, choice in enumerate(Choice, start=1)}
_NAMED: Mapping[str, Choice] = {
    **{choice.value: choice for choice in Choice},
    "abstention": Choice.ABSTAIN,
    "abstained": Choice.ABSTAIN,
    "i abstain": Choice.ABSTAIN,
}
_KEYCAP = re.compile("\ufe0f?\u20e3")
"""What makes a digit a key: 1️⃣."""


def choice_in(body: str) -> Choice | None:
    """Return the choice that is all of a message, or None."""
    word = folded(_KEYCAP.sub("", body).strip(_BESIDE))
    return _NUMBERED.get(word) or _NAMED.get(word)

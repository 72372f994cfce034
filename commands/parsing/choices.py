"""An answer to a poll or a ballot that somebody writes: the number of a choice, or its name."""

import re
from collections.abc import Mapping

from commands.parsing.line import INVISIBLE, folded
from deliberation.terms import Choice

_BESIDE = f" \t\n\"'“”„‘’«»().,:;!{INVISIBLE}"
NUMBERED: Mapping[str, Choice] = {str(n): choice for n, choice in enumerate(Choice, start=1)}
_NAMED: Mapping[str, Choice] = {
    **{choice.value: choice for choice in Choice},
    "abstention": Choice.ABSTAIN,
    "abstained": Choice.ABSTAIN,
    "i abstain": Choice.ABSTAIN,
}
_LONGEST = 40
"""Characters of what may be an answer: each is a few words."""
_KEYCAP = re.compile("\ufe0f?\u20e3")
"""What makes a digit a key: 1️⃣."""
_BOTH = re.compile(r"(?:option |number |answer )?([1-3])\W*(.*)|(.*?)\W*([1-3])")
"""A number and a name, which must mean the same."""


def choice_in(body: str) -> Choice | None:
    """Return the choice that is all of a message, or None: ``1``, ``yes``, ``1 yes``."""
    if len(body) > _LONGEST:
        return None
    word = folded(_KEYCAP.sub("", body).strip(_BESIDE))
    if word in _NAMED:
        return _NAMED[word]
    both = _BOTH.fullmatch(word)
    if both is None:
        return None
    choice, name = NUMBERED[both[1] or both[4]], both[2] or both[3]
    return choice if not name or _NAMED.get(name) is choice else None

"""How much of a text is left in another, by its words.

Imports ``block`` alone.
"""

from collections import Counter

from texts.block import Passage, Text

_HARDLY = 0.1
"""The share of an old text's words below which hardly a word of it is left."""
_WORDS = 10
"""The fewest words of an old text of which that is said."""


def hardly_a_word(old: Text, new: Text) -> bool:
    """Whether hardly a word of the old text is left in the new one."""
    here, there = words(*old), words(*new)
    return here.total() >= _WORDS and (here & there).total() < _HARDLY * here.total()


def words(*passages: Passage) -> Counter[str]:
    """Return how often each word stands in the passages, punctuation aside."""
    return Counter(
        word for each in passages for b in each.blocks for word in b.words if word[0].isalnum()
    )

"""How much of a text is left in another, by its words.

Imports ``alike`` and ``block`` alone.
"""

from texts.alike import ALIKE, share, words
from texts.block import Passage, Text

_HARDLY = 0.1
"""The share of an old text's words below which hardly a word of it is left."""
_WORDS = 10
"""The fewest words of an old text of which that is said."""


def hardly_a_word(old: Text, new: Text) -> bool:
    """Whether hardly a word of the old text is left in the new one."""
    here, there = words(old), words(new)
    return here.total() >= _WORDS and (here & there).total() < _HARDLY * here.total()


def most_like(old: Text, one: Passage) -> Passage | None:
    """Return the clause of the old text that is most like one, if any is as if it had changed."""
    said = words([one])
    shares = [(share(words([each]), said), each) for each in old if each.is_clause]
    most, found = max(shares, key=lambda pair: pair[0])
    return found if most >= ALIKE else None

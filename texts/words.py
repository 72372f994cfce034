"""The words of a text, of every script: Unicode's word segments (UAX #29).

A punctuation mark within a word belongs to it, any other is a word of its own. Scripts that are
written without spaces between words go by grapheme cluster. Imports nothing of ours.

A word that is struck out, is code, or is an address says so behind a NUL, so that it is
another word than the same letters without.
"""

from collections.abc import Iterator

import regex

CODE, STRUCK, ADDRESS = "c", "s", "a"
"""What a word can be besides its letters."""

_SPACELESS = "".join(
    rf"\p{{Script={name}}}"
    for name in ("Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar")
)
_SPACELESS += (
    "ーｰ"  # of no script, but of Japanese; and numbers are written in all scripts as words
)
_LETTER = rf"[[{_SPACELESS}]--\p{{Nd}}]"
_SPACELESS_CHAR = regex.compile(_LETTER, regex.V1)
_WORD = regex.compile(
    rf"(\s*)(\p{{Regional_Indicator}}{{2}}|(?={_LETTER})\X|[\w--{_LETTER}].*?\b|\X)",
    regex.V1 | regex.WORD | regex.DOTALL,
)


_SPACES = "\t\n\x0b\x0c\r \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
_SPACES += "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def words(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a text, and what white space stands before each."""
    pairs = _WORD.findall(text.rstrip(_SPACES))
    if not pairs:
        return (), ()
    leads, found = zip(*pairs, strict=True)
    return found, leads


def places(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield where each word begins, what stands before it, and the word."""
    for match in _WORD.finditer(text.rstrip(_SPACES)):
        yield match.start(2), match[1], match[2]


def marked(word: str, marks: str) -> str:
    """Return the word with what it is besides its letters; ``marks`` may be empty."""
    return f"{word}\0{marks}" if marks else word


def unmarked(word: str) -> tuple[str, str]:
    """Return a word's letters, and what it is besides."""
    letters, _, marks = word.partition("\0")
    return letters, marks


def spaced(word: str) -> bool:
    """Whether a word is of letters or digits, in a script that has spaces between words."""
    return word[:1].isalnum() and not _SPACELESS_CHAR.match(word)

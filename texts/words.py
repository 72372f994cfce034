"""The words of a text, of every script: Unicode's word segments (UAX #29).

A punctuation mark within a word belongs to it, any other is a word of its own. Scripts that are
written without spaces between words go by grapheme cluster. Imports nothing of ours.

A word that is struck out, is code, or is an address says so behind a NUL, so that it is
another word than the same letters without. Where white space counts it is a word too.
"""

from collections.abc import Iterable, Iterator

import regex

CODE, STRUCK, TITLE = "c", "s", "t"
"""What a word can be besides its letters; the last is of a link's title."""
ADDRESS, IMAGE = "a", "i"
"""Of what an address is: where a link leads, or what an image shows."""
_IN_CODE = frozenset(f"{space}\0{CODE}{struck}" for space in " \t" for struck in ("", STRUCK))
_ADDRESSES = frozenset({ADDRESS, IMAGE})

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


LINE_END = "\n"
"""The word that ends a line, where lines count."""
_SPACE = regex.compile(r"\n|[^\S\n]+")
_LINE_END = regex.compile(r"\n")
_AT_LINE_END = regex.compile(r"[^\S\n]+$", regex.MULTILINE)
_SPACES = "\t\n\x0b\x0c\r \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
_SPACES += "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def words(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a text, and what white space stands before each."""
    pairs = _WORD.findall(text.rstrip(_SPACES))
    if not pairs:
        return (), ()
    leads, found = zip(*pairs, strict=True)
    return found, leads


def typed(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the same where all white space counts, but for that at the end of a line."""
    return _counting(_AT_LINE_END.sub("", text), _SPACE)


def lined(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the same where the ends of lines count."""
    return _counting(text, _LINE_END)


def _counting(text: str, counts: regex.Pattern[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found: list[str] = []
    leads: list[str] = []
    for lead, word in _WORD.findall(text.rstrip(_SPACES)):
        at = 0
        for space in counts.finditer(lead) if lead else ():
            leads.append(lead[at : space.start()])
            found.append(space[0])
            at = space.end()
        leads.append(lead[at:])
        found.append(word)
    return tuple(found), tuple(leads)


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


def is_address(word: str) -> bool:
    """Whether a word is where a link leads, or what an image shows."""
    return unmarked(word)[1] in _ADDRESSES


def is_space(word: str) -> bool:
    """Whether a word is white space, where that counts."""
    return word[:1].isspace()


def has_spaces(words: Iterable[str]) -> bool:
    """Whether white space is among the words."""
    return any(map(str.isspace, words)) or not _IN_CODE.isdisjoint(words)


def spaced(word: str) -> bool:
    """Whether a word is of letters or digits, in a script that has spaces between words."""
    return word[:1].isalnum() and not _SPACELESS_CHAR.match(word)

"""What a note says against what it is a note to: conditions, contradictions, other texts.

A note goes out beside a *yes*, for ever; nobody weighs it, so that it may only explain. ``WORDS``
is the one table of what people write, for each language that they write in. Pure. Imports nothing
of this project.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Words:
    """What people of one language write.

    ``against``: by what a note begins that sets a condition or contradicts. ``before``: what may
    stand before that and says nothing. ``draft``, ``proposal``: one and several. ``number``: what
    may stand before a number, ``joining``: what between numbers.
    """

    against: tuple[str, ...]
    before: frozenset[str]
    draft: tuple[str, str]
    proposal: tuple[str, str]
    number: tuple[str, ...]
    joining: tuple[str, ...]


_CONDITIONS = (
    *("but", "if", "unless", "except", "excepting", "excluding", "provided", "providing"),
    *("conditional", "conditionally", "conditioned", "on condition", "on the condition"),
    *("with the condition", "under the condition", "subject to", "as long as", "so long as"),
    *("assuming", "pending", "until", "however", "although", "though", "apart from"),
    *("only if", "only when", "only once", "only after", "only with", "only clause"),
    *("only clauses", "with the exception", "except for"),
)
_CONTRADICTIONS = (
    *("no", "not", "nope", "nay", "never", "nevermind", "don't", "dont", "do not", "can't"),
    *("cannot", "wait", "stop", "hold on", "cancel", "undo", "ignore", "oops", "wrong"),
    *("mistake", "my mistake", "amended", "as amended"),
)
WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "en": Words(
            against=(*_CONDITIONS, *_CONTRADICTIONS),
            before=frozenset(
                {
                    *("and", "oh", "ah", "uh", "um", "er", "hm", "hmm", "ok", "okay", "well"),
                    *("actually", "sorry", "yes", "yeah", "agreed"),
                }
            ),
            draft=("draft", "drafts"),
            proposal=("proposal", "proposals"),
            number=("no.", "no", "nr.", "nr", "number", "#"),
            joining=("and", "or", "to"),
        )
    }
)

_JOINING = tuple(word for table in WORDS.values() for word in table.joining)
_DIGITS = 9
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_TYPED = str.maketrans(dict.fromkeys("‘’‚‛′`", "'") | dict.fromkeys("‐‑‒", "-"))


@dataclass(frozen=True)
class Named:
    """What a note names: proposals, drafts, and caucus texts with their drafts (0: not said).

    ``bare`` are the numbers of a note that has nothing else.
    """

    proposals: frozenset[int]
    drafts: frozenset[int]
    texts: frozenset[tuple[int, str, int]]
    bare: frozenset[int]


def against(note: str) -> str:
    """Return the words by which a note begins that sets a condition or contradicts, or empty."""
    words = _WORD.findall(_plain(note))
    for table in WORDS.values():
        begins = next((i for i, word in enumerate(words) if word not in table.before), len(words))
        for phrase in table.against:
            parts = phrase.split()
            if words[begins : begins + len(parts)] == parts:
                return phrase
    return ""


def named(note: str, keys: Iterable[str]) -> Named:
    """Return what a note names; ``keys`` are those of the caucuses."""
    text = _plain(note)
    texts = _texts(text, keys)
    references = re.findall(r"(?<![\w/.])p0*(\d{1,9})(?:/(\d{1,9})(?!\w))?(?!\w)", text)
    first = re.match(r"[\W_]*#(\d{1,9})(?!\w)", text)
    return Named(
        proposals=frozenset(
            {int(number) for number, _ in references}
            | ({int(first[1])} if first else set())
            | _numbers(text, (table.proposal for table in WORDS.values()))
        ),
        drafts=frozenset(
            {int(draft) for _, draft in references if draft}
            | {draft for draft, _, _ in texts if draft}
            | _numbers(text, (table.draft for table in WORDS.values()))
        ),
        texts=texts,
        bare=_bare(text),
    )


def _plain(note: str) -> str:
    """Return a note as it is compared: without case, typography and what can't be seen."""
    seen = "".join(c for c in note.translate(_TYPED) if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", seen).casefold()


def _texts(text: str, keys: Iterable[str]) -> frozenset[tuple[int, str, int]]:
    either = "|".join(re.escape(key.casefold()) for key in keys)
    if not either:
        return frozenset()
    pattern = rf"(?:(?<!\d)(\d{{1,9}})/|(?<![\w.-]))({either})[.-]?(\d{{1,9}})(?!\w)"
    found = re.findall(pattern, text)
    return frozenset((int(draft or 0), key, int(number)) for draft, key, number in found)


def _numbers(text: str, nouns: Iterable[tuple[str, str]]) -> set[int]:
    """Return the numbers that stand behind a noun: one, or several behind the plural."""
    signs = "|".join(re.escape(sign) for table in WORDS.values() for sign in table.number)
    number = rf"(?:(?:{signs})\s*)?\d{{1,9}}(?!\w)"
    several = rf"{number}(?:\s*(?:{'|'.join(_JOINING)}|[,&+–-])\s*{number})*"
    found: list[str] = []
    for one, more in nouns:
        found += re.findall(rf"(?<!\w){one}[\s-]*({number})", text)
        found += re.findall(rf"(?<!\w){more}[\s-]*({several})", text)
    return {int(digits) for each in found for digits in re.findall(r"\d+", each)}


def _bare(text: str) -> frozenset[int]:
    """Return the numbers of a note that has nothing else."""
    words = re.findall(r"\w+|[^\w\s]", text)
    if not all(word.isdecimal() or word in _JOINING or word in ",;&+#.()" for word in words):
        return frozenset()
    return frozenset(int(word) for word in words if word.isdecimal() and len(word) <= _DIGITS)

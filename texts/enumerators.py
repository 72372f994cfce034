"""What looks like a label at the head of a line: ``3.``, ``(a)``, ``§ 4``, ``第十一条``, ``ข้อ ๑``.

Whether it is one is decided by ``lists``, together with its neighbours. A numeral can often be read
in two ways (``(i)`` is a letter or a roman one), so that an enumerator has readings. Imports
nothing of ours.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

ALPHABETS = {
    "latin": "abcdefghijklmnopqrstuvwxyz",
    "LATIN": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "cyrillic": "абвгдежзиклмнопрстуфхцчшщэюя",
    "CYRILLIC": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ",
    "greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "GREEK": "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ",
    "abjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "arabic": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
    "korean": "가나다라마바사아자차카타파하",
    "thai": "กขคงจฉชซญฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหอฮ",
    "katakana": "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモ",
}
"""The letters that count, in their order."""
_BETWEEN = {"cyrillic": {"ё": "е", "й": "и"}, "CYRILLIC": {"Ё": "Е", "Й": "И"}}
"""Letters that are mostly left out, and the one that each follows where it isn't."""
_SUFFIXES = ("bis", "ter", "quater", "quinquies", "sexies", "septies")
_CHINESE = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TIMES = {"十": 10, "百": 100, "千": 1000}
_ROMANS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_FIRST = ("premier", "première", "primero", "primera", "primo", "1er", "1re", "1ère")

_NAMES = (
    *(
        "Article",
        "Articles",
        "Artikel",
        "Artículo",
        "Articolo",
        "Artigo",
        r"Art\.",
        "Art",
        "Clause",
    ),
    *("Section", r"Sect\.", r"Sec\.", "Paragraph", "Paragraphe", r"Para\.", "Rule", "Principle"),
    *("Principe", "Principio", "Recommendation", "Recommandation", "Recomendación", "Chapter"),
    *("Chapitre", "Capítulo", "Kapitel", "Part", "Partie", "Annex", "Annexe", "Anexo", "Ziffer"),
    *("Punkt", "Absatz", r"Abs\.", r"Nr\.", "Статья", r"Ст\.", "Пункт", r"П\.", "Глава", "Раздел"),
    *("المادة", "مادة", "البند", "الفقرة", "ข้อ", "มาตรา", "סעיף"),
)
"""Words before a number that label a clause, as patterns."""
_NAMED = "|".join(sorted(_NAMES, key=len, reverse=True))
_CHINESE_NUMERAL = r"[〇零一二三四五六七八九十百千两]{1,8}"
_DIGITS = r"\p{Nd}{1,4}"
_SUFFIX = rf"(?:\ ?(?:{'|'.join(_SUFFIXES)})\b|[A-Za-z](?![\p{{L}}\p{{Nd}}]))?"
_LETTER = r"(?:[ivxlcdm]{2,9}|[IVXLCDM]{2,9}|(?P<twice>\p{Ll})(?P=twice)|\p{L}\p{Mn}?ـ?)"
_ENUMERATOR = regex.compile(
    rf"""
    (?P<em>\*{{1,3}}|_{{1,3}})?
    (?P<label>
        (?:§{{1,2}}|(?i:{_NAMED}))\s?
            (?P<n>{_DIGITS}(?:\.\p{{Nd}}{{1,4}}){{0,4}}{_SUFFIX}|(?i:premier|première|primer[oa]|1er|1re|1ère)\b
                |[IVXLCDM]{{1,9}}\b|{_CHINESE_NUMERAL})
            [.:)]?(?=\s|$|[*_])
      | 第\s?(?P<n>{_DIGITS}|{_CHINESE_NUMERAL})\s?[条條章节節項项款号號编編回]
            (?:[之の][一二三四五六七八九十\p{{Nd}}]+)?
      | 제\s?(?P<n>{_DIGITS})\s?[조항장호]
      | [(（](?P<n>{_DIGITS}{_SUFFIX}|{_CHINESE_NUMERAL}|{_LETTER})[)）](?=\s|$|[*_]|(?<=）))
      | (?P<n>{_DIGITS}(?:\.\p{{Nd}}{{1,4}}){{1,5}})[.)]?(?=\s|$|[*_])
      | (?P<n>{_CHINESE_NUMERAL})[、．.)）]
      | (?P<n>[①-⑳⑴-⒇⒈-⒛])
      | (?P<n>{_DIGITS}{_SUFFIX})(?:\\?[.)]|[．）、]|-|\.?[°ºª]|\.-)(?=\s|$|[*_]|(?<=[、．）]))
      | (?P<n>{_LETTER})(?:\\?[.)]|[．）、])(?=\s|$|[*_]|(?<=[、．）]))
      | (?P<n>\p{{Arabic}}ـ?)-(?=\s|$)
    )
    """,
    regex.V1 | regex.VERBOSE,
)
_DECIMAL = regex.compile(r"\p{Nd}+(?:\.\p{Nd}+)+")
_NUMBER = regex.compile(rf"(\p{{Nd}}+)\s?({'|'.join(_SUFFIXES)}|[A-Za-z])?")
_GOES_ON = regex.compile(r"\s+\p{Ll}")  # "Article 12 of the statutes" is the head of a sentence
EDGES = "().:)（）、．\\-°ºª "
"""What may stand around a label and is no part of a name."""

Value = tuple[int, ...]
"""What a numeral stands for: its number and how far behind it (``4bis``), or a decimal's parts."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a numeral: in which numerals, and its value."""

    numerals: str
    value: Value

    @property
    def begins(self) -> bool:
        """Whether a list can begin with it."""
        return self.value[-1] == 1 if self.numerals == "decimal" else self.value == (1, 0)

    def follows(self, before: "Reading") -> bool:
        """Whether nothing can stand between the two."""
        if self.numerals != before.numerals:
            return False
        if self.numerals == "decimal":
            return _decimal_follows(self.value, before.value)
        number, behind = before.value
        return self.value in ((number + 1, 0), (number, behind + 1))


@dataclass(frozen=True, slots=True)
class Enumerator:
    """A label at the head of a line, if it is one.

    ``shape`` is what it is besides the numeral: ``#.``, ``(#)``, ``§#``. ``name`` is the label
    without punctuation. ``after`` is where the words begin, ``emphasis`` has the marks before it
    that end in the words.
    """

    label: str
    shape: str
    name: str
    readings: tuple[Reading, ...]
    after: int
    emphasis: str = ""

    def goes_on(self, before: "Enumerator") -> bool:
        """Whether it can be the next label of a list."""
        pairs = ((mine, other) for mine in self.readings for other in before.readings)
        return self.shape == before.shape and any(mine.follows(other) for mine, other in pairs)


def enumerator(line: str) -> Enumerator | None:
    """Return what looks like a label at the head of the line, or None."""
    match = _ENUMERATOR.match(line)
    if match is None:
        return None
    numeral = match["n"]
    readings = _readings(numeral)
    if not readings:
        return None
    label = " ".join(match["label"].replace("\\", "").split())
    start = match.start("n") - match.start("label")
    shape = f"{label[:start]}#{label[start + len(numeral) :]}".replace(" ", "").casefold()
    worded = shape[0] not in "#(（"
    if worded and shape.endswith("#") and _GOES_ON.match(line, match.end()):
        return None
    if readings[0].numerals == "decimal":
        shape = f"{shape.rstrip('.')}/{len(readings[0].value)}"
    name = label.strip(EDGES)
    emphasis, after = match["em"] or "", match.end()
    if emphasis and line.startswith(emphasis, after):
        return Enumerator(label, shape, name, readings, after + len(emphasis))
    return Enumerator(label, shape, name, readings, after, emphasis)


@lru_cache(maxsize=1024)
def _readings(numeral: str) -> tuple[Reading, ...]:
    return tuple(_read(numeral))


def _read(numeral: str) -> Iterator[Reading]:
    if numeral.casefold() in _FIRST:
        yield Reading("number", (1, 0))
    elif _DECIMAL.fullmatch(numeral):
        yield Reading("decimal", tuple(_digits(part) for part in numeral.split(".")))
    elif match := _NUMBER.fullmatch(numeral):
        yield Reading("number", (_digits(match[1]), _suffix(match[2] or "")))
    elif len(numeral) == 1 and unicodedata.category(numeral) == "No":
        yield Reading("number", (int(unicodedata.numeric(numeral)), 0))
    elif all(char in _CHINESE or char in _TIMES for char in numeral):
        yield Reading("chinese", (_chinese(numeral), 0))
    else:
        yield from _letters(numeral)


def _letters(numeral: str) -> Iterator[Reading]:
    low = numeral.lower()
    if numeral in (low, numeral.upper()) and all(char in _ROMANS for char in low):
        value = _roman(low)
        if value:
            yield Reading("roman" if numeral == low else "ROMAN", (value, 0))
    plain = numeral.replace("ـ", "")
    if len(plain) == 2 and plain[0] == plain[1]:  # noqa: PLR2004 - aa, bb: German's third level
        index = ALPHABETS["latin"].find(plain[0])
        if index >= 0:
            yield Reading("double", (index + 1, 0))
        return
    letter = "أ" if plain in ("ا", "إ", "آ") else plain
    for numerals, alphabet in ALPHABETS.items():
        before = _BETWEEN.get(numerals, {}).get(letter, "")
        index = alphabet.find(before or letter)
        if index >= 0 and len(letter) == 1:
            yield Reading(numerals, (index + 1, 1 if before else 0))


def _digits(text: str) -> int:
    return int("".join(str(unicodedata.decimal(char)) for char in text))


def _suffix(text: str) -> int:
    if text in _SUFFIXES:
        return _SUFFIXES.index(text) + 1
    return ord(text.casefold()) - ord("a") + 1 if text else 0


def _roman(low: str) -> int:
    values = [_ROMANS[char] for char in low]
    following = [*values[1:], 0]
    value = sum(-a if a < b else a for a, b in zip(values, following, strict=True))
    return value if _as_roman(value) == low else 0


def _as_roman(value: int) -> str:
    steps = (
        *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
        *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
    )
    written = ""
    for worth, letters in steps:
        written += letters * (value // worth)
        value %= worth
    return written


def _chinese(text: str) -> int:
    if not any(char in _TIMES for char in text):
        return int("".join(str(_CHINESE[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in _TIMES:
            total += (digit or 1) * _TIMES[char]
            digit = 0
        else:
            digit = _CHINESE[char]
    return total + digit


def _decimal_follows(value: Value, before: Value) -> bool:
    for level in range(min(len(value), len(before))):
        if value[level] != before[level]:
            rest = value[level + 1 :]
            return value[level] == before[level] + 1 and all(part == 1 for part in rest)
    return len(value) > len(before) and all(part == 1 for part in value[len(before) :])

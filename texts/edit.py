"""A source changed in one place: a clause given other words, or the bot's labels put in.

All else stays byte for byte as it was. Imports the package's own modules, nothing else of ours.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from texts import markdown
from texts.block import Kind, Passage, Text
from texts.enumerators import enumerator
from texts.raw import GIVEN, NO_BREAK, SIGN, TAB, Raw, indent_of, is_given_alone, unturned
from texts.raw import text as raw_text
from texts.read import Format, read

_ENDS = re.compile(r"(\r\n|\r|\n)")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_CODE_INDENT = "    "
_DEEPER = 2
"""Columns by which a line must be indented more than an item to lie inside it surely."""


class UnfitError(ValueError):
    """Words are not one clause in the place of another: they would change more than that one."""


# --- a clause with other words ------------------------------------------------------------


def with_clause(source: str, form: Format, passage: Passage, words: str) -> str:
    """Return the source with a clause's words replaced, those of its sub-items too.

    ``passage`` is one of ``read(source, form)``. Its label or bullet stays as it is printed, and
    what comes with the words in its place is dropped, but for a plus or a minus. Raises
    ``UnfitError`` if more than the words of this clause would differ when the result is read.
    """
    return _with_clause(source, form, passage.begin, words)


@lru_cache(maxsize=1)  # while one change is judged and recorded, it is asked for several times
def _with_clause(source: str, form: Format, begin: int, words: str) -> str:
    passage = next(each for each in read(source, form) if each.begin == begin)
    lines, ends = _taken_apart(source)
    lines[passage.begin : passage.end] = map(unturned, lines[passage.begin : passage.end])
    said = _bare(words, passage, lines[passage.begin])
    put = list(_put(lines[passage.begin : passage.end], passage, said, _raw(words).sign))
    end = ends[passage.begin] or "\n"
    lines[passage.begin : passage.end] = [end.join(put)]
    ends[passage.begin : passage.end] = [ends[passage.end - 1]]
    result = _together(lines, ends)
    if not _fits(read(source, form), read(result, form), passage):
        raise UnfitError
    return result


def _fits(old: Text, new: Text, passage: Passage) -> bool:
    """Whether the texts differ in that clause alone, and all are called as before."""
    if [each.name for each in old] != [each.name for each in new]:
        return False
    pairs = [pair for pair in zip(old, new, strict=True) if pair[0].begin != passage.begin]
    now = next(now for was, now in zip(old, new, strict=True) if was.begin == passage.begin)
    says = any(block.words for block in now.blocks)
    return says and now.is_clause and all(was == is_now for was, is_now in pairs)


def _put(lines: Sequence[str], passage: Passage, said: Sequence[str], sign: str) -> Iterator[str]:
    """Yield the lines of a clause that has other words now; ``sign`` came with them, or none."""
    if passage.kind is Kind.CODE:
        yield from _code(lines, said)
        return
    if passage.kind is Kind.QUOTE:
        yield from (f"{_marks(lines[0])}{line}".rstrip() for line in said)
        return
    head = _head(lines[0], passage.kind)
    if sign and passage.kind is Kind.BULLET:
        head = head.replace(_raw(lines[0]).bullet, sign, 1)
    yield head + said[0]
    pad = _pad(head) if passage.kind in (Kind.ITEM, Kind.BULLET) else ""
    yield from (pad + line if line.strip() else "" for line in said[1:])


def _pad(head: str) -> str:
    return " " * max(len(head.expandtabs(TAB)), indent_of(head) + _DEEPER)


def _code(lines: Sequence[str], said: Sequence[str]) -> Iterator[str]:
    """Yield the lines of code, between its fences or indented as before."""
    if not _FENCE.match(lines[0]):
        yield from (_CODE_INDENT + line if line.strip() else "" for line in said)
        return
    inside = said[1:] if _FENCE.match(said[0]) else said
    inside = inside[:-1] if len(inside) < len(said) and _FENCE.match(said[-1]) else inside
    margin = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    yield lines[0]
    yield from (margin + line for line in inside)
    if len(lines) > 1 and _FENCE.match(lines[-1]):
        yield lines[-1]


def _head(line: str, kind: Kind) -> str:
    """Return what stands before a clause's words, as printed; emphasis ends with the label."""
    given = _given_in(line)
    if kind is Kind.BULLET:
        head = line[: len(line) - len(_raw(line).lines[0])]
        return head if head[-1:].isspace() else f"{head} "
    label = enumerator(line[given:])
    if kind is not Kind.ITEM or label is None:
        return line[:given]
    after = given + label.after
    behind = line[after:]
    gap = behind[: len(behind) - len(behind.lstrip())] if behind.strip() else " "
    return f"{line[:after]}{label.emphasis}{gap or ' ' * bool(label.emphasis)}"


def _given_in(line: str) -> int:
    """Return where a line's words begin behind the bot's own label, if it has that."""
    content = line.lstrip()
    given = GIVEN.match(content)
    return len(line) - len(content) + (given.end() if given else 0)


def _raw(line: str) -> Raw:
    return raw_text(line, 0, apart=True)


def _marks(line: str) -> str:
    match = markdown.QUOTE.match(line)
    marks = match[0] if match else ">"
    return marks if marks.endswith(" ") else f"{marks} "


# --- words as somebody gives them ---------------------------------------------------------


def _bare(words: str, passage: Passage, printed: str) -> list[str]:
    """Return the lines of words without what is put before them: the clause's label, its bullet.

    ``printed`` is the clause's first line, whose label is the clause's too.
    """
    lines = words.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    lines = [unturned(line) for line in lines]
    typed = [line for line in lines if line.strip()]
    if passage.kind is Kind.QUOTE and all(markdown.QUOTE.match(line) for line in typed):
        lines = [markdown.QUOTE.sub("", line, count=1) for line in lines]
    if passage.kind is Kind.CODE and not GIVEN.match(lines[0]):
        return lines
    first = _without_label(lines[0], passage, printed)
    rest = _unindented(lines[1:]) if passage.kind in (Kind.ITEM, Kind.BULLET) else lines[1:]
    if not first and rest and passage.kind in (Kind.CODE, Kind.TABLE):
        return rest  # their labels stand on a line above
    return [first, *rest]


def _without_label(line: str, passage: Passage, printed: str) -> str:
    line = _without_given(line.lstrip(), passage)
    if passage.kind is Kind.BULLET and (raw := _raw(line)).bullet:
        return _without_given(raw.lines[0], passage)
    label, its = enumerator(line), enumerator(printed[_given_in(printed) :])
    own = {passage.label, its.label if its else ""}  # all ones are counted
    if passage.kind is Kind.ITEM and label and label.label in own:
        return label.emphasis + line[label.after :].lstrip()
    return line


def _without_given(line: str, passage: Passage) -> str:
    line = line[_given_in(line) :]
    typed = line.removeprefix(passage.label)
    has_own = passage.label.startswith(SIGN) and typed != line and not typed[:1].isalnum()
    return typed.lstrip() if has_own else line


def _unindented(lines: Sequence[str]) -> list[str]:
    """Return the lines without the indentation that they all have."""
    width = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return [line[width:] for line in lines]


# --- the bot's labels put in --------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    """Where a label goes: into a line at an offset, or on a line of its own above it."""

    line: int
    at: int
    above: bool = False


def labelled(source: str, text: Text) -> str:
    """Return the source with the bot's labels in it, at each clause without one of the author's.

    ``text`` is what was read from it, and the result is read as an equal one.
    """
    lines, ends = _taken_apart(source)
    lines = [unturned(line) for line in lines]
    for passage in text:
        if passage.is_clause:
            _label(lines, ends, passage)
    return _together(lines, ends)


def _label(lines: list[str], ends: Sequence[str], passage: Passage) -> None:
    """Put a clause's label in place of what came there as one; an author's own stands already."""
    place = _place(lines, passage)
    line, label = lines[place.line], passage.label + NO_BREAK
    if place.above:
        marks = line[: place.at]
        lines[place.line] = f"{marks}{label}{ends[place.line] or chr(10)}{line}"
        return
    before, behind = line[: place.at], line[place.at :]
    before = GIVEN.sub("", before)
    before += " " * (passage.kind is Kind.BULLET and not before[-1:].isspace())
    given = GIVEN.match(behind)
    behind = behind[given.end() :] if given else behind
    lines[place.line] = before + (label if label.startswith(SIGN) else "") + behind


def _place(lines: Sequence[str], passage: Passage) -> _Place:
    begin, line = passage.begin, lines[passage.begin]
    margin = len(line) - len(line.lstrip())
    if passage.kind in (Kind.CODE, Kind.TABLE):
        if begin and is_given_alone(lines[begin - 1]):
            return _Place(begin - 1, 0)
        return _Place(begin, 0, above=True)
    if passage.kind is Kind.QUOTE:
        inside = lines[begin : passage.end]
        return _in_quotation(inside, begin, [0] * len(inside))
    if passage.kind is Kind.BULLET:
        return _Place(begin, len(line) - len(_raw(line).lines[0]))
    return _Place(begin, margin)


def _in_quotation(lines: Sequence[str], first: int, begins: Sequence[int]) -> _Place:
    """Return the place before a quotation's first words, in however many it lies.

    ``first`` is the number of its first line, ``begins`` where each line of it begins.
    """
    matches = [markdown.QUOTE.match(line, at) for line, at in zip(lines, begins, strict=True)]
    marks = [match.end() if match else 0 for match in matches]
    inside = [line[end:] for line, end in zip(lines, marks, strict=True)]
    if is_given_alone(inside[0]):
        return _Place(first, marks[0])
    for part in markdown.parts(inside, 1):  # front matter stands at a source's begin alone
        begin, end = part.begin - 1, part.end - 1
        if part.kind is Kind.QUOTE:
            return _in_quotation(lines[begin:end], first + begin, marks[begin:end])
        if part.kind is Kind.PARAGRAPH:
            margin = len(inside[begin]) - len(inside[begin].lstrip())
            return _Place(first + begin, marks[begin] + margin)
        if part.kind is not Kind.HIDDEN:
            break
    return _Place(first, marks[0], above=True)


# --- lines --------------------------------------------------------------------------------


def _taken_apart(source: str) -> tuple[list[str], list[str]]:
    """Return the lines of a source as ``read`` counts them, and what ends each."""
    parts = _ENDS.split(source)
    return parts[::2], [*parts[1::2], ""]


def _together(lines: Sequence[str], ends: Sequence[str]) -> str:
    return "".join(line + end for line, end in zip(lines, ends, strict=True))

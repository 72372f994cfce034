"""A Markdown source taken apart into headings, paragraphs, code, and so on.

As CommonMark has it, but for what people mean otherwise: each line that begins with what may be a
label or a bullet begins a part; an indented paragraph below an item is no code; a quotation ends
where its marks do. Imports ``block``, ``enumerators`` and ``raw``
alone.
"""

import re
from collections.abc import Callable, Sequence

from texts.block import Kind
from texts.enumerators import Enumerator, enumerator
from texts.raw import Raw, begins_block, go_on, indent_of, is_given_alone, text, ungiven

_FENCE = re.compile(r"\s*(`{3,}(?=[^`]*$)|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_UNDERLINE = re.compile(r" {0,3}(?:(=+)|-{3,})\s*$")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}\s*$")
_ANCHOR = re.compile(r"\s*<a\s+(?:name|id)\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*')\s*/?>(?:\s*</a>)?\s*$")
_DEFINITION = re.compile(
    r" {0,3}\[(?!\^)(?:[^\[\]\\]|\\.)+\]:\s*(?:<[^<>]*>|[^\s<]\S*)"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*$"
)
_NOTE = re.compile(r" {0,3}(\[\^[^\]\s]+\]):\s*")
QUOTE = re.compile(r"\s*> ?")
_DELIMITERS = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_CODE_INDENT = 4
_DEEPEST = 20
"""In how many quotations of each other something may stand; deeper marks are words."""
_KEY = re.compile(r"[\w .-]+:(?:\s|$)")


class _Reader:
    """Goes through the lines; ``open`` is the part that a line of words goes on with.

    ``unclosed``: no comment ends any more.
    """

    def __init__(self, lines: Sequence[str], first: int, depth: int) -> None:
        self.lines = lines
        self.first = first
        self.depth = depth
        self.parts: list[Raw] = []
        self.open: Raw | None = None
        self.in_item = False
        self.unclosed = False

    def read(self) -> list[Raw]:
        at = self._front() if self.first == self.depth == 0 else 0
        while at < len(self.lines):
            line = self.lines[at]
            if not line.strip():
                self.open = None
                at += 1
                continue
            at = next((end for start in _STARTS if (end := start(self, at)) > at), at)
        return self.parts

    def _add(self, kind: Kind, begin: int, end: int, lines: list[str], indent: int = 0) -> int:
        part = Raw(kind, lines, self.first + begin, self.first + end, indent)
        self.parts.append(part)
        self.open = None
        return end

    def _front(self) -> int:
        """Take YAML between two lines of dashes at the very start."""
        if not self.lines or self.lines[0].rstrip() != "---":
            return 0
        for at, line in enumerate(self.lines[1:], 1):
            if line.rstrip() in ("---", "..."):
                inside = list(self.lines[1:at])
                if any(_KEY.match(each) for each in inside):
                    return self._add(Kind.FRONT, 0, at + 1, list(self.lines[: at + 1]))
                break
        return 0

    def fence(self, at: int) -> int:
        match = _FENCE.match(self.lines[at])
        if not match:
            return at
        mark, indent = match[1], indent_of(self.lines[at])
        closing = re.compile(rf"\s*{re.escape(mark[0])}{{{len(mark)},}}\s*$")
        end = at + 1
        while end < len(self.lines) and not closing.match(self.lines[end]):
            end += 1
        inside = [_dedented(line, indent) for line in self.lines[at + 1 : end]]
        info = self.lines[at].strip()[len(mark) :].strip()
        end = min(end + 1, len(self.lines))
        return self._add(
            Kind.CODE, at, end, [*([f"```{info}"] if info else []), *inside], indent=indent
        )

    def comment(self, at: int) -> int:
        if self.unclosed or not self.lines[at].lstrip().startswith("<!--"):
            return at
        end = next((k for k in range(at, len(self.lines)) if "-->" in self.lines[k]), None)
        if end is None:
            self.unclosed = True
            return at
        behind = self.lines[end].partition("-->")[2]
        return at if behind.strip() else self._hidden(at, end + 1)

    def anchor(self, at: int) -> int:
        return self._hidden(at, at + 1) if _ANCHOR.match(self.lines[at]) else at

    def definition(self, at: int) -> int:
        apart = self.open is None
        return self._hidden(at, at + 1) if apart and _DEFINITION.match(self.lines[at]) else at

    def _hidden(self, at: int, end: int) -> int:
        indent = indent_of(self.lines[at])
        inside = [_dedented(line, indent) for line in self.lines[at:end]]
        return self._add(Kind.HIDDEN, at, end, inside, indent=indent)

    def note(self, at: int) -> int:
        match = _NOTE.match(self.lines[at])
        if not match:
            return at
        self._add(Kind.NOTE, at, at + 1, [self.lines[at][match.end() :].strip()])
        self.parts[-1].label = match[1]
        self.parts[-1].columns = [len(self.lines[at].rstrip())]
        self.open, self.in_item = self.parts[-1], False
        return at + 1

    def heading(self, at: int) -> int:
        match = _HEADING.match(self.lines[at])
        if not match:
            return at
        words = self.lines[at][match.end() :].strip()
        bare = words.rstrip("#")
        words = bare if not bare or bare[-1].isspace() else words
        self.in_item = False
        self._add(Kind.HEADING, at, at + 1, [words.strip()])
        self.parts[-1].rank = len(match[1])
        return at + 1

    def underline(self, at: int) -> int:
        match = _UNDERLINE.match(self.lines[at])
        part = self.open
        if not match or part is None or part.bullet or part.kind is not Kind.PARAGRAPH:
            return at
        if part.enumerator and (part.indent or self._goes_on(part.enumerator, at + 1)):
            return at
        part.kind, part.rank, part.enumerator = Kind.HEADING, 1 if match[1] else 2, None
        part.end = self.first + at + 1
        self.open, self.in_item = None, False
        return at + 1

    def _goes_on(self, label: Enumerator, at: int) -> bool:
        """Whether the next line of words is the next item of a list, so that a line parts them."""
        line = next((each for each in self.lines[at:] if each.strip()), "")
        following = enumerator(ungiven(line.lstrip()))
        return following is not None and following.goes_on(label)

    def rule(self, at: int) -> int:
        if not _RULE.match(self.lines[at]):
            return at
        self.in_item = False
        return self._add(Kind.RULE, at, at + 1, [])

    def quote(self, at: int) -> int:
        if self.depth > _DEEPEST or not QUOTE.match(self.lines[at]):
            return at
        end = at
        while end < len(self.lines) and QUOTE.match(self.lines[end]):
            end += 1
        inside = [QUOTE.sub("", line, count=1) for line in self.lines[at:end]]
        self._add(Kind.QUOTE, at, end, [], indent=indent_of(self.lines[at]))
        self.parts[-1].inside = parts(inside, self.first + at, self.depth + 1)
        return end

    def table(self, at: int) -> int:
        if not self._is_table(at):
            return at
        head = self.lines[at]
        end = at + 2
        while end < len(self.lines) and "|" in self.lines[end] and self.lines[end].strip():
            end += 1
        indent = indent_of(head)
        rows = [_dedented(line, indent).rstrip() for line in self.lines[at:end]]
        return self._add(Kind.TABLE, at, end, rows, indent=indent)

    def _is_table(self, at: int) -> bool:
        head, *rest = self.lines[at : at + 2]
        bars = bool(rest) and "|" in head and "|" in rest[0]
        return bars and bool(_DELIMITERS.match(rest[0]))

    def code(self, at: int) -> int:
        line = self.lines[at]
        if self.open or self.in_item or indent_of(line) < _CODE_INDENT or begins_block(line):
            return at
        end = at
        for number in range(at, len(self.lines)):
            each = self.lines[number]
            if not each.strip():
                continue
            if indent_of(each) < _CODE_INDENT:
                break
            end = number + 1
        inside = [_dedented(each, _CODE_INDENT) for each in self.lines[at:end]]
        return self._add(Kind.CODE, at, end, inside)

    def given(self, at: int) -> int:
        """Pass over the bot's own label above what has no place for it in its first line."""
        if not is_given_alone(self.lines[at]) or at + 1 == len(self.lines):
            return at
        line = self.lines[at + 1]
        starts = [_FENCE, _HEADING, QUOTE] if self.depth else [_FENCE]
        begins = self._is_table(at + 1) or any(start.match(line) for start in starts)
        begins = begins or (self.open is None and indent_of(line) >= _CODE_INDENT)
        self.open = None if begins else self.open
        return at + 1 if begins else at

    def words(self, at: int) -> int:
        line = self.lines[at]
        if self.open is None or begins_block(line):
            self.open = text(line, self.first + at, apart=self.open is None)
            self.parts.append(self.open)
            self.in_item = self.open.marked or (self.in_item and self.open.indent > 0)
            return at + 1
        go_on(self.open, line, self.first + at)
        return at + 1


_STARTS: tuple[Callable[[_Reader, int], int], ...] = (
    _Reader.fence,
    _Reader.comment,
    _Reader.anchor,
    _Reader.definition,
    _Reader.note,
    _Reader.heading,
    _Reader.underline,
    _Reader.rule,
    _Reader.quote,
    _Reader.table,
    _Reader.code,
    _Reader.given,
    _Reader.words,
)
"""What a line may begin, in the order in which it is tried; each gives the line behind it."""


def parts(lines: Sequence[str], first: int = 0, depth: int = 0) -> list[Raw]:
    """Return the parts of a Markdown source, in order.

    ``first`` is the first line's number, ``depth`` in how many quotations they stand.
    """
    return _Reader(lines, first, depth).read()


def _dedented(line: str, columns: int) -> str:
    """Return the line with so many columns less of white space at its head, if it has them."""
    gone = 0
    while gone < columns and line[:1].isspace():
        gone += 4 if line[0] == "\t" else 1
        line = line[1:]
    return line

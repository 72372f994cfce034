"""What a text consists of: passages of blocks of words. This is what is compared.

Equal are two blocks that differ in nothing but spacing, line ends and emphasis: these are kept
beside the words, to be shown, and count for nothing. Imports nothing of ours.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    ITEM = "item"  # words behind a label of the author's
    BULLET = "bullet"
    QUOTE = "quote"
    CODE = "code"
    TABLE = "table"
    HEADING = "heading"
    FRONT = "front"  # front matter
    HIDDEN = "hidden"  # what Markdown doesn't show: a comment, an anchor, a link definition
    NOTE = "note"  # a footnote
    RULE = "rule"

    @property
    def is_clause(self) -> bool:
        """Whether a passage that begins with such a block is a clause."""
        return self in _CLAUSES

    @property
    def as_typed(self) -> bool:
        """Whether its spaces and line ends are shown as they were typed."""
        return self in _AS_TYPED


_CLAUSES = frozenset({Kind.PARAGRAPH, Kind.ITEM, Kind.BULLET, Kind.QUOTE, Kind.CODE, Kind.TABLE})
_AS_TYPED = frozenset({Kind.CODE, Kind.TABLE, Kind.FRONT, Kind.HIDDEN})

EMPHASIS, STRONG, LINK = 1, 2, 4
"""Flags of how a word is shown: emphasised, and with the address behind it."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an item, or the like.

    ``level`` is how deep it lies in its passage, from 0. ``rank`` is a heading's level, 1 to 6.
    ``quoted`` is in how many quotations it stands.
    ``label`` is the author's, as printed, of an item, a heading or a footnote. ``sign`` is a
    bullet that may be a plus or a minus: one before a number. ``words`` are as ``words`` finds
    them; ``leads`` has what stands before each: nothing, spaces, or a line break. ``emphasis`` has
    the flags of each, or is empty where none has any.
    """

    kind: Kind
    words: tuple[str, ...] = ()
    leads: tuple[str, ...] = field(default=(), compare=False)
    emphasis: tuple[int, ...] = field(default=(), compare=False)
    level: int = 0
    label: str = ""
    rank: int = 0
    quoted: int = 0
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause, or what stands between clauses: a heading, front matter, a comment, a footnote.

    ``label`` is how it is labelled where it is shown: the author's label as printed, or the bot's
    (``¶3``); empty if it is no clause. ``name`` is what it is called, and ``begin`` and ``end`` are
    its lines in the source, from 0, without the last one.
    """

    blocks: tuple[Block, ...]
    label: str = field(default="", compare=False)
    name: str = field(default="", compare=False)
    begin: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    @property
    def kind(self) -> Kind:
        """The kind of its first block."""
        return self.blocks[0].kind

    @property
    def is_clause(self) -> bool:
        """Whether it is a clause."""
        return self.kind.is_clause


Text = tuple[Passage, ...]
"""All that stands in a source, in its order."""

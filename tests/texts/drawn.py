"""Texts of random structure, and random edits of every kind, for Hypothesis."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

_TYPED = (
    "open fair nets the the of shall must members council vote 7 14 3.14 2027 can't "
    "multi-stakeholder (5) [1] § e.g. A. c. 10% e\u0301te\u0301 naïve a\u00adb снова члены совета "
    "право голоса المجلس أعضاء וועד מועצה 회의 구성원 会议 成员 權利 データ 保護 การ ประชุม "
    "สมาชิก 👩🏽‍💻 🏳️‍🌈 \u202enot\u202c *all* **must** `code` ~~gone~~ [link](https://a.example/x) "
    "![i](https://a.example/i) [^1] * _ \\* <b> &amp; | # > - – ¶3 ¶3\u00a0x 1. (a)"
)
_ASIDE = (
    *("# Heading", "## Part two", "### § 4 Means", "Heading\n===", "***"),
    *("```\ncode *here*\n\n- x\n```", "    indented code", "> One quoted\n>\n> Two quoted"),
    *("| a | b |\n|---|---|\n| 1 | 2 |", "<!-- hidden\n\n1. x -->", "<a name='x'></a>"),
    *("[x]: https://a.example 'Title'", "[^1]: A note of words.", "---\ntitle: x\n---"),
)
_STYLES = (
    *("{}.", "{})", "({})", "§ {}", "Article {}"),
    *("**{}.**", "{}\\.", "1.{}", "- ", "¶{}\u00a0"),
)
_INSIDE = ("- {}", "* {}", "{n}. {}", "({l}) {}", "{l}) {}", "{}", "1.{n} {}", "– {}")

WORD = st.sampled_from(_TYPED.split(" "))
WORDS = st.lists(WORD, min_size=1, max_size=12).map(tuple)


@dataclass(frozen=True)
class Clause:
    """A part of a draft: its label as typed, its words, and lines below it, each with its width."""

    words: tuple[str, ...]
    label: str = ""
    inside: tuple[tuple[int, str], ...] = ()
    wrapped: int = 0


Draft = tuple[Clause, ...]


def source(draft: Draft, between: str = "\n\n") -> str:
    """Return the draft as it is typed."""
    return between.join(map(_typed, draft))


def _typed(clause: Clause) -> str:
    words = list(clause.words)
    if 0 < clause.wrapped < len(words):
        words[clause.wrapped] = f"\n{words[clause.wrapped]}"
    first = f"{clause.label} {' '.join(words)}".strip(" ")
    return "\n".join([first, *(" " * width + line for width, line in clause.inside)])


def labelled(draft: Sequence[Clause], style: str) -> Draft:
    """Return the draft, all that has words numbered in a style."""
    return tuple(
        replace(clause, label=style.format(number)) if clause.words[0] not in _ASIDE else clause
        for number, clause in enumerate(draft, 1)
    )


@st.composite
def _lines(draw: st.DrawFn) -> tuple[tuple[int, str], ...]:
    form, width = draw(st.sampled_from(_INSIDE)), draw(st.integers(0, 5))
    lines = draw(st.lists(WORDS, max_size=3))
    return tuple(
        (width, form.format(" ".join(words), n=number, l="abc"[number - 1]))
        for number, words in enumerate(lines, 1)
    )


PLAIN_CLAUSES = st.builds(Clause, WORDS, inside=_lines(), wrapped=st.integers(0, 5))
ASIDES = st.sampled_from(_ASIDE).map(lambda aside: Clause((aside,)))
CLAUSES = st.one_of(PLAIN_CLAUSES, PLAIN_CLAUSES, PLAIN_CLAUSES, ASIDES)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Draw a draft: a preamble or none, and what is numbered in one style or two, or not at all."""
    parts = draw(st.lists(st.lists(CLAUSES, max_size=5), min_size=1, max_size=3))
    styles = [draw(st.sampled_from(["", *_STYLES])) for _ in parts]
    return tuple(
        clause
        for part, style in zip(parts, styles, strict=True)
        for clause in (labelled(part, style) if style else part)
    )


# --- edits --------------------------------------------------------------------------------


@st.composite
def edited(draw: st.DrawFn, draft: Draft) -> Draft:
    """Draw what becomes of a draft by one to four edits."""
    for edit in draw(st.lists(st.sampled_from(EDITS), min_size=1, max_size=4)):
        if draft:
            draft = edit(draw, draft, draw(st.integers(0, len(draft) - 1)))
    return draft


def _with(draft: Draft, at: int, *instead: Clause) -> Draft:
    return (*draft[:at], *instead, *draft[at + 1 :])


def _word_replaced(draw: st.DrawFn, draft: Draft, at: int) -> Draft:
    words = list(draft[at].words)
    words[draw(st.integers(0, len(words) - 1))] = draw(WORD)
    return _with(draft, at, replace(draft[at], words=tuple(words)))


def _word_inserted(draw: st.DrawFn, draft: Draft, at: int) -> Draft:
    words = list(draft[at].words)
    words.insert(draw(st.integers(0, len(words))), draw(WORD))
    return _with(draft, at, replace(draft[at], words=tuple(words)))


def _word_deleted(draw: st.DrawFn, draft: Draft, at: int) -> Draft:
    words = list(draft[at].words)
    if len(words) > 1:
        del words[draw(st.integers(0, len(words) - 1))]
    return _with(draft, at, replace(draft[at], words=tuple(words)))


def _clause_inserted(draw: st.DrawFn, draft: Draft, at: int) -> Draft:
    return _with(draft, at, draw(CLAUSES), draft[at])


def _clause_deleted(draw: st.DrawFn, draft: Draft, at: int) -> Draft:
    return _with(draft, at)


def _clause_moved(draw: st.DrawFn, draft: Draft, at: int) -> Draft:
    rest = list(_with(draft, at))
    rest.insert(draw(st.integers(0, len(rest))), draft[at])
    return tuple(rest)


def _clause_split(draw: st.DrawFn, draft: Draft, at: int) -> Draft:
    words, label = draft[at].words, draft[at].label
    if len(words) == 1:
        return draft
    cut = draw(st.integers(1, len(words) - 1))
    first = replace(draft[at], words=words[:cut], inside=())
    return _with(draft, at, first, replace(draft[at], words=words[cut:], label=label))


def _clauses_joined(draw: st.DrawFn, draft: Draft, at: int) -> Draft:
    if at + 1 == len(draft):
        return draft
    joined = replace(draft[at], words=draft[at].words + draft[at + 1].words)
    return (*draft[:at], joined, *draft[at + 2 :])


def _relabelled(draw: st.DrawFn, draft: Draft, at: int) -> Draft:
    label = draw(st.sampled_from(["", "1.", "2.", "(b)", "4bis.", "§ 9", "- "]))
    return _with(draft, at, replace(draft[at], label=label))


def _renumbered(draw: st.DrawFn, draft: Draft, at: int) -> Draft:
    return labelled(draft, draw(st.sampled_from(_STYLES)))


def _indented(draw: st.DrawFn, draft: Draft, at: int) -> Draft:
    inside = tuple((width + draw(st.integers(0, 4)), line) for width, line in draft[at].inside)
    return _with(draft, at, replace(draft[at], inside=inside))


def _inside_added(draw: st.DrawFn, draft: Draft, at: int) -> Draft:
    return _with(draft, at, replace(draft[at], inside=draft[at].inside + draw(_lines())))


def _formatted(draw: st.DrawFn, draft: Draft, at: int) -> Draft:
    words = list(draft[at].words)
    where = draw(st.integers(0, len(words) - 1))
    words[where] = draw(st.sampled_from(["*{}*", "**{}**", "`{}`", "~~{}~~"])).format(words[where])
    return _with(draft, at, replace(draft[at], words=tuple(words), wrapped=where))


Edit = Callable[[st.DrawFn, Draft, int], Draft]
EDITS: tuple[Edit, ...] = (
    *(_word_replaced, _word_inserted, _word_deleted, _clause_inserted, _clause_deleted),
    *(_clause_moved, _clause_split, _clauses_joined, _relabelled, _renumbered, _indented),
    *(_inside_added, _formatted),
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    """Draw the source of a draft, and that of what became of it."""
    draft = draw(drafts())
    between = draw(st.sampled_from(["\n\n", "\n\n", "\n"]))
    return source(draft, between), source(draw(edited(draft)), between)

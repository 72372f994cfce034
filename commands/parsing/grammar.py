"""The pieces that the commands' grammars share.

Each takes a line where it was read to, and returns what it found and the line read
on; or raises ``UsageError`` with the place.
"""

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType

from commands.parsing.command import Here
from commands.parsing.errors import Usage
from commands.parsing.line import INVISIBLE, Line, folded, plain
from commands.parsing.queries import Version

MAX_NOTE = 4_000  # characters, of a reason too
MAX_QUESTION = 1_000  # characters: a poll says its question several times, and must fit an event
MAX_TITLE = 150  # characters, of an initiator too

_RUN = re.compile(r"\S+")
_NOTHING = re.compile("")
_NO_OTHERS: Mapping[str, str] = MappingProxyType({})
_PROPOSAL = re.compile(r"[pP#]0*(\d{1,9})")
_BARE = re.compile(r"0*(\d{1,9})")
_ANOTHER = re.compile(r"(?<=[,&+])\s*[pP#]0*(\d{1,9})\b|\s*(?:[,&+]|and|or)\s+[pP#]0*(\d{1,9})\b")
_QUOTES = r"\"'“”„‘’‚«»"
_BEFORE = rf"(?:[:=>–—-]+[\s{INVISIBLE}]*)?[{_QUOTES}{INVISIBLE}*_]*"
_EMOJI = "\u2600-\u27bf\u2b50\U0001f000-\U0001faff"
_BEHIND = rf"[{_QUOTES}{INVISIBLE}*_.,:;!…]*(?=[\s—–{_EMOJI}]|\Z)"
_KEY = r"[A-Za-z][A-Za-z0-9_-]{0,31}"
_VERSION = re.compile(
    rf"(?:(?:draft[^\S\n]*)?(?P<draft>\d{{1,9}})(?:/(?=\w)|(?=[.,:;]*(?:\s|\Z))))?"
    rf"(?:(?P<caucus>{_KEY})\.(?P<number>\d{{1,9}}))?[.,:;]*(?=\s|\Z)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    rf"[{INVISIBLE}]*(?:¶|(?:clause|paragraph|para\.?)(?=[\s{INVISIBLE}]*(?:[(\[§]|\d)|\s|\Z))",
    re.IGNORECASE,
)
_CAUCUS_TEXT = re.compile(
    rf"[{_QUOTES}`(\[]*(?:[Pp](?P<proposal>\d{{1,9}})/|draft[^\S\n]*)?(?:(?P<draft>\d{{1,9}})/)?"
    rf"(?P<caucus>{_KEY})\.(?P<number>\d{{1,9}})[{_QUOTES}{INVISIBLE}`)\].,:;]*(?=[\s—–]|\Z)",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"[(（][^\s()（）]{{1,12}}[)）][{INVISIBLE}.:]*[^\S\n]*$", re.MULTILINE)
_THEN_FILE = re.compile(rf"(?<=\s)file[\s{INVISIBLE}.]*\Z", re.IGNORECASE)
_FILE = re.compile(rf"file[{INVISIBLE}.]*(?=\s|\Z)", re.IGNORECASE)
_BESIDE_A_NAME = f"{_QUOTES}{INVISIBLE} .:,;\u00a0"


def proposal(line: Line, here: Here, *, question: bool = False) -> tuple[int, Line]:
    """Read a proposal's number: ``P12``, or none where the room or a reply says which."""
    number, behind = maybe_proposal(line, here, question=question)
    if number is None:
        raise line.error(Usage.PROPOSAL_MISSING)
    return number, behind


def maybe_proposal(line: Line, here: Here, *, question: bool = False) -> tuple[int | None, Line]:
    """Read a proposal's number if one stands here.

    ``12`` without the P counts only where nothing else says which proposal is meant:
    elsewhere it may begin a note. In a question the number counts above what it replies to.
    """
    implied = here.replied_proposal if here.proposal is None else here.proposal
    word, behind = token(line)
    match = _PROPOSAL.fullmatch(word) or (_BARE.fullmatch(word) if implied is None else None)
    if match is None:
        return implied, line
    number = int(match[1])
    _only(number, behind)
    if implied in (None, number) or (question and here.proposal is None):
        return number, behind
    code = Usage.TWO_PROPOSALS if here.proposal is None else Usage.OTHER_PROPOSAL
    raise line.error(code, named=number, here=implied)


def _only(number: int, behind: Line) -> None:
    """Refuse a second proposal that is joined to the first: ``P1, P2``."""
    start = len(behind.text[: behind.at].rstrip())
    match = _ANOTHER.match(behind.text, start)
    if match and (other := int(match[1] or match[2])) != number:
        raise behind.error(Usage.SECOND_PROPOSAL, named=other)


def keyword(
    line: Line, choices: Collection[str], meant: Mapping[str, str] = _NO_OTHERS
) -> tuple[str, Line]:
    """Read one of the choices, or other words by which one of them is meant."""
    for words in (*meant, *choices):
        pattern = rf"[\s{INVISIBLE}]+".join(r"([^\W\d_]+)" for _ in words.split())
        match = re.compile(f"{_BEFORE}{pattern}{_BEHIND}").match(line.text, line.at)
        choice = meant.get(words, words)
        if match and choice in choices and [*map(folded, match.groups())] == words.split():
            return choice, line.skip(len(match[0]))
    raise line.error(Usage.KEYWORD, choices=tuple(choices), found=excerpt(line))


def note(line: Line) -> str:
    """Read everything that is left, as typed, which may be nothing."""
    return limited(line, line.rest, "note", MAX_NOTE)


def reason(line: Line) -> str:
    """Read everything that is left, as typed, which must be something."""
    text = limited(line, line.rest, "reason", MAX_NOTE)
    if not text:
        raise line.error(Usage.REASON_MISSING)
    return text


def version(line: Line) -> tuple[Version | None, Line]:
    """Read ``3``, ``Draft 3``, ``cs.2`` or ``3/cs.2`` if anything but a clause stands here."""
    if blank(line.rest_of_line) or _clause(line):
        return None, line
    match = _VERSION.match(line.text, line.at)
    if match is None or not (match["draft"] or match["caucus"]):
        raise line.error(Usage.VERSION, found=excerpt(line))
    draft = int(match["draft"]) if match["draft"] else None
    caucus = folded(match["caucus"] or "")
    return Version(draft, caucus, int(match["number"] or 0)), line.skip(len(match[0]))


def caucus_text(line: Line, here: Here) -> tuple[Version | None, Line]:
    """Read ``cs.2``, ``1/cs.2`` or ``P12/1/cs.2`` if a text of the room's caucus stands here.

    What is named otherwise belongs to a note, and is judged there.
    """
    match = _CAUCUS_TEXT.match(line.text, line.at)
    if match is None or folded(match["caucus"]) != folded(here.caucus):
        return None, line
    number = int(match["number"])
    if number == 0 or match["proposal"] not in (None, str(here.proposal)):
        return None, line
    draft = int(match["draft"]) if match["draft"] else None
    return Version(draft, here.caucus, number), line.skip(len(match[0]))


def clause(line: Line) -> tuple[str, Line]:
    """Read a clause's name if one stands here: ``¶3``, ``clause 3``, ``para 3``, ``(a)``.

    A name may have spaces (``¶Principles, 2``), so that it takes the whole rest of the line.
    A label in brackets is one if nothing stands behind it.
    """
    match = _clause(line)
    if match is None:
        return "", line
    behind = line.skip(len(match[0]))
    name = behind.rest_of_line.strip(_BESIDE_A_NAME)
    if blank(name):
        raise line.error(Usage.CLAUSE_MISSING)
    return name, behind.skip(len(behind.rest_of_line))


def _clause(line: Line) -> re.Match[str] | None:
    """Return what says that a clause's name follows, which before a label is nothing."""
    label = _LABEL.match(line.text, line.at)
    return _NOTHING.match(line.text, line.at) if label else _CLAUSE.match(line.text, line.at)


def without_file(line: Line) -> Line:
    """Refuse the word ``file`` behind a clause's name; a file has the whole text."""
    match = _THEN_FILE.search(line.rest_of_line)
    if match:
        behind = line.skip(match.start())
        raise behind.error(Usage.UNEXPECTED, found=excerpt(behind))
    return line


def as_file(line: Line) -> tuple[bool, Line]:
    """Read the word ``file`` if it stands here."""
    match = _FILE.match(line.text, line.at)
    return (True, line.skip(len(match[0]))) if match else (False, line)


def nothing(line: Line) -> None:
    """Refuse anything that is left."""
    if not blank(line.rest):
        raise line.error(Usage.UNEXPECTED, found=excerpt(line))


def limited(line: Line, text: str, what: str, limit: int) -> str:
    """Return the text without blanks around it, or refuse it as too long."""
    text = "" if blank(text) else text.strip()
    if len(text) > limit:
        raise line.error(Usage.TOO_LONG, what=what, length=len(text), limit=limit)
    return text


def token(line: Line) -> tuple[str, Line]:
    """Read one word, plain, without quotes around it or punctuation behind it."""
    run = _RUN.match(line.text, line.at)
    if run is None:
        return "", line
    return plain(run[0]).lstrip("\"'<(").rstrip(".,:;\"'>)"), line.skip(len(run[0]))


def blank(text: str) -> bool:
    """Whether nothing in the text can be seen."""
    return not text.translate(dict.fromkeys(map(ord, INVISIBLE))).strip()


def excerpt(line: Line) -> str:
    """Return the beginning of what was typed here, to be shown in an error."""
    return line.rest.strip().partition("\n")[0][:80]

"""A caucus chair says by which method the caucus decides from now on.

Command: `!method [KEY] NAME`; `KEY` is the caucus's, and may be left out in its rooms
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import keyword, nothing, token
from commands.parsing.line import Line, folded
from deliberation.acts import SetMethod
from deliberation.terms import Authority, Method, RoomKind

_METHODS = [each.value for each in Method]
_MEANT = {
    "secret ballot": "ballot",
    "silence procedure": "silence",
    "judgment": "judgement",
    "chair": "judgement",
    "vote": "poll",
    "secret": "ballot",
}
_WORDS = {word for form in (*_METHODS, *_MEANT) for word in form.split()}


def parse(line: Line, _here: Here) -> Asked:
    """Read the command's arguments."""
    first, behind = token(line)
    has_key = folded(token(behind)[0]) in _WORDS and folded(first) not in _WORDS
    word, line = keyword(behind if has_key else line, _METHODS, _MEANT)
    nothing(line)
    return Asked(line.command, SetMethod(Method(word), folded(first) if has_key else ""))


COMMAND = Command(
    name="method",
    place=125,
    usage=("!method [KEY] NAME",),
    rooms=(RoomKind.CAUCUS, RoomKind.DIRECT),
    who=Authority.CHAIR,
    parse=parse,
    acts={SetMethod: "method"},
)

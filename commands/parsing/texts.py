"""Where the text of a command stands, and what a text must be.

It stands on the lines below, in a file, or in the message replied to. A command that
is a reply and has lines below means those; lines below *and* a file are refused. A text is
Markdown, but for one from a ``.txt`` file.
"""

from dataclasses import replace

from commands.parsing.command import Asked, Below, InFile, InReply, TextFrom
from commands.parsing.errors import Usage
from commands.parsing.grammar import blank, excerpt
from commands.parsing.line import Line
from commands.parsing.message import File, Message
from commands.parsing.queries import Preview
from deliberation.acts import GiveCaucusText, IssueDraft, Propose
from deliberation.text import MAX_TEXT_BYTES, MAX_TEXT_LINES, normalise
from texts.read import Format

MAX_FILE_BYTES = 1 << 20
_FORMATS = {".md": Format.MARKDOWN, ".txt": Format.PLAIN}
_NO_MESSAGE = Message("")


def text(line: Line, clause: str = "") -> tuple[str, TextFrom]:
    """Read the text, or where it is to be fetched from, and then an empty one.

    ``clause`` names the one whose words it is, if it isn't a whole text.
    """
    if not blank(line.rest_of_line):
        raise line.error(Usage.TEXT_ON_FIRST_LINE, found=excerpt(line))
    message = line.message
    below = not blank(line.below)
    if below and message.file:
        raise line.error(Usage.TEXT_AMBIGUOUS, name=message.file.name)
    if below:
        return _acceptable(line, line.below), Below()
    if message.file:
        return "", InFile(_readable(line, message.file))
    if message.reply_to:
        return "", InReply(message.reply_to)
    raise line.error(Usage.TEXT_MISSING, clause=clause)


def format_of(file: File) -> Format:
    """Return what the text in a file is written in, as its name has it."""
    name = file.name.casefold()
    found = (form for suffix, form in _FORMATS.items() if name.endswith(suffix))
    return next(found, Format.MARKDOWN)


def with_text(asked: Asked, fetched: str | bytes | File, form: Format = Format.MARKDOWN) -> Asked:
    """Return what was asked with the text that was fetched for it, in this format.

    A ``File`` that stood in the replied-to message becomes the place to fetch from.
    Raises ``UsageError`` for a text or a file that can't be taken.
    """
    line = Line(asked.command, asked.line, len(asked.line), _NO_MESSAGE)
    if isinstance(fetched, File):
        return replace(asked, text=InFile(_readable(line, fetched)))
    if not isinstance(asked.want, Propose | IssueDraft | GiveCaucusText | Preview):
        raise TypeError(f"{asked.command} takes no text")
    content = _acceptable(line, fetched if isinstance(fetched, str) else _decoded(line, fetched))
    return replace(asked, want=replace(asked.want, text=content, format=form))


def _acceptable(line: Line, content: str) -> str:
    """Return the text without blank lines around it; refuse a blank or an overlong one."""
    if blank(content):
        raise line.error(Usage.TEXT_BLANK)
    normal = normalise(content)
    size, lines = len(normal.encode("utf-8", "surrogatepass")), normal.count("\n") + 1
    if size > MAX_TEXT_BYTES:
        raise line.error(Usage.TEXT_TOO_LARGE, size=size, limit=MAX_TEXT_BYTES)
    if lines > MAX_TEXT_LINES:
        raise line.error(Usage.TEXT_TOO_LONG, lines=lines, limit=MAX_TEXT_LINES)
    return content.strip("\n")


def _readable(line: Line, file: File) -> File:
    if not file.name.casefold().endswith(tuple(_FORMATS)):
        raise line.error(Usage.FILE_KIND, name=file.name)
    if file.size is not None and file.size > MAX_FILE_BYTES:
        raise line.error(Usage.FILE_TOO_LARGE, name=file.name, size=file.size, limit=MAX_FILE_BYTES)
    return file


def _decoded(line: Line, data: bytes) -> str:
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise line.error(Usage.FILE_NOT_TEXT) from None
    if "\x00" in content:
        raise line.error(Usage.FILE_NOT_TEXT)
    return content.replace("\r\n", "\n").replace("\r", "\n")

"""Anyone asks how a text would be shown; nothing is recorded.

Command: `!preview`, with the text below, in a file, or in the message replied to
"""

from commands.parsing.command import EVERYWHERE, Asked, Command, Here
from commands.parsing.line import Line
from commands.parsing.queries import Preview
from commands.parsing.texts import text
from deliberation.terms import Authority


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    content, source = text(line)
    return Asked(line.command, Preview(here.proposal, content), here.proposal, source)


COMMAND = Command(
    name="preview",
    place=35,
    usage=("!preview\n…",),
    rooms=EVERYWHERE,
    who=Authority.ANYONE,
    parse=parse,
    meant="try render",
    takes_text=True,
)

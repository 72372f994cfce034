"""Anyone asks which objections there are to a proposal, and what became of them.

Command: `!objections [P12] [O3]`; in a proposal's room it is that one
"""

from commands.parsing.command import EVERYWHERE, Asked, Command, Here
from commands.parsing.grammar import nothing, proposal
from commands.parsing.line import Line
from commands.parsing.objections import label, only
from commands.parsing.queries import ShowObjections
from deliberation.terms import Authority


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here, question=True)
    named, line = label(line)
    nothing(only(line) if named else line)
    return Asked(line.command, ShowObjections(number, str(named or "")), number)


COMMAND = Command(
    name="objections",
    place=185,
    usage=("!objections [P12] [O3]",),
    rooms=EVERYWHERE,
    who=Authority.ANYONE,
    parse=parse,
    meant="register concerns",
)

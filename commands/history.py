"""Anyone asks what is on record, of a proposal or of all.

Command: `!history [P12]`; in a proposal's room it is that one
"""

from commands.parsing.command import EVERYWHERE, Asked, Command, Here
from commands.parsing.grammar import maybe_proposal, nothing
from commands.parsing.line import Line
from commands.parsing.queries import History
from deliberation.terms import Authority


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = maybe_proposal(line, here, question=True)
    nothing(line)
    return Asked(line.command, History(number), number)


COMMAND = Command(
    name="history",
    place=200,
    usage=("!history [P12]",),
    rooms=EVERYWHERE,
    who=Authority.ANYONE,
    parse=parse,
    meant="log record entries",
)

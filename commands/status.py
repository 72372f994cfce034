"""Anyone asks where a proposal stands, or all live ones.

Command: `!status [P12]`; in a proposal's room it is that one
"""

from commands.parsing.command import EVERYWHERE, Asked, Command, Here
from commands.parsing.grammar import maybe_proposal, nothing
from commands.parsing.line import Line
from commands.parsing.queries import Status
from deliberation.terms import Authority


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = maybe_proposal(line, here, question=True)
    nothing(line)
    return Asked(line.command, Status(number), number)


COMMAND = Command(
    name="status",
    place=180,
    usage=("!status [P12]",),
    rooms=EVERYWHERE,
    who=Authority.ANYONE,
    parse=parse,
    meant="info state where stage",
)

"""Anyone asks what changed between two texts of a proposal.

Command: `!diff [P12] [M] [N] [¶3]`, in one clause alone if it is named; from `M`, by default
the draft before, to `N`, by default the current one; each is `3`, `Draft 3`, `cs.2` or `3/cs.2`
"""

from commands.parsing.command import EVERYWHERE, Asked, Command, Here
from commands.parsing.grammar import clause, nothing, proposal, version
from commands.parsing.line import Line
from commands.parsing.queries import Diff
from deliberation.terms import Authority


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here, question=True)
    old, line = version(line)
    new, line = version(line)
    name, line = clause(line)
    nothing(line)
    return Asked(line.command, Diff(number, old, new, name), number)


COMMAND = Command(
    name="diff",
    place=220,
    usage=("!diff [P12] [M] [N] [¶3]",),
    rooms=EVERYWHERE,
    who=Authority.ANYONE,
    parse=parse,
    meant="compare changes changed",
)

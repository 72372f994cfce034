"""Anyone asks for a draft, the current one by default, or in a caucus for a caucus text.

Command: `!text [P12] [N] [¶3]`, for one clause of it; or `!text [P12] [N] file`, for the whole as a
file; `N` is `3`, `Draft 3`, `cs.2` or `3/cs.2`
"""

from commands.parsing.command import EVERYWHERE, Asked, Command, Here
from commands.parsing.grammar import as_file, clause, nothing, proposal, version, without_file
from commands.parsing.line import Line
from commands.parsing.queries import ShowText, Version
from deliberation.terms import Authority


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here, question=True)
    whole, line = as_file(line)
    named, line = (None, line) if whole else version(line)
    whole, line = (whole, line) if whole else as_file(line)
    name, line = ("", line) if whole else clause(without_file(line))
    nothing(line)
    which = named or Version(None)
    query = ShowText(number, which.draft, which.caucus, which.number, name, whole)
    return Asked(line.command, query, number)


COMMAND = Command(
    name="text",
    place=210,
    usage=("!text [P12] [N] [¶3]", "!text [P12] [N] file"),
    rooms=EVERYWHERE,
    who=Authority.ANYONE,
    parse=parse,
    meant="show read version current clause paragraph",
)

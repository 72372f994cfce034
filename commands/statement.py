"""A caucus attaches a statement to the text, or a representative theirs; it blocks nothing.

Command: `!statement reservation TEXT`, `!statement explanation TEXT` or `!statement minority TEXT`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.errors import Usage
from commands.parsing.grammar import MAX_NOTE, keyword, limited, proposal
from commands.parsing.line import Line
from deliberation.acts import MakeStatement
from deliberation.terms import Authority, RoomKind, StatementKind

_MEANT = {
    "explanation of position": "explanation",
    "explanation of vote": "explanation",
    "minority statement": "minority",
    "minority report": "minority",
    "reservations": "reservation",
    "dissent": "minority",
}


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    word, line = keyword(line, [each.value for each in StatementKind], _MEANT)
    text = limited(line, line.rest, "statement", MAX_NOTE)
    if not text:
        raise line.error(Usage.STATEMENT_MISSING)
    return Asked(line.command, MakeStatement(StatementKind(word), text), number)


COMMAND = Command(
    name="statement",
    place=80,
    usage=(
        "!statement reservation TEXT",
        "!statement explanation TEXT",
        "!statement minority TEXT",
    ),
    rooms=(RoomKind.PLENARY,),
    who=Authority.IN_A_CAUCUS,
    parse=parse,
    acts={MakeStatement: "statement reservation TEXT"},
    meant_as={
        "reservation": "reservation reservations",
        "explanation": "explanation",
        "minority": "minority dissent",
    },
)

"""A caucus chair asks the caucus about its present text, by the caucus's method.

Command: `!ask [72h] [QUESTION]`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import MAX_QUESTION, limited, proposal
from commands.parsing.line import Line
from commands.parsing.terms import clear_term
from deliberation.acts import Ask
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    term, line = clear_term(line)
    question = limited(line, line.rest, "question", MAX_QUESTION)
    return Asked(line.command, Ask(question, term), number)


COMMAND = Command(
    name="ask",
    place=74,
    usage=("!ask [72h] [QUESTION]",),
    rooms=(RoomKind.CAUCUS,),
    who=Authority.CAUCUS_CHAIR,
    parse=parse,
    acts={Ask: "ask"},
    meant="poll ballot question",
)

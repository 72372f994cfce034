"""The council chair has the draft call for binding rules, or call for them no longer.

Command: `!binding LEVEL [¶5] [note]` or `!binding none [note]`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import keyword, note, proposal
from commands.parsing.line import Line
from commands.parsing.objections import clauses, in_words
from deliberation.acts import CallForRules
from deliberation.terms import Authority, Level, RoomKind

_NONE = "none"
_MEANT = {
    "at the national level": "national",
    "at the regional level": "regional",
    "at the international level": "international",
    "national level": "national",
    "regional level": "regional",
    "international level": "international",
    "global": "international",
    "off": _NONE,
}


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    word, line = keyword(line, [*(each.value for each in Level), _NONE], _MEANT)
    if word == _NONE:
        return Asked(line.command, CallForRules(None, note=note(line)), number)
    named, line = clauses(line)
    return Asked(line.command, CallForRules(Level(word), named, note(in_words(line))), number)


COMMAND = Command(
    name="binding",
    place=45,
    usage=("!binding LEVEL [¶5] [note]", "!binding none [note]"),
    rooms=(RoomKind.PLENARY,),
    who=Authority.COUNCIL_CHAIR,
    parse=parse,
    acts={CallForRules: "binding LEVEL"},
    meant="rules norms legislation treaty law",
)

"""Somebody raises an objection, joins one, or raises their own again.

Command: `!object [¶3] TEXT` or `!object O3 [REASON]`; in the forum with `P12`
"""

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import note, proposal
from commands.parsing.line import Line
from commands.parsing.objections import clauses, concern, label, only
from deliberation.acts import JoinObjection, RaiseObjection
from deliberation.terms import Authority, RoomKind


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    joined, behind = label(line)
    if joined:
        return Asked(line.command, JoinObjection(joined, note(only(behind))), number)
    named, line = clauses(line)
    return Asked(line.command, RaiseObjection(concern(line), named), number)


COMMAND = Command(
    name="object",
    place=71,
    usage=(
        "!object P12 [¶3] TEXT",
        "!object [¶3] TEXT",
        "!object O3 [REASON]",
    ),
    rooms=(RoomKind.FORUM, RoomKind.PLENARY, RoomKind.CAUCUS),
    who=Authority.ANYONE,
    parse=parse,
    acts={RaiseObjection: "object", JoinObjection: "object"},
    meant="objection concern",
)

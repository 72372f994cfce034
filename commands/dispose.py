"""A chair records what was done with objections.

Command: `!dispose O3 O5-O9 DISPOSITION REASON`, where that is `accommodated [in cs.2]`,
`rejected`, `outweighed`, `invalid` or `upheld`; or `!dispose O9 as O3`; in the forum with `P12`
"""

import re

from commands.parsing.command import Asked, Command, Here
from commands.parsing.grammar import keyword, note, nothing, proposal, reason
from commands.parsing.line import INVISIBLE, Line, folded
from commands.parsing.objections import labels, one_label
from deliberation.acts import DisposeOfObjections, Label
from deliberation.terms import Authority, Disposition, RoomKind

_AS = re.compile(rf"as[\s{INVISIBLE}]+", re.IGNORECASE)
_IN = re.compile(
    r"(?:in|by)\s+(?:(?:draft\s+)?(?P<on>\d{1,9})/)?(?:(?:draft\s+)?(?P<draft>\d{1,9})"
    r"|(?P<caucus>[A-Za-z][A-Za-z0-9_-]{0,31})\.(?P<text>\d{1,9}))(?=[\s.,:;—–]|\Z)[.,:;]*",
    re.IGNORECASE,
)
_MEANT = {
    "accommodate": "accommodated",
    "reject": "rejected",
    "outweigh": "outweighed",
    "uphold": "upheld",
}


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    number, line = proposal(line, here)
    which, line = labels(line)
    alike = _AS.match(line.text, line.at)
    if alike:
        other, line = one_label(line.skip(len(alike[0])))
        nothing(line)
        return Asked(line.command, DisposeOfObjections(which, alike=other), number)
    word, line = keyword(line, [each.value for each in Disposition], _MEANT)
    return Asked(line.command, _disposed(which, Disposition(word), line), number)


def _disposed(
    which: tuple[Label, ...], disposition: Disposition, line: Line
) -> DisposeOfObjections:
    by = _IN.match(line.text, line.at) if disposition is Disposition.ACCOMMODATED else None
    if by:
        line = line.skip(len(by[0]))
    said = reason(line) if disposition.addresses else note(line)
    if by is None:
        return DisposeOfObjections(which, disposition, said)
    named = int(by["draft"] or by["on"] or 0), folded(by["caucus"] or ""), int(by["text"] or 0)
    return DisposeOfObjections(which, disposition, said, None, *named)


COMMAND = Command(
    name="dispose",
    place=73,
    usage=(
        "!dispose P12 O3 DISPOSITION REASON",
        "!dispose O3 O5-O9 DISPOSITION REASON",
        "!dispose O3 accommodated in cs.2 REASON",
        "!dispose O9 as O3",
    ),
    rooms=(RoomKind.FORUM, RoomKind.PLENARY, RoomKind.CAUCUS),
    who=Authority.CHAIR,
    parse=parse,
    acts={DisposeOfObjections: "dispose"},
    meant="disposition answer",
)

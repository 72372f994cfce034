"""Anyone asks by which master key somebody's devices are known; a chair confirms another one.

Command: `!verify @user [FINGERPRINT]`; the fingerprint is that of the present key, or how it begins
"""

from commands.parsing.command import EVERYWHERE, Asked, Command, Here
from commands.parsing.errors import Usage
from commands.parsing.identities import ConfirmIdentity, ShowIdentity
from commands.parsing.line import Line
from commands.parsing.person import person
from deliberation.terms import Authority

LEAST = 12
"""Characters of a key that are to be typed: nobody can make another key that begins so."""
_WHOLE = 43


def parse(line: Line, here: Here) -> Asked:
    """Read the command's arguments."""
    named = person(line, here)
    typed = "".join(named.line.rest.split())
    if not typed:
        return Asked(line.command, ShowIdentity(named.person))
    if not LEAST <= len(typed) <= _WHOLE:
        raise named.line.error(Usage.FINGERPRINT, least=LEAST)
    return Asked(line.command, ConfirmIdentity(named.person, typed))


COMMAND = Command(
    name="verify",
    place=235,
    usage=("!verify @user [FINGERPRINT]",),
    rooms=EVERYWHERE,
    who=Authority.ANYONE,
    parse=parse,
    meant="trust confirm identity session device",
)

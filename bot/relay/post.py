"""One message for one place, before its words are chosen. Data only."""

from dataclasses import dataclass

from templates.views import Data

MESSAGE = "m.room.message"
POLL = "org.matrix.msc3381.poll.start"
POLL_END = "org.matrix.msc3381.poll.end"
"""As clients name them today (MSC3381)."""


@dataclass(frozen=True)
class Post:
    """One message for one place: the template's name and the views that it is given.

    ``answer``: a notice that replies to the command. ``quiet``: a notice, since it asks nobody to
    do anything. Everything else is a text that notifies.
    ``shows``: the number of the draft whose whole text the message shows, or 0.
    ``text``: the name of the caucus text whose whole text it shows (``P12/3/cs.2``), or empty.
    ``tells``: what its readers have been told of once they saw it, as the inbox has it, or empty.
    ``about``: what a reply to it refers to: ``P12``, ``P12/3`` or ``P12/3/cs.2``; or what it is.
    ``edits``: the key of the message that it replaces, or empty.
    ``event_type`` is that of a message, of a native poll, or of the end of one.
    ``only_with`` names the one person who may be there besides the bot, or else nothing is said.
    ``pin``: it is pinned while it is what ``about`` says; what shows a draft is anyway.
    """

    place: str
    words: str
    data: Data
    answer: bool = False
    quiet: bool = False
    mentions: tuple[str, ...] = ()
    shows: int = 0
    about: str = ""
    text: str = ""
    tells: str = ""
    pin: bool = False
    edits: str = ""
    event_type: str = MESSAGE
    only_with: str = ""

"""What a command is: where it stands, what it asks, how it is declared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from commands.parsing.identities import Identifying
from commands.parsing.line import Line
from commands.parsing.message import File
from commands.parsing.queries import Query
from deliberation.acts import Act
from deliberation.terms import Authority, RoomKind

EVERYWHERE = tuple(RoomKind)


@dataclass(frozen=True)
class Here:
    """Where a command stands.

    ``proposal`` is that of the room, ``caucus`` the key of the room's caucus or
    empty, ``replied_proposal`` the proposal whose posting by the bot it replies to. ``names``
    are the bot's, by which somebody may call it.
    """

    room: RoomKind
    proposal: int | None = None
    caucus: str = ""
    replied_proposal: int | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Below:
    """The text stands below the command and is in the act already."""


@dataclass(frozen=True)
class InFile:
    """The text is in the file that the command is the caption of."""

    file: File


@dataclass(frozen=True)
class InReply:
    """The text is in the message that the command replies to."""

    event_id: str


TextFrom = Below | InFile | InReply


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command asks: an act or a query, on which proposal, its text from where.

    ``line`` is the first line as typed, for an error found after the text was fetched. ``base`` is
    the event replied to where that may show the text in which a clause is changed, or empty.
    ``idle`` is a line of the text that reads as a command, and was none; or empty. ``called``: it
    stands behind the prefix, or the bot's name; else it is asked only if nobody else is there.
    """

    command: str
    want: Act | Query | Identifying
    proposal: int | None = None
    text: TextFrom | None = None
    line: str = ""
    base: str = ""
    idle: str = ""
    called: bool = True


@dataclass(frozen=True)
class Unknown:
    """A word behind the prefix that is no command; ``nearest`` is the one probably meant.

    ``form`` is which of its forms is meant (``consensus yes``), or empty.
    """

    word: str
    nearest: str | None
    form: str = ""


class Slip(StrEnum):
    """How a command is sent so that it isn't taken for one."""

    PREFIX = "prefix"  # with another sign, the prefix twice, or without it: /consensus yes
    SWAPPED = "swapped"  # with two words in the wrong order: !yes consensus
    BEHIND = "behind"  # behind or below other words
    PICTURE = "picture"  # as the caption of a picture, or of a sound


@dataclass(frozen=True)
class Instead:
    """A command in a form that isn't taken for one; ``line`` is what stands behind the prefix.

    ``takes_text``: a text stands below it. ``called`` is as in ``Asked``.
    """

    line: str
    slip: Slip
    takes_text: bool
    called: bool = True


@dataclass(frozen=True)
class Talk:
    """Words to the bot alone, or by its name, that are no command at all.

    ``called`` is as in ``Asked``.
    """

    called: bool = True


NotTaken = Unknown | Instead | Talk
"""What is answered and asks nothing."""


_declared: dict[str, "Command"] = {}
DECLARED: Mapping[str, "Command"] = MappingProxyType(_declared)
"""The commands by their names; all of them once ``registry`` is imported."""


@dataclass(frozen=True)
class Command:
    """The declaration of a command: from then on it stands in ``DECLARED``.

    ``place`` is its place in help, which lists the commands by this number; leave gaps.
    ``who`` is ``CHAIR`` where it depends on the room whose chair is meant. ``acts`` has each act
    that it is named for where the act is refused, with how the command is typed for that act.
    ``meant`` are words that people try who mean it and don't know it; ``meant_as`` has such words
    for a form of it. ``takes_text``: a text stands below it. ``ends``: it ends a proposal, so that
    nobody is led to it by a slip of the keyboard.
    """

    name: str
    place: int
    usage: tuple[str, ...]
    rooms: tuple[RoomKind, ...]
    who: Authority
    parse: Callable[[Line, Here], Asked]
    acts: Mapping[type[Act], str] = field(default_factory=dict)
    meant: str = ""
    meant_as: Mapping[str, str] = field(default_factory=dict)
    takes_text: bool = False
    ends: bool = False

    def __post_init__(self) -> None:
        """Make the command known. Raises TypeError if it takes what is another's."""
        for other in _declared.values():
            if self.name == other.name or self.place == other.place:
                raise TypeError(f"{self.name} and {other.name} have one name or one place")
            if both := self.acts.keys() & other.acts.keys():
                raise TypeError(f"{self.name} and {other.name} are both named for {both}")
            if words := set(self.tried) & set(other.tried):
                raise TypeError(f"{self.name} and {other.name} are both meant by {words}")
        _declared[self.name] = self

    @property
    def tried(self) -> Mapping[str, str]:
        """The words that people try who mean it, each with the form that is meant, or empty."""
        of_forms = {word: form for form, words in self.meant_as.items() for word in words.split()}
        return dict.fromkeys(self.meant.split(), "") | of_forms

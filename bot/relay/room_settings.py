"""What of the configuration decides how rooms are. Pure."""

from dataclasses import dataclass
from typing import assert_never

from bot.relay import places
from deliberation.terms import COUNCIL, PUBLIC, RoomKind


@dataclass(frozen=True)
class RoomSettings:
    """What of the configuration decides how rooms are. ``moderators`` are the forum's.

    ``prefix`` is what commands begin with. ``restricted``: new rooms can let the members of others
    in.
    """

    slug: str
    server: str
    plenary_public: bool
    encryption: str
    secretariat: tuple[str, ...]
    moderators: tuple[str, ...] = ()
    prefix: str = "!"
    timezone: str = "UTC"
    restricted: bool = False

    @property
    def plenary(self) -> str:
        """The door of what plenary sees."""
        return PUBLIC if self.plenary_public else COUNCIL

    def encrypts(self, place: places.Place) -> bool:
        """Whether a place's room is to be encrypted; nothing is said in a space."""
        if place.is_space:
            return False
        match place.kind:
            case RoomKind.CAUCUS | RoomKind.DIRECT:
                return self.encryption in ("all", "caucuses")
            case RoomKind.FORUM | RoomKind.PLENARY | RoomKind.OTHER:
                return self.encryption == "all"
            case _:
                assert_never(place.kind)

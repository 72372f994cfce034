"""The shape of a configuration: every key that there is, and what can be read off it.

Frozen, and strict about types. What several keys must satisfy together stands in
`rules`. The names of the fields are the keys of the file.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from bot.config.values import (
    DEFAULT,
    Address,
    CaucusKey,
    Count,
    Database,
    Days,
    Devices,
    Encryption,
    Frozen,
    InFolder,
    IPAddress,
    MajorityName,
    MethodName,
    Name,
    People,
    Period,
    Person,
    PlenaryAccess,
    Port,
    Prefix,
    Reminder,
    RoomVersion,
    Seats,
    Share,
    Slug,
    Zone,
)

_INTERREGNUM: Any = "72h"  # validated as what is written in a file is
_CALL: Any = "72h"
_SHORTEST: Any = "1h"
_CORRECT: Any = "30m"
_STATEMENTS: Any = "14d"
_HALF: Any = "half"
_REMINDERS: Any = ("half", "24h")


class _Section(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        hide_input_in_errors=True,
        validate_default=True,
    )


class Caucus(_Section):
    """One stakeholder group, as it is seated when the council is set up."""

    key: CaucusKey
    name: Name
    chair: People
    representatives: People = ()
    method: MethodName = "judgement"
    quorum: Share = _HALF
    majority: MajorityName = "simple"

    @property
    def first_chair(self) -> str:
        """The chair; the others listed are deputies."""
        return self.chair[0]

    @property
    def deputies(self) -> tuple[str, ...]:
        """Who may act for the chair; each of them holds a seat."""
        return self.chair[1:]

    @property
    def seated(self) -> tuple[str, ...]:
        """Who holds the caucus's seats: its representatives, and deputies not listed there."""
        unlisted = tuple(person for person in self.deputies if person not in self.representatives)
        return self.representatives + unlisted

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone in the caucus: its chair, then who is seated."""
        return (self.first_chair, *self.seated)


class Council(_Section):
    """The council, its caucuses, and the forum in whose name it recommends."""

    name: Name
    slug: Slug
    recommends_as: Name
    seats: Seats
    chair: People
    forum_chair: People
    secretariat: People = ()
    forum_moderators: People = ()
    observers: People = ()
    timezone: Zone = "UTC"
    caucuses: Annotated[tuple[Caucus, ...], Frozen]

    @property
    def first_chair(self) -> str:
        """The council chair."""
        return self.chair[0]

    @property
    def deputies(self) -> tuple[str, ...]:
        """Who may act for the council chair."""
        return self.chair[1:]

    @property
    def first_forum_chair(self) -> str:
        """The forum chair."""
        return self.forum_chair[0]

    @property
    def forum_deputies(self) -> tuple[str, ...]:
        """Who may act for the forum chair."""
        return self.forum_chair[1:]

    def caucus(self, key: str) -> Caucus:
        """The caucus with this key; `KeyError` if there is none."""
        for caucus in self.caucuses:
            if caucus.key == key:
                return caucus
        raise KeyError(key)

    def listed(self) -> Iterator[tuple[str, People]]:
        """Every list of people, with its path, in the order of the file."""
        for name in ("chair", "forum_chair", "secretariat", "forum_moderators", "observers"):
            yield f"council.{name}", getattr(self, name)
        for index, caucus in enumerate(self.caucuses):
            yield f"council.caucuses[{index}].chair", caucus.chair
            yield f"council.caucuses[{index}].representatives", caucus.representatives


class Rooms(_Section):
    """How rooms are made, and how long the bot stays in them.

    `devices` is None if the file doesn't say: then it is as it was when the council was set up.
    """

    encryption: Encryption = "caucuses"
    devices: Devices | None = None
    version: RoomVersion = DEFAULT
    plenary: PlenaryAccess = "public"
    leave_after_days: Days = 90


class Procedure(_Section):
    """How much the procedure allows. Periods are in ms, written as ``72h``."""

    interregnum: Period = _INTERREGNUM
    objections: Count = 3
    call: Period = _CALL
    shortest: Period = _SHORTEST
    reminders: Annotated[tuple[Reminder, ...], Frozen] = _REMINDERS
    correct: Period = _CORRECT
    statements: Period = _STATEMENTS


class Monitoring(_Section):
    """Where the running bot tells how it is; port 0: nowhere."""

    host: IPAddress = "127.0.0.1"
    port: Port = 9108


class Config(_Section):
    """The whole file."""

    homeserver: Address
    user_id: Person
    password_file: InFolder | None = None
    access_token_file: InFolder | None = None
    data_dir: InFolder = Path("data")
    database: Database = Field(default="sqlite", repr=False)  # may hold a password
    prefix: Prefix = "!"
    council: Council
    rooms: Rooms = Rooms()
    procedure: Procedure = Procedure()
    monitoring: Monitoring = Monitoring()

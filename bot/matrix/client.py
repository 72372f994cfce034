"""The bot's account on its homeserver: everything that the rest of the bot can ask of Matrix.

May know: its siblings here. Must never import: nio, aiohttp, the rest of ours.
"""

from dataclasses import dataclass

from bot.matrix.events import mapping, sequence, text
from bot.matrix.sealing import Sealing
from bot.matrix.wire import Session, Wire, path
from bot.matrix.writing import said


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose token it is; `device_id` is None if the token has no device."""

    user_id: str
    device_id: str | None


@dataclass(frozen=True, slots=True)
class RoomVersions:
    """The version that the server gives to new rooms, and all that it has."""

    default: str
    available: frozenset[str]

    @property
    def in_order(self) -> tuple[str, ...]:
        """All of them, numbers first and in their order."""
        known = {self.default, *self.available}
        return tuple(sorted(known, key=lambda v: (not v.isdecimal(), v.zfill(2))))

    def offers(self, version: str) -> bool:
        """Whether rooms can be made in a version, as far as the server says which it has."""
        return not self.available or version in {self.default, *self.available}


class Matrix(Sealing):
    """A logged-in account: `Matrix(homeserver, session)`, to be closed or used in `async with`.

    `homeserver` is a URL without a path. Every request is made once and raises MatrixError if it
    fails, UnknownToken if we are logged out. An ordinary one takes 30 s at most.
    """

    def __init__(self, homeserver: str, session: Session) -> None:
        super().__init__(homeserver, session)

    @classmethod
    async def login(
        cls,
        homeserver: str,
        user: str,
        password: str,
        *,
        device_id: str | None = None,
        device_name: str,
    ) -> Session:
        """Logs in and returns what to keep for every later start (Matrix spec 1.15 §Login).

        `user` is a localpart or a user id. Without `device_id` the server makes a device. Login
        is rate limited: keep the session. Raises MatrixError, M_FORBIDDEN for a wrong password.
        """
        fields = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user},
            "password": password,
            "device_id": device_id,
            "initial_device_display_name": device_name,
        }
        body = {key: value for key, value in fields.items() if value is not None}
        async with Wire(homeserver) as wire:
            raw = await wire._call("POST", path("login"), body)  # noqa: SLF001 - a sibling
        return Session(said(raw, "user_id"), said(raw, "device_id"), said(raw, "access_token"))

    async def whoami(self) -> Identity:
        """Whose token we have. Raises MatrixError, UnknownToken."""
        raw = await self._call("GET", path("account", "whoami"))
        return Identity(said(raw, "user_id"), text(mapping(raw).get("device_id")) or None)

    async def versions(self) -> tuple[str, ...]:
        """The versions of the specification that the server knows. Raises MatrixError."""
        raw = mapping(await self._call("GET", "/_matrix/client/versions"))
        return tuple(each for each in sequence(raw.get("versions")) if isinstance(each, str))

    async def room_versions(self) -> RoomVersions:
        """The room versions that the server has (Matrix spec 1.15 §Capabilities negotiation).

        Raises MatrixError.
        """
        raw = mapping(await self._call("GET", path("capabilities")))
        versions = mapping(mapping(raw.get("capabilities")).get("m.room_versions"))
        default = text(versions.get("default")) or "1"  # a server that says nothing has no other
        return RoomVersions(default, frozenset(mapping(versions.get("available"))))

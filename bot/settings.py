"""What the rest of the bot needs to know of its configuration and its account. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.clock import DAY_MS
from bot.config import DEFAULT, Config
from bot.matrix import has_keys
from bot.relay.room_settings import RoomSettings
from deliberation import entries as e
from deliberation.methods.method import CaucusMethod
from deliberation.people import server_of
from deliberation.terms import COUNCIL, PUBLIC, Majority, Method


@dataclass(frozen=True)
class Settings:
    """Who the bot is and in whose service.

    ``plenary`` is the door of what plenary sees; ``leave_after`` and ``interregnum`` are in ms.
    ``objections`` is how many open ones a person may have in a room. ``timezone`` is the council's,
    ``shortest`` how soon a deadline or the end of a call may be, ``call`` how long a call is open,
    ``reminders`` how long before a deadline chairs are reminded (0: half way), ``correct`` how long
    a slip can be taken back and caucus rooms are open to speak in after the outcome, and
    ``statements`` how long plenary is. These are in ms. ``methods`` are those of the caucuses of
    the seed, by their keys.
    ``data_dir`` is where the keys of encrypted rooms lie; None if the bot reads no encrypted room.
    ``devices`` are those that are obeyed in encrypted rooms, and given keys: ``signed`` or
    ``any``; None if the configuration doesn't say. ``room_version`` is that of new rooms, or
    ``default``.
    """

    user_id: str
    prefix: str
    secretariat: frozenset[str]
    plenary: str
    rooms: RoomSettings
    leave_after: int
    interregnum: int
    seed: e.Constituted
    methods: Mapping[str, CaucusMethod] = field(default_factory=dict)
    data_dir: Path | None = None
    devices: str | None = "any"
    room_version: str = DEFAULT
    objections: int = 3
    timezone: str = "UTC"
    shortest: int = 3_600_000
    call: int = 72 * 3_600_000
    reminders: tuple[int, ...] = (0, 24 * 3_600_000)
    correct: int = 1_800_000
    statements: int = 14 * DAY_MS


def settings_of(config: Config, user_id: str) -> Settings:
    """Return the settings that a configuration describes, for the account ``user_id``."""
    council, public = config.council, config.rooms.plenary == "public"
    statements = max(config.procedure.statements, config.procedure.correct)
    return Settings(
        user_id=user_id,
        prefix=config.prefix,
        secretariat=frozenset(council.secretariat),
        plenary=PUBLIC if public else COUNCIL,
        rooms=_rooms(config, user_id),
        leave_after=max(config.rooms.leave_after_days * DAY_MS, statements),
        interregnum=config.procedure.interregnum,
        seed=seed(config),
        methods=methods(config),
        data_dir=config.data_dir if encrypts(config) else None,
        devices=config.rooms.devices,
        room_version=config.rooms.version,
        objections=config.procedure.objections,
        timezone=council.timezone,
        shortest=config.procedure.shortest,
        call=config.procedure.call,
        reminders=config.procedure.reminders,
        correct=config.procedure.correct,
        statements=statements,
    )


def _rooms(config: Config, user_id: str) -> RoomSettings:
    council = config.council
    return RoomSettings(
        council.slug,
        server_of(user_id),
        plenary_public=config.rooms.plenary == "public",
        encryption=config.rooms.encryption,
        secretariat=tuple(council.secretariat),
        moderators=council.forum_moderators,
        prefix=config.prefix,
        timezone=council.timezone,
    )


def encrypts(config: Config) -> bool:
    """Whether there is an encrypted room to be, or may have been before the file was changed."""
    return config.rooms.encryption != "none" or has_keys(config.data_dir)


def seed(config: Config) -> e.Constituted:
    """Return the entry that constitutes the council as the configuration has it."""
    council = config.council
    return e.Constituted(
        name=council.name,
        recommends_as=council.recommends_as,
        seats=council.seats,
        chair=council.first_chair,
        deputies=council.deputies,
        forum_chair=council.first_forum_chair,
        forum_deputies=council.forum_deputies,
        observers=council.observers,
        caucuses=tuple(
            e.CaucusSeed(c.key, c.name, c.first_chair, c.deputies, c.seated)
            for c in council.caucuses
        ),
    )


def methods(config: Config) -> dict[str, CaucusMethod]:
    """Return by which method each caucus decides at first."""
    return {
        caucus.key: CaucusMethod(Method(caucus.method), caucus.quorum, Majority(caucus.majority))
        for caucus in config.council.caucuses
    }

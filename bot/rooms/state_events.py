"""A room's state as Matrix has it: what is wanted, as state events, and what differs.

Pure: knows ``relay.rooms`` and the Matrix specification's event types.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from bot.relay.power import BOT_ONLY
from bot.relay.rooms import Wanted

ENCRYPTION = "m.room.encryption"
JOIN_RULES = "m.room.join_rules"
ALGORITHM = "m.megolm.v1.aes-sha2"
State = Mapping[tuple[str, str], Mapping[str, Any]]
Change = tuple[str, str, dict[str, Any]]
HERE = frozenset({"join", "invite", "knock"})
"""The memberships of those who are in a room or may come in."""
CREATORS_ABOVE_ALL = 12
"""From this room version on, a creator's power is not in the power levels (MSC4289)."""
RESTRICTED = 8
"""From this room version on, members of other rooms can be let in (Matrix spec 1.15, MSC3083)."""


def power(wanted: Wanted, user_id: str, version: str, *, is_creator: bool = True) -> dict[str, Any]:
    """Return the power levels for a room version.

    The bot's own must be in them before version 12, and must not if it is the creator since.
    """
    own = {} if is_creator and _above_all(version) else {user_id: BOT_ONLY}
    return {**wanted.power, "users": {**wanted.power["users"], **own}}


def _above_all(version: str) -> bool:
    """Whether a room's creators have more power than anybody else."""
    return _is_at_least(version, CREATORS_ABOVE_ALL)


def is_restrictable(version: str) -> bool:
    """Whether a room can let the members of other rooms in."""
    return _is_at_least(version, RESTRICTED)


def _is_at_least(version: str, least: int) -> bool:
    return version.isdecimal() and int(version) >= least


def initial(wanted: Wanted, picture: str) -> list[dict[str, Any]]:
    """Return the state that a room is created with: closed, whatever it becomes later.

    ``picture`` is the ``mxc://`` address of its picture, or empty.
    """
    settings: dict[str, dict[str, Any]] = {
        JOIN_RULES: {"join_rule": "invite"},
        "m.room.guest_access": {"guest_access": "forbidden"},
        "m.room.history_visibility": _history(wanted),
        "m.room.canonical_alias": {},  # or the server publishes the hidden one
        **_picture(picture),
        **_encryption(wanted),
    }
    return [{"type": t, "state_key": "", "content": c} for t, c in settings.items()]


def changes(
    wanted: Wanted,
    state: State,
    *,
    user_id: str,
    alias: str,
    pinned: Collection[str],
    picture: str,
    children: Mapping[str, Mapping[str, Any]],
    enter_from: Collection[str] = (),
) -> Iterator[Change]:
    """Yield the state events to write so that the room is as wanted.

    ``alias`` is the public alias that is ours or empty, ``pinned`` are event ids,
    ``picture`` an ``mxc://`` address or empty; ``children`` maps the room ids of a space's rooms
    to what the space says of them. ``enter_from`` are the room ids of those whose members may
    enter.
    """
    levels = power(wanted, user_id, version(state), is_creator=user_id in _creators(state))
    rules = _join_rules(wanted, enter_from if is_restrictable(version(state)) else ())
    settings = _settings(wanted, levels, alias, pinned, picture) | {JOIN_RULES: rules}
    for event_type, content in settings.items():
        if not _has(event_type, state.get((event_type, ""), {}), content):
            yield event_type, "", content
    for room_id, child in children.items():
        if not _is_child(state.get(("m.space.child", room_id), {}), child):
            yield "m.space.child", room_id, {**child}
    for (event_type, key), child in state.items():
        if event_type == "m.space.child" and child.get("via") and key not in children:
            yield event_type, key, {}


def _settings(
    wanted: Wanted, levels: dict[str, Any], alias: str, pinned: Collection[str], picture: str
) -> dict[str, dict[str, Any]]:
    settings: dict[str, dict[str, Any]] = {
        "m.room.power_levels": levels,
        "m.room.history_visibility": _history(wanted),
        "m.room.guest_access": {"guest_access": "forbidden"},
        "m.room.name": {"name": wanted.name},
        "m.room.topic": {"topic": wanted.topic},
        "m.room.canonical_alias": {"alias": alias} if alias else {},
    }
    settings |= _picture(picture) | _encryption(wanted)
    if pinned:
        settings["m.room.pinned_events"] = {"pinned": list(pinned)}
    return settings


def _join_rules(wanted: Wanted, enter_from: Collection[str]) -> dict[str, Any]:
    if wanted.public:
        return {"join_rule": "public"}
    if not enter_from:
        return {"join_rule": "invite"}
    allow = [{"type": "m.room_membership", "room_id": room_id} for room_id in enter_from]
    return {"join_rule": "restricted", "allow": allow}


def lets_in_others(rules: Mapping[str, Any], enter_from: Collection[str] = ()) -> bool:
    """Whether join rules let others in than who is invited, or in one of these rooms."""
    rule, allow = rules.get("join_rule", "invite"), rules.get("allow")
    if rule != "restricted" or not isinstance(allow, list):
        return bool(rule != "invite")
    return not all(_mapping(each).get("room_id") in enter_from for each in allow)


def _picture(picture: str) -> dict[str, dict[str, Any]]:
    return {"m.room.avatar": {"url": picture}} if picture else {}


def _encryption(wanted: Wanted) -> dict[str, dict[str, Any]]:
    return {ENCRYPTION: {"algorithm": ALGORITHM}} if wanted.encrypted else {}


def is_encrypted(state: State) -> bool:
    """Whether a room's messages are to be encrypted: for ever, once it was said."""
    return (ENCRYPTION, "") in state


def _history(wanted: Wanted) -> dict[str, Any]:
    return {"history_visibility": "world_readable" if wanted.world_readable else "shared"}


def _has(event_type: str, actual: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    """Whether the room has this content; a server may have added keys of its own to it."""
    if event_type == "m.room.canonical_alias":
        return bool(actual.get("alias", "") == content.get("alias", ""))
    return all(actual.get(key) == value for key, value in content.items())


def _is_child(actual: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a room hangs in a space, suggested or not as it should be; by whichever server."""
    return bool(actual.get("via")) and actual.get("suggested", False) == wanted["suggested"]


def memberships(state: State) -> dict[str, str]:
    """Return each person's membership: ``join``, ``invite``, ``leave``, ``ban``, ``knock``."""
    return {
        person: str(content.get("membership", "leave"))
        for (event_type, person), content in state.items()
        if event_type == "m.room.member"
    }


def there(state: State) -> frozenset[str]:
    """Return who is in a room, or may come in: is invited, or asks to be."""
    return frozenset(p for p, how in memberships(state).items() if how in HERE)


def is_between(state: State, one: str, other: str) -> bool:
    """Whether a room is these two's alone: nobody else is in it, invited, or able to read.

    The other one may be still to come.
    """
    history = state.get(("m.room.history_visibility", ""), {}).get("history_visibility")
    joining = _content(state, JOIN_RULES).get("join_rule", "invite")
    is_theirs = {one} <= there(state) <= {one, other}
    return is_theirs and history != "world_readable" and joining == "invite"


def version(state: State) -> str:
    """Return a room's version."""
    return str(_content(state, "m.room.create").get("room_version", "1"))


def governs(state: State, user_id: str) -> bool:
    """Whether a member has the bot's power there: as creator (version 12 on) or by level."""
    if _above_all(version(state)) and user_id in _creators(state):
        return True
    level = _mapping(_content(state, "m.room.power_levels").get("users")).get(user_id, 0)
    return isinstance(level, int) and level >= BOT_ONLY


def governors(state: State) -> frozenset[str]:
    """Return who of those in a room has the bot's power there."""
    there = (person for person, how in memberships(state).items() if how == "join")
    return frozenset(person for person in there if governs(state, person))


def equals(state: State, user_id: str) -> frozenset[str]:
    """Return who has power that a member can't take away: as much as they, or more."""
    creators = _creators(state)
    if _above_all(version(state)) and user_id in creators:
        return there(state) & (creators - {user_id})
    users = _mapping(_content(state, "m.room.power_levels").get("users"))
    own = users.get(user_id, 0)
    above = there(state) & creators if _above_all(version(state)) else set()
    return frozenset({*above, *(p for p, level in users.items() if _is_least(level, own))}) - {
        user_id
    }


def _is_least(level: object, own: object) -> bool:
    return isinstance(level, int) and isinstance(own, int) and level >= own


def is_closed(
    state: State, members: Collection[str], user_id: str, enter_from: Collection[str] = ()
) -> bool:
    """Whether nobody else is in a room or may come in, and nobody governs it but one member."""
    strangers = there(state) - {*members, user_id}
    history = _content(state, "m.room.history_visibility").get("history_visibility")
    joining = lets_in_others(_content(state, JOIN_RULES), enter_from)
    is_open = joining or history == "world_readable"
    return not (strangers or is_open or equals(state, user_id))


def replacement(state: State) -> str | None:
    """Return the room by which one was replaced, empty if it doesn't say; None if it wasn't."""
    if ("m.room.tombstone", "") not in state:
        return None
    room_id = _content(state, "m.room.tombstone").get("replacement_room")
    return room_id if isinstance(room_id, str) else ""


def predecessor(state: State) -> str:
    """Return the room that one replaced, empty if none."""
    room_id = _mapping(_content(state, "m.room.create").get("predecessor")).get("room_id")
    return room_id if isinstance(room_id, str) else ""


def _creators(state: State) -> set[object]:
    create = _content(state, "m.room.create")
    more = create.get("additional_creators")
    others = (each for each in more if isinstance(each, str)) if isinstance(more, list) else ()
    return {create.get("creator"), *others}


def _content(state: State, event_type: str) -> Mapping[str, Any]:
    return state.get((event_type, ""), {})


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}

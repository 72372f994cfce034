"""Which events of its own rooms the bot looks at, and after which it says nothing there."""

from typing import Any

import pytest

from bot.matrix import Event
from bot.relay.power import power_levels
from bot.rooms.tampering import Rules

BOT, MEMBER, STRANGER, ADMIN = "@bot:test", "@cs-1:test", "@stranger:test", "@admin:test"
WANTED = power_levels(users={MEMBER: 10})
CLOSED = Rules({MEMBER}, public=False, user_id=BOT, power=WANTED)
PUBLIC = Rules({MEMBER}, public=True, user_id=BOT, power=WANTED)


def member(sender: str, who: str, membership: str) -> Event:
    return Event("!r", "$e", sender, 1, "m.room.member", {"membership": membership}, who)


def power(sender: str, **changed: Any) -> Event:
    levels = {**WANTED, **changed}
    return Event("!r", "$e", sender, 1, "m.room.power_levels", levels, "")


def setting(sender: str, kind: str, value: str) -> Event:
    name = {"join_rules": "join_rule"}.get(kind, kind)
    return Event("!r", "$e", sender, 1, f"m.room.{kind}", {name: value}, "")


LET_IN = {
    "invited in the bot's name": member(BOT, STRANGER, "invite"),
    "invited by a member": member(MEMBER, STRANGER, "invite"),
    "came in": member(STRANGER, STRANGER, "join"),
    "asks to be let in": member(STRANGER, STRANGER, "knock"),
}
LOOSENED = {
    "a stranger is the bot's equal": power(BOT, users={STRANGER: 100}),
    "a member is raised": power(ADMIN, users={MEMBER: 50}),
    "everybody is raised": power(BOT, users_default=100),
    "anybody invites": power(BOT, invite=0),
    "anybody changes power": power(BOT, events={"m.room.power_levels": 0}),
    "the bot's own is taken": power(BOT, users={BOT: 50}),
    "anybody may come in": setting(BOT, "join_rules", "public"),
    "anybody may ask": setting(ADMIN, "join_rules", "knock"),
    "anybody may read": setting(BOT, "history_visibility", "world_readable"),
}
ORDINARY = {
    "a member is invited by the bot": member(BOT, MEMBER, "invite"),
    "a member comes in": member(MEMBER, MEMBER, "join"),
    "the bot comes in": member(BOT, BOT, "join"),
    "the bot puts a stranger out": member(BOT, STRANGER, "leave"),
    "the bot sets power": power(BOT),
    "the bot closes": setting(BOT, "join_rules", "invite"),
    "the bot has history read by members": setting(BOT, "history_visibility", "shared"),
    "somebody talks": Event("!r", "$e", MEMBER, 1, "m.room.message", {"body": "x"}),
}
CHANGED = {
    "a member leaves": member(MEMBER, MEMBER, "leave"),
    "a member is put out in the bot's name": member(BOT, MEMBER, "leave"),
    "a member is banned": member(ADMIN, MEMBER, "ban"),
    "a member is invited by somebody else": member(ADMIN, MEMBER, "invite"),
    "somebody sets the power as it is": power(ADMIN),
}


@pytest.mark.parametrize("event", (LET_IN | LOOSENED).values(), ids=LET_IN | LOOSENED)
def test_nothing_is_said_in_a_closed_room_after_what_lets_somebody_in(event: Event) -> None:
    assert CLOSED.changes(event)
    assert CLOSED.is_doubtful(event)


@pytest.mark.parametrize("event", CHANGED.values(), ids=CHANGED)
def test_what_others_change_has_a_room_looked_at(event: Event) -> None:
    assert CLOSED.changes(event)
    assert not CLOSED.is_doubtful(event)
    assert PUBLIC.changes(event)


@pytest.mark.parametrize("event", ORDINARY.values(), ids=ORDINARY)
def test_what_belongs_there_has_no_room_looked_at(event: Event) -> None:
    assert not CLOSED.changes(event)
    assert not CLOSED.is_doubtful(event)


def test_into_a_public_room_anybody_may_come() -> None:
    assert not PUBLIC.changes(LET_IN["came in"])
    assert not PUBLIC.changes(LOOSENED["anybody may come in"])
    assert not PUBLIC.changes(LOOSENED["anybody may read"])


def test_power_over_a_public_room_is_looked_at_and_keeps_nobody_quiet() -> None:
    for name in ("a stranger is the bot's equal", "anybody invites"):
        assert PUBLIC.changes(LOOSENED[name])
        assert not PUBLIC.is_doubtful(LOOSENED[name])


def test_power_that_is_wanted_for_somebody_is_nothing_new() -> None:
    levels = {**power_levels(users={MEMBER: 50}), "kick": 50}
    rules = Rules({MEMBER}, public=True, user_id=BOT, power=levels)
    assert not rules.changes(power(BOT, users={MEMBER: 50}, kick=50))
    assert rules.raised(power(BOT, users={MEMBER: 60, STRANGER: 50}, kick=50)) == (MEMBER, STRANGER)
    assert rules.changes(power(BOT, users={MEMBER: 50}, kick=40))


@pytest.mark.parametrize("sender", [BOT, ADMIN])
def test_a_space_is_opened_to_its_caucuses_and_to_no_other_room(sender: str) -> None:
    space = Rules({MEMBER}, public=False, user_id=BOT, power=WANTED, enter_from=("!cs:test",))

    def lets_in(room: str) -> Event:
        allow = [{"type": "m.room_membership", "room_id": room}]
        content = {"join_rule": "restricted", "allow": allow}
        return Event("!r", "$e", sender, 1, "m.room.join_rules", content, "")

    assert not space.loosens(lets_in("!cs:test"))
    assert space.loosens(lets_in("!other:test"))
    assert CLOSED.loosens(lets_in("!cs:test"))

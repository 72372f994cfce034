"""Whose devices are their owners': by signatures that hold, and the key that was pinned first."""

import asyncio
import time
from collections.abc import Collection, Mapping
from typing import Any

import pytest

from bot.matrix import Doubt, Unreadable, cross_signing
from bot.matrix.cross_signing import Identity
from bot.matrix.signatures import ASK_AGAIN, Owners, Signed, signed

ANA, BOT = "@ana:test", "@bot:test"
BOTS_KEY = "the bot's own master key"


def identity(person: str = ANA) -> Identity:
    return cross_signing.new(person)


def device(name: str, person: str = ANA, **more: Any) -> dict[str, Any]:
    keys = {f"curve25519:{name}": f"curve {name}", f"ed25519:{name}": f"ed {name}"}
    return {"user_id": person, "device_id": name, "algorithms": [], "keys": keys, **more}


def keys(name: str) -> tuple[str, str]:
    return f"curve {name}", f"ed {name}"


def told(who: Identity | None, *devices: Mapping[str, Any], person: str = ANA) -> dict[str, Any]:
    """Return an answer to keys/query of somebody with this identity and these devices."""
    listed = {each["device_id"]: dict(each) for each in devices}
    answer: dict[str, Any] = {"device_keys": {person: listed}}
    if who:
        for usage in ("master", "self_signing"):
            answer[f"{usage}_keys"] = {person: who.to_publish()[f"{usage}_key"]}
    return answer


def owned(who: Identity, name: str, **more: Any) -> dict[str, Any]:
    """Return a device that its owner has signed."""
    return who.signed("self_signing", device(name, who.user_id, **more))


# --- what signatures prove ----------------------------------------------------------------


def test_a_device_that_its_owner_signed_is_theirs_and_another_is_not() -> None:
    ana = identity()
    found = signed(ANA, told(ana, owned(ana, "PHONE"), device("OTHER")))
    assert found == Signed(ana.public("master"), frozenset({keys("PHONE")}))


def test_what_no_signature_covers_may_be_added_by_a_homeserver() -> None:
    ana = identity()
    phone = {**owned(ana, "PHONE"), "unsigned": {"device_display_name": "Phone"}}
    assert signed(ANA, told(ana, phone)).devices == {keys("PHONE")}


def test_who_has_no_cross_signing_proves_nothing() -> None:
    assert signed(ANA, told(None, device("PHONE"))) == Signed()


def changed(what: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {**what, **more}


def forged(how: str) -> dict[str, Any]:
    """Return an answer in which a homeserver lists a device of its own making as signed."""
    ana, eve = identity(), identity()
    good = told(ana, owned(ana, "PHONE"))
    mine = owned(eve, "EVIL")
    ssk = "self_signing_keys"
    match how:
        case "signed by another's key under the owner's key's name":
            signature = mine["signatures"][ANA][f"ed25519:{eve.public('self_signing')}"]
            name = f"ed25519:{ana.public('self_signing')}"
            listed = changed(mine, signatures={ANA: {name: signature}})
        case "signed by a self-signing key that the master key has not signed":
            listed, good[ssk] = mine, {ANA: eve.to_publish()["self_signing_key"]}
        case "signed by a self-signing key with the master key's name on another's signature":
            lower = eve.to_publish()["self_signing_key"]
            (signature,) = lower["signatures"][ANA].values()
            name = f"ed25519:{ana.public('master')}"
            good[ssk] = {ANA: changed(lower, signatures={ANA: {name: signature}})}
            listed = mine
        case "a signed device with other keys":
            listed = changed(owned(ana, "PHONE"), keys=device("PHONE")["keys"] | _other("PHONE"))
        case "a signed device under another name":
            return told(ana, changed(owned(ana, "PHONE"), device_id="EVIL"))
        case "another person's signed device":
            bob = Identity("@bob:test", ana.keys)
            listed = bob.signed("self_signing", device("EVIL", "@bob:test"))
        case "a device that names another person":
            listed = ana.signed("self_signing", device("EVIL", "@bob:test"))
        case "signed by the master key itself":
            listed = ana.signed("master", device("EVIL"))
        case "the user-signing key in the self-signing key's place":
            good[ssk] = {ANA: ana.to_publish()["user_signing_key"]}
            listed = ana.signed("user_signing", device("EVIL"))
        case _:
            raise AssertionError(how)
    good["device_keys"][ANA] = {listed["device_id"]: listed}
    return good


def _other(name: str) -> dict[str, str]:
    return {f"curve25519:{name}": "curve EVIL"}


FORGERIES = (
    "signed by another's key under the owner's key's name",
    "signed by a self-signing key that the master key has not signed",
    "signed by a self-signing key with the master key's name on another's signature",
    "a signed device with other keys",
    "a signed device under another name",
    "another person's signed device",
    "a device that names another person",
    "signed by the master key itself",
    "the user-signing key in the self-signing key's place",
)


@pytest.mark.parametrize("how", FORGERIES)
def test_what_a_homeserver_makes_up_proves_no_device(how: str) -> None:
    assert signed(ANA, forged(how)).devices == frozenset()


@pytest.mark.parametrize("usage", ["master", "self_signing"])
@pytest.mark.parametrize(
    "key",
    [
        *(None, 1, "key", [], {}, {"keys": []}, {"keys": {"ed25519:x": 1}}),
        {"user_id": ANA, "usage": ["master", "self_signing"], "keys": {"ed25519:x": "x"}},
        {"user_id": "@bob:test", "usage": ["master"], "keys": {}, "signatures": {ANA: "x"}},
    ],
)
def test_malformed_keys_prove_nothing_and_raise_nothing(usage: str, key: object) -> None:
    ana = identity()
    answer = told(ana, owned(ana, "PHONE"))
    answer[f"{usage}_keys"] = {ANA: key}
    assert signed(ANA, answer) == Signed()


def test_a_master_key_is_one_key() -> None:
    ana = identity()
    answer = told(ana, owned(ana, "PHONE"))
    answer["master_keys"][ANA]["keys"]["ed25519:other"] = "other"
    assert signed(ANA, answer) == Signed()


@pytest.mark.parametrize("wrong", [1, [], "x", {ANA: []}, {ANA: {"ed25519:x": []}}, {ANA: None}])
def test_malformed_signatures_prove_no_device(wrong: object) -> None:
    ana = identity()
    answer = told(ana, owned(ana, "PHONE"), device("OTHER", signatures=wrong))
    assert signed(ANA, answer).devices == {keys("PHONE")}


def test_a_number_beyond_what_json_has_spoils_one_device_alone() -> None:
    ana = identity()
    answer = told(ana, owned(ana, "PHONE"), device("OTHER", signatures={}, odd=2**70))
    assert signed(ANA, answer).devices == {keys("PHONE")}


# --- the key that was pinned --------------------------------------------------------------


class Shelf:
    """Pins in memory."""

    def __init__(self) -> None:
        self.pins: dict[str, str] = {}

    async def saw(self, masters: Mapping[str, str]) -> None:
        for person, key in masters.items():
            if key:
                self.pins.setdefault(person, key)

    async def pinned(self, people: Collection[str]) -> Mapping[str, str]:
        return {person: self.pins[person] for person in people if person in self.pins}


class World:
    """A homeserver that says of people what it likes, and who listens to it."""

    def __init__(self) -> None:
        self.shelf, self.asked, self.says = Shelf(), dict[str, float](), dict[str, Any]()
        self.count = 0
        self.owners = Owners(self.shelf, BOT, BOTS_KEY, self.ask, self.asked)

    async def ask(self, people: Collection[str]) -> None:
        self.count += 1
        await self.owners.learn(self.says)
        self.asked.update(dict.fromkeys(people, time.monotonic()))

    def judge(self, name: str, person: str = ANA) -> Doubt | None:
        return asyncio.run(self.owners.judge(person, keys(name)))

    def forget_when(self) -> None:
        """Have it be long ago that the homeserver was asked."""
        self.asked.update(dict.fromkeys(self.asked, time.monotonic() - ASK_AGAIN))


@pytest.fixture
def world() -> World:
    return World()


def test_who_has_cross_signing_is_heard_from_signed_devices_alone(world: World) -> None:
    ana = identity()
    world.says = told(ana, owned(ana, "PHONE"), device("EVIL"))
    assert world.judge("PHONE") is None
    assert world.judge("EVIL") is Doubt.UNSIGNED


def test_who_has_no_cross_signing_is_heard_from_every_device(world: World) -> None:
    world.says = told(None, device("PHONE"))
    assert world.judge("PHONE") is None


def test_who_sets_up_cross_signing_later_is_heard_from_signed_devices_from_then_on(
    world: World,
) -> None:
    world.says = told(None, device("PHONE"))
    assert world.judge("PHONE") is None
    ana = identity()
    world.says = told(ana, owned(ana, "PHONE"), device("OLD"))
    world.asked.clear()
    assert world.judge("OLD") is Doubt.UNSIGNED
    assert world.judge("PHONE") is None


def test_another_master_key_is_not_obeyed_until_it_is_pinned(world: World) -> None:
    ana, eve = identity(), identity()
    world.says = told(ana, owned(ana, "PHONE"))
    assert world.judge("PHONE") is None
    world.says = told(eve, owned(eve, "EVIL"))
    world.asked.clear()
    assert world.judge("EVIL") is Doubt.CHANGED
    assert world.judge("PHONE") is Doubt.CHANGED
    world.shelf.pins[ANA] = eve.public("master")
    assert world.judge("EVIL") is None
    assert world.judge("PHONE") is Doubt.UNSIGNED


@pytest.mark.parametrize("how", ["no keys", "no self-signing key", "a broken signature"])
def test_who_once_had_cross_signing_is_not_obeyed_without_it(world: World, how: str) -> None:
    ana = identity()
    world.says = told(ana, owned(ana, "PHONE"))
    assert world.judge("PHONE") is None
    world.says = told(ana, owned(ana, "PHONE"), device("EVIL"))
    if how == "no keys":
        world.says = told(None, device("EVIL"))
    elif how == "no self-signing key":
        del world.says["self_signing_keys"]
    else:
        world.says["self_signing_keys"][ANA]["signatures"] = {}
    world.asked.clear()
    assert world.judge("EVIL") is Doubt.GONE


def test_the_homeserver_is_asked_once_more_before_anything_is_said_against_a_device(
    world: World,
) -> None:
    ana = identity()
    world.says = told(ana, owned(ana, "PHONE"), device("NEW"))
    assert world.judge("PHONE") is None
    world.says = told(ana, owned(ana, "PHONE"), owned(ana, "NEW"))
    world.forget_when()
    assert world.judge("NEW") is None
    assert world.count == 2


def test_a_device_that_is_signed_a_moment_ago_is_heard_as_soon_as_that_is_told(
    world: World,
) -> None:
    ana = identity()
    world.says = told(ana, owned(ana, "PHONE"), device("NEW"))
    assert world.judge("NEW") is Doubt.UNSIGNED
    world.says = told(ana, owned(ana, "PHONE"), owned(ana, "NEW"))
    world.asked.pop(ANA)  # as a sync's `device_lists` has it
    assert world.judge("NEW") is None


def test_many_messages_of_an_unsigned_device_are_one_question(world: World) -> None:
    ana = identity()
    world.says = told(ana, owned(ana, "PHONE"), device("EVIL"))
    for _ in range(100):
        assert world.judge("EVIL") is Doubt.UNSIGNED
    assert world.count == 1


def test_of_whom_nothing_was_told_nothing_is_said_yet(world: World) -> None:
    ana = identity()
    world.shelf.pins[ANA] = ana.public("master")
    with pytest.raises(Unreadable) as caught:
        world.judge("PHONE")
    assert caught.value.missing
    assert not world.owners.admits(ANA, keys("PHONE"))


def test_a_homeserver_that_is_away_takes_nobodys_devices(world: World) -> None:
    ana = identity()
    world.says = told(ana, owned(ana, "PHONE"))
    assert world.judge("PHONE") is None
    world.says = {"device_keys": {}, "failures": {"test": {}}}
    world.asked.clear()
    assert world.judge("PHONE") is None


def test_nothing_is_said_against_a_device_while_its_owners_homeserver_is_away(
    world: World,
) -> None:
    ana = identity()
    world.says = told(ana, owned(ana, "PHONE"))
    assert world.judge("PHONE") is None
    good, world.says = told(ana, owned(ana, "PHONE"), owned(ana, "NEW")), {"failures": {"test": {}}}
    for _ in range(20):
        world.asked.clear()
        with pytest.raises(Unreadable):
            world.judge("NEW")
    assert world.count == 2
    world.says = good
    asyncio.run(world.ask([ANA]))
    assert world.judge("NEW") is None


def test_what_was_sealed_on_a_device_that_is_gone_by_now_is_its_owners(world: World) -> None:
    ana = identity()
    world.says = told(ana, owned(ana, "PHONE"), owned(ana, "OLD"))
    assert world.judge("OLD") is None
    world.says = told(ana, owned(ana, "PHONE"))
    world.asked.clear()
    assert world.judge("OLD") is None


@pytest.mark.parametrize("pinned", [True, False])
def test_keys_are_given_to_whom_nothing_was_told_of_only_if_nothing_is_pinned(
    world: World, *, pinned: bool
) -> None:
    if pinned:
        world.shelf.pins[ANA] = identity().public("master")
    asyncio.run(world.owners.look([ANA]))
    assert world.owners.admits(ANA, keys("PHONE")) is not pinned


def test_nobody_is_asked_of_the_bots_own_messages(world: World) -> None:
    assert world.judge("ANY", BOT) is None
    assert world.count == 0


def test_another_device_of_the_bots_account_gets_keys_only_with_its_own_signature() -> None:
    world, own = World(), identity(BOT)
    world.owners.master = own.public("master")
    world.says = told(own, owned(own, "SECOND"), device("EVIL", BOT), person=BOT)
    asyncio.run(world.ask([BOT]))
    assert world.owners.admits(BOT, keys("SECOND"))
    assert not world.owners.admits(BOT, keys("EVIL"))
    other = identity(BOT)
    world.says = told(other, owned(other, "EVIL"), person=BOT)
    asyncio.run(world.ask([BOT]))
    assert not world.owners.admits(BOT, keys("EVIL"))
    assert world.shelf.pins == {}

"""The Matrix edge against a real homeserver, and against what is none."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import MatrixError, UnknownToken
from bot.matrix import Event, Invite, Matrix, RoomVersions, Session, Timeline, invitation_in
from bot.matrix.events import batch, event, timeline
from demo.homeserver import Homeserver, HomeserverError

KEYS = st.sampled_from(
    ["next_batch", "rooms", "join", "invite", "leave", "timeline", "events", "content", "sender"]
)
json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS | st.text(), inner),
    max_leaves=20,
)
NOBODY = Session("@nobody:localhost", "NODEVICE", "no-token")


@pytest.fixture
async def bot(account: Callable[[str], Awaitable[Matrix]]) -> Matrix:
    return await account("bot")


@pytest.fixture
async def ana(account: Callable[[str], Awaitable[Matrix]]) -> Matrix:
    return await account("ana")


async def room_of(owner: Matrix, *guests: Matrix, **settings: Any) -> str:
    """A new room with everybody in it."""
    wanted = {"alias_localpart": None, "name": "Room", "topic": "Talk", **settings}
    room_id = await owner.create_room(**wanted)
    for guest in guests:
        await owner.invite(room_id, guest.user_id)
        await guest.join(room_id)
    return room_id


async def say(who: Matrix, room_id: str, body: str, **content: Any) -> str:
    message = {"msgtype": "m.text", "body": body, **content}
    return await who.send(room_id, "m.room.message", message, secrets.token_hex())


async def say_often(who: Matrix, room_id: str) -> None:
    """More messages than Synapse's stock limits let through at once."""
    for number in range(30):
        await say(who, room_id, str(number))


def bodies(events: tuple[Event, ...]) -> list[str]:
    return [each.content["body"] for each in events if each.type == "m.room.message"]


@asynccontextmanager
async def answering(
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> AsyncIterator[str]:
    """A server that answers everything in one way; gives its URL."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def always(**answer: Any) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handler(_: web.Request) -> web.StreamResponse:
        return web.Response(**answer)

    return handler


async def refused(request: Awaitable[object]) -> MatrixError:
    """The error that a request must end in."""
    with pytest.raises(MatrixError) as caught:
        await request
    return caught.value


async def refused_by(**answer: Any) -> MatrixError:
    """The error for one given answer to a request that changes something."""
    async with answering(always(**answer)) as url, Matrix(url, NOBODY) as matrix:
        return await refused(matrix.put_state("!room", "m.room.topic", {"topic": "x"}))


# The account


async def test_a_login_gives_a_session_that_the_server_recognises(homeserver: Homeserver) -> None:
    name = f"bot-{secrets.token_hex(4)}"
    await homeserver.register(name, "secret")
    session = await Matrix.login(
        homeserver.url, name, "secret", device_id="HOUSE", device_name="House"
    )
    async with Matrix(homeserver.url, session) as matrix:
        identity = await matrix.whoami()
    assert (identity.user_id, identity.device_id) == (
        f"@{name}:{homeserver.server_name}",
        "HOUSE",
    )


async def test_a_wrong_password_is_forbidden_and_not_worth_a_retry(bot: Matrix) -> None:
    error = await refused(Matrix.login(bot.homeserver, bot.user_id, "wrong", device_name="House"))
    assert (error.errcode, error.retry) == ("M_FORBIDDEN", False)


async def test_a_token_that_the_server_does_not_know_has_its_own_error(
    homeserver: Homeserver,
) -> None:
    async with Matrix(homeserver.url, NOBODY) as matrix:
        with pytest.raises(UnknownToken) as caught:
            await matrix.sync(None, 0)
    assert (caught.value.status, caught.value.retry) == (401, False)


def test_a_session_does_not_show_its_token() -> None:
    assert "no-token" not in repr(NOBODY)


async def test_an_invitation_says_of_a_direct_chat_that_it_is_one_and_of_no_other_room(
    bot: Matrix, ana: Matrix
) -> None:
    rooms = [await room_of(bot), await room_of(bot)]
    bot.direct.add(rooms[0])
    for room_id in rooms:
        await bot.invite(room_id, ana.user_id)
    marked = [(await bot.full_state(r))["m.room.member", ana.user_id] for r in rooms]
    assert [content["membership"] for content in marked] == ["invite", "invite"]
    assert [content.get("is_direct", False) for content in marked] == [True, False]
    await ana.join(rooms[0])
    with pytest.raises(MatrixError, match="M_FORBIDDEN"):
        await bot.invite(rooms[0], ana.user_id)


async def test_the_server_says_which_specifications_it_knows(bot: Matrix) -> None:
    assert "v1.11" in await bot.versions()


async def test_the_server_says_in_which_version_it_makes_rooms(bot: Matrix) -> None:
    create = (await bot.full_state(await room_of(bot)))["m.room.create", ""]
    versions = await bot.room_versions()
    assert versions.default == create["room_version"]
    assert {"10", "11"} <= versions.available
    assert versions.offers("11")
    assert not versions.offers("99")
    assert versions.in_order.index("9") < versions.in_order.index("10")


def test_a_server_that_does_not_say_which_room_versions_it_has_may_have_any() -> None:
    assert RoomVersions("1", frozenset()).offers("11")


# What fails, and whether a retry can help


async def test_a_host_where_nobody_listens_is_worth_a_retry_and_certain() -> None:
    async with answering(always()) as url:
        pass
    async with Matrix(url, NOBODY) as matrix:
        error = await refused(matrix.whoami())
    assert (error.errcode, error.status) == ("UNREACHABLE", None)
    assert (error.retry, error.uncertain) == (True, False)


async def test_a_page_in_place_of_an_answer_is_worth_a_retry() -> None:
    error = await refused_by(text="<h1>Welcome</h1>", content_type="text/html")
    assert (error.errcode, error.status) == ("NOT_MATRIX", 200)
    assert (error.retry, error.uncertain) == (True, True)


async def test_a_proxys_502_is_worth_a_retry_and_uncertain() -> None:
    error = await refused_by(status=502, text="<h1>Bad gateway</h1>", content_type="text/html")
    assert (error.status, error.retry, error.uncertain) == (502, True, True)


async def test_a_proxys_404_is_certain() -> None:
    error = await refused_by(status=404, text="<h1>Not found</h1>", content_type="text/html")
    assert (error.errcode, error.retry, error.uncertain) == ("NOT_MATRIX", True, False)


async def test_json_that_is_no_object_is_not_taken_for_matrix() -> None:
    error = await refused_by(status=500, text="[]", content_type="application/json")
    assert error.errcode == "NOT_MATRIX"


async def test_an_answer_without_what_was_asked_for_is_an_error() -> None:
    error = await refused_by(text="{}", content_type="application/json")
    assert (error.errcode, error.uncertain) == ("NOT_MATRIX", True)


async def test_a_rate_limit_says_how_long_to_wait() -> None:
    body = '{"errcode": "M_LIMIT_EXCEEDED", "error": "slow", "retry_after_ms": 1500}'
    error = await refused_by(status=429, text=body, content_type="application/json")
    assert (error.retry, error.retry_after, error.uncertain) == (True, 1.5, False)


@pytest.mark.parametrize(
    "header,seconds",
    [("7", 7.0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0), ("soon", None), ("inf", None)],
)
async def test_a_rate_limit_without_a_body_is_read_from_the_header(
    header: str, seconds: float | None
) -> None:
    error = await refused_by(status=429, text="", headers={"Retry-After": header})
    assert (error.retry, error.retry_after) == (True, seconds)


async def test_a_dropped_connection_is_uncertain_and_was_tried_once() -> None:
    tries = 0

    async def drop_the_second(request: web.Request) -> web.StreamResponse:
        nonlocal tries
        tries += 1
        if tries > 1 and request.transport:
            request.transport.abort()
        return web.json_response({"event_id": "$one"})

    async with answering(drop_the_second) as url, Matrix(url, NOBODY) as matrix:
        await matrix.put_state("!room", "m.room.topic", {})
        error = await refused(matrix.put_state("!room", "m.room.topic", {}))
    assert (error.errcode, error.retry, error.uncertain) == ("DROPPED", True, True)
    assert tries == 2


async def test_an_answer_that_never_comes_is_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.5)
        return web.Response()

    monkeypatch.setattr("bot.matrix.reading.TIMEOUT", 0.05)
    async with answering(never) as url, Matrix(url, NOBODY) as matrix:
        error = await refused(matrix.sync(None, 0))
    assert (error.errcode, error.retry, error.uncertain) == ("TIMEOUT", True, True)


async def test_a_request_that_is_cancelled_stays_cancelled(bot: Matrix) -> None:
    batch = await bot.sync(None, 0)
    waiting = asyncio.create_task(bot.sync(batch.token, 30_000))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


# Rooms


async def test_a_new_room_has_the_settings_asked_for_and_no_guests_of_ours(bot: Matrix) -> None:
    alias = secrets.token_hex()
    history = {"type": "m.room.history_visibility", "content": {"history_visibility": "joined"}}
    room_id = await bot.create_room(
        alias_localpart=alias,
        name="Caucus",
        topic="Stage",
        initial_state=[history],
        power_levels={"invite": 100},
    )
    state = await bot.full_state(room_id)
    assert state["m.room.name", ""]["name"] == "Caucus"
    assert state["m.room.topic", ""]["topic"] == "Stage"
    assert state["m.room.join_rules", ""]["join_rule"] == "invite"
    assert state["m.room.history_visibility", ""] == history["content"]
    assert state["m.room.power_levels", ""]["invite"] == 100
    assert [who for kind, who in state if kind == "m.room.member"] == [bot.user_id]
    assert await bot.resolve_alias(f"#{alias}:{bot.user_id.partition(':')[2]}") == room_id


async def test_a_space_in_an_older_room_version_is_one(bot: Matrix) -> None:
    room_id = await room_of(bot, room_type="m.space", room_version="11")
    create = (await bot.full_state(room_id))["m.room.create", ""]
    assert (create["type"], create["room_version"]) == ("m.space", "11")


async def test_an_alias_of_no_room_resolves_to_none(bot: Matrix, homeserver: Homeserver) -> None:
    assert await bot.resolve_alias(f"#nowhere:{homeserver.server_name}") is None


async def test_an_alias_given_later_resolves(bot: Matrix, homeserver: Homeserver) -> None:
    room_id = await room_of(bot)
    alias = f"#{secrets.token_hex(4)}:{homeserver.server_name}"
    await bot.put_alias(alias, room_id)
    assert await bot.resolve_alias(alias) == room_id


async def test_an_alias_that_is_taken_is_refused_with_409(
    bot: Matrix, homeserver: Homeserver
) -> None:
    alias = f"#{secrets.token_hex(4)}:{homeserver.server_name}"
    await bot.put_alias(alias, await room_of(bot))
    assert (await refused(bot.put_alias(alias, await room_of(bot)))).status == 409


async def test_a_room_id_with_slashes_and_signs_reaches_the_server_whole(bot: Matrix) -> None:
    error = await refused(bot.full_state("!a/b?c#d%2e:localhost"))
    assert error.errcode == "M_FORBIDDEN"


async def test_who_is_kicked_is_told_so_and_gone(bot: Matrix, ana: Matrix) -> None:
    room_id = await room_of(bot, ana)
    before = (await ana.sync(None, 0)).token
    await bot.kick(room_id, ana.user_id, "unseated")
    assert (await ana.sync(before, 0)).left == (room_id,)
    state = await bot.full_state(room_id)
    assert state["m.room.member", ana.user_id]["membership"] == "leave"
    await ana.forget(room_id)


@pytest.mark.parametrize("key", ["", "!child", "a/b"])
async def test_state_that_was_put_is_read_back(bot: Matrix, key: str) -> None:
    room_id = await room_of(bot)
    await bot.put_state(room_id, "org.example.thing", {"via": ["localhost"]}, key)
    assert (await bot.full_state(room_id))["org.example.thing", key] == {"via": ["localhost"]}


async def test_a_room_may_be_listed_and_hidden_again(bot: Matrix, homeserver: Homeserver) -> None:
    room_id = await room_of(bot)
    await bot.set_directory(room_id, listed=True)
    listed = await homeserver.admin("GET", f"/_synapse/admin/v1/rooms/{room_id}")
    await bot.set_directory(room_id, listed=False)
    hidden = await homeserver.admin("GET", f"/_synapse/admin/v1/rooms/{room_id}")
    assert (listed["public"], hidden["public"]) == (True, False)


# Messages


async def test_the_same_transaction_id_sent_twice_gives_one_event(bot: Matrix) -> None:
    room_id = await room_of(bot)
    message = {"msgtype": "m.text", "body": "once"}
    before = (await bot.sync(None, 0)).token
    first = await bot.send(room_id, "m.room.message", message, "key")
    second = await bot.send(room_id, "m.room.message", message, "key")
    (timeline,) = (await bot.sync(before, 0)).joined
    assert first == second
    assert [each.event_id for each in timeline.events] == [first]


async def test_a_sync_tells_only_what_is_new(bot: Matrix, ana: Matrix) -> None:
    room_id = await room_of(bot, ana)
    before = (await bot.sync(None, 0)).token
    event_id = await say(ana, room_id, "hello", extra={"deep": [1]})
    await ana.put_state(room_id, "m.room.member", {"membership": "join"}, ana.user_id)
    (timeline,) = (await bot.sync(before, 0)).joined
    first = timeline.events[0]
    assert (first.event_id, first.sender, first.room_id) == (event_id, ana.user_id, room_id)
    assert first.content["extra"] == {"deep": [1]}
    assert first.state_key is None
    assert not timeline.limited
    assert first == await bot.event(room_id, event_id)


async def test_a_limited_timelines_gap_is_filled_completely_and_in_order(
    bot: Matrix, ana: Matrix
) -> None:
    room_id = await room_of(bot, ana)
    await say(ana, room_id, "known")
    before = (await bot.sync(None, 0)).token
    for number in range(170):
        await say(ana, room_id, str(number))
    (timeline,) = (await bot.sync(before, 0)).joined
    assert timeline.limited
    assert timeline.prev_batch
    missing = await bot.gap(room_id, timeline.prev_batch, before)
    assert bodies(missing + timeline.events) == [str(number) for number in range(170)]


async def test_a_page_goes_back_from_where_it_starts(bot: Matrix) -> None:
    room_id = await room_of(bot)
    for number in range(4):
        await say(bot, room_id, str(number))
    end = (await bot.sync(None, 0)).token
    page, token = await bot.messages_back(room_id, end, limit=2)
    assert token is not None
    older, _ = await bot.messages_back(room_id, token, limit=2)
    assert bodies(page) + bodies(older) == ["3", "2", "1", "0"]


async def invited_then_joined(bot: Matrix, ana: Matrix, between: int) -> tuple[str, Timeline]:
    """A room of Ana's with messages before and after its invitation of the bot."""
    room_id = await room_of(ana)
    await say(ana, room_id, "before")
    before = (await bot.sync(None, 0)).token
    await ana.invite(room_id, bot.user_id)
    for number in range(between):
        await say(ana, room_id, str(number))
    await bot.join(room_id)
    (timeline,) = (await bot.sync(before, 0)).joined
    return room_id, timeline


async def test_a_message_between_invitation_and_join_is_seen(bot: Matrix, ana: Matrix) -> None:
    room_id, timeline = await invited_then_joined(bot, ana, between=60)
    assert timeline.prev_batch
    assert invitation_in(timeline.events, bot.user_id) is None
    earlier = await bot.since_invitation(room_id, timeline.prev_batch)
    assert invitation_in(earlier[:1], bot.user_id)
    assert bodies(earlier + timeline.events) == [str(number) for number in range(60)]


async def test_a_short_timeline_of_a_new_room_has_the_invitation_itself(
    bot: Matrix, ana: Matrix
) -> None:
    _, timeline = await invited_then_joined(bot, ana, between=1)
    invitation = invitation_in(timeline.events, bot.user_id)
    assert invitation is not None
    after = timeline.events[timeline.events.index(invitation) :]
    assert bodies(after) == ["0"]


async def test_without_an_invitation_a_room_is_read_from_its_beginning(bot: Matrix) -> None:
    room_id = await room_of(bot)
    for number in range(3):
        await say(bot, room_id, str(number))
    end = (await bot.sync(None, 0)).token
    assert bodies(await bot.since_invitation(room_id, end)) == ["0", "1", "2"]


async def test_an_invitation_says_who_invites_and_whether_the_room_is_encrypted(
    bot: Matrix, ana: Matrix
) -> None:
    before = (await bot.sync(None, 0)).token
    encryption = {
        "type": "m.room.encryption",
        "content": {"algorithm": "m.megolm.v1.aes-sha2"},
    }
    closed = await room_of(ana, initial_state=[encryption])
    plain = await room_of(ana)
    await ana.invite(closed, bot.user_id)
    await ana.invite(plain, bot.user_id)
    assert set((await bot.sync(before, 0)).invited) == {
        Invite(closed, ana.user_id, encrypted=True),
        Invite(plain, ana.user_id, encrypted=False),
    }


async def test_an_invitation_that_is_refused_is_over(bot: Matrix, ana: Matrix) -> None:
    room_id = await room_of(ana)
    await ana.invite(room_id, bot.user_id)
    before = await bot.sync(None, 0)
    assert [each.room_id for each in before.invited] == [room_id]
    await bot.leave(room_id)
    after = await bot.sync(before.token, 0)
    assert (after.invited, after.left) == ((), (room_id,))


async def test_an_edit_arrives_with_what_it_relates_to(bot: Matrix, ana: Matrix) -> None:
    room_id = await room_of(bot, ana)
    original = await say(ana, room_id, "support")
    relation = {"rel_type": "m.replace", "event_id": original}
    new = {"msgtype": "m.text", "body": "object"}
    before = (await bot.sync(None, 0)).token
    await say(ana, room_id, "* object", **{"m.new_content": new, "m.relates_to": relation})
    (timeline,) = (await bot.sync(before, 0)).joined
    assert timeline.events[0].content["m.new_content"] == new
    assert timeline.events[0].content["m.relates_to"] == relation


@pytest.mark.parametrize("version", ["10", "11"])
async def test_a_redaction_names_what_it_removes(bot: Matrix, ana: Matrix, version: str) -> None:
    room_id = await room_of(bot, ana, room_version=version)
    removed = await say(ana, room_id, "oops")
    before = (await bot.sync(None, 0)).token
    where = f"/_matrix/client/v3/rooms/{room_id}/redact/{removed}/{secrets.token_hex()}"
    await ana._call("PUT", where, {})
    (timeline,) = (await bot.sync(before, 0)).joined
    assert [each.redacts for each in timeline.events] == [removed]
    assert (await bot.event(room_id, removed)).content == {}


@given(json_like)
def test_nothing_that_a_server_may_write_raises(raw: object) -> None:
    batch(raw, "@bot:localhost")
    event("!room", raw)


@given(json_like)
def test_nothing_that_a_server_may_write_in_a_sync_raises(raw: object) -> None:
    rooms = {
        "join": {"!a": {"timeline": {"events": [raw]}}},
        "invite": {"!b": {"invite_state": {"events": [raw]}}},
        "leave": {"!c": raw},
    }
    found = batch({"next_batch": "s1", "rooms": rooms}, "@bot:localhost")
    assert [each.room_id for each in found.joined] == ["!a"]
    assert [each.room_id for each in found.invited] == ["!b"]


@pytest.mark.parametrize("ts", [None, True, "1", 1.5, -1, 2**53])
def test_a_time_that_makes_no_sense_is_zero(ts: object) -> None:
    assert event("!room", {"origin_server_ts": ts}).ts == 0


@pytest.mark.parametrize("where", [{"redacts": "$x"}, {"content": {"redacts": "$x"}}])
def test_a_redaction_names_its_event_where_any_room_version_has_it(where: dict[str, Any]) -> None:
    assert event("!room", {"type": "m.room.redaction", **where}).redacts == "$x"


def test_a_message_that_pretends_to_redact_does_not() -> None:
    raw = {"type": "m.room.message", "content": {"redacts": "$x"}, "redacts": "$x"}
    assert event("!room", raw).redacts is None


def test_an_event_without_an_id_is_left_out() -> None:
    assert timeline("!room", {"timeline": {"events": [{"type": "m.room.message"}]}}).events == ()


# Files


async def test_a_file_comes_back_as_it_was_sent(bot: Matrix, ana: Matrix) -> None:
    mxc = await bot.upload(b"\x00draft", "Entwurf 1&2.md", "text/markdown")
    assert await ana.download(mxc, 6) == b"\x00draft"


async def test_a_file_over_the_limit_is_refused(bot: Matrix) -> None:
    mxc = await bot.upload(b"x" * 1001, "big.txt", "text/plain")
    error = await refused(bot.download(mxc, 1000))
    assert (error.errcode, error.retry) == ("TOO_LARGE", False)


async def test_no_more_than_the_limit_is_read_of_a_file_without_end() -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        answer = web.StreamResponse()
        await answer.prepare(request)
        while request.transport and not request.transport.is_closing():
            await answer.write(b"x" * 10_000)
            sent += 10_000
        return answer

    async with answering(endless) as url, Matrix(url, NOBODY) as matrix:
        error = await refused(matrix.download("mxc://localhost/file", 1000))
    assert error.errcode == "TOO_LARGE"
    assert sent < 50_000_000


async def test_a_file_that_is_not_there_is_not_found(bot: Matrix, homeserver: Homeserver) -> None:
    error = await refused(bot.download(f"mxc://{homeserver.server_name}/nothing", 1000))
    assert error.errcode == "M_NOT_FOUND"


@pytest.mark.parametrize("address", ["", "https://a/b", "mxc://", "mxc://a", "mxc://a/b/c"])
async def test_what_is_no_address_of_a_file_is_not_asked_for(bot: Matrix, address: str) -> None:
    assert (await refused(bot.download(address, 1000))).errcode == "BAD_ADDRESS"


# The homeserver itself


@pytest.mark.homeserver
async def test_a_homeserver_that_was_killed_comes_back_with_what_it_had(tmp_path: Path) -> None:
    message = {"msgtype": "m.text", "body": "x"}
    async with Homeserver.start(tmp_path, default_room_version="11") as server:
        session = await server.register("bot", "secret")
        async with Matrix(server.url, session) as matrix:
            room_id = await room_of(matrix)
            event_id = await matrix.send(room_id, "m.room.message", message, "key")
            await server.kill()
            assert (await refused(matrix.whoami())).retry
            await server.restart()
            again = await matrix.send(room_id, "m.room.message", message, "key")
            state = await matrix.full_state(room_id)
    assert again == event_id
    assert state["m.room.create", ""]["room_version"] == "11"


@pytest.mark.homeserver
async def test_a_homeserver_in_the_same_folder_is_the_same_one(tmp_path: Path) -> None:
    async with Homeserver.start(tmp_path) as server:
        session = await server.register("bot", "secret")
    async with Homeserver.start(tmp_path) as again, Matrix(again.url, session) as matrix:
        await again.register("ana", "secret")
        identity = await matrix.whoami()
    assert (identity.user_id, again.url) == (session.user_id, server.url)


@pytest.mark.homeserver
async def test_stock_limits_hold_until_an_operator_lifts_them(tmp_path: Path) -> None:
    async with Homeserver.start(tmp_path, stock_limits=True) as server:
        session = await server.register("bot", "secret")
        async with Matrix(server.url, session) as matrix:
            room_id = await room_of(matrix)
            error = await refused(say_often(matrix, room_id))
            await server.override_ratelimit(matrix.user_id)
            await say_often(matrix, room_id)
    assert (error.errcode, error.retry) == ("M_LIMIT_EXCEEDED", True)
    assert error.retry_after


@pytest.mark.homeserver
async def test_a_homeserver_that_can_not_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(HomeserverError, match="bcrypt"):
        async with Homeserver.start(tmp_path, settings={"database": {"name": "bcrypt"}}):
            pass

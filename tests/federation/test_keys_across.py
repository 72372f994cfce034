"""A member on another homeserver whose keys could not be had, since the link was cut."""

from contextlib import AsyncExitStack
from pathlib import Path

from bot.matrix import Event, Matrix
from bot.matrix.keyring import Unreadable
from bot.matrix.keys.mending import Mending
from demo.cast import PASSWORD
from tests.encryption.test_audience import room_of, says
from tests.federation.conftest import Two


async def test_who_writes_when_the_link_is_back_reads_what_was_said_while_it_was_cut(
    two: Two, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        bot, ana = [
            await stack.enter_async_context(
                Matrix(server.url, await server.register(name, PASSWORD))
            )
            for server, name in ((two.here, "bot"), (two.there, "ana"))
        ]
        for each in (bot, ana):
            await each.encrypt(tmp_path / each.user_id.partition(":")[0])
        room_id = await room_of(bot)
        await bot.invite(room_id, ana.user_id)
        await ana.join(room_id)
        since = (await bot.sync(None, 0)).token
        two.cut()
        said = await says(bot, room_id, "while the link was cut")
        two.heal()
        hers = await says(ana, room_id, "hello?")
        assert bot.encryption
        mending = Mending(bot.encryption, bot._audience)
        while not await heard_by(bot, hers, since):
            pass
        while bot.encryption.keyring.owed:
            await mending._until_due()
            await mending.once()
        assert await read_by(ana, said) == "while the link was cut"


async def heard_by(bot: Matrix, event: Event, since: str) -> bool:
    """Whether a sync of the bot's brings an event."""
    batch = await bot.sync(since, 1000)
    events = [each for room in batch.joined for each in room.events]
    for each in events:
        bot.noticed(each)
    return event.event_id in {each.event_id for each in events}


async def read_by(ana: Matrix, event: Event) -> str:
    """What she reads of an event, once its key has come."""
    token = None
    while True:
        token = (await ana.sync(token, 1000)).token
        try:
            return str((await ana.decrypted(event)).content["body"])
        except Unreadable:
            continue

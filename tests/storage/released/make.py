"""A database as a release leaves it, with a little deliberation in it.

``python -m tests.storage.released.make`` writes it for the schema that the code has now:
``0001.sql``, a dump of the SQLite file, and ``0001.json``, what is read from it. To be run
for each release and then never again for that schema: what users have doesn't change.
"""

import json
import sqlite3
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import invitations, outbox, record, rooms
from storage.engines import FILE
from storage.rooms import RoomState
from tests.bot.desk import Desk, desk
from tests.storage.look import export, queued

HERE = Path(__file__).parent
FORUM, PLENARY = "forum", "P1/plenary"
CAUCUSES = {"P1/caucus:gov": "@gov-chair:test", "P1/caucus:cs": "@cs-chair:test"}
CS = "P1/caucus:cs"


async def read(conn: AsyncConnection) -> dict[str, Any]:
    """Return what is in a database, as the code reads it: JSON."""
    messages = (*await queued(conn), *await outbox.parked(conn))
    known = await rooms.live(conn)
    found = {
        "record": export(await record.sealed(conn, None), None),
        "listing": [each._asdict() for each in await record.listing(conn)],
        "outbox": [asdict(row) for row in messages],
        "rooms": [asdict(room) for room in known],
        "invited": {room.place: await invitations.invited(conn, room.place) for room in known},
    }
    plain: dict[str, Any] = json.loads(json.dumps(found))
    return plain


def deliberate(at_desk: Desk) -> None:
    """Have a proposal recommended after a second draft, and another tabled."""
    chair = "@chair:test"
    at_desk.say(
        FORUM, "@visitor:test", "!propose Ouvert – “open” 🌐\nFrom: Ein Bündnis\nOne.\n\nTwo."
    )
    at_desk.say(FORUM, "@forum-chair:test", "!consensus yes P1 Forwarded.")
    at_desk.say(PLENARY, chair, "!refer Please.")
    for place in CAUCUSES:
        at_desk.show(place, 1)
    at_desk.say(CS, "@cs-chair:test", "!draft\nOne.\n\nTwo, in our wording.")
    at_desk.say(CS, "@cs-chair:test", "!unseat @cs-1:test Moved on.")
    at_desk.say(CS, "@cs-chair:test", "!consensus amended cs.1 A note.")
    at_desk.say("P1/caucus:gov", "@gov-chair:test", "!consensus no A reason.")
    at_desk.say(PLENARY, chair, "!draft\nOne.\n\nTwo, together.")
    at_desk.say(PLENARY, chair, "!refer")
    for place, who in CAUCUSES.items():
        at_desk.show(place, 2)
        at_desk.say(place, who, "!consensus yes")
    at_desk.say(PLENARY, chair, "!consensus yes Done.")
    at_desk.say(FORUM, "@visitor:test", "!propose Another\nFrom: Nobody\nText.")


async def deliver(at_desk: Desk) -> None:
    """Have all rooms but one be open, and their messages sent, but for some."""
    async with at_desk.database.write() as conn:
        for number, room in enumerate(await rooms.live(conn)):
            if room.place == "P1/caucus:gov":
                continue
            await rooms.set_room_id(conn, room.place, f"!room-{number}")
            await rooms.set_state(conn, room.place, RoomState.READY)
            await invitations.record(conn, room.place, {"@cs-1:test": 1})
        rows = await queued(conn)
        sent = [row.key for row in rows if row.place != "P1/caucus:gov"][:-4]
        await outbox.mark_sent(conn, [(key, f"$sent-{key[:8]}") for key in sent])
        await outbox.park(conn, rows[-1].key, "M_TOO_LARGE (413): too large")


def main() -> None:
    """Write the dump and what is read from it."""
    with tempfile.TemporaryDirectory() as folder:
        with desk(Path(folder)) as at_desk:
            deliberate(at_desk)
            at_desk.runner.run(deliver(at_desk))
            found = at_desk.runner.run(_read(at_desk))
        with sqlite3.connect(Path(folder) / FILE) as file:
            dump = "\n".join(file.iterdump())
            (revision,) = file.execute("SELECT version_num FROM alembic_version").fetchone()
        file.close()
    (HERE / f"{revision}.sql").write_text(f"{dump}\n", encoding="utf-8")
    text = json.dumps(found, indent=1, ensure_ascii=False)
    (HERE / f"{revision}.json").write_text(f"{text}\n", encoding="utf-8")


async def _read(at_desk: Desk) -> dict[str, Any]:
    async with at_desk.database.read() as conn:
        return {"secret": at_desk.database.secret.hex(), **await read(conn)}


if __name__ == "__main__":
    main()

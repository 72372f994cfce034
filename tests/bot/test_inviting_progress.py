"""If inviting takes long, plenary and the secretariat hear how many are left, and until when."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.accounts.servers import Servers
from bot.pace import STOCK_INTERVAL
from bot.ratelimit import RateLimit
from bot.rooms.inviting.progress import APART_MS, InvitingProgress, Left, seconds
from bot.rooms.notices import Notices
from bot.rooms.wanted import WantedRooms
from storage import invitations, rooms
from storage.folds import Folds
from storage.rooms import RoomState
from tests.bot.desk import SETTINGS, Desk, desk
from tests.bot.rendered import in_words

START = 1_700_000_000_000
PLACES = ("P1/space", "P1/plenary", "P1/caucus:cs", "P1/caucus:gov")


def limited() -> RateLimit:
    """Return what knows that it is limited as Synapse does: one request in five seconds."""
    found = RateLimit()
    found.pace.refused(0, 3, 0)
    found.pace.made(3)
    found.pace.granted(3, 3)
    found.pace.refused(3, STOCK_INTERVAL, 3)
    return found


@dataclass
class Looking:
    """What looks, at a time of its own."""

    desk: Desk
    rate_limit: RateLimit
    now: int = START

    def __post_init__(self) -> None:
        wanted = WantedRooms(self.desk.database, SETTINGS)
        notices = Notices(self.desk.database, SETTINGS, lambda: self.now, Folds())
        self.progress = InvitingProgress(notices, wanted, self.rate_limit)

    def look(self, after_ms: int = 0, *, silent: str = "") -> None:
        self.now += after_ms
        servers = Servers("test")
        if silent:
            servers._failed(silent)
        self.desk.runner.run(self.progress.look(servers))

    def invite(self, *places: str, but: int = 0) -> None:
        """Have everybody invited to places, but for so many to each."""

        async def invited() -> None:
            async with self.desk.database.write() as conn:
                wanted = await self.progress.wanted_rooms.members(conn, places)
                for place, people in wanted.items():
                    some = sorted(people)[: len(people) - but]
                    await invitations.record(conn, place, dict.fromkeys(some, 1))

        self.desk.runner.run(invited())

    def said(self, place: str) -> list[str]:
        async def rows() -> list[str]:
            found = await in_words(self.desk.database)
            bodies = [str((row.content or {}).get("body")) for row in found if row.place == place]
            return [body for body in bodies if "invited to" in body]

        return self.desk.runner.run(rows())


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        opened.say("forum", "@visitor:test", "!propose T\nFrom: I\nOne.")
        opened.say("forum", "@forum-chair:test", "!consensus yes P1")

        async def ready() -> None:
            async with opened.database.write() as conn:
                for place in PLACES:
                    await rooms.set_state(conn, place, RoomState.READY)

        opened.runner.run(ready())
        yield opened


def test_what_takes_long_is_told_at_once_then_when_half_is_done_and_at_its_end(
    at_desk: Desk,
) -> None:
    looking = Looking(at_desk, limited())
    looking.look()
    looking.look(5_000)
    (first,) = looking.said("P1/plenary")
    assert first.startswith("8 people are still to be invited to rooms of this proposal (19 ")
    assert "until about 2023-11-14 22:15 UTC" in first
    looking.invite("P1/space", "P1/plenary")
    looking.look(APART_MS)
    looking.look(5_000)
    assert len(looking.said("P1/plenary")) == 2
    looking.invite(*PLACES)
    looking.look(5_000)
    looking.look(5_000)
    told = looking.said("P1/plenary")
    assert told[2:] == ["Everybody is invited to the rooms of this proposal now."]
    secretariat = [body for body in looking.said("secretariat") if "P1" in body]
    assert len(secretariat) == 2
    assert secretariat[1] == "Everybody is invited to the rooms of P1 now."


def test_another_process_tells_the_end_of_what_was_told_before(at_desk: Desk) -> None:
    Looking(at_desk, limited()).look()
    later = Looking(at_desk, RateLimit())
    later.invite(*PLACES)
    later.look()
    assert later.said("P1/plenary")[1:] == [
        "Everybody is invited to the rooms of this proposal now."
    ]


def test_where_nothing_is_limited_nothing_is_said(at_desk: Desk) -> None:
    looking = Looking(at_desk, RateLimit())
    looking.look()
    assert looking.said("P1/plenary") == looking.said("secretariat") == []


def test_what_is_through_within_seconds_is_not_told(at_desk: Desk) -> None:
    looking = Looking(at_desk, limited())
    looking.invite(*PLACES, "forum", "space", "secretariat")
    looking.invite("P1/caucus:cs", but=1)
    looking.look()
    assert looking.said("P1/plenary") == []


def test_who_is_on_a_server_that_does_not_answer_is_not_waited_for(at_desk: Desk) -> None:
    looking = Looking(at_desk, limited())
    looking.look(silent="test")
    assert looking.said("P1/plenary") == []


def test_it_takes_as_long_as_the_account_or_one_person_needs() -> None:
    left = Left(Counter({"@a:test": 3, "@b:test": 1}), to_open=0)
    assert seconds(left, 0, 5, {"@a:test": 0, "@b:test": 0}, 0) == 20
    assert seconds(left, 6, 5, {"@a:test": 0, "@b:test": 0}, 0) == 50
    assert seconds(left, 0, 5, {"@a:test": 100, "@b:test": 0}, 300) == 700

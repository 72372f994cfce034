"""A file that was uploaded is used again, and never where its text may not be seen."""

from typing import Any, cast

from bot.clock import DAY_MS
from bot.courier import uploads
from bot.courier.uploads import Uploads
from bot.ratelimit import RateLimit, Urgency
from storage.outbox import Row
from storage.rooms import Room

FORUM, PLENARY, CAUCUS = "forum", "P1/plenary", "P1/caucus:cs"


class Store:
    """A media store that counts."""

    def __init__(self) -> None:
        self.stored = 0

    async def upload(self, _data: bytes, _name: str, _kind: str) -> str:
        self.stored += 1
        return f"mxc://test/{self.stored}"

    async def upload_sealed(self, _data: bytes) -> dict[str, Any]:
        self.stored += 1
        return {"url": f"mxc://test/{self.stored}", "key": {"k": f"key {self.stored}"}}


class Clock:
    """A clock that stands."""

    now = 0

    def __call__(self) -> int:
        return self.now


def of(store: Store, clock: Clock) -> Uploads:
    """Return the uploads to a store; the forum and plenary are public."""
    public = {FORUM, PLENARY}.__contains__
    return Uploads(cast("Any", store), RateLimit(), clock, read, public)


async def read(digest: str) -> str:
    """Return a file, whose digest is itself here."""
    return digest


async def put(made: Uploads, place: str, text: str, *, sealed: bool = False) -> Any:
    """Have a text said in a place's room."""
    room = Room(place=place, proposal=0, kind="", attempt=1, alias="", room_id=f"!{place}")
    return dict(await made.fields(room, row(text, place), Urgency.MESSAGE, sealed=sealed))


def row(text: str, place: str) -> Row:
    """Return a row with a file."""
    about: dict[str, Any] = {"key": text, "cause": "$c", "place": place, "content": {}}
    return Row(event_type="m.room.message", filename="draft.md", file=text, **about)


async def test_the_same_text_in_the_same_room_is_stored_once() -> None:
    for place in (FORUM, CAUCUS):
        for sealed in (False, True):
            store = Store()
            made = of(store, Clock())
            first = [await put(made, place, "Text.", sealed=sealed) for _ in range(20)]
            assert store.stored == 1
            assert first == [first[0]] * 20
            assert await put(made, place, "Another.", sealed=sealed) != first[0]


async def test_what_anyone_may_read_is_stored_once_for_all_rooms_in_clear() -> None:
    store = Store()
    made = of(store, Clock())
    shown = await put(made, FORUM, "Text.")
    assert [await put(made, place, "Text.") for place in (PLENARY, CAUCUS, "chat")] == [shown] * 3
    assert store.stored == 1


async def test_what_was_said_behind_a_door_is_stored_anew_elsewhere() -> None:
    store = Store()
    made = of(store, Clock())
    private = await put(made, CAUCUS, "Text.")
    others = [await put(made, place, "Text.") for place in ("P1/caucus:gov", "chat", FORUM)]
    assert private not in others
    assert store.stored == 4


async def test_an_encrypted_file_and_its_key_stay_in_their_room() -> None:
    store = Store()
    made = of(store, Clock())
    places = (FORUM, PLENARY, CAUCUS)
    sealed = [await put(made, place, "Text.", sealed=True) for place in places]
    in_clear = [await put(made, place, "Text.") for place in (CAUCUS, FORUM)]
    assert len({str(each) for each in (*sealed, *in_clear)}) == 5


async def test_after_a_day_it_is_stored_anew_since_homeservers_remove_media() -> None:
    store, clock = Store(), Clock()
    made = of(store, clock)
    await put(made, FORUM, "Text.")
    clock.now = DAY_MS
    await put(made, FORUM, "Text.")
    assert store.stored == 2


async def test_no_more_files_are_remembered_than_can_be_kept() -> None:
    store = Store()
    made = of(store, Clock())
    for number in range(uploads.MOST + 10):
        await put(made, FORUM, f"Text {number}.")
    assert len(made._known) == uploads.MOST
    before = store.stored
    await put(made, FORUM, f"Text {uploads.MOST}.")
    assert store.stored == before

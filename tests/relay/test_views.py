"""What nobody thought of is shown to nobody: private fields and private entries stay behind.

Every class of the record gets a private field more, as if somebody had added it and nothing
else. All that templates are given and all that is exported is searched for what was in it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import templates
from bot.relay import crossing, messages, places, visibility
from bot.relay import rooms as relay_rooms
from bot.relay.compose import Outgoing
from bot.relay.heard import Heard
from bot.relay.post import Post
from bot.relay.room_settings import RoomSettings
from bot.relay.shown import briefing
from bot.rooms.notices import Notices
from deliberation.terms import COUNCIL, PUBLIC
from storage import record, rooms
from storage.folds import Folds
from storage.seal import GENESIS, seal
from tests.bot.desk import SETTINGS, Desk, desk
from tests.relay.private import NOBODY, allow, private, secret_of
from tests.relay.typed import FORMS, say, typed
from tests.storage.look import export
from tests.templates import sample

SECRET = re.compile(r"<secret of ([^>]*)>")
ROOMS = ("space", "forum", "secretariat", *places.rooms_of(12, ("gov", "cs")))


@pytest.fixture(autouse=True)
def private_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    allow(monkeypatch)


def course(plenary: str) -> Iterator[Heard]:
    """Yield all that the relay hears, with a secret in everything."""
    for h in sample.heard(sample.play(), plenary):
        entry, before, after = private(h.entry), private(h.before), private(h.after)
        yield Heard(entry, before, after, private(h.council), h.here, plenary, h.head)


def doors_of_secrets(given: object) -> set[str]:
    """Return the doors whose secrets stand somewhere in what is given."""
    return set(SECRET.findall(repr(given)))


def doors_of(place: str) -> frozenset[str]:
    return visibility.doors_seen_in(places.parse(place))


def words(post: Post) -> str:
    return repr(templates.render(post.words, post.data))


def noting(real: Callable[..., str], given: list[Any]) -> Callable[..., str]:
    """Return the function, which from now on notes what it is given."""

    def noted(kind: str, **data: Any) -> str:
        given.append(data)
        return real(kind, **data)

    return noted


# --- every class, every room ---------------------------------------------------------------


@pytest.mark.parametrize("plenary", [PUBLIC, COUNCIL])
def test_no_message_is_given_a_private_field_or_what_is_behind_another_door(plenary: str) -> None:
    found: set[str] = set()
    for heard in course(plenary):
        for post in messages.posts(heard):
            secrets = doors_of_secrets(post.data)
            assert secrets <= doors_of(post.place), (post.place, post.words)
            assert not SECRET.search(words(post)), (post.place, post.words)
            found |= secrets
    assert found == {PUBLIC, plenary, "caucus:cs"}  # where they belong the entries are whole


@pytest.mark.parametrize("plenary", [PUBLIC, COUNCIL])
def test_an_entry_behind_another_door_gives_only_what_its_row_names(plenary: str) -> None:
    crossed: set[tuple[str, str, tuple[str, ...]]] = set()
    for heard in course(plenary):
        rows = {says.words: says for says in crossing.RELAY[type(heard.entry.payload)]}
        for post in messages.posts(heard):
            if post.shows or heard.entry.audience in doors_of(post.place):
                continue
            assert post.data["entry"] is None
            assert isinstance(post.data["payload"], dict)
            names = tuple(post.data["payload"])
            assert names == rows[post.words].crosses != ()
            crossed.add((post.place, post.words, names))
    asked = ("body", "draft", "caucus_text", "fingerprint", "until", "question")
    electorate = {
        (f"direct:@{who}:example.org", "ballot_asked", asked) for who in ("cs-1", "cs-2", "new")
    }
    lifted = ("direct:!chat", "objection_lifted_answer", ("body", "number", "left"))
    told = {
        ("forum", "stage_changed", ("round", "draft")),
        ("forum", "stage_corrected", ("draft",)),
    }
    assert crossed == {lifted} | electorate | (told if plenary == COUNCIL else set())


@pytest.mark.parametrize("plenary", [PUBLIC, COUNCIL])
def test_no_briefing_is_given_a_private_field(plenary: str) -> None:
    for heard in course(plenary):
        after = heard.after
        for place in map(places.parse, ROOMS) if after else ():
            assert after
            for post in briefing(place, after, heard.council, plenary, ("@new:test",)):
                assert not doors_of_secrets(post.data), (place.name, post.words)


@pytest.mark.parametrize("public", [True, False])
def test_no_name_topic_or_pin_of_a_room_is_made_of_a_private_field(
    monkeypatch: pytest.MonkeyPatch, *, public: bool
) -> None:
    given: list[Any] = []
    for name, real in (("room_name", templates.room_name), ("topic", templates.topic)):
        monkeypatch.setattr(templates, name, noting(real, given))
    settings = RoomSettings("x", "test", plenary_public=public, encryption="none", secretariat=())
    for heard in course(PUBLIC if public else COUNCIL):
        if heard.after:
            council, after = heard.council, heard.after
            given += [relay_rooms.wanted(name, council, after, settings, (12,)) for name in ROOMS]
    assert len(given) > 100
    assert not doors_of_secrets(given)


@pytest.mark.parametrize("plenary", [PUBLIC, COUNCIL])
def test_an_export_has_what_is_for_its_audience_and_no_other_secret(plenary: str) -> None:
    entries = [heard.entry for heard in course(plenary)]
    record_of = [seal(entry, GENESIS, GENESIS, "00" * 32) for entry in entries]
    for audience, doors in visibility.doors_by_audience(sample.ASSEMBLED).items():
        document = export(record_of, doors)
        found = doors_of_secrets(document)
        held = {entry.audience for entry in entries}
        assert found == held & doors, audience
        assert doors_of_secrets(json.dumps(document)) == found
        assert not SECRET.search(templates.record(document, sample.COUNCIL))


def test_what_is_no_view_is_refused() -> None:
    for whole in (sample.ASSEMBLED, [sample.ASSEMBLED], {"by name": (sample.ASSEMBLED,)}):
        with pytest.raises(TypeError, match="Council is no view"):
            templates.render("roster", {"council": whole})  # type: ignore[dict-item]


# --- through the clerk: every command, in every room ---------------------------------------


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Post, str]]:
    """Return all posts that are made from now on, each with who alone may be there."""
    found: list[tuple[Post, str]] = []
    post = Outgoing.post

    def noted(
        self: Outgoing, new: Post, *, only_with: str = "", instead: Post | None = None
    ) -> None:
        found.extend([(new, only_with), *([(instead, "")] if instead else [])])
        post(self, new, only_with=only_with, instead=instead)

    monkeypatch.setattr(Outgoing, "post", noted)
    return found


@pytest.fixture
def at_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A clerk whose record has a secret in everything that is read from it."""
    council, proposal, entries = Folds.council, Folds.proposal, record.entries

    async def of_council(self: Folds, conn: Any) -> Any:
        return private(await council(self, conn))

    async def of_proposal(self: Folds, conn: Any, number: int) -> Any:
        return private(await proposal(self, conn, number))

    async def of_chain(conn: Any, chain: int) -> Any:
        return private(await entries(conn, chain))

    monkeypatch.setattr(Folds, "council", of_council)
    monkeypatch.setattr(Folds, "proposal", of_proposal)
    monkeypatch.setattr(record, "entries", of_chain)
    with desk(tmp_path) as opened:
        yield opened


def begun(at: Desk) -> None:
    say(at, "forum", "@visitor:test", "!propose T\nFrom: I\nOne.\n\nTwo.")
    say(at, "forum", "@forum-chair:test", "!consensus yes P1")
    say(at, "P1/plenary", "@chair:test", "!refer")
    for key in ("gov", "cs"):
        say(at, f"P1/caucus:{key}", f"@{key}-chair:test", "!draft\nOne.\n\nThree.")
        say(at, f"P1/caucus:{key}", f"@{key}-chair:test", f"!unseat @{key}-1:test Why")


def asked() -> Iterable[str]:
    return (typed(form, "cs", "why", more) for form in FORMS for more in (0, 1))


def test_nothing_that_is_answered_is_made_of_a_private_field(
    at_desk: Desk, posted: list[tuple[Post, str]]
) -> None:
    begun(at_desk)
    for place, sender in (
        *(("P1/caucus:cs", "@cs-chair:test"), ("P1/caucus:gov", "@gov-chair:test")),
        *(("direct:!chat", "@cs-chair:test"), ("direct:!chat", "@visitor:test")),
        *(("forum", "@cs-chair:test"), ("P1/plenary", "@chair:test")),
    ):
        for text in asked():
            say(at_desk, place, sender, text)
    council = at_desk.runner.run(_council(at_desk))
    found: set[tuple[str, str]] = set()
    for post, only_with in posted:
        doors = doors_of(post.place)
        doors |= visibility.personal_doors(only_with, council) if only_with else frozenset()
        secrets = doors_of_secrets(post.data)
        assert secrets <= doors, (post.place, post.words, only_with)
        found |= {(post.place, door) for door in secrets}
    assert ("P1/caucus:cs", "caucus:cs") in found
    assert ("direct:!chat", "caucus:cs") in found
    assert NOBODY not in {door for _, door in found}


async def _council(at: Desk) -> Any:
    async with at.database.read() as conn:
        return await Folds().council(conn)


def test_the_forum_hears_of_a_plenary_without_a_private_field(
    at_desk: Desk, posted: list[tuple[Post, str]]
) -> None:
    begun(at_desk)

    async def announced() -> None:
        async with at_desk.database.write() as conn:
            room = await rooms.get(conn, "P1/plenary")
            assert room
            notices = Notices(at_desk.database, SETTINGS, lambda: 1, Folds())
            await notices.announce(conn, room, "!room")

    at_desk.runner.run(announced())
    (post,) = [post for post, _ in posted if post.words == "plenary_open"]
    assert post.data.keys() == {"number", "title", "room_id", "server"}
    assert not doors_of_secrets(post.data)
    assert secret_of(NOBODY) not in repr(post.data)

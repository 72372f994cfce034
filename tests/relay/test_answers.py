"""What a caucus says stays in it: whatever is commanded, and whoever asks for it where.

Through the clerk, with what people type: every command that there is, in every form that it
declares. Every message that is to go out is looked at, and so is how each room would be named
and what its topic would say.
"""

import itertools
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.relay import places
from bot.relay.rooms import wanted
from commands import registry
from commands.parsing.command import Asked, Here
from commands.parsing.errors import UsageError
from commands.parsing.message import Message
from deliberation import council as councils
from deliberation import entries as e
from deliberation import fold as proposals
from deliberation.errors import PointOfOrder
from deliberation.terms import Authority, RoomKind
from storage.outbox import Row
from tests.bot.desk import SETTINGS, Desk, desk
from tests.relay.typed import COURSE, FORMS, say, typed

CANARY = re.compile(r"canary-(gov|cs)-\d+")
KEYS = ("gov", "cs")
PLACES: Mapping[RoomKind, str] = {
    RoomKind.FORUM: "forum",
    RoomKind.PLENARY: "P1/plenary",
    RoomKind.CAUCUS: "P1/caucus:{key}",
    RoomKind.DIRECT: "direct:!chat",
    RoomKind.OTHER: "P1/space",
}
CHAIRS: Mapping[RoomKind, str] = {
    RoomKind.FORUM: "@forum-chair:test",
    RoomKind.PLENARY: "@chair:test",
    RoomKind.CAUCUS: "@{key}-chair:test",
    RoomKind.DIRECT: "@{key}-chair:test",
    RoomKind.OTHER: "@chair:test",
}
"""Who acts in a room, unless the command is another's there."""
OTHERS: Mapping[Authority, str] = {
    Authority.TABLER: "@visitor:test",
    Authority.FORUM_CHAIR: "@forum-chair:test",
    Authority.COUNCIL_CHAIR: "@chair:test",
}
ASKING = {
    "@secretary:test": "",
    "@gov-chair:test": "gov",
    "@cs-1:test": "cs",
}


@dataclass(frozen=True)
class Step:
    """A form that somebody types in a room, where that is a caucus's own in ``key``'s."""

    form: str
    room: RoomKind
    key: str
    optional: int = 1

    @property
    def sender(self) -> str:
        other = "" if self.room is RoomKind.CAUCUS else OTHERS.get(FORMS[self.form].who, "")
        return (other or CHAIRS[self.room]).format(key=self.key)

    @property
    def is_caucus_s(self) -> bool:
        """Whether it is a caucus that says this, among itself or to the bot alone."""
        alone = self.room in (RoomKind.CAUCUS, RoomKind.DIRECT)
        return alone and self.sender == f"@{self.key}-chair:test"


def take(at: Desk, step: Step, number: int) -> None:
    """Have somebody type a command; what a caucus says bears a canary."""
    words = f"canary-{step.key}-{number}" if step.is_caucus_s else "some words"
    text = typed(step.form, step.key, words, step.optional)
    rows = say(at, PLACES[step.room].format(key=step.key), step.sender, text)
    asking = step.room is RoomKind.DIRECT and step.is_caucus_s
    assert_kept(at, rows, step.key if asking else "")


def released(at: Desk) -> set[str]:
    """Return the canaries that a caucus's chair released: in a position, and with it."""
    recorded = (entry.payload for entry in at.entries(1))
    return {each for payload in recorded for each in released_in(payload)}


def released_in(payload: e.Payload) -> set[str]:
    """Return the canaries that an entry of a caucus's chair releases: also why it was a slip."""
    said: tuple[str, ...] = ()
    if isinstance(payload, e.PositionRecorded):
        text = payload.text if payload.amendment else ""
        said = payload.note, text, *(out.concern for out in payload.objections)
    if isinstance(payload, e.PositionTakenBack | e.Corrected):
        said = (payload.reason,)
    return {found.group() for words in said for found in CANARY.finditer(words)}


def hidden(at: Desk, words: object, caucus: str) -> set[str]:
    """Return the canaries in what is said to those behind a caucus's door, or behind none."""
    found = {each.group(): each.group(1) for each in CANARY.finditer(str(words))}
    others = {word for word, of in found.items() if of != caucus}
    return others - released(at) if others else others


def assert_kept(at: Desk, rows: list[Row], asking: str = "") -> None:
    for row in rows:
        caucus = places.parse(row.place).caucus or asking
        said = json.dumps(row.content), at.files.get(row.file), row.filename
        assert not hidden(at, said, caucus), (row.place, said)
        assert not hidden(at, json.dumps(row.otherwise), places.parse(row.place).caucus)


def assert_rooms_say_nothing(at: Desk) -> None:
    council, proposal = councils.fold(at.entries(0)), proposals.fold(at.entries(1))
    for name in ("space", "forum", *places.rooms_of(1, KEYS)):
        found = wanted(name, council, proposal, SETTINGS.rooms, (1,))
        assert not CANARY.search(str(found)), name


def everywhere(forms_: Iterable[str]) -> Iterator[Step]:
    """Yield each form in every room in which its command works, and in the caucuses' own."""
    for form in forms_:
        for room in dict.fromkeys((*FORMS[form].rooms, RoomKind.CAUCUS)):
            for key in KEYS if room in (RoomKind.CAUCUS, RoomKind.DIRECT) else KEYS[:1]:
                yield Step(form, room, key)


def assert_asking_shows_nothing(at: Desk) -> None:
    """Everybody asks everything everywhere."""
    asked = [form for form, command in FORMS.items() if not command.acts]
    cases = itertools.product(asked, KEYS, (0, 1))
    for text in dict.fromkeys(typed(form, key, "draft", more) for form, key, more in cases):
        for place in ("P1/plenary", "P1/caucus:gov", "P1/caucus:cs"):
            assert_kept(at, say(at, place, "@chair:test", text))
        assert_kept(at, say(at, "forum", "@cs-chair:test", text))
        for person, caucus in ASKING.items():
            assert_kept(at, say(at, "direct:!chat", person, text), caucus)
        assert_kept(at, say(at, "direct:!chat", "@cs-chair:test", text, alone=False))


# An example takes seconds, and to look for a shorter one that fails would take minutes.
@settings(
    max_examples=settings().max_examples // 20,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
)
@given(
    steps=st.lists(
        st.builds(
            Step,
            st.sampled_from(COURSE),
            st.sampled_from((RoomKind.PLENARY, RoomKind.CAUCUS, RoomKind.DIRECT)),
            st.sampled_from(KEYS),
            st.integers(0, 1),
        ),
        max_size=10,
    ),
    order=st.permutations(list(FORMS)),
)
def test_nothing_that_is_typed_shows_what_another_caucus_said_wherever_and_whoever_asks(
    steps: list[Step], order: list[str]
) -> None:
    begun = [
        Step("!refer [7d] [note]", RoomKind.PLENARY, "cs"),
        *(Step("!draft\n…", RoomKind.CAUCUS, key) for key in KEYS),
    ]
    with tempfile.TemporaryDirectory() as folder, desk(Path(folder)) as at:
        say(at, "forum", "@visitor:test", "!propose T\nFrom: I\nOne.\n\nTwo.")
        say(at, "forum", "@forum-chair:test", "!consensus yes P1")
        for number, step in enumerate([*begun, *steps]):
            take(at, step, number)
        assert_rooms_say_nothing(at)
        assert_asking_shows_nothing(at)
        for number, step in enumerate(everywhere(order), 100):
            take(at, step, number)
        assert_rooms_say_nothing(at)


def test_the_course_is_of_forms_that_there_are() -> None:
    assert set(COURSE) <= set(FORMS)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_typed_so_that_it_is_understood_somewhere(form: str) -> None:
    """A form with a placeholder that nobody has told ``typed`` of would only ever be refused."""
    here = [
        Here(room, None if room in (RoomKind.FORUM, RoomKind.DIRECT) else 1, "cs" * in_caucus)
        for room in FORMS[form].rooms
        for in_caucus in (room is RoomKind.CAUCUS,)
    ]
    assert any(_understood(typed(form, "cs", "why"), each) for each in here)


def _understood(text: str, here: Here) -> bool:
    try:
        return isinstance(registry.parse(Message(text), here, "!"), Asked)
    except (UsageError, PointOfOrder):
        return False

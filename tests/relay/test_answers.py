"""What a caucus says stays in it: whatever is recorded, and whoever asks for it where.

Through the clerk, with the commands that people type; every message that is to go out is
looked at, and so is how each room would be named and what its topic would say.
"""

import json
import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.relay import places
from bot.relay.rooms import wanted
from deliberation import council as councils
from deliberation import entries as e
from deliberation import proposal as proposals
from storage import outbox
from storage.outbox import Row
from tests.bot.desk import SETTINGS, Desk, desk

CANARY = re.compile(r"canary-(gov|cs)-\d+")
KEYS = ("gov", "cs")
IN_CAUCUS = {
    "text": "!draft\nThe wording {canary}.\n\nAnd more.",
    "amended": "!consensus amended",
    "agreed": "!consensus yes",
    "no": "!consensus no A reason",
    "unseat": "!unseat @{key}-1:test because {canary}",
    "seat": "!seat @{key}-1:test",
    "wrong": "!consensus maybe {canary}",
}
IN_PLENARY = {
    "refer": "!refer",
    "recall": "!recall A reason",
    "return": "!return A reason",
    "draft": "!draft\nDraft text {number}.",
    "undraft": "!undraft A reason",
    "finalise": "!consensus yes",
    "close": "!close A reason",
}
ASKED = (
    *("!history P1", "!history", "!status P1", "!text P1", "!roster", "!list"),
    *(f"!text P1 {key}.{number}" for key in KEYS for number in (1, 2)),
    *(f"!diff P1 1 {key}.1" for key in KEYS),
)
ASKING = {
    "@secretary:test": "",
    "@gov-chair:test": "gov",
    "@cs-1:test": "cs",
}


def say(at: Desk, place: str, sender: str, text: str, *, alone: bool = True) -> list[Row]:
    """Have somebody say something; what the bot shows of drafts comes back from the rooms."""
    content = {"msgtype": "m.text", "body": text}
    rows = at.bring(place, at.event(place, sender, content), alone=alone)
    at.runner.run(_sent(at, rows))
    for row in rows:
        if row.shows:
            at.show(row.place, row.shows)
    return rows


async def _sent(at: Desk, rows: list[Row]) -> None:
    """Mark rows as sent, so that the desk has not to look through them again."""
    async with at.database.write() as conn:
        await outbox.mark_sent(conn, [(row.key, f"${row.key}") for row in rows])


def act(at: Desk, word: str, key: str, number: int) -> list[Row]:
    """Have a chair do something; what a caucus says bears a canary."""
    words = (IN_CAUCUS | IN_PLENARY).get(word, "!reopen P1 A reason")
    text = words.format(canary=f"canary-{key}-{number}", key=key, number=number)
    if word in IN_CAUCUS:
        return say(at, f"P1/caucus:{key}", f"@{key}-chair:test", text)
    return say(at, "P1/plenary" if word in IN_PLENARY else "direct:!chat", "@chair:test", text)


def released(at: Desk) -> set[str]:
    """Return the canaries that a caucus's chair released with a position."""
    recorded = (entry.payload for entry in at.entries(1))
    return {
        found.group()
        for payload in recorded
        if isinstance(payload, e.PositionRecorded) and payload.amendment
        for found in CANARY.finditer(payload.text)
    }


def hidden(at: Desk, words: object, caucus: str) -> set[str]:
    """Return the canaries in what is said to those behind a caucus's door, or behind none."""
    found = {each.group(): each.group(1) for each in CANARY.finditer(str(words))}
    return {word for word, of in found.items() if of != caucus} - released(at)


def assert_kept(at: Desk, rows: list[Row], asking: str = "") -> None:
    for row in rows:
        caucus = places.parse(row.place).caucus or asking
        said = json.dumps(row.content), row.attachment, row.filename
        assert not hidden(at, said, caucus), (row.place, said)
        assert not hidden(at, json.dumps(row.otherwise), places.parse(row.place).caucus)


def assert_rooms_say_nothing(at: Desk) -> None:
    council, proposal = councils.fold(at.entries(0)), proposals.fold(at.entries(1))
    for name in ("space", "forum", *places.rooms_of(1, KEYS)):
        found = wanted(name, council, proposal, SETTINGS.rooms, (1,))
        assert not CANARY.search(str(found)), name


@settings(max_examples=settings().max_examples // 20, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from((*IN_CAUCUS, *IN_PLENARY, "reopen")), st.sampled_from(KEYS)),
        max_size=10,
    )
)
def test_no_answer_shows_what_another_caucus_said_wherever_and_whoever_asks(
    steps: list[tuple[str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, desk(Path(folder)) as at:
        say(at, "forum", "@visitor:test", "!propose T\nFrom: I\nOne.\n\nTwo.")
        say(at, "forum", "@forum-chair:test", "!consensus yes P1")
        begun = [("refer", "cs"), ("text", "cs"), ("text", "gov")]
        for number, (word, key) in enumerate([*begun, *steps]):
            assert_kept(at, act(at, word, key, number))
        assert_rooms_say_nothing(at)
        for text in ASKED:
            plain = text.replace(" P1", "")
            for place in ("P1/plenary", "P1/caucus:gov", "P1/caucus:cs"):
                assert_kept(at, say(at, place, "@chair:test", plain))
            assert_kept(at, say(at, "forum", "@cs-chair:test", text))
            for person, caucus in ASKING.items():
                assert_kept(at, say(at, "direct:!chat", person, text), caucus)
            assert_kept(at, say(at, "direct:!chat", "@cs-chair:test", text, alone=False))

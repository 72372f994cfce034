"""The figures tell nothing of what is said, where, or by whom: canaries over a deliberation."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import ErrorKind, Fate, Outcome
from demo.homeserver import Homeserver
from tests.e2e.conftest import Sitting, open_proposal, settled, sitting, talk_to_bot
from tests.monitor.asking import asked, figure

CAUCUSES = {"gov": "Government", "cs": "Civil society"}
TITLE, TEXT = "Canarytitle", "Canaryclause.\n\nCanaryclause again."
LABELS = {"outcome": {*Outcome, *Fate}, "kind": {*ErrorKind}}


def forbidden(council: Sitting) -> Iterator[str]:
    """Yield all that no figure may hold: people, rooms, caucuses, the council's names."""
    for role, person in council.cast.people.items():
        yield from (person.user_id, person.user_id[1:].partition(":")[0], role)
        yield from person.state  # the ids of all rooms that anybody was in
        yield from filter(None, map(person.name_of, person.state))
    yield from (council.cast.bot.user_id, council.cast.bot.device_id, council.cast.slug)
    for key, name in CAUCUSES.items():
        yield from (name, f"caucus:{key}", key)
    yield from ("canary", "plenary", "forum", "@", "!", "P1")


async def deliberate(council: Sitting) -> None:
    """Have each kind of thing said, with a canary in it, and each kind of outcome come of it."""
    opened = await open_proposal(council, TITLE, TEXT)
    chair, cs, room = council["chair"], council["cs-chair"], opened.caucuses["cs"]
    await chair.commands(opened.plenary, "!refer Canarynote.")
    await cs.reads(room, "Canaryclause.")
    await cs.commands(room, "!draft\nCanarywording.")
    await cs.commands(room, "!unseat @canaryname:localhost Canaryreason.")
    await cs.commands(room, "!consensuss canary")
    await cs.commands(room, "!consensus canary")
    await cs.commands(room, "!consensus amended cs.1 Canarynote.")
    await council["gov-chair"].reads(opened.caucuses["gov"], "Canaryclause.")
    await council["gov-chair"].commands(opened.caucuses["gov"], "!consensus no Canaryreason.")
    await council["observer"].commands(opened.plenary, "!close Canaryreason.")
    await chair.commands(opened.plenary, "!close Canaryreason.")
    await talk_to_bot(council, council["cs-1"], "!status P1")
    await settled(council)


@dataclass(frozen=True)
class Told:
    """All that was told, the last figures, and what may not stand in it."""

    heard: str
    figures: str
    forbidden: tuple[str, ...]


@pytest.fixture(scope="module")
async def told(
    homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Told]:
    """What a monitoring program was told during a deliberation, and at its end."""
    folder = tmp_path_factory.mktemp("canaries")
    async with (
        sitting(homeserver, folder, caucuses=CAUCUSES) as council,
        asked(council.database, council.service) as asker,
    ):
        await asker.health()
        before = figure("rapporteur_commands_total", outcome="recorded")
        await deliberate(council)
        assert figure("rapporteur_commands_total", outcome="recorded") >= before + 7
        await asker.health()
        await asker.get("/canary")
        _, figures = await asker.get("/metrics")
        yield Told("\n".join(asker.heard), figures, tuple(sorted(set(forbidden(council)))))


def test_nothing_that_is_told_names_a_person_a_room_a_caucus_or_what_was_said(told: Told) -> None:
    assert len(told.forbidden) > 40
    assert [word for word in told.forbidden if _stands_in(word, told.heard)] == []


def test_every_label_is_of_a_fixed_list(told: Told) -> None:
    for family in text_string_to_metric_families(told.figures):
        for sample in family.samples:
            for name, value in sample.labels.items():
                assert value in LABELS[name], sample


def _stands_in(word: str, heard: str) -> bool:
    """Whether a word stands there; a short key may be a part of another word."""
    pattern = rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isalpha() else re.escape(word)
    return bool(re.search(pattern, heard, re.IGNORECASE))

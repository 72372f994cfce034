"""One clause is changed alone, in the text that was replied to; a text is tried out first."""

from typing import Any

import pytest

from deliberation.text import fingerprint
from demo.person import Person, Seen, ticks
from tests.e2e.conftest import Opened, Sitting, of_bot, open_proposal, settled, shows
from tests.e2e.test_texts_come_in import captioned

CAUCUSES = {"gov": "Government", "cs": "Civil society"}
TEXT = "Whereas networks meet.\n\n1. Routing is open.\n2. Nobody pays for it.\n3. It lasts."


@pytest.fixture(scope="module")
async def opened(council: Sitting) -> Opened:
    """A proposal in plenary; each test issues drafts of its own."""
    return await open_proposal(council, "Clauses", TEXT)


def fp(text: str) -> str:
    return fingerprint(text)[:8]


async def shown(person: Person, room: str, draft: int) -> Seen:
    return await person.sees(room, lambda event: shows(event) == draft)


async def file_below(person: Person, room: str, sent: str) -> dict[str, Any]:
    """Return the content of the file that came as an answer to a message."""

    def is_it(event: Seen) -> bool:
        content: dict[str, Any] = event.get("content", {})
        relation = content.get("m.relates_to", {}).get("m.in_reply_to", {})
        return content.get("msgtype") == "m.file" and relation.get("event_id") == sent

    return dict((await person.sees(room, is_it))["content"])


async def test_one_clause_is_changed_and_all_else_stays(council: Sitting) -> None:
    opened = await open_proposal(council, "One clause", TEXT)
    chair, room = council["chair"], opened.plenary
    first = await shown(chair, room, 1)
    sent = await chair.say(room, "!Draft Clause 2\nNobody ever pays for it.")
    answered = str((await chair.answer(room, sent))["content"]["body"])
    second = TEXT.replace("Nobody pays", "Nobody ever pays")
    assert fp(second) in answered
    assert "It is Draft 1 with clause 2 changed, and nothing else." in answered
    await chair.sees(room, lambda event: ticks(event) == sent)
    await shown(chair, room, 2)

    # Below the showing of Draft 1 it is that text; a file's caption names the clause, too.
    command = "!draft ¶ 3\n3. It lasts long."
    answered = await chair.commands(room, command, reply_to=first["event_id"])
    assert fp(TEXT.replace("It lasts", "It lasts long")) in answered
    await shown(chair, room, 3)
    answered = await captioned(chair, room, "words.md", b"Routing is free.", "!draft clause 1:")
    assert "with clause 1 changed" in answered
    third = TEXT.replace("It lasts", "It lasts long").replace("is open", "is free")
    assert fp(third) in answered


async def test_a_member_s_words_are_taken_up_by_replying_to_them(
    council: Sitting, opened: Opened
) -> None:
    chair, member, room = council["chair"], council["cs-1"], opened.plenary
    await chair.commands(room, f"!draft\n{TEXT}")
    said = await member.say(room, "It lasts for ever.")
    await chair.reads(room, "It lasts for ever.")
    await settled(council)  # so that the draft was shown
    answered = await chair.commands(room, "!draft ¶3", reply_to=said)
    assert fp(TEXT.replace("It lasts.", "It lasts for ever.")) in answered


async def test_a_clause_that_there_is_not_changes_nothing(council: Sitting, opened: Opened) -> None:
    chair, room = council["chair"], opened.plenary
    await settled(council)
    before = await chair.commands(room, "!status")
    assert "there is no clause “7”" in await chair.commands(room, "!draft ¶7\nNo such words.")
    assert await chair.commands(room, "!status") == before


async def test_one_clause_is_shown_and_the_whole_as_a_file(
    council: Sitting, opened: Opened
) -> None:
    member, room = council["gov-1"], opened.plenary
    answered = await member.commands(room, "!text 1 ¶2")
    assert "Nobody pays for it." in answered
    assert "Routing" not in answered
    sent = await member.say(room, "!text 1 file")
    content = await file_below(member, room, sent)
    assert content["filename"] == f"{opened.number}-Draft-1.md"


async def test_a_preview_shows_a_text_in_private_and_in_a_proposal_s_room(
    council: Sitting, opened: Opened
) -> None:
    member, room = council["cs-1"], opened.caucuses["cs"]
    answered = await member.commands(room, f"!preview\n{TEXT.replace('Routing', 'Everything')}")
    assert "Nothing is recorded." in answered
    assert "What changed against Draft" in answered
    file = b"One clause.\n\nAnother clause."
    answered = await captioned(council["proposer"], council.forum, "a.txt", file, "!preview")
    assert "It has 2 clauses. Nothing is recorded." in answered
    await settled(council)
    told = [
        event
        for event in of_bot(council, council["chair"], opened.plenary)
        if "Everything" in str(event)
    ]
    assert told == []

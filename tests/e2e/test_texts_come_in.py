"""A draft's text stands below the command, in a file, or in the message replied to."""

import asyncio
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest

from bot.matrix import Matrix
from deliberation.text import fingerprint, normalise
from demo.person import Person, Seen
from tests.e2e.conftest import Opened, Sitting, agree, edit, of_bot, open_proposal, settled, shows

CAUCUSES = {"gov": "Government", "cs": "Civil society"}

MIB = 1 << 20


@pytest.fixture(scope="module")
async def opened(council: Sitting) -> Opened:
    """A proposal in plenary; each test issues drafts of its own."""
    return await open_proposal(council, "Texts", "As tabled.")


def fp(text: str) -> str:
    return fingerprint(text)[:8]


async def uploaded(person: Person, data: bytes) -> str:
    """Store a file of any size; return its address."""
    if person._http is None:
        raise RuntimeError("not entered")
    async with person._http.post("/_matrix/media/v3/upload", data=BytesIO(data)) as answer:
        return str((await answer.json())["content_uri"])


async def captioned(person: Person, room: str, name: str, data: bytes, command: str) -> str:
    """Send a file with a command as its caption; return the body of the answer."""
    content = {"msgtype": "m.file", "body": command, "filename": name}
    content |= {"url": await uploaded(person, data)}
    sent = await person.send(room, {**content, "info": {"size": len(data)}})
    return str((await person.answer(room, sent))["content"]["body"])


async def attached(person: Person, event: Seen) -> bytes:
    """Return the content of a file that was sent."""
    server, _, media = event["content"]["url"].removeprefix("mxc://").partition("/")
    where = f"/_matrix/client/v1/media/download/{server}/{media}"
    if person._http is None:
        raise RuntimeError("not entered")
    async with person._http.get(where) as answer:
        return await answer.read()


async def test_a_text_below_the_command_is_issued_as_it_stands(
    council: Sitting, opened: Opened
) -> None:
    text = "# Preamble\n\nBelow the command, “quoted” — é.\n\n1. First\n2. Second"
    answered = await council["chair"].commands(opened.plenary, f"!draft\n\n{text}  \n\n")
    assert fp(text) in answered


@pytest.mark.parametrize("name", ["draft.md", "DRAFT.TXT"])
async def test_a_text_comes_in_a_file_with_the_command_as_caption(
    council: Sitting, opened: Opened, name: str
) -> None:
    text = f"From the file {name}.\n\nSecond clause."
    data = text.replace("\n", "\r\n").encode("utf-8-sig")
    answered = await captioned(council["chair"], opened.plenary, name, data, "!draft")
    assert fp(text) in answered


async def test_a_text_is_taken_from_the_message_replied_to(
    council: Sitting, opened: Opened
) -> None:
    chair, member = council["chair"], council["cs-1"]
    text = "A representative's wording.\n\nIn two clauses."
    said = await member.say(opened.plenary, text)
    await chair.reads(opened.plenary, "A representative's wording")
    assert fp(text) in await chair.commands(opened.plenary, "!draft", reply_to=said)

    in_file = "A representative's file.\n\nIn two clauses."
    said = await member.share(opened.plenary, "wording.md", in_file)
    assert fp(in_file) in await chair.commands(opened.plenary, "!draft", reply_to=said)


async def test_of_an_edited_message_the_text_after_the_edit_is_taken(
    council: Sitting, opened: Opened
) -> None:
    chair, member = council["chair"], council["cs-1"]
    said = await member.say(opened.plenary, "A wroding.")
    await edit(member, opened.plenary, said, "A wording, at last.")
    await edit(member, opened.plenary, said, "A wording, at long last.")
    await chair.reads(opened.plenary, "* A wording, at long last")
    answered = await chair.commands(opened.plenary, "!draft", reply_to=said)
    assert fp("A wording, at long last.") in answered


async def test_what_another_person_makes_of_a_message_is_not_its_text(
    council: Sitting, opened: Opened
) -> None:
    chair = council["chair"]
    said = await council["cs-1"].say(opened.plenary, "What cs-1 said.")
    await edit(council["gov-1"], opened.plenary, said, "What cs-1 never said.")
    await chair.reads(opened.plenary, "* What cs-1 never said.")
    answered = await chair.commands(opened.plenary, "!draft", reply_to=said)
    assert fp("What cs-1 said.") in answered


async def test_a_message_of_the_bot_s_that_shows_no_text_is_never_taken_for_one(
    council: Sitting,
) -> None:
    opened = await open_proposal(council, "Words of the bot's", "First words.")
    chair, room = council["chair"], opened.plenary
    await chair.commands(room, "!draft\nSecond words.")
    compared = await chair.say(room, "!diff")
    answer = await chair.answer(room, compared)
    refused = await chair.commands(room, "!draft", reply_to=answer["event_id"])
    assert "shows no recorded text" in refused
    assert "Draft 2" in await chair.commands(room, "!status")


async def test_a_reply_to_the_posting_of_a_proposal_means_the_tabled_text(council: Sitting) -> None:
    number = await council.table("Tabled", "1) *Tabled*  words.")
    proposer = council["proposer"]
    posting = await proposer.reads(council.forum, f"{number} · Tabled (")
    command = "!propose Tabled again\nFrom: A coalition"
    answered = await proposer.commands(council.forum, command, reply_to=posting["event_id"])
    assert fp("1) *Tabled*  words.") in answered


async def test_a_text_that_cannot_be_fetched_in_time_is_answered_and_nothing_recorded(
    council: Sitting, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    chair, listener = council["chair"], council.service.listener
    before = await chair.commands(opened.plenary, "!status")

    async def never(*_: Any) -> bytes:
        await asyncio.Event().wait()
        raise AssertionError

    with monkeypatch.context() as slow:
        slow.setattr(Matrix, "download", never)
        slow.setattr(listener, "attached_texts", replace(listener.attached_texts, seconds=0.1))
        answered = await captioned(chair, opened.plenary, "late.md", b"Too late.", "!draft")
    assert "did not give me in time" in answered
    assert await chair.commands(opened.plenary, "!status") == before
    answered = await captioned(chair, opened.plenary, "late.md", b"Too late.", "!draft")
    assert fp("Too late.") in answered


async def test_a_proposal_is_tabled_from_a_file(council: Sitting) -> None:
    person, text = council["visitor"], "A whole proposal.\n\nIn a file."
    command = "!propose Filed\nFrom: A working group"
    answered = await captioned(person, council.forum, "p.md", text.encode(), command)
    assert "Filed" in answered
    assert fp(text) in answered
    shown = await person.reads(council.forum, "A whole proposal.")
    assert "A working group" in shown["content"]["body"]


async def test_a_reply_to_the_bots_showing_of_a_draft_means_exactly_that_text(
    council: Sitting,
) -> None:
    opened = await open_proposal(council, "Shown", "*First*   words.\n\n- a\n- b")
    chair, room = council["chair"], opened.plenary
    first = await chair.sees(room, lambda event: shows(event) == 1)
    await chair.commands(room, "!draft\nOther words.")
    answered = await chair.commands(room, "!draft", reply_to=first["event_id"])
    assert "Draft 3" in answered
    assert fp("*First*   words.\n\n- a\n- b") in answered


async def test_a_reply_to_a_released_caucus_text_means_exactly_that_text(
    council: Sitting,
) -> None:
    opened = await open_proposal(council, "Released", "First words.")
    chair, cs, room = council["chair"], council["cs-chair"], opened.caucuses["cs"]
    wording = "1) *Our* words.\n\n2) And more."
    await chair.commands(opened.plenary, "!refer")
    await cs.sees(room, lambda event: shows(event) == 1)
    assert fp(wording) in await cs.commands(room, f"!draft\n{wording}")
    assert fp(wording) in await cs.commands(room, "!consensus amended cs.1 See clause 1")
    told = await chair.reads(opened.plenary, "as amended in Draft 1/cs.1")
    await chair.commands(opened.plenary, "!recall Taken over")
    answered = await chair.commands(opened.plenary, "!draft", reply_to=told["event_id"])
    assert fp(wording) in answered


@pytest.mark.parametrize(
    "name, data, why",
    [
        ("draft.pdf", b"Words.", "Send a .md or .txt file"),
        ("draft.md", b"", "empty"),
        ("draft.md", b" \n\t\n", "empty"),
        ("draft.md", b"\xff\xfe\x00W", "plain text in UTF-8"),
        ("draft.md", b"x" * (MIB + 1), "1 MiB"),
    ],
    ids=["kind", "empty", "blank", "binary", "large"],
)
async def test_a_file_that_is_no_text_is_refused(
    council: Sitting, opened: Opened, name: str, data: bytes, why: str
) -> None:
    chair = council["chair"]
    before = await chair.commands(opened.plenary, "!status")
    assert why in await captioned(chair, opened.plenary, name, data, "!draft")
    assert await chair.commands(opened.plenary, "!status") == before


async def test_a_file_that_lies_about_its_size_is_refused(council: Sitting, opened: Opened) -> None:
    chair = council["chair"]
    url = await uploaded(chair, b"x" * (MIB + 1))
    content = {"msgtype": "m.file", "body": "!draft", "filename": "a.md", "info": {"size": 5}}
    sent = await chair.send(opened.plenary, {**content, "url": url})
    answered = await chair.answer(opened.plenary, sent)
    assert "1 MiB" in answered["content"]["body"]


@pytest.mark.parametrize(
    "command, why",
    [
        ("!draft", "The text is missing"),
        ("!draft\n \n\t\n", "The text is missing"),
        ("!draft beside it", "must begin on the line below"),
    ],
)
async def test_a_draft_without_a_text_is_refused(
    council: Sitting, opened: Opened, command: str, why: str
) -> None:
    assert why in await council["chair"].commands(opened.plenary, command)


async def test_a_draft_that_changes_nothing_is_refused(council: Sitting) -> None:
    opened = await open_proposal(council, "Same", "The same words.")
    refused = await council["chair"].commands(opened.plenary, "!draft\n\nThe same words.  \n")
    assert "the same as Draft 1" in refused


async def test_a_threads_fallback_is_no_reply(council: Sitting, opened: Opened) -> None:
    chair = council["chair"]
    said = await council["cs-1"].say(opened.plenary, "Words that nobody offered as a draft.")
    relation: dict[str, Any] = {
        "rel_type": "m.thread",
        "event_id": said,
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": said},
    }
    content = {"msgtype": "m.text", "body": "!draft", "m.relates_to": relation}
    sent = await chair.send(opened.plenary, content)
    answered = await chair.answer(opened.plenary, sent)
    assert "The text is missing" in answered["content"]["body"]


def large(size: int) -> str:
    """Return a text of a bit less than ``size`` bytes, in clauses that all differ."""
    words = "ä path is to be open to whoever keeps to “the rules” of it. " * 4
    clause = f"Clause {{:06d}}: {words} \n\n"
    count = size // len(clause.format(0).encode())
    return "".join(clause.format(number) for number in range(count))


def with_labels(text: str) -> str:
    """Return a text of paragraphs as it goes along in a file: with the labels that are shown."""
    paragraphs = normalise(text).split("\n\n")
    return "\n\n".join(f"¶{n}\u00a0{said}" for n, said in enumerate(paragraphs, 1))


async def test_a_large_draft_arrives_complete_in_every_caucus_and_is_agreed_on(
    council: Sitting,
) -> None:
    opened = await open_proposal(council, "Large", "Short.")
    chair, text = council["chair"], large(MIB - 1024)
    answered = await captioned(chair, opened.plenary, "draft.md", text.encode(), "!draft")
    assert fp(text) in answered
    assert "round 1" in await chair.commands(opened.plenary, "!refer")
    await settled(council)
    rooms = [(chair, opened.plenary)]
    rooms += [(council[f"{key}-chair"], opened.caucuses[key]) for key in CAUCUSES]
    for person, room in rooms:
        whole = await person.sees(
            room, lambda e: str(e.get("content", {}).get("filename", "")).endswith("Draft-2.md")
        )
        assert await attached(person, whole) == with_labels(text).encode()
    await agree(council, opened, draft=2)
    await chair.reads(opened.plenary, "Every caucus agrees")
    answered = await chair.commands(opened.plenary, "!consensus yes")
    assert fp(text) in answered
    visitor = council["visitor"]
    final = await visitor.sees(
        council.forum,
        lambda e: e.get("content", {}).get("filename") == f"{opened.number}-Draft-2.md",
    )
    assert await attached(visitor, final) == with_labels(text).encode()


async def test_a_draft_of_a_few_messages_is_split_between_its_clauses(council: Sitting) -> None:
    text = large(40 * 1024)
    opened = await open_proposal(council, "Split", text)
    await council["chair"].commands(opened.plenary, "!refer")
    cs, room = council["cs-chair"], opened.caucuses["cs"]
    await cs.sees(room, lambda event: shows(event) == 1)
    shown = "\n".join(str(event["content"]["body"]) for event in of_bot(council, cs, room))
    assert "Part 2 of " in shown
    clauses = [line.rstrip() for line in text.split("\n") if line.strip()]
    assert all(clause in shown for clause in clauses)

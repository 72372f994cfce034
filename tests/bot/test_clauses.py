"""One clause of a text: shown, compared, changed; and a text that is only tried out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from bot.alone import Alone
from bot.clerk.item import of_event
from bot.listener import recognise
from bot.listener.attached_text import AttachedTexts
from bot.matrix import Event
from bot.ratelimit import RateLimit
from bot.relay import places
from commands.parsing.command import Asked
from commands.parsing.errors import Usage, UsageError
from deliberation import entries as e
from storage import outbox
from storage.outbox import Row
from tests.bot.desk import BOT, Desk, desk
from tests.bot.known import NOT_ASKED

PLENARY, CAUCUS, OTHER = "P1/plenary", "P1/caucus:cs", "P1/caucus:gov"
CHAIR, CS = "@chair:test", "@cs-chair:test"
TEXT = "Whereas.\n\n1. One is one.\n2. Two is two.\n3. Three is three."
NEXT = "Whereas.\n\n1. One is one.\n2. Two is more.\n3. Four is four, and nothing else at all."


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        opened.say("forum", "@visitor:test", f"!propose T\nFrom: I\n{TEXT}")
        opened.say("forum", "@forum-chair:test", "!consensus yes P1")
        for place in (PLENARY, CAUCUS):
            opened.room(place)
            opened.show(place, 1)
        yield opened


def texts_of(at_desk: Desk) -> list[str]:
    """Return the texts that were issued and given, in order."""
    payloads = [entry.payload for entry in at_desk.entries(1)]
    return [p.text for p in payloads if isinstance(p, e.Drafted | e.CaucusTextGiven)]


def rows_for(at_desk: Desk, place: str, sender: str, text: str, **more: Any) -> list[Row]:
    content = {"msgtype": "m.text", "body": text, **more}
    return at_desk.bring(place, at_desk.event(place, sender, content))


# --- shown --------------------------------------------------------------------------------


def test_one_clause_is_shown_alone_with_its_label(at_desk: Desk) -> None:
    answered = at_desk.say("forum", "@visitor:test", "!text P1 clause 2")
    assert "2. Two is two." in answered
    assert "One is one" not in answered
    assert "¶A\u00a0Whereas." in at_desk.say(PLENARY, CHAIR, "!text 1 ¶a")


def test_who_was_shown_one_clause_was_not_shown_the_draft(at_desk: Desk) -> None:
    (row,) = rows_for(at_desk, PLENARY, CHAIR, "!text ¶2")
    assert (row.shows, row.about) == (0, "P1/1#2")
    (row,) = rows_for(at_desk, PLENARY, CHAIR, "!text")
    assert (row.shows, row.about) == (1, "P1/1")


def test_the_whole_goes_along_as_a_file_with_the_labels(at_desk: Desk) -> None:
    said, file = rows_for(at_desk, PLENARY, CHAIR, "!text file")
    assert "follows as a file" in str(said.content)
    assert at_desk.files[file.file] == f"¶A\u00a0{TEXT}"
    assert file.about == "P1/1"


def test_a_clause_that_there_is_not_is_refused_with_the_nearest(at_desk: Desk) -> None:
    answered = at_desk.say(PLENARY, CHAIR, "!text ¶9")
    assert "there is no clause “9” in Draft 1" in answered
    assert "`¶1`, `¶2` and `¶3`" in answered
    assert "¶9" not in answered


def test_what_changed_in_one_clause(at_desk: Desk) -> None:
    at_desk.say(PLENARY, CHAIR, f"!draft\n{NEXT}")
    answered = at_desk.say(PLENARY, CHAIR, "!diff ¶2")
    assert "What changed in clause 2 from Draft 1" in answered
    assert "Two is ~~two~~ **more**." in answered
    assert "One is one" not in answered
    unchanged = at_desk.say(PLENARY, CHAIR, "!diff ¶1")
    assert unchanged.endswith("- Clause 1 unchanged")


def test_a_clause_that_was_removed_is_found_by_its_old_name(at_desk: Desk) -> None:
    at_desk.say(PLENARY, CHAIR, "!draft\nWhereas.\n\n1. One is one.\n2. Three is three.")
    answered = at_desk.say(PLENARY, CHAIR, "!diff 1 2 ¶2")
    assert "was 3" in answered
    assert "Two is two" not in answered
    at_desk.say(PLENARY, CHAIR, "!draft\nWhereas.\n\n1. One is one.\n3. Three is three.")
    removed = at_desk.say(PLENARY, CHAIR, "!diff 1 3 ¶2")
    assert "Former clause 2, removed: ~~Two is two.~~" in removed
    assert "no clause “7” in Draft 3" in at_desk.say(PLENARY, CHAIR, "!diff 1 3 ¶7")


# --- changed ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", ["!draft ¶2", "!draft ¶ 2", "!Draft Clause 2:", "!draft para 2"]
)
def test_the_chair_changes_one_clause(at_desk: Desk, command: str) -> None:
    answered = at_desk.say(PLENARY, CHAIR, f"{command}\nTwo is more.")
    assert "It is Draft 1 with clause 2 changed, and nothing else." in answered
    assert texts_of(at_desk) == [TEXT.replace("Two is two.", "Two is more.")]


def test_a_caucus_changes_one_clause_after_the_other(at_desk: Desk) -> None:
    at_desk.say(PLENARY, CHAIR, "!refer")
    first = at_desk.say(CAUCUS, CS, "!draft ¶2\nTwo is ours.")
    assert "It is Draft 1 with clause 2 changed" in first
    early = at_desk.say(CAUCUS, CS, "!draft ¶3\n3. Three is ours.")
    assert "that was not what I had shown here last" in early
    at_desk.show_text(CAUCUS, "P1/1/cs.1")
    second = at_desk.say(CAUCUS, CS, "!draft ¶3\n3. Three is ours.")
    assert "It is Draft 1/cs.1 with clause 3 changed" in second
    both = TEXT.replace("Two is two.", "Two is ours.").replace("Three is three.", "Three is ours.")
    assert texts_of(at_desk)[-1] == both


def test_other_rooms_are_not_told_which_clause_was_changed(at_desk: Desk) -> None:
    rows = rows_for(at_desk, PLENARY, CHAIR, "!draft ¶2\nTwo is more.")
    told = {row.place for row in rows if "and nothing else" in str(row.content)}
    assert told == {PLENARY}


@pytest.mark.parametrize(
    "body, said",
    [
        ("!draft ¶9\nWords.", "The nearest are `¶1`, `¶2` and `¶3`"),
        ("!draft ¶2 Two is more.\nand more", "its new words go on the lines below"),
        ("!draft ¶2\nTwo is two.", "clause 2 of Draft 1 already has these words"),
        ("!draft ¶2\nTwo\n\n# Three", "can't replace clause 2 of Draft 1"),
        ("!draft ¶\nTwo.", "Say which clause is meant"),
        ("!draft ¶2 Two is more.", "After the command, write only the clause's name"),
    ],
)
def test_what_is_refused_changes_nothing(at_desk: Desk, body: str, said: str) -> None:
    before = at_desk.entries(1)
    assert said in at_desk.say(PLENARY, CHAIR, body)
    assert at_desk.entries(1) == before


# --- on the draft that was shown ----------------------------------------------------------


def test_a_clause_is_not_changed_in_a_draft_that_another_overtook_and_that_one_is_shown(
    at_desk: Desk,
) -> None:
    at_desk.say(PLENARY, CHAIR, f"!draft\nA new one.\n\n{TEXT}")
    before = at_desk.entries(1)
    answer, *shown = rows_for(at_desk, PLENARY, CHAIR, "!draft ¶2\nTwo is more.")
    assert "your command was about Draft 1" in str(answer.content)
    assert [row.shows for row in shown] == [2]
    assert at_desk.entries(1) == before
    at_desk.show(PLENARY, 2)
    assert "It is Draft 2 with clause 2 changed" in at_desk.say(PLENARY, CHAIR, "!draft ¶2\nMore.")


def test_in_a_caucus_a_clause_is_not_changed_in_a_draft_that_it_was_not_shown(
    at_desk: Desk,
) -> None:
    at_desk.say(PLENARY, CHAIR, "!refer")
    at_desk.say(PLENARY, CHAIR, "!recall x")
    at_desk.say(PLENARY, CHAIR, f"!draft\n{NEXT}")
    answer, *shown = rows_for(at_desk, CAUCUS, CS, "!draft ¶2\nTwo is ours.")
    assert "Draft 2 is current" in str(answer.content)
    assert [row.shows for row in shown] == [2]


def test_the_draft_that_is_current_again_is_shown_so_that_it_can_be_changed(at_desk: Desk) -> None:
    at_desk.say(PLENARY, CHAIR, f"!draft\n{NEXT}")
    at_desk.show(PLENARY, 2)
    rows = rows_for(at_desk, PLENARY, CHAIR, "!undraft a slip")
    assert [(row.place, row.shows) for row in rows if row.shows] == [(PLENARY, 1)]
    at_desk.show(PLENARY, 1)
    answered = at_desk.say(PLENARY, CHAIR, "!draft ¶2\nTwo is most.")
    assert "It is Draft 1 with clause 2 changed" in answered


# --- in the text that is replied to -------------------------------------------------------


class Server:
    """Knows what people said, and nothing of the bot's."""

    user_id = BOT

    def __init__(self, *events: Event) -> None:
        self.events = {event.event_id: event for event in events}

    async def event(self, _room_id: str, event_id: str) -> Event:
        return self.events[event_id]


def replying(at_desk: Desk, place: str, sender: str, text: str, to: str, *said: Event) -> Asked:
    """Return what a command asks that replies to an event, once that was looked at."""
    relation = {"m.relates_to": {"m.in_reply_to": {"event_id": to}}}
    event = at_desk.event(place, sender, {"msgtype": "m.text", "body": text, **relation})
    where = places.parse(place)
    item = recognise.item(event, recognise.said(event), where, BOT, "!", about={})
    assert item is not None
    assert isinstance(item.what, Asked)
    texts = AttachedTexts(
        at_desk.database,
        cast("Any", Server(*said)),
        RateLimit(),
        Alone(at_desk.database.attempts),
        NOT_ASKED,
    )
    assert texts.fetch_for(item) is not None
    asked = at_desk.runner.run(texts.attached(item, event.room_id, item.what))
    at_desk.work(of_event(event, where, asked))
    return asked


def showing(at_desk: Desk, place: str, sender: str, text: str) -> str:
    """Have the bot show something; return the id of the event that it was sent as."""
    row = next(row for row in rows_for(at_desk, place, sender, text) if row.content)

    async def sent() -> None:
        async with at_desk.database.write() as conn:
            await outbox.mark_sent(conn, [(row.key, f"${row.key}")])

    at_desk.runner.run(sent())
    return f"${row.key}"


def test_a_reply_to_a_showing_changes_the_text_that_it_shows(at_desk: Desk) -> None:
    shown = showing(at_desk, PLENARY, CHAIR, "!text 1")
    at_desk.say(PLENARY, CHAIR, f"!draft\n{NEXT}")
    asked = replying(at_desk, PLENARY, CHAIR, "!draft ¶1\nOne is none.", shown)
    assert cast("Any", asked.want).base == "P1/1"
    answered = "".join(str(row.content) for row in at_desk.rows())
    assert "What Draft 2 changed is not in it." in answered
    assert texts_of(at_desk)[-1] == TEXT.replace("One is one.", "One is none.")


def test_a_reply_to_the_showing_of_one_clause_changes_the_text_that_it_is_of(at_desk: Desk) -> None:
    shown = showing(at_desk, PLENARY, CHAIR, "!text 1 ¶3")
    at_desk.say(PLENARY, CHAIR, f"!draft\n{NEXT}")
    replying(at_desk, PLENARY, CHAIR, "!draft ¶1\nOne is none.", shown)
    assert texts_of(at_desk)[-1] == TEXT.replace("One is one.", "One is none.")


def test_a_reply_to_what_somebody_said_changes_the_current_draft(at_desk: Desk) -> None:
    at_desk.say(PLENARY, CHAIR, f"!draft\n{NEXT}")
    at_desk.show(PLENARY, 2)
    content = {"msgtype": "m.text", "body": "One is none, I say."}
    said = at_desk.event(PLENARY, "@gov-1:test", content)
    replying(at_desk, PLENARY, CHAIR, "!draft ¶1\nOne is none.", said.event_id, said)
    assert texts_of(at_desk)[-1] == NEXT.replace("One is one.", "One is none.")


def test_a_reply_without_words_means_those_of_the_message(at_desk: Desk) -> None:
    said = at_desk.event(PLENARY, "@gov-1:test", {"msgtype": "m.text", "body": "One is none."})
    replying(at_desk, PLENARY, CHAIR, "!draft ¶1", said.event_id, said)
    assert texts_of(at_desk)[-1] == TEXT.replace("One is one.", "One is none.")


def test_what_the_bot_shows_is_no_clause_s_words(at_desk: Desk) -> None:
    for asked in ("!text ¶3", "!text"):
        shown = showing(at_desk, PLENARY, CHAIR, asked)
        with pytest.raises(UsageError) as refused:
            replying(at_desk, PLENARY, CHAIR, "!draft ¶1", shown)
        assert refused.value.code is Usage.WORDS_MISSING
        assert refused.value.fields["clause"] == "1"


def test_one_clause_is_not_taken_for_a_draft(at_desk: Desk) -> None:
    shown = showing(at_desk, PLENARY, CHAIR, "!text ¶3")
    with pytest.raises(UsageError) as refused:
        replying(at_desk, PLENARY, CHAIR, "!draft", shown)
    assert refused.value.code is Usage.REPLY_SHOWS_NO_TEXT


# --- a preview ----------------------------------------------------------------------------


def test_a_preview_shows_a_text_and_records_nothing(at_desk: Desk) -> None:
    before = at_desk.entries(1), at_desk.entries(0)
    answered = at_desk.say("forum", "@visitor:test", "!preview\nOne.\n\nTwo.")
    assert "It has 2 clauses. Nothing is recorded." in answered
    assert "What changed" not in answered
    assert (at_desk.entries(1), at_desk.entries(0)) == before


def test_in_a_proposal_s_room_it_shows_what_would_change(at_desk: Desk) -> None:
    for place in (PLENARY, CAUCUS):
        answered = at_desk.say(place, "@cs-1:test", f"!preview\n{NEXT}")
        assert "What changed against Draft 1" in answered
        assert "Two is" in answered


def test_a_preview_is_no_showing_of_a_draft(at_desk: Desk) -> None:
    (row,) = rows_for(at_desk, PLENARY, CHAIR, f"!preview\n{TEXT}")
    assert (row.shows, row.about) == (0, "")


def test_what_is_tried_out_in_private_is_for_nobody_who_comes_in_meanwhile(at_desk: Desk) -> None:
    (row,) = rows_for(at_desk, "direct:!chat", "@visitor:test", "!preview\nMy own words.")
    assert "My own words" in str(row.content)
    assert row.only_with == "@visitor:test"
    assert "My own words" not in str(row.otherwise)
    assert "Somebody else is here now" in str(row.otherwise)

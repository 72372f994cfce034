"""What the words say: who did what to which draft, and what can be done next."""

from dataclasses import replace
from typing import Any

import pytest

import templates
from commands.parsing.errors import Usage
from deliberation import entries as e
from deliberation.errors import Code
from deliberation.terms import RoomKind, Stage
from deliberation.text import fingerprint
from templates.views import CommandView, DraftView
from tests.templates import sample
from tests.templates.sample import COMMANDS, COUNCIL, FIRST, PUBLIC, SECOND, THIRD, proposal, said
from texts.read import Format

TAKEN_BACK = "caucus_text_taken_back_answer"

MARK_1 = fingerprint(FIRST)[:8]
MARK_2 = fingerprint(SECOND)[:8]


def post(words: str, nth: int = 0) -> str:
    """Return the nth message of the play from this template."""
    found = [data for name, data in sample.posted(sample.play()) if name == words]
    return said(words, found[nth])


def test_agreement_is_read_back_with_the_draft_and_its_fingerprint() -> None:
    assert post("position_answer").startswith(
        f"The chair of Government calls rough consensus on Draft 1 (`{MARK_1}`). "
        "Plenary has been told."
    )


def test_a_deputy_acts_under_their_own_name() -> None:
    assert post("position_answer", 1).startswith(
        "@cs-1:example.org, deputy of the chair of Civil society, calls rough consensus"
    )


def test_a_release_warns_that_it_cannot_be_taken_back() -> None:
    assert "can't be taken back" in post("position_answer", 1)
    assert "can't be taken back" in post("caucus_text_answer")


def test_a_position_without_a_release_carries_no_warning() -> None:
    assert "taken back" not in post("position_answer")
    assert post("position_answer").endswith("To revise the position, give the command again.")


def test_disagreement_is_no_rough_consensus() -> None:
    assert "The chair of Government finds no rough consensus on Draft 2" in post("position", 2)
    assert "> It was long.\n> It was worth it." in post("position", 2)


def test_plenary_sees_an_amendment_as_a_diff_against_the_draft() -> None:
    shown = post("position_and_overview")
    assert f"Draft 1 as amended in Draft 1/cs.1 (`{MARK_2}`)" in shown
    assert "What changed against Draft 1:" in shown
    assert "~~all~~ **everyone**." in shown
    assert "Still to report" not in shown
    assert post("position").endswith("Still to report in round 1: Civil society")


def test_a_new_draft_is_shown_with_what_changed_and_in_full() -> None:
    shown = post("draft_shown")
    assert shown.startswith(f"P12 · {sample.TITLE}\nDraft 2 (fingerprint `{MARK_2}`), 3 clauses\n")
    assert "- Clause A: Networks are open to ~~all~~ **everyone**.\n- Clause 1 unchanged" in shown
    assert "¶A\u00a0Networks are open to everyone.\n\n1. Access is *fair*.\n\n2. Rates" in shown


def test_referring_names_the_vacant_seats() -> None:
    assert "Vacant seats:\n\n- Government: 1 of 2\n" in post("referred_answer")
    assert "Civil society" not in post("referred_answer")


def test_each_caucus_is_told_what_its_chair_may_record() -> None:
    told = post("referred")
    for typed in ("!consensus yes", "!consensus amended", "!consensus no REASON", "!draft"):
        assert f"`{typed}`" in told


def test_each_caucus_is_told_the_same_of_a_referral() -> None:
    found = [said(name, data) for name, data in sample.posted(sample.play()) if name == "referred"]
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "count, named", [(1, "the caucus"), (2, "both"), (4, "all four"), (11, "all 11")]
)
def test_referring_counts_the_caucuses_in_words(count: int, named: str) -> None:
    data = next(d for name, d in sample.posted(sample.play()) if name == "referred_answer")
    council = replace(COUNCIL, caucuses=(COUNCIL.caucuses * 6)[:count])
    told = said("referred_answer", {**data, "council": council})
    assert f"to {named}{' caucuses' * (count > 1)}: round 1." in told


def test_returning_names_close_too() -> None:
    assert "`!close REASON`" in post("returned_answer")


def test_the_overview_has_each_caucus_its_position_and_its_note() -> None:
    told = post("position_and_overview")
    assert "- Government: agreed\n" in told
    assert "- Civil society: agreed as amended (Draft 1/cs.1)\n" in told
    assert told.count("> It was long.") == 1
    assert "Round 1 on Draft 1 of P12 is over: every caucus has recorded a position." in told


def test_after_a_recall_those_who_were_not_heard_did_not_report() -> None:
    told = post("overview")
    assert "it was recalled" in told
    assert "- Government: did not report" in told


def test_when_every_caucus_agrees_the_overview_names_the_next_step() -> None:
    texts = (FIRST, SECOND, SECOND)
    besides = e.ObjectionPayload | e.DeadlinePayload | e.CallPayload
    steps = [s for s in sample.play(texts=texts) if not isinstance(s.payload, besides)][:6]
    mark = fingerprint(FIRST)
    agreed = e.PositionRecorded("cs", "agreed", 1, mark, 1, "")
    chair, room = "@cs-chair:example.org", "P12/caucus:cs"
    steps.append(sample.Step(agreed, Stage.CAUCUSES, chair, room))
    posted = sample.posted(steps)
    (overview,) = [said(n, d) for n, d in posted if n == "position_and_overview"]
    assert "`!consensus yes` makes Draft 1 a recommendation" in overview


@pytest.mark.parametrize("words", ["recommended", "recommended_briefly"])
def test_a_recommendation_is_of_the_forums_body_and_non_binding(words: str) -> None:
    told = post(words)
    assert "is a recommendation of the Forum of Examples" in told
    assert COUNCIL.name not in told
    assert "non-binding" in told


ANCHOR = f"To check the record later: `{'ab' * 32}`"


@pytest.mark.parametrize("words", ["recommended", "closed"])
def test_the_forum_and_plenary_are_given_the_hash_and_the_caucuses_are_not(words: str) -> None:
    line = f"compare its last hash: `{'ab' * 32}`"
    found = [(d["place"], said(n, d)) for n, d in sample.posted(sample.play()) if words in n]
    assert [place.name for place, told in found if line in told] == ["P12/plenary", "forum"]
    assert not [place for place, told in found if place.caucus and "ab" * 32 in told]


def test_closing_gives_each_last_position() -> None:
    told = post("closed")
    assert "- Government: not agreed, on Draft 2\n" in told
    assert "- Civil society: did not report" in told


@pytest.mark.parametrize(
    "sees, lapsed, drafts, told",
    [
        (True, False, 2, "not agreed, on Draft 2\n"),
        (True, True, 2, "not agreed, on Draft 2, in an earlier round\n"),
        (True, False, 3, "not agreed, on an older draft: Draft 2\n"),
        (True, True, 3, "not agreed, on an older draft: Draft 2\n"),
        (False, True, 3, "not agreed, on Draft 2\n"),
    ],
)
def test_closing_says_which_last_positions_are_not_on_what_was_closed(
    *, sees: bool, lapsed: bool, drafts: int, told: str
) -> None:
    data = next(d for name, d in sample.posted(sample.play()) if name == "closed")
    seen = data["proposal"]
    text = THIRD, fingerprint(THIRD), Format.MARKDOWN
    issued = tuple(DraftView(n, *text) for n in range(1, drafts + 1))
    last = {"gov": replace(seen.positions["gov"], lapsed=lapsed)} if sees else {}
    seen = replace(seen, drafts=issued if sees else issued[:1], positions=last)
    closed = said("closed", {**data, "proposal": seen})
    assert f"- Government: {told}" in closed
    assert ("the current draft is Draft 3" in closed) == (sees and drafts == 3)


STAGE_CHANGES = (
    "Round 1 on Draft 1 has begun in the caucuses.",
    "Round 1 on Draft 1 is over, with a position of every caucus: P12 is back in plenary.",
    "Round 2 on Draft 2 has begun in the caucuses.",
    "Round 2 on Draft 2 was recalled: P12 is back in plenary.",
    "Returned to the caucuses: round 3 on Draft 2 has begun.",
    "Round 3 on Draft 2 is over, with a position of every caucus: P12 is back in plenary.",
    "Returned to the caucuses: round 4 on Draft 2 has begun.",
    "Round 4 on Draft 2 was recalled: P12 is back in plenary.",
)


def test_the_forum_hears_of_each_change_of_stage_in_words_of_its_own() -> None:
    found = [said(n, d) for n, d in sample.posted(sample.play()) if n == "stage_changed"]
    assert found == [f"P12 · {sample.TITLE}\n{told}\n\n{ANCHOR}" for told in STAGE_CHANGES]


def test_a_forum_that_does_not_see_plenary_hears_the_stage_the_round_and_the_draft_alone() -> None:
    posted = sample.posted(sample.play(), plenary="council")
    found = [said(n, d) for n, d in posted if n == "stage_changed"]
    begun = "Round {} on Draft {} has begun in the caucuses."
    over = "Round {} on Draft {} is over: P12 is back in plenary."
    rounds = ((1, 1), (2, 2), (3, 2), (4, 2))
    expected = [words.format(*numbers) for numbers in rounds for words in (begun, over)]
    assert found == [f"P12 · {sample.TITLE}\n{told}\n\n{ANCHOR}" for told in expected]


def test_tabling_says_that_the_initiator_is_as_stated() -> None:
    assert "(as stated by you)" in post("tabled_answer")
    assert f"fingerprint `{MARK_1}`" in post("tabled_answer")
    told = post("tabled")
    assert "as stated" in told
    assert "`!consensus yes P12`" in told
    assert "`!consensus no P12 REASON`" in told


def test_the_forum_is_told_of_the_plenary_by_its_id_and_a_server() -> None:
    named = {"number": 12, "title": "A title"}
    data = {**named, "room_id": "!r:example.org", "server": "example.org:8448"}
    link = "https://matrix.to/#/%21r%3Aexample.org?via=example.org%3A8448"
    assert f"[P12 Plenary]({link})" in said("plenary_open", data)


def test_who_tabled_it_is_named_where_the_forum_is_told_what_becomes_of_it() -> None:
    assert "An invitation to its plenary follows for @tabler:example.org, who tabled it" in post(
        "forwarded"
    )
    assert "tabled by @tabler:example.org, does not go to the council" in post("declined")
    assert "> It was long." in post("declined")


def test_the_caucus_room_says_what_leaves_it() -> None:
    assert "What is said here stays here." in post("caucus_opened")


def test_seating_says_that_history_will_be_seen() -> None:
    assert "who accepts them sees what was said there before" in post("seated_answer")


def test_an_outgoing_chair_takes_a_free_seat_or_leaves() -> None:
    assert "@cs-chair:example.org takes a free seat" in post("chair_named_answer")
    assert "leaves the caucus" in post("chair_named_answer", 1)
    assert "the council chair" in post("chair_named_answer", 2)


def test_unseating_does_not_tell_the_reason() -> None:
    assert sample.NOTE.split("\n", maxsplit=1)[0] not in post("unseated_answer")


def test_the_missing_caucuses_are_named_each_with_why() -> None:
    fields = {"draft": 3, "missing": sample.MISSING}
    told = said("refusal", sample.refusal(Code.CAUCUSES_MISSING, fields))
    assert "- Government: no position recorded" in told
    assert "- Civil society: its position (agreed) is on Draft 1" in told
    assert "- Private sector: its position (agreed) lapsed" in told
    assert "- Technical: not agreed" in told
    assert "Not yet agreed:" in told


def test_a_caucus_that_agreed_to_its_own_wording_is_not_called_missing() -> None:
    why = {"caucus": "cs", "name": "Civil society", "why": "not_agreed", "on": 1}
    fields = {"draft": 1, "missing": [{**why, "position": "agreed as amended"}]}
    amended = proposal(e.Drafted)
    told = said("refusal", {**sample.refusal(Code.CAUCUSES_MISSING, fields), "proposal": amended})
    assert "Civil society: agreed, but to its own wording (Draft 1/cs.1)" in told


def test_a_refusal_for_want_of_authority_names_who_has_it() -> None:
    fields = {"who": "council_chair", "body": "", "proposal": 12}
    told = said("refusal", sample.refusal(Code.NOT_AUTHORISED, fields))
    assert "only the council chair" in told
    assert "@chair:example.org; deputy: @vice:example.org" in told


def test_what_a_caucus_took_back_says_what_its_wording_is_now() -> None:
    data = next(d for name, d in sample.posted(sample.play()) if name == TAKEN_BACK)
    first, second = data["proposal"].texts
    told = said(TAKEN_BACK, data)
    assert "Draft 1/cs.2 is taken back." in told
    assert f"Draft 1/cs.1 (`{first.fingerprint[:8]}`) is the latest wording" in told
    assert "It was worth it." in told
    left = replace(data["proposal"], texts=(replace(second, number=1),))
    payload = {**data["payload"], "number": 1, "current": 0}
    told = said(TAKEN_BACK, {**data, "proposal": left, "payload": payload})
    assert "Civil society has no wording of its own on Draft 1 now" in told


@pytest.mark.parametrize("number, how", [(0, "released"), (1, "taken back"), (2, "not released")])
def test_a_caucus_s_wording_is_shown_as_what_has_become_of_it(number: int, how: str) -> None:
    now = proposal()
    released, taken_back = now.texts
    version = (released, taken_back, replace(taken_back, taken_back=False))[number]
    told = said("text", {"proposal": now, "version": version, "council": COUNCIL, "doors": PUBLIC})
    assert told.split("\n\n")[0].endswith(
        "the wording of Civil society" + (f", {how}" if number else "")
    )


def test_what_was_released_is_not_taken_back_and_what_to_do_is_said() -> None:
    fields = {"caucus": "cs", "draft": 1, "text": 2}
    told = said("refusal", sample.refusal(Code.CAUCUS_TEXT_WAS_RELEASED, fields))
    assert "Draft 1/cs.2 has been released and can't be taken back" in told
    assert "`!draft` with another wording, and my answer says how to release that" in told


@pytest.mark.parametrize(
    "about, typed",
    [
        ({"act": "Forward", "text": 0}, ("consensus yes P12` alone", "consensus no P12 REASON`")),
        ({"act": "Finalise", "text": 0}, ("consensus yes` alone", "consensus no REASON`")),
        (
            {"act": "RecordPosition", "text": 0},
            ("consensus yes` alone", "consensus amended`", "consensus no REASON`"),
        ),
        (
            {"act": "RecordPosition", "text": 2},
            ("consensus yes` alone", "consensus amended cs.2` alone", "consensus no REASON`"),
        ),
    ],
)
def test_a_yes_that_is_none_is_answered_with_what_to_type_instead(
    about: dict[str, Any], typed: tuple[str, ...]
) -> None:
    fields = {"words": "no", "proposal": 12, "caucus": "cs", **about}
    told = said("refusal", sample.refusal(Code.NOTE_AGAINST, fields))
    assert "a note that begins with “no”" in told
    assert "Nothing was recorded" in told
    assert [words for words in typed if words not in told] == []


def test_the_answer_to_a_caucus_s_wording_names_what_releases_that_one() -> None:
    assert "`!consensus amended cs.1` releases it to plenary" in post("caucus_text_answer")


def test_a_position_on_an_outdated_draft_names_both() -> None:
    told = said("refusal", sample.refusal(Code.DRAFT_NOT_CURRENT, {"shown": 2, "draft": 3}))
    assert "Draft 2" in told
    assert "Draft 3 is current" in told
    assert "Nothing was recorded" in told


def test_an_unknown_command_gets_the_nearest_one_alone() -> None:
    told = said("unknown", {"word": "refr", "nearest": "refer", "form": "", "place": None})
    assert told == "There is no command `!refr`. Did you mean `!refer`?"


@pytest.mark.parametrize(
    "place, written",
    [
        ("forum", "!consensus no P12 REASON"),
        ("P12/plenary", "!consensus no REASON"),
        ("P12/caucus:cs", "!consensus no REASON"),
        ("direct:!a", "!consensus"),
    ],
)
def test_who_means_a_form_of_a_command_is_told_how_it_is_written_there(
    place: str, written: str
) -> None:
    data = {
        "word": "no",
        "nearest": "consensus",
        "form": "consensus no",
        "place": sample.place(place),
    }
    assert said("unknown", data).endswith(f"Did you mean `{written}`?")


def test_usage_shows_how_the_command_is_written() -> None:
    data = {**sample.usage(Usage.KEYWORD), "commands": COMMANDS}
    assert "`!consensus amended [cs.2] [note]`" in said("usage", data)


@pytest.mark.parametrize(
    "place, written",
    [
        ("forum", ("!consensus yes P12 [note]", "!consensus no P12 REASON")),
        ("P12/plenary", ("!consensus yes [note]", "!consensus no REASON")),
        (
            "P12/caucus:cs",
            (
                *("!consensus yes [note]", "!consensus amended [cs.2] [note]"),
                *("!consensus no REASON", "!consensus none REASON"),
                "!consensus yes with finding [note]",
                "!consensus no with cs.O1 REASON",
            ),
        ),
    ],
)
def test_usage_shows_the_forms_that_work_in_the_room(place: str, written: tuple[str, ...]) -> None:
    data = {**sample.usage(Usage.KEYWORD), "commands": COMMANDS, "place": sample.place(place)}
    forms = "\n".join(f"- `{form}`" for form in written)
    assert said("usage", data).endswith(f"How it is written here:\n\n{forms}")


def test_help_says_of_several_forms_which_works_where() -> None:
    data = {"command": COMMANDS["consensus"], "commands": COMMANDS, "council": COUNCIL}
    told = said("help", data)
    assert "- In the forum\n  - `!consensus yes P12 [note]`: forwards" in told
    assert "- In a caucus's room\n  - `!consensus yes [note]`: agreed\n" in told
    assert "- In plenary\n  - `!consensus yes [note]`: makes" in told


def is_told(form: str, told: str) -> bool:
    """Whether help has a form: in a line, or of several lines as a block."""
    lines = [line.strip() for line in told.splitlines()]
    if "\n" not in form:
        return any(line.startswith(f"- `{form}`") for line in lines)
    return f"```\n{form}\n```" in "\n".join(lines)


@pytest.mark.parametrize("command", [c for c in COMMANDS.values() if len(c.usage) > 1])
def test_help_knows_each_form_and_each_room_of_a_command_with_several(command: CommandView) -> None:
    told = said("help", {"command": command, "commands": COMMANDS, "council": COUNCIL})
    assert [form for form in command.usage if not is_told(form, told)] == []
    rooms = {"forum": "the forum", "caucus": "a caucus's room", "direct": "a direct chat"}
    assert all(rooms.get(room, room) in told for room in command.rooms)


def test_history_names_nobody_for_a_round_that_closed_by_itself() -> None:
    data = {"number": 12, "entries": sample.entries(), "earlier": 0, "council": COUNCIL}
    assert "Round 1 on Draft 1 closed\n" in said("history", data)


def test_history_shows_people_as_pills() -> None:
    data = {"number": None, "entries": sample.entries(), "earlier": 0, "council": COUNCIL}
    html = sample.words("history", data).html
    pill = '<a href="https://matrix.to/#/@{0}:example.org">@{0}:example.org</a>'
    assert f"· {pill.format('tabler')}</li>" in html
    assert f"· {pill.format('new')} seated in Civil society ·" in html


def test_status_gives_each_position_on_the_current_draft() -> None:
    seen: dict[str, Any] = {"council": COUNCIL, "doors": PUBLIC, "place": None}
    told = said("status", {"proposal": proposal(), **seen})
    assert "is in plenary" in told
    assert f"Draft 2 (`{MARK_2}`)" in told
    assert "- Government: not agreed" in told
    assert "- Civil society: agreed" in told


def test_status_says_nothing_of_drafts_to_those_who_do_not_see_plenary() -> None:
    seen: dict[str, Any] = {"council": COUNCIL, "doors": PUBLIC, "sees_plenary": False}
    assert "Draft" not in said("status", {"proposal": proposal(), **seen})


def test_a_text_says_which_draft_is_the_recommendation() -> None:
    ended = proposal(e.Recommended)
    data: dict[str, Any] = {"proposal": ended, "council": COUNCIL, "sees_plenary": False}
    first, second = (said("text", {**data, "version": draft}) for draft in ended.drafts[:2])
    assert "; Draft 2 is the recommendation" in first
    assert f"Draft 2 (fingerprint `{MARK_2}`), the recommendation\n" in second


def test_the_roster_shows_chairs_deputies_and_seats() -> None:
    told = said("roster", {"council": COUNCIL, "head": "cd" * 32})
    assert "- Civil society (`cs`), 2 of 2 seats taken" in told
    assert "Chair: @cs-chair:example.org; deputy: @cs-1:example.org" in told
    assert "Observers: @observer:example.org" in told
    assert told.endswith(f"compare its last hash: `{'cd' * 32}`")


def test_a_person_is_a_pill_with_their_user_id() -> None:
    html = sample.words("roster", {"council": COUNCIL, "head": ""}).html
    link = "https://matrix.to/#/@observer:example.org"
    assert f'<a href="{link}">@observer:example.org</a>' in html


def test_dates_are_in_utc() -> None:
    data = {"number": 12, "entries": sample.entries()[:1], "earlier": 0, "council": COUNCIL}
    assert "2026-11-24 14:05 UTC" in said("history", data)


@pytest.mark.parametrize(
    "kind, name",
    [
        ("space", "Council of Examples"),
        ("forum", "Forum · Council of Examples"),
        ("proposal", f"P12 · {sample.TITLE}"),
        ("plenary", f"P12 Plenary · {sample.TITLE}"),
        ("caucus", f"P12 Civil society · {sample.TITLE}"),
        ("secretariat", "Secretariat · Council of Examples"),
        ("direct", "Direct chat · Council of Examples"),
    ],
)
def test_rooms_have_their_names(kind: str, name: str) -> None:
    caucus = COUNCIL.caucus("cs")
    found = templates.room_name(kind, council=COUNCIL, proposal=proposal(), caucus=caucus)
    assert found == name


@pytest.mark.parametrize("kind", ["plenary", "caucus"])
def test_a_topic_shows_the_stage_in_one_line(kind: str) -> None:
    found = templates.topic(kind, council=COUNCIL, proposal=proposal(e.Returned))
    assert found.endswith(f" · With the caucuses, round 4 · {sample.TITLE}")


@pytest.mark.parametrize("words", ["recommended", "recommended_briefly", "closed", "withdrawn"])
def test_an_ending_says_what_can_only_be_read_and_where_to_go_on(words: str) -> None:
    for name, data in sample.posted(sample.play()):
        if name != words:
            continue
        told = said(name, data)
        if data["place"].kind is RoomKind.FORUM:
            assert "only be read" not in told
        elif data["place"].kind is RoomKind.PLENARY and words != "withdrawn":
            assert "only be read" not in told
            assert "This room stays open to speak in until 2026-12-0" in told
            assert "`!statement reservation TEXT`" in told
            assert "`!reopen P12 REASON`" in told
        else:
            until = "this may be corrected until 2026-1" in told
            as_long = "This room stays open to speak in until then, and can only be read" in told
            assert until is as_long is (words != "withdrawn")
            assert ("From now on this room can only be read." in told) is not until
            assert "Talk goes on in the [forum](" in told
            assert "`!reopen P12 REASON`" in told


@pytest.mark.parametrize("kind", ["space", "forum", "proposal"])
def test_every_room_has_a_topic(kind: str) -> None:
    found = templates.topic(kind, council=COUNCIL, proposal=proposal())
    assert found
    assert "\n" not in found

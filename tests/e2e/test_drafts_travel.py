"""What is issued, referred, agreed and released reaches those whom it concerns, and nobody else."""

from collections.abc import Iterable

from deliberation.text import fingerprint
from demo.person import Person, Seen, replies, ticks
from tests.e2e.conftest import (
    Opened,
    Sitting,
    agree,
    bodies,
    of_bot,
    open_proposal,
    settled,
    shows,
)

CAUCUSES = {"gov": "Government", "ps": "Private sector", "cs": "Civil society"}
NAMES = tuple(CAUCUSES.values())
FIRST = "# Aims\n\nRouting is open to everyone.\n\nNobody pays for it."
SECOND = "# Aims\n\nRouting is open to every network.\n\nNobody pays for it."


async def referred(council: Sitting, title: str, text: str = FIRST) -> Opened:
    opened = await open_proposal(council, title, text)
    await council["chair"].commands(opened.plenary, "!refer")
    return opened


async def showing(person: Person, room: str, draft: int) -> Seen:
    return await person.sees(room, lambda event: shows(event) == draft)


async def said(person: Person, room: str, words: str) -> Seen:
    """Return a message of the bot's that is no answer."""
    return await person.sees(
        room, lambda e: words in str(e.get("content", {}).get("body", "")) and not replies(e)
    )


def mentioned(event: Seen) -> set[str]:
    return set(event["content"]["m.mentions"].get("user_ids", []))


def user_ids(council: Sitting, roles: Iterable[str]) -> set[str]:
    return {council[role].user_id for role in roles}


async def test_every_caucus_is_shown_the_draft_that_is_referred(council: Sitting) -> None:
    opened = await referred(council, "Shown everywhere")
    for key in CAUCUSES:
        chair, room = council[f"{key}-chair"], opened.caucuses[key]
        event = await showing(chair, room, 1)
        body, html = event["content"]["body"], event["content"]["formatted_body"]
        assert f"{opened.number} · Shown everywhere" in body
        assert f"Draft 1 (fingerprint {fingerprint(FIRST)[:8]})" in body.replace("`", "")
        assert "¶1\u00a0Routing is open to everyone." in body
        assert "¶2\u00a0Nobody pays for it." in body
        assert "<ol" not in html
        assert "Aims" in html
        assert "<del>" not in html
        assert event["content"]["msgtype"] == "m.text"


async def test_a_new_draft_is_told_to_every_caucus_and_what_changed_is_marked_word_by_word(
    council: Sitting,
) -> None:
    opened = await open_proposal(council, "Marked", FIRST)
    chair, cs = council["chair"], council["cs-chair"]
    await chair.commands(opened.plenary, "!refer")
    await chair.commands(opened.plenary, "!recall It is to be clearer")
    await chair.commands(opened.plenary, f"!draft\n{SECOND}")
    for key in CAUCUSES:
        told = await said(council[f"{key}-chair"], opened.caucuses[key], "has issued Draft 2")
        assert told["content"]["msgtype"] == "m.notice"
    await chair.commands(opened.plenary, "!refer")
    for person, room in ((chair, opened.plenary), (cs, opened.caucuses["cs"])):
        html = (await showing(person, room, 2))["content"]["formatted_body"]
        assert "<del>everyone</del></span> " in html
        assert "<strong>every network</strong></span>." in html
        assert "Clause 2 unchanged" in html
        assert "<details>" in html
        assert "Routing is open to every network." in html


async def test_a_caucus_is_shown_no_changes_against_a_draft_that_was_never_referred(
    council: Sitting,
) -> None:
    opened = await open_proposal(council, "Never referred", FIRST)
    chair, cs = council["chair"], council["cs-chair"]
    await chair.commands(opened.plenary, f"!draft\n{SECOND}")
    await chair.commands(opened.plenary, "!refer")
    assert "<del>" in (await showing(chair, opened.plenary, 2))["content"]["formatted_body"]
    html = (await showing(cs, opened.caucuses["cs"], 2))["content"]["formatted_body"]
    assert "Routing is open to every network." in html
    assert "<del>" not in html


async def test_who_must_act_is_mentioned_and_an_answer_mentions_nobody(council: Sitting) -> None:
    opened = await open_proposal(council, "Mentions", FIRST)
    chair, forum_chair, cs = council["chair"], council["forum-chair"], council["cs-chair"]
    tabled = await said(forum_chair, council.forum, f"{opened.number} · Mentions (")
    assert mentioned(tabled) == user_ids(council, ["forum-chair"])
    turn = await said(chair, opened.plenary, "it is your turn on")
    assert mentioned(turn) == user_ids(council, ["chair"])
    sent = await chair.say(opened.plenary, "!refer")
    answer = await chair.answer(opened.plenary, sent)
    assert answer["content"]["msgtype"] == "m.notice"
    assert not mentioned(answer)
    told = await said(cs, opened.caucuses["cs"], "to the caucuses: round 1")
    assert mentioned(told) == user_ids(council, ["cs-chair"])
    assert told["content"]["msgtype"] == "m.text"
    await agree(council, opened)
    overview = await said(chair, opened.plenary, "Every caucus agrees")
    assert mentioned(overview) == user_ids(council, ["chair"])


async def test_a_recorded_act_is_ticked_and_a_refused_one_is_not(council: Sitting) -> None:
    opened = await open_proposal(council, "Ticks", FIRST)
    chair, cs_1 = council["chair"], council["cs-1"]
    refused = await chair.say(opened.plenary, "!recall Nothing to recall")
    assert "Point of order" in (await chair.answer(opened.plenary, refused))["content"]["body"]
    question = await chair.say(opened.plenary, "!status")
    by_another = await cs_1.say(opened.plenary, "!refer")
    await cs_1.answer(opened.plenary, by_another)
    done = await chair.say(opened.plenary, "!refer")
    tick = await chair.sees(opened.plenary, lambda event: ticks(event) == done)
    assert tick["content"]["m.relates_to"]["key"] == "✅"
    assert tick["sender"] == council.cast.bot.user_id
    await settled(council)
    ticked = {ticks(event) for event in chair.timelines[opened.plenary]}
    assert not ticked & {refused, question, by_another}


async def test_a_caucus_text_stays_in_its_caucus_until_it_is_released(council: Sitting) -> None:
    opened = await referred(council, "Private wording")
    cs, cs_1, chair = council["cs-chair"], council["cs-1"], council["chair"]
    room = opened.caucuses["cs"]
    await showing(cs, room, 1)
    wording = "# Aims\n\nRouting is open to zebras.\n\nNobody pays for it."
    answered = await cs.commands(room, f"!draft\n{wording}")
    assert "Draft 1/cs.1" in answered
    assert "consensus amended cs.1" in answered
    assert "can't be taken back" in answered
    html = (await said(cs_1, room, "Draft 1/cs.1"))["content"]["formatted_body"]
    assert "<del>everyone</del>" in html
    assert "<strong>zebras</strong>" in html
    await settled(council)

    others = [(chair, opened.plenary), (council["visitor"], council.forum)]
    others += [(council[f"{key}-chair"], opened.caucuses[key]) for key in ("gov", "ps")]
    for person, elsewhere in others:
        await person.commands(elsewhere, f"!text {opened.number} cs.1")
        await person.commands(elsewhere, f"!history {opened.number}")
        timeline = bodies(of_bot(council, person, elsewhere))
        assert "zebras" not in timeline
        assert fingerprint(wording)[:8] not in timeline

    answered = await cs.commands(room, "!consensus amended cs.1 Zebras matter")
    assert "can't be taken back" in answered
    told = await said(chair, opened.plenary, "as amended in Draft 1/cs.1")
    html = told["content"]["formatted_body"]
    assert "<del>everyone</del>" in html
    assert "<strong>zebras</strong>" in html
    assert "Zebras matter" in html
    assert "zebras" in await council["gov-chair"].commands(opened.plenary, "!text cs.1")


async def test_what_is_said_in_a_caucus_reaches_no_other_room(council: Sitting) -> None:
    opened = await referred(council, "Secrets")
    ps, room = council["ps-chair"], opened.caucuses["ps"]
    await showing(ps, room, 1)
    await ps.say(room, "We could live with hippopotami.")
    await ps.commands(room, "!draft\nHippopotami route.")
    await ps.commands(room, "!consensus amended ps.1")
    await ps.commands(room, "!draft\nRhinoceroses route.")
    await ps.commands(room, "!consensus no We disagree after all")
    await council["chair"].commands(opened.plenary, "!recall Enough")
    await council["chair"].commands(opened.plenary, "!close No way forward")
    await settled(council)
    await council["chair"].reads(opened.plenary, "it is established that consensus can't")
    for person in council.cast.people.values():
        for elsewhere in person.timelines:
            if elsewhere != room:
                seen = bodies(of_bot(council, person, elsewhere))
                assert "hippopotami." not in seen
                assert "Rhinoceroses" not in seen


async def test_plenary_hears_each_position_and_one_overview_when_the_round_closes(
    council: Sitting,
) -> None:
    opened = await referred(council, "Overview")
    chair = council["chair"]
    for key, command in {
        "gov": "!consensus yes With pleasure",
        "ps": "!consensus no Too costly",
    }.items():
        person, room = council[f"{key}-chair"], opened.caucuses[key]
        await showing(person, room, 1)
        await person.commands(room, command)
    told = await said(chair, opened.plenary, "Private sector finds no rough consensus")
    assert "Too costly" in told["content"]["body"]
    cs, room = council["cs-chair"], opened.caucuses["cs"]
    await showing(cs, room, 1)
    await cs.commands(room, "!draft\nOtherwise.")
    await cs.commands(room, "!consensus amended cs.1 See the text")
    await said(chair, opened.plenary, "Round 1 on Draft 1")
    await settled(council)

    overviews = [e for e in of_bot(council, chair, opened.plenary) if "Round 1 on" in bodies([e])]
    (overview,) = overviews
    body = overview["content"]["body"]
    assert "every caucus has recorded a position" in body
    assert [body.index(name) for name in NAMES] == sorted(body.index(name) for name in NAMES)
    lines = {name: body[body.index(name) :].split("\n- ")[0] for name in NAMES}
    assert "agreed" in lines["Government"]
    assert "With pleasure" in lines["Government"]
    assert "not agreed" in lines["Private sector"]
    assert "Too costly" in lines["Private sector"]
    assert "agreed as amended" in lines["Civil society"]
    assert "cs.1" in lines["Civil society"]
    assert "See the text" in lines["Civil society"]
    refused = await chair.commands(opened.plenary, "!consensus yes")
    assert "Point of order" in refused
    assert "Private sector: not agreed" in refused
    assert "Civil society: agreed, but to its own wording" in refused
    assert "Government" not in refused


async def test_a_recall_gives_the_overview_of_who_reported_and_tells_the_caucuses(
    council: Sitting,
) -> None:
    opened = await referred(council, "Recalled")
    chair, cs = council["chair"], council["cs-chair"]
    await agree(council, opened, ["gov"])
    answered = await chair.commands(opened.plenary, "!recall We meet on Monday")
    assert "We meet on Monday" in answered
    body = (await said(chair, opened.plenary, "it was recalled"))["content"]["body"]
    assert "Government: agreed" in body
    assert body.count("did not report") == 2
    told = await said(cs, opened.caucuses["cs"], "recalls Draft 1")
    assert "We meet on Monday" in told["content"]["body"]


async def test_forum_and_caucuses_hear_the_outcome_and_the_forum_every_stage_and_the_final_text(
    council: Sitting,
) -> None:
    opened = await referred(council, "Told to the forum")
    chair, visitor, forum = council["chair"], council["visitor"], council.forum
    titled = f"{opened.number} · Told to the forum"
    await said(visitor, forum, f"{titled}\nRound 1 on Draft 1 has begun in the caucuses")
    await agree(council, opened)
    await said(visitor, forum, f"{titled}\nRound 1 on Draft 1 is over")
    await chair.commands(opened.plenary, "!consensus yes With thanks")
    for key in CAUCUSES:
        told = await said(council[f"{key}-chair"], opened.caucuses[key], "is a recommendation")
        assert "With thanks" in told["content"]["body"]
    final = await said(visitor, forum, f"{titled} is a recommendation of the Internet")
    html = final["content"]["formatted_body"]
    assert "Routing is open to everyone." in html
    assert fingerprint(FIRST)[:8] in html
    assert "compare its last hash" in html
    assert "MIPC" not in html

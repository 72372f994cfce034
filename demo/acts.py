"""The play: a proposal is tabled, deliberated in two rounds, and becomes a recommendation.

Each act is a function; ``PLAY`` has them in order. The longer words are in ``script``.
"""

import asyncio
from collections.abc import Awaitable, Callable

from demo import script
from demo.eyes import CHAT
from demo.stage import Stage, Unexpected

CAUCUSES = {
    "gov": "Government",
    "ps": "Private sector",
    "cs": "Civil society",
    "tech": "Technical",
}
HOUR = 60 * 60 * 1000
"""In ms."""
Act = Callable[[Stage], Awaitable[None]]


async def forum(stage: Stage) -> None:
    """A proposal is tabled, and forwarded to the council."""
    await stage.act("1 · The forum: a proposal is tabled", script.FORUM)
    propose = f"!propose {script.TITLE}\nFrom: {script.INITIATOR}\n{script.TABLED}"
    await stage.command("proposer", "Forum", propose, "P1")
    await stage.reads("Forum", "consensus yes P1")
    await stage.say("visitor", "Forum", "Does “authority” include the courts?")
    await stage.say("proposer", "Forum", "Yes: whoever can order it by law.")
    await stage.say("forum-chair", "Forum", "I hear support, and nobody against forwarding it.")
    await stage.command(
        "forum-chair", "Forum", "!consensus yes P1 Please look at clause 2 closely."
    )


async def referral(stage: Stage) -> None:
    """The council's rooms open, and Draft 1 goes to the caucuses."""
    await stage.act("2 · The council's rooms open", script.OPENED)
    await stage.reads("Plenary", "Draft 1", "legal basis")
    await asyncio.gather(*(stage.reads(label, "stays here") for label in CAUCUSES.values()))
    await stage.gathered()
    await stage.reads("Plenary", "it is your turn")
    await stage.reads("Plenary", "find all rooms")
    await stage.say("chair", "Plenary", "Welcome. Does anybody need an explanation first?")
    await stage.say("proposer", "Plenary", "I follow along here, and answer questions.")
    await stage.command("chair", "Plenary", "!refer 7d", "round 1")
    await _referred(stage, "Draft 1")


async def first_round(stage: Stage) -> None:
    """Two caucuses amend, one agrees, one does not. One chair takes back a slip."""
    await stage.act("3 · The first round", script.FIRST_ROUND)
    await _government(stage)
    await _private_sector(stage)
    await _half_way(stage)
    await _technical(stage)
    await _civil_society(stage)
    await stage.reads("Plenary", "Round 1", "every caucus")
    await stage.reads("Forum", "Round 1", "is over")


async def _government(stage: Stage) -> None:
    said = "Some orders protect a victim. Published at once, they would do harm."
    await stage.say("gov-1", "Government", said)
    await stage.say("gov-chair", "Government", "So a delay in clause 2, not an exception?")
    await stage.say("gov-2", "Government", "My ministry can live with that.")
    await stage.command("gov-chair", "Government", f"!draft\n{script.GOV_WORDING}", "Draft 1/gov.1")
    await stage.reads("Government", "not released", "investigation")
    release = "!consensus amended gov.1 Some need a delay, none an exception."
    await stage.command("gov-chair", "Government", release)
    await stage.reads("Plenary", "Draft 1/gov.1", "investigation")


async def _private_sector(stage: Stage) -> None:
    said = "Twice a year is work for small networks, but we count these orders anyway."
    await stage.say("ps-1", "Private sector", said)
    wish = "We would rather have the numbers for each country."
    await stage.command("ps-chair", "Private sector", f"!consensus no {wish}")
    await stage.reads("Plenary", "finds no rough consensus", wish)
    await stage.say("ps-2", "Private sector", "Chair, that is a wish. We do agree.")
    slip = "!correct I meant yes, with a wish."
    await stage.command("ps-chair", "Private sector", slip, "takes back")
    await stage.reads("Plenary", "takes back", "with a wish")
    await stage.command("ps-chair", "Private sector", f"!consensus yes {wish}")
    await stage.reads("Plenary", "calls rough consensus", wish)


async def _half_way(stage: Stage) -> None:
    await stage.later(84 * HOUR, script.HALF_WAY)
    await stage.say("proposer", "Plenary", "I am here if a caucus has a question.")
    for label in ("Technical", "Civil society"):
        await stage.reads(label, "has not reported")


async def _technical(stage: Stage) -> None:
    asks = "!silence 24h Can all live with it as it is?"
    call = await stage.calls("tech-chair", "Technical", asks, "Silence procedure on Draft 1")
    await stage.reacts("tech-2", call, "👍")
    said = "!object ¶3 For the web there is a status code for exactly this: 451, in RFC 7725."
    await stage.command("tech-1", "Technical", said, "tech.O1")
    await stage.reads("Technical", "has ended", "broken by tech.O1")
    await stage.command("tech-chair", "Technical", f"!draft\n{script.TECH_WORDING}", "1/tech.1")
    await stage.reads("Technical", "not released", "451")
    answered = "!dispose O1 accommodated It names the code now."
    await stage.command("tech-chair", "Technical", answered, "accommodated")
    await stage.command("tech-chair", "Technical", "!consensus amended RFC 7725 has the code.")
    await stage.reads("Plenary", "Draft 1/tech.1", "451")


async def _civil_society(stage: Stage) -> None:
    said = "!object Nothing here makes an order end. That is blocking for good."
    await stage.command("cs-1", "Civil society", said, "cs.O1")
    await stage.say("cs-2", "Civil society", "With a time limit I could support it.")
    reason = "!consensus no with cs.O1 It needs a time limit."
    await stage.command("cs-chair", "Civil society", reason)
    await stage.reads("Plenary", "O1", "blocking for good")


async def too_early(stage: Stage) -> None:
    """The council chair finalises too early, and is refused."""
    await stage.act("4 · Too early", script.CLOSED_ROUND)
    missing = ("Government", "Civil society", "Technical and academic community")
    await stage.refused("chair", "Plenary", "!consensus yes", *missing)


async def second_draft(stage: Stage) -> None:
    """Plenary finds a text and calls for binding rules; it goes to the caucuses as Draft 3."""
    await stage.act("5 · A second draft", script.SECOND_DRAFT)
    await stage.say("cs-chair", "Plenary", "Twelve months, renewable in public: could all accept?")
    await stage.say("gov-chair", "Plenary", "If it can be renewed, yes.")
    await stage.say("chair", "Plenary", "Then I put that in, with what was released.")
    await stage.command("chair", "Plenary", f"!draft\n{script.SECOND}", "Draft 2")
    await _issued(stage, "Draft 2")
    law = "The clause on binding rules is gone. Without a law nobody can claim that in court."
    await stage.say("proposer", "Plenary", law)
    rules = "!binding national ¶2 ¶3 ¶4 This replaces the clause on them."
    await stage.command("chair", "Plenary", rules, "at the national level")
    await _issued(stage, "Draft 3")
    await stage.command("chair", "Plenary", "!refer Clause 4 is new.", "round 2")
    await _referred(stage, "Draft 3")


async def second_round(stage: Stage) -> None:
    """Every caucus agrees to the third draft, each in its own way."""
    await stage.act("6 · The second round", script.SECOND_ROUND)
    await stage.command("cs-2", "Plenary", "!object ¶4 Twelve months is long.", "O2")
    await stage.say("cs-1", "Civil society", "But it ends, and a renewal is seen.")
    answered = "!dispose cs.O1 accommodated An order now ends."
    await stage.command("cs-chair", "Civil society", answered, "accommodated")
    await stage.command("cs-chair", "Civil society", "!consensus yes")
    await stage.reads("Plenary", "Civil society", "consensus on Draft 3")
    answer = await stage.asked("visitor", "Forum", "!status P1")
    if "Civil society" not in answer:
        raise Unexpected(f"'!status P1' was answered with: {answer}")
    await _poll(stage)
    await _ballot(stage)
    await stage.command("tech-chair", "Technical", "!consensus yes")
    await stage.reads("Plenary", "Round 2", "Every caucus agrees")
    await stage.reads("Forum", "Round 2", "is over")


async def _poll(stage: Stage) -> None:
    room = "Private sector"
    await stage.command("ps-chair", room, "!method poll", "decides by poll")
    poll = await stage.calls("ps-chair", room, "!ask 48h Can our members live with it?", "Poll on")
    for role, number in (("ps-1", "1"), ("ps-2", "1"), ("ps-3", "3")):
        await stage.chooses(role, poll, number)
    await stage.calls("ps-chair", room, "!end", "the majority is reached")
    await stage.command("ps-chair", room, "!consensus yes with finding")
    await stage.reads("Plenary", room, "yes 2, no 0, abstained 1")


async def _ballot(stage: Stage) -> None:
    room = "Government"
    await stage.command("gov-chair", room, "!method secret ballot", "decides by secret ballot")
    await stage.calls("gov-chair", room, "!ask 48h", "Secret ballot on")
    await stage.reads(CHAT, "Reply here with a number")
    await stage.asked("gov-2", CHAT, "1")
    await stage.casts("gov-1", "1")
    await stage.casts("gov-3", "2")
    await stage.reads(room, "the majority is reached")
    await stage.command("gov-chair", room, "!consensus yes")
    await stage.reads("Plenary", room, "by secret ballot")


async def recommendation(stage: Stage) -> None:
    """The council chair calls overall rough consensus."""
    await stage.act("7 · The recommendation", script.LAST)
    await stage.gathered()
    await stage.refused("chair", "Plenary", "!consensus yes", "O2")
    await stage.say("chair", "Plenary", "I hear nobody else for less than twelve months.")
    outweighed = "!dispose O2 outweighed A court case takes longer, and a renewal is seen."
    await stage.command("chair", "Plenary", outweighed, "outweighed")
    stated = "!statement minority Twelve months is still long. I don't stand in the way."
    await stage.command("cs-2", "Plenary", stated, "minority statement")
    last = "!consensus yes Thank you all."
    final = "is a recommendation of the Internet Governance Forum"
    await stage.command("chair", "Plenary", last, final)
    for label in ("Plenary", "Forum"):
        await stage.reads(label, final, "twelve months", "still long", "at the national level")
    for label in CAUCUSES.values():
        await stage.reads(label, final)


async def _issued(stage: Stage, draft: str) -> None:
    await stage.reads("Plenary", f"{draft} (fingerprint", "twelve months")
    for label in CAUCUSES.values():
        await stage.reads(label, f"issued {draft}")


async def _referred(stage: Stage, draft: str) -> None:
    await stage.reads("Forum", f"on {draft} has begun in the caucuses")
    for label in CAUCUSES.values():
        await stage.reads(label, "refers", draft)
        await stage.reads(label, draft, "legal basis")


PLAY: tuple[Act, ...] = (
    forum,
    referral,
    first_round,
    too_early,
    second_draft,
    second_round,
    recommendation,
)

"""The words of the play: who says what on which text. The order of things is in ``acts``.

Everything here is made up for the play: the body, the people, and the text.
"""

TITLE = "Transparency of orders to block content"
INITIATOR = "Working group on blocking orders"

TABLED = """\
# Orders to block content

- This is about orders by which an authority makes a network operator block content.
- The authority publishes each order, with its legal basis and its duration.
- Whoever asks for blocked content is told that it is blocked, by whose order, and how to object.
- Operators publish twice a year how many orders they received and carried out.
- States should make binding rules that give effect to clauses 2 and 3.
"""
"""Draft 1: the text as tabled."""

GOV_WORDING = TABLED.replace(
    "its legal basis and its duration.",
    "its legal basis and its duration; where that would harm a victim or an investigation, "
    "within six months.",
)
TECH_WORDING = TABLED.replace(
    "and how to object.", "and how to object; on the web, with status code 451."
)

SECOND = """\
# Orders to block content

- This is about orders by which an authority makes a network operator block content.
- The authority publishes each order, with its legal basis and its duration; where that would \
harm a victim or an investigation, within six months.
- Whoever asks for blocked content is told that it is blocked, by whose order, and how to object; \
on the web, with status code 451.
- An order ends after twelve months at most, unless it is renewed in public.
- Operators publish twice a year how many orders they received and carried out in each country.
"""
"""Draft 2: takes up what the caucuses released in the first round."""

OPENING = (
    "A council of four stakeholder groups is about to work on a proposal, in chat rooms. A bot, "
    "Rapporteur, carries the text between the rooms and keeps the record. It decides nothing: "
    "the chairs do, by their commands (they begin with !). It ticks with ✅ what is on record."
)
HURRY = "It takes about a minute and a half. Enter goes on without pauses, Ctrl-C ends it."
FORUM = (
    "Anybody may table a proposal in the forum, on behalf of a body. The forum chair then "
    "assesses whether there is rough consensus to forward it to the council. That is a "
    "judgement, never a count of votes."
)
OPENED = (
    "The council now has a plenary on P1, which everyone may follow, and one private room for "
    "each caucus: there only that group's own representatives read and write. The council "
    "chair sends Draft 1 to all four, word for word the same. That begins a round: they have "
    "seven days to report, and whoever has not is reminded."
)
FIRST_ROUND = (
    "Each caucus deliberates in its own room and in its own way: one by a silence procedure, "
    "which the first objection ends. What is said there stays there. Only what its chair records "
    "goes to plenary: a position, a note or a reason, and the caucus's own wording and "
    "objections, if the chair releases them."
)
HALF_WAY = (
    "Three and a half days pass: the demo puts the bot's clock forward. Half of the time is over, "
    "and two caucuses have not reported. The bot reminds their chairs, and decides nothing."
)
CLOSED_ROUND = (
    "The round closed by itself with the last caucus's position. One caucus agrees, two "
    "agree to a wording of their own, one does not agree. What if the council chair calls "
    "consensus all the same?"
)
SECOND_DRAFT = (
    "The bot refuses, and says what is missing: every caucus must agree to exactly this "
    "draft. So plenary looks for a text that all can agree to, and the chair issues it "
    "as Draft 2. A recommendation binds nobody. But it can call on others to make rules that "
    "bind. The chair adds such a call. With it, the same clauses are Draft 3."
)
SECOND_ROUND = (
    "A position is about one text and is never carried over to another, so all four caucuses "
    "look again. One representative objects, in plenary. Somebody who follows from outside asks "
    "the bot how far it has come. Then one caucus takes a poll. Another takes a secret ballot: "
    "the bot asks each representative in a direct chat, and only the count is kept. One of these "
    "chats is shown here. The result is for the chair, who still decides."
)
LAST = (
    "Now every caucus agrees on Draft 3. The council chair assesses whether there is overall "
    "rough consensus: whether all objections were addressed, though not all accommodated. One "
    "has no answer yet. Who goes along and doesn't agree may attach a statement to the text."
)
RECORD = (
    "Everything that was tabled, issued and decided stands in a record in which each entry "
    "is chained to the one before it by a hash. Anybody can check an export of it, offline."
)

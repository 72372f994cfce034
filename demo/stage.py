"""What the acts have to work with: people who speak, and a screen on which it is seen.

Nothing counts as having happened before it was seen in its room by somebody's client,
and shown on the screen.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from demo import script
from demo.cast import CAUCUSES as CAUCUS_NAMES
from demo.cast import Cast
from demo.eyes import CHAT, LABELS, Eyes, Sight
from demo.homeserver import Homeserver
from demo.person import POLL_RESPONSE, ticks
from demo.process import Bot
from demo.screen import Pace, Screen

COUNCIL = "Multistakeholder Internet Policy Council"
OTHERS = {"visitor": [], "secretary": ["Secretariat"], "proposer": ["P1 Plenary"]}
"""The rooms to which those are invited who hold no office of the council."""
REFUSED = "Point of order"
READING = 170.0
"""Characters a second: how long a pause lasts after words of this length."""
PATIENCE = 120.0
"""Seconds in which nothing at all is seen until the play is given up. The bot's end is noticed
at once; a machine that has much else to do is only slow."""
CAUCUSES = set(LABELS.values()) - {"Forum", "Plenary", CHAT}
LONG = {short: name for name, short in LABELS.items()}
"""What a room's name says first, by its label."""


class Unexpected(Exception):  # noqa: N818 - what happened
    """Something else happened than what the play is about."""


@dataclass
class Stage:
    """The rooms, seen through the ``eyes`` and shown on the ``screen``.

    ``talk`` is what was said in the caucuses beside the commands: their room's label,
    and the words.
    """

    homeserver: Homeserver
    cast: Cast
    bot: Bot
    eyes: Eyes
    screen: Screen
    pace: Pace
    shown: list[Sight] = field(default_factory=list)
    talk: list[tuple[str, str]] = field(default_factory=list)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _answer_due: str = ""
    _held: list[Sight] = field(default_factory=list)
    _told: dict[str, str] = field(default_factory=dict)
    _ticked: set[str] = field(default_factory=set)

    async def act(self, title: str, words: str) -> None:
        """Begin an act, and let people read what it is about."""
        self.screen.act(title, words)
        await self.pace.rest(len(words) / READING)

    async def later(self, ms: int, words: str) -> None:
        """Let time pass for the bot: its clock is put forward. ``words`` say how much."""
        self.bot.put_forward(ms)
        self.screen.say()
        self.screen.narrate(words)
        await self.pace.rest(len(words) / READING)

    # --- doing ----------------------------------------------------------------------

    async def say(self, role: str, label: str, words: str) -> str:
        """Have somebody say something in a room, and wait until it is seen. Returns its id."""
        person = self.cast[role]
        room = await person.room(self.name_of(label), seconds=PATIENCE)
        sent = await person.say(room, words)
        await self.sees(label, lambda sight: sight.id == sent, words)
        if label in CAUCUSES and not words.startswith("!"):
            self.talk.append((label, words))
        return sent

    async def command(self, role: str, label: str, words: str, answer: str = "") -> str:
        """Have somebody give a command; return the answer, once it and its tick are seen.

        Raises Unexpected if it is refused, or answered without the words given.
        """
        sent, body = await self._answered(role, label, words)
        if REFUSED in body or answer not in body:
            raise Unexpected(f"{words.splitlines()[0]!r} was answered with: {body}")
        await self.sees(label, lambda sight: sight.ticks == sent, f"the tick on {words}")
        return body

    async def calls(self, role: str, label: str, words: str, message: str) -> Sight:
        """Have a chair open a call or end it; return what the room is shown, once it is ticked."""
        sent = await self.say(role, label, words)
        call = await self.reads(label, message)
        await self.sees(label, lambda sight: sight.ticks == sent, f"the tick on {words}")
        return call

    async def reacts(self, role: str, sight: Sight, sign: str) -> None:
        """Have somebody react to a message, and wait until it is seen."""
        about = {"rel_type": "m.annotation", "event_id": sight.id, "key": sign}
        sent = await self.cast[role].send(sight.room, {"m.relates_to": about}, "m.reaction")
        await self.sees(sight.label, lambda seen: seen.id == sent, sign)

    async def chooses(self, role: str, poll: Sight, number: str) -> None:
        """Have somebody answer a poll, as clients that show its form do."""
        about = {"rel_type": "m.reference", "event_id": poll.id}
        content = {"m.relates_to": about, POLL_RESPONSE: {"answers": [number]}}
        sent = await self.cast[role].send(poll.room, content, POLL_RESPONSE)
        await self.sees(poll.label, lambda seen: seen.id == sent, f"{role}'s answer")

    async def casts(self, role: str, number: str) -> None:
        """Have somebody answer a ballot in their own direct chat, into which nobody looks."""
        person = self.cast[role]
        await person.commands(await person.room(CHAT, seconds=PATIENCE), number)

    async def refused(self, role: str, label: str, words: str, *named: str) -> str:
        """Have somebody give a command that is refused, naming these things; return the answer."""
        _, body = await self._answered(role, label, words)
        if missing := [name for name in (REFUSED, *named) if name not in body]:
            raise Unexpected(f"{words!r} was answered without {missing}: {body}")
        return body

    async def asked(self, role: str, label: str, words: str) -> str:
        """Have somebody ask the bot something; return the answer."""
        return (await self._answered(role, label, words))[1]

    async def _answered(self, role: str, label: str, words: str) -> tuple[str, str]:
        self._answer_due = label
        sent = await self.say(role, label, words)
        seen = await self.sees(label, lambda sight: sight.answers == sent, f"an answer to {words}")
        return sent, seen.body

    def name_of(self, label: str) -> str:
        """Return what the name of the room under a label says first."""
        if label in ("Forum", CHAT):
            return label
        return f"P1 {next(name for name, short in LABELS.items() if short == label)}"

    async def gathered(self) -> None:
        """Wait until everybody is in all rooms that are theirs. Raises NotSeen.

        Who isn't invited when a proposal ends is tried but once more, whatever comes of it.
        """
        people = self.cast.people.items()
        await asyncio.gather(
            *(
                person.room(name, seconds=PATIENCE)
                for role, person in people
                for name in rooms(role)
            )
        )

    # --- seeing ---------------------------------------------------------------------

    async def sees(self, label: str, fits: Callable[[Sight], bool], what: str) -> Sight:
        """Wait until something is shown in a room, and return it. Raises Unexpected."""

        def look() -> Sight | None:
            return next((s for s in self.shown if s.label == label and fits(s)), None)

        return await self._until(look, f"{what.splitlines()[0]} was not seen in {label}")

    async def reads(self, label: str, *words: str) -> Sight:
        """Wait until the bot has shown these words in a room."""
        return await self.sees(
            label,
            lambda sight: (
                sight.sender == self.cast.bot.user_id and all(word in sight.body for word in words)
            ),
            f"{words}",
        )

    async def _until(self, look: Callable[[], Sight | None], otherwise: str) -> Sight:
        quiet = len(self.shown)
        async with self._changed:
            while (sight := look()) is None:
                try:
                    async with asyncio.timeout(PATIENCE):
                        await self._changed.wait()
                except TimeoutError:
                    if len(self.shown) == quiet:
                        raise Unexpected(f"{otherwise} in {PATIENCE:.0f} s") from None
                quiet = len(self.shown)
        return sight

    # --- showing --------------------------------------------------------------------

    async def show(self) -> None:
        """Show what the eyes see, without end."""
        while True:
            for sight in self._due(await self.eyes.next()):
                await self.pace.rest(self._show(sight))
                async with self._changed:
                    self.shown.append(sight)
                    self._changed.notify_all()

    def _due(self, sight: Sight) -> list[Sight]:
        """Return what is to be shown now: an answer first, then what came of the command.

        They are sent at the same time to several rooms, and arrive in any order.
        """
        by_bot = sight.sender == self.cast.bot.user_id and bool(sight.body)
        if by_bot and self._answer_due not in ("", sight.label):
            self._held.append(sight)
            return []
        if sight.answers and sight.label == self._answer_due:
            self._answer_due = ""
        if self._answer_due:
            return [sight]
        held, self._held = self._held, []
        return [sight, *held]

    def _show(self, sight: Sight) -> float:
        """Print a sight; return for how many seconds to rest."""
        bot = self.cast.bot.user_id
        if sight.event is None:
            self.screen.opens(sight.label, self._what(sight))
        elif sight.reaction and sight.sender != bot:
            who = self.screen.names.get(sight.sender, sight.sender)
            self.screen.person(sight.label, who, sight.reaction)
        elif sight.chooses:
            who = self.screen.names.get(sight.sender, sight.sender)
            self.screen.person(sight.label, who, "☑ (answers the poll)")
        elif sight.ticks and self._is_told(sight):
            return 0.0
        elif sight.ticks:
            self.screen.tick(sight.label)
        elif sight.sender == bot and sight.body:
            return self._show_bot(sight)
        elif sight.body:
            who = self.screen.names.get(sight.sender, sight.sender)
            self.screen.person(sight.label, who, sight.body)
            return 0.25 + len(sight.body[:100]) / READING
        else:
            return 0.0
        return 0.1

    def _what(self, sight: Sight) -> str:
        """Return what a room is called that has opened."""
        lookout = self.eyes.lookouts[sight.label]
        if sight.label == CHAT:
            return f"a direct chat of {self.screen.names[lookout.user_id]} with the bot"
        return f"the room “{lookout.name_of(sight.room)}”"

    def _show_bot(self, sight: Sight) -> float:
        """Print what the bot wrote, or that it wrote the same in another room before."""
        own = LONG[sight.label] if sight.label in CAUCUSES else ""
        same = sight.html.replace(own, "") if own else sight.html
        other = self._told.setdefault(same, sight.label)
        if other != sight.label and not sight.answers:
            self.screen.same(sight.label, other)
            return 0.1
        ticked = bool(sight.answers) and self._is_ticked(sight)
        self.screen.bot(sight.label, sight.html or sight.body, ticked=ticked)
        if ticked:
            self._ticked.add(sight.answers)
        return 0.25 + min(1.2, len(sight.body) / 4 / READING)

    def _is_told(self, tick: Sight) -> bool:
        """Whether a tick stands beside the answer already, or will, as that one comes later."""
        answered = any(sight.answers == tick.ticks for sight in self.shown)
        return not answered or tick.ticks in self._ticked

    def _is_ticked(self, sight: Sight) -> bool:
        """Whether the tick on the command that it answers has reached the room too."""
        events = self.eyes.lookouts[sight.label].timelines[sight.room]
        return any(ticks(event) == sight.answers for event in events)


def rooms(role: str) -> list[str]:
    """Return the rooms of P1 and of the council that somebody is invited to, as names begin."""
    if role in OTHERS:
        return OTHERS[role]
    caucus = CAUCUS_NAMES.get(role.partition("-")[0])
    own = f"P1 {caucus}" if caucus else f"P1 · {script.TITLE}"
    return [COUNCIL, "P1 Plenary", own]

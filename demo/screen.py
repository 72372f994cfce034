"""The play on a terminal: a column with the room, in its colour, and beside it what is said.

Knows rich and ``ink``. Whatever it prints, it was given; it makes up nothing.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from contextlib import suppress

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from bot.relay.looks import colours
from demo import ink

COLOURS = {
    "Forum": colours.FORUM,
    "Plenary": colours.PLENARY,
    "Government": colours.of_caucus(0),
    "Private sector": colours.of_caucus(1),
    "Civil society": colours.of_caucus(2),
    "Technical": colours.of_caucus(3),
    "Direct chat": colours.BOT,
}
"""One a room, as in its picture. Middling shades, to be read on a dark and on a light ground."""
LABEL = max(map(len, COLOURS))
MEASURE = 84
"""Characters of the longest line: longer ones are hard to read."""
TYPED = 2
"""Lines that are shown of what a person typed; the bot shows the whole text anyway."""


class Pace:
    """Pauses, so that a person can follow; none for a machine, or once Enter was pressed."""

    def __init__(self, *, wanted: bool) -> None:
        self._hurry = asyncio.Event()
        if not wanted:
            self._hurry.set()
        elif sys.stdin.isatty():
            with suppress(OSError, NotImplementedError):
                asyncio.get_running_loop().add_reader(sys.stdin, self._pressed)

    @property
    def unhurried(self) -> bool:
        """Whether there are pauses."""
        return not self._hurry.is_set()

    async def rest(self, seconds: float) -> None:
        """Pause, unless there are to be no pauses."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._hurry.wait()

    def hurry(self) -> None:
        """Make no more pauses."""
        self._hurry.set()

    def _pressed(self) -> None:
        asyncio.get_running_loop().remove_reader(sys.stdin)
        os.read(sys.stdin.fileno(), 1024)
        self.hurry()


class Screen:
    """Prints the play. ``names`` says what people are called by their user id."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.names: Mapping[str, str] = {}

    @property
    def plain(self) -> bool:
        """Whether signs must stand for styles."""
        return self.console.color_system is None or self.console.no_color

    @property
    def width(self) -> int:
        """Characters of a line of the narrator."""
        return min(self.console.width, LABEL + MEASURE) - 1

    def act(self, title: str, words: str) -> None:
        """Begin an act: its title, and what happens in it and why."""
        self.console.print()
        rule = Rule(Text(title, "bold"), align="left", characters="─", style="default")
        self.console.print(rule, width=self.width)
        self.narrate(words)

    def narrate(self, words: str) -> None:
        """Say something that stands in no room."""
        for line in Text(words, "italic").wrap(self.console, self.width):
            line.rstrip()
            self._print(line)
        self.console.print()

    def say(self, words: str = "", style: str = "") -> None:
        """Print a line as it stands, wrapped at the terminal's edge if need be."""
        self.console.print(Text(words, style), soft_wrap=False)

    def quote(self, words: str, style: str = "") -> None:
        """Print what a command said, indented."""
        block = ink.Block(Text(words, style), "  ", "  ")
        for line in ink.lines([block], self.console, self.width):
            self._print(line)

    def person(self, room: str, who: str, body: str) -> None:
        """Show what a person wrote."""
        typed = body.strip().split("\n")
        style = "bold" if typed[0].startswith("!") else ""
        shown = [ink.Block(Text(line, style)) for line in typed[:TYPED] if line.strip()]
        if (more := len([line for line in typed[TYPED:] if line.strip()])) > 0:
            shown.append(ink.Block(Text(f"… and {more} more lines of the text", "dim")))
        self._entry(room, Text(who, COLOURS[room]), *ink.lines(shown, self.console, self._measure))

    def bot(self, room: str, html: str, *, ticked: bool) -> None:
        """Show what the bot wrote."""
        who = Text("Rapporteur", "dim").append(" ✅" if ticked else "")
        blocks = ink.blocks(html, self.names, plain=self.plain)
        shown = ink.lines(blocks, self.console, self._measure - 2)
        self._entry(room, who, *(Text.assemble("  ", line) for line in shown))

    def same(self, room: str, other: str) -> None:
        """Show that the bot wrote in a room what it wrote in another."""
        self._entry(room, Text(f"Rapporteur: the same, word for word, as to {other}", "dim"))

    def tick(self, room: str) -> None:
        """Show that the bot ticked the last command."""
        self._entry(room, Text("✅"))

    def opens(self, room: str, what: str) -> None:
        """Show that a room has opened."""
        words = Text(f"{what} opens", "dim")
        self._entry(room, *ink.lines([ink.Block(words)], self.console, self._measure))

    @property
    def _measure(self) -> int:
        return min(self.console.width - LABEL - 4, MEASURE)

    def _entry(self, room: str, *lines: Text) -> None:
        colour = COLOURS[room]
        for number, line in enumerate(lines):
            label = ("" if number else room).ljust(LABEL)
            self._print(Text.assemble((label, f"bold {colour}"), (" ┃ ", colour), line))

    def _print(self, line: Text) -> None:
        self.console.print(line, no_wrap=True, overflow="ignore", crop=False)

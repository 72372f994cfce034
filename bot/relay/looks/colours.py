"""One colour a room: in rooms' pictures, and in the demo's terminal. Pure; imports nothing of ours.

Each is one of the 256 of terminals. White can be told from it (3:1 at least, as WCAG 2.2 §1.4.11
asks of graphics), and it can be read on black (4.5:1) and on white: a test computes that.
"""

COUNCIL = "#5f87af"
"""Of the council's space, and of the spaces of proposals."""
FORUM = "#d75f00"
PLENARY = "#0087ff"
SECRETARIAT = "#767676"
BOT = "#0087af"
CAUCUSES = (
    "#af5fd7",
    "#008787",
    "#5f8700",
    "#d75f87",
    "#af8700",
    "#5f5fff",
    "#af5f5f",
    "#00875f",
)
"""In the order in which the council has its caucuses, and again from the first."""


def of_caucus(number: int) -> str:
    """Return the colour of the caucus that comes as this one in the council, from 0."""
    return CAUCUSES[number % len(CAUCUSES)]

"""Every command, typed in each form that it declares: a new one is typed without being listed."""

import re
from collections.abc import Mapping

from bot.relay.compose import FIELD
from commands.parsing.command import Command
from commands.registry import COMMANDS
from storage import outbox
from storage.outbox import Row
from tests.bot.desk import Desk

MEANT = {
    "P12": "P1",
    "COMMAND": "draft",
    "command": "draft",
    "M": "1",
    "N": "{key}.1",
    "KEY": "{key}",
    "7d": "7d",
    "FINGERPRINT": "wq0Yb2rN0Zs9",
    "DISPOSITION": "outweighed",
    "cs.2": "{key}.1",
    "O1": "O1",
    "¶3": "¶1",
    "¶5": "¶1",
    "LEVEL": "national",
    "NAME": "poll",
    "@user": "@{key}-1:test",
    "…": "The wording {words},\nand more.",
}
"""What stands for the placeholders that are no words of the person's own. All others are."""
_PLACE = re.compile(r"\[([^\]]*)\]|(P12|…|¶[35]|@user|\b[A-Z]+\b)")


FORMS: Mapping[str, Command] = {
    form: command for command in COMMANDS.values() for form in command.usage
}
"""Each form in which a command may be typed, as it is declared, and the command."""
COURSE = (
    *(
        "!draft\n…",
        "!consensus yes [note]",
        "!consensus amended [cs.2] [note]",
        "!consensus no REASON",
    ),
    *(
        "!refer [7d] [note]",
        "!recall REASON",
        "!return [7d] REASON",
        "!undraft REASON",
        "!binding LEVEL [¶5] [note]",
        "!close REASON",
    ),
    *("!object [¶3] TEXT", "!consensus no with cs.O1 REASON", "!dispose O9 as O3"),
    *("!dispose O3 O5-O9 DISPOSITION REASON", "!lift O3 [note]"),
    *("!reopen P12 REASON", "!unseat [KEY] @user [reason]", "!seat [KEY] @user"),
)
"""Forms that move a proposal on, and are to be drawn more often than others."""


def typed(form: str, key: str, words: str, optional: int = 1) -> str:
    """Return a form as it is typed about P1 and a caucus.

    ``words`` stand wherever a person writes words of their own. What is ``optional`` is left
    out for 0.
    """

    def put(found: re.Match[str]) -> str:
        if found[1] is not None:
            return put_in(found[1]) if optional else ""
        return put_in(found[2])

    def put_in(name: str) -> str:
        return MEANT.get(name, "{words}").format(key=key, words=words)

    form = re.sub(r"\bcs\.O", f"{key}.O", re.sub(r"O[359]\b", "O1", form))
    return re.sub(r" +$", "", _PLACE.sub(put, form), flags=re.MULTILINE)


def say(at: Desk, place: str, sender: str, text: str, *, alone: bool = True) -> list[Row]:
    """Have somebody say something; what the bot shows of drafts comes back from the rooms."""
    content = {"msgtype": "m.text", "body": text}
    rows = at.bring(place, at.event(place, sender, content), alone=alone)
    at.runner.run(_sent(at, rows))
    for row in rows:
        if row.shows:
            at.show(row.place, row.shows)
        if text := (row.content or {}).get(FIELD, {}).get("text"):
            at.show_text(row.place, text)
    return rows


async def _sent(at: Desk, rows: list[Row]) -> None:
    """Mark rows as sent, so that the desk has not to look through them again."""
    async with at.database.write() as conn:
        await outbox.mark_sent(conn, [(row.key, f"${row.key}") for row in rows])

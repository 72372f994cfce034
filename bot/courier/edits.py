"""A message that takes the place of an earlier one, which its readers see as edited.

Of several that wait, the last alone is sent. Knows storage, which it only reads.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.courier.mark_sent import SentRows
from bot.relay.post import POLL, POLL_END
from bot.rendering import polls
from storage import outbox
from storage.database import Database
from storage.outbox import Row

_WORDS = ("msgtype", "body", "format", "formatted_body", "m.mentions")


@dataclass(frozen=True)
class Edits:
    """Completes rows that edit, once it is known as which event the earlier one was sent."""

    database: Database
    sent_rows: SentRows

    async def completed(self, row: Row) -> Row | None:
        """Return a row as it is to be sent; None if what it edits never was. Raises StorageError.

        A room's rows are sent in order, so that the earlier one isn't still to be sent.
        """
        if not row.edits:
            return row
        event_id = self.sent_rows.event_of(row.edits) or await self._recorded(row.edits)
        content = row.content
        if not content or not event_id:
            return None
        return replace(row, content=_REPLACING.get(row.event_type, _edit)(content, event_id))

    async def _recorded(self, key: str) -> str:
        async with self.database.read() as conn:
            earlier = (await outbox.by_key(conn, [key])).get(key)
        return earlier.event_id if earlier else ""


def is_overtaken(row: Row, later: Iterable[Row]) -> bool:
    """Whether a row edits what a later one edits, too."""
    return bool(row.edits) and any(each.edits == row.edits for each in later)


_REPLACING = {POLL: polls.edit_of, POLL_END: polls.end_of}


def _edit(content: Mapping[str, Any], event_id: str) -> dict[str, Any]:
    """Return the content of an edit (Matrix spec 1.15 §Event replacements)."""
    new = {name: content[name] for name in _WORDS if name in content}
    return {
        **content,
        "body": f"* {content['body']}",
        "formatted_body": f"* {content['formatted_body']}",
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
    }

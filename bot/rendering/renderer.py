"""What was committed is put into words and stored, before any of it is sent.

So a message that is sent again, also by a later version, is the same message. What takes long (long
texts read and compared) is rendered in a process of its own, the rest here. Rows that say the
same, as the showings of a draft in all caucuses, are rendered once. What was being rendered when
the process was killed is rendered in the other one too: if it kills that, the room is told. Knows
storage, of which it reads the record, and the pure ``parts``; no Matrix.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

import templates
from bot import metrics
from bot.relay.notices import Notice
from bot.rendering.parts import Rendered, parts_of
from bot.rendering.process import RenderingProcess
from storage import outbox
from storage.database import Database
from storage.errors import StorageError
from storage.folds import Folds
from storage.outbox import Row
from templates import Part, stored
from templates.reading import READ_TEXTS

log = structlog.get_logger()

LONG = 10_000
"""Characters of texts: to read and compare as many takes about 20 ms."""
MOST_READ = 3
"""Texts that a message is made of at most: a draft, and two that it is compared with."""
LARGE = 60_000
"""Characters of a view beyond which it is not unpacked here; that of a preview has its text."""


@dataclass(frozen=True)
class Said:
    """Rows that say the same, with the texts of the record (by fingerprint) that it names.

    ``is_long``: to render it takes long.
    """

    rows: tuple[Row, ...]
    texts: Mapping[str, str]
    is_long: bool

    @property
    def is_answer(self) -> bool:
        """Whether somebody waits for it."""
        return self.rows[0].is_answer


@dataclass(frozen=True)
class Renderer:
    """Renders what the outbox has."""

    database: Database
    folds: Folds
    process: RenderingProcess = field(default_factory=RenderingProcess)

    async def said(self, conn: AsyncConnection, rows: Iterable[Row]) -> list[Said]:
        """Return rows that are to be rendered, those together that say the same, in order."""
        alike: dict[tuple[object, ...], list[Row]] = {}
        for row in rows:
            instead = tuple((row.instead or {}).items())
            alike.setdefault((row.words, row.view, row.proposal, instead), []).append(row)
        return [await self._said(conn, same) for same in alike.values()]

    async def _said(self, conn: AsyncConnection, rows: Sequence[Row]) -> Said:
        row = rows[0]
        views = [row.view or "", *([row.instead["view"]] if row.instead else [])]
        named = {each for view in views for each in stored.references(view)}
        known = await self._texts(conn, row.proposal) if named else {}
        texts = {each: known[each] for each in named if each in known}
        longest = sorted(map(len, texts.values()))[-MOST_READ:]
        is_long = sum(longest) > LONG and row.words in READ_TEXTS
        return Said(tuple(rows), texts, is_long or max(map(len, views)) > LARGE)

    async def _texts(self, conn: AsyncConnection, number: int) -> dict[str, str]:
        """Return the texts of a proposal by fingerprint."""
        proposal = await self.folds.proposal(conn, number)
        if proposal is None:
            return {}
        drafts = ((each.fingerprint, each.text) for each in proposal.drafts)
        texts = ((each.fingerprint, each.text) for each in proposal.texts)
        return {proposal.fingerprint: proposal.text, **dict(drafts), **dict(texts)}

    async def rendered(self, said: Said) -> list[Rendered]:
        """Return what each of the rows becomes."""
        row = said.rows[0]
        parts = await self._parts(said, row.words, row.view or "")
        other: Sequence[Part] = ()
        if row.instead:
            other = await self._parts(said, row.instead["words"], row.instead["view"])
        if len(other) > 1:  # too long for one message: another says so in its place
            other = templates.render(Notice.NOT_ALONE.value.words, {})
        return [parts_of(self.database.secret, each, parts, other) for each in said.rows]

    async def store(self, rendered: Sequence[Sequence[Rendered]]) -> dict[str, tuple[Row, ...]]:
        """Store all of it together; return what each row became, by its key.

        Should the machine stop before one message lasts on its disk, it is rendered again, and sent
        under the same transaction id; so that isn't waited for. Of several, there might be more.
        """
        every = [each for some in rendered for each in some]
        is_one = all(len(each.rows) == 1 and not each.files for each in every)
        async with self.database.write(hasty=is_one) as conn:
            for each in every:
                await outbox.rendered(conn, each.rows, each.files)
        return {each.rows[0].key: each.rows for each in every}

    async def _parts(self, said: Said, words: str, view: str) -> Sequence[Part]:
        """Return the words; if a bug keeps them from being found, say so instead of nothing."""
        name, attempts = f"rendering:{said.rows[0].key}", self.database.attempts
        try:
            if said.is_long or name in attempts.left:
                return await self.process.render(words, view, said.texts)
            attempts.begin(name)
            return templates.render(words, stored.loads(view, said.texts))
        except StorageError:
            raise
        except Exception as error:
            reference = secrets.token_hex(4)
            metrics.failed(error)
            log.exception("not rendered", words=words, reference=reference)
            return templates.render("not_rendered", {"reference": reference})
        finally:
            attempts.over(name)

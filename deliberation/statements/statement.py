"""A statement, as the record has it. Imports only ``terms``."""

from dataclasses import dataclass

from deliberation.terms import StatementKind


@dataclass(frozen=True)
class Statement:
    """A statement on a draft: for a ``caucus`` (its key), or if that is empty the person's own.

    ``person`` made it, by the entry with the number ``entry``.
    """

    caucus: str
    person: str
    kind: StatementKind
    draft: int
    statement: str
    entry: int

    @property
    def place(self) -> tuple[str, StatementKind, int]:
        """What there is one of: an author's, of a kind, on a draft."""
        return (self.caucus or self.person, self.kind, self.draft)


Statements = tuple[Statement, ...]


def on_draft(statements: Statements, draft: int) -> Statements:
    """Return those on the draft with this number, in the order in which they were first made."""
    return tuple(each for each in statements if each.draft == draft)


def like(statements: Statements, other: Statement) -> Statement | None:
    """Return that in whose place another would stand, or None."""
    return next((each for each in statements if each.place == other.place), None)


def with_one(statements: Statements, new: Statement) -> Statements:
    """Return them with a new one, in the place of its author's of that kind on that draft."""
    if like(statements, new) is None:
        return (*statements, new)
    return tuple(new if each.place == new.place else each for each in statements)

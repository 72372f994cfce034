"""Texts to deliberate on, each a little different: of the length of a page, or long."""

CLAUSES = 12
EVERY = 20
"""In a long text, one of so many clauses names the text's number."""


def draft(number: int) -> str:
    """Return the n-th text: twelve clauses, one of which names its number."""
    clauses = [_clause(clause) for clause in range(1, CLAUSES)]
    return "\n\n".join((f"This is wording {number}.", *clauses))


def long(number: int, size: int) -> str:
    """Return the n-th text of at most so many characters, and nearly as many."""
    clauses: list[str] = []
    left = size
    while True:
        clause = _clause(len(clauses))
        if len(clauses) % EVERY == 0:
            clause += f" This is wording {number}."
        left -= len(clause) + 2
        if left < 0:
            return "\n\n".join(clauses)
        clauses.append(clause)


def _clause(number: int) -> str:
    return (
        f"Operators of networks in every region should publish, at least once a year, how they "
        f"handle traffic of class {number}, whom to ask about it, and what has changed."
    )

"""Texts to deliberate on: of the length of a page, each a little different."""

CLAUSES = 12


def draft(number: int) -> str:
    """Return the n-th text: twelve clauses, one of which names its number."""
    clauses = [
        f"Operators of networks in every region should publish, at least once a year, how they "
        f"handle traffic of class {clause}, whom to ask about it, and what has changed."
        for clause in range(1, CLAUSES)
    ]
    return "\n\n".join((f"This is wording {number}.", *clauses))

"""The longest common subsequence by the book, to hold the quick one against."""

from collections.abc import Sequence


def longest(old: Sequence[str], new: Sequence[str]) -> int:
    """Return its length."""
    row = [0] * (len(new) + 1)
    for a in old:
        before = row
        row = [0]
        for j, b in enumerate(new):
            row.append(before[j] + 1 if a == b else max(row[j], before[j + 1]))
    return row[-1]

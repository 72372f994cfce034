"""Of pairs of indices, the chain that keeps its order in both: as many as can, then the heaviest.

Imports nothing of ours.
"""

from collections.abc import Callable, Sequence


def heaviest(
    pairs: Sequence[tuple[int, int]], words: Callable[[int], int]
) -> list[tuple[int, int]]:
    """Return the chain that rises in both with the most pairs, and of those with the most words."""
    places = {j: place for place, j in enumerate(sorted({j for _, j in pairs}), 1)}
    tree: list[tuple[int, int, int]] = [(0, 0, -1)] * (len(places) + 1)
    best: list[tuple[int, int, int]] = []
    back: list[int] = []
    for number, (_, j) in enumerate(pairs):
        top = (0, 0, -1)
        place = places[j] - 1
        while place:
            top = max(top, tree[place])
            place &= place - 1
        back.append(top[2])
        mine = (top[0] + 1, top[1] + words(j), number)
        best.append(mine)
        place = places[j]
        while place < len(tree):
            tree[place] = max(tree[place], mine)
            place += place & -place
    at = max(best, default=(0, 0, -1))[2]
    chain = []
    while at >= 0:
        chain.append(pairs[at])
        at = back[at]
    return chain[::-1]

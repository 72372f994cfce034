"""A plain text taken apart: blank lines, labels and bullets make its parts, and nothing else.

Imports ``raw`` alone.
"""

from collections.abc import Sequence

from texts.raw import Raw, go_on, text


def parts(lines: Sequence[str]) -> list[Raw]:
    """Return the parts of a plain text, in order."""
    found: list[Raw] = []
    apart = True
    for number, line in enumerate(lines):
        if not line.strip():
            apart = True
            continue
        part = _part(line, number, apart=apart)
        if part.apart or part.marked:
            found.append(part)
        else:
            go_on(found[-1], line, number)
        apart = False
    return found


def _part(line: str, number: int, *, apart: bool) -> Raw:
    """Return the part that begins with a line; a label in marks or escaped is none here."""
    part = text(line, number, apart=apart)
    label = part.enumerator
    if label and set(part.lines[0][: label.after]) & set("*_\\"):
        part.enumerator = None
    return part

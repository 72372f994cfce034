"""Which templates read texts, as their sources have it: they take the longer the longer those are.

Imports nothing of this project.
"""

import re
from pathlib import Path

_MESSAGES = Path(__file__).parent / "messages"
_TEXT = re.compile(r"\.text\b|\btext\|")


def _read_texts() -> frozenset[str]:
    sources = {path.name.partition(".")[0]: path for path in _MESSAGES.glob("*.html.j2")}
    return frozenset(name for name, path in sources.items() if _TEXT.search(path.read_text()))


READ_TEXTS = _read_texts()
"""The names of the messages' templates in which a text is shown, compared or counted."""

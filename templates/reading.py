"""Which templates read texts, as their sources have it: they take the longer the longer those are.

Imports nothing of this project.
"""

import re
from pathlib import Path

_TEMPLATES = Path(__file__).parent
_MESSAGES = _TEMPLATES / "messages"
_TEXT = re.compile(r'\.text\b|\btext\||include "[^"]*" ~')
"""What shows a text, or includes whatever template is named."""
_INCLUDED = re.compile(r'include "([^"]+)" %')


def _read_texts() -> frozenset[str]:
    messages = {path.name.partition(".")[0]: path for path in _MESSAGES.glob("*.html.j2")}
    return frozenset(name for name, path in messages.items() if _reads(path))


def _reads(path: Path) -> bool:
    """Whether a template shows a text, or includes one that does."""
    source = path.read_text()
    included = (_TEMPLATES / name for name in _INCLUDED.findall(source))
    return bool(_TEXT.search(source)) or any(map(_reads, included))


READ_TEXTS = _read_texts()
"""The names of the messages' templates in which a text is shown, compared or counted."""

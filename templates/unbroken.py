"""What a client must not break in two at the end of a line: a short command, a caucus text's name.

In a message's HTML their spaces become such as don't break. Its plain words keep ordinary ones.
Pure; imports nothing of ours.
"""

import re

_SHORT = 24
"""Characters of a command that stand on one line of a list on a phone (seen at 390 pixels)."""
_COMMAND = re.compile(
    rf"<code>(?=[^<\n]{{1,{_SHORT}}}</code>)[!%?;:,~=+*|^§#$]{{1,3}}[a-z]+ [^<\n]+</code>"
)
_LABEL = re.compile(r"\bDraft \d+/[a-z][a-z0-9-]*\.\d+")


def unbroken(html: str) -> str:
    """Return HTML in which neither breaks."""
    for pattern in (_COMMAND, _LABEL):
        html = pattern.sub(lambda found: found[0].replace(" ", "&nbsp;"), html)
    return html

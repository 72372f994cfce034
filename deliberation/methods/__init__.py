"""A caucus's own method: how it decides, so that its chair can tell what it decided.

``method`` is what a caucus has, ``question`` what is put to it by a poll or a ballot, ``count``
what that found; ``conditions`` and ``effects`` are what the rows of ``transitions`` name. A
question is a call (``deliberation.calls``) with a method of its own: one is open at a time in a
room, it ends at its time, and it lapses with its text.
"""

"""Objections: each body's register of them on a proposal, and what its chair did with each.

Rough consensus means that every objection has been addressed, though not necessarily accommodated
(RFC 7282, section 3). ``register`` is the fold, ``conditions`` and ``effects`` are what the rows of
``transitions`` name.
"""

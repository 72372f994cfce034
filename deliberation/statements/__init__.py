"""Statements: what a caucus or a representative attaches to a text, without blocking it.

A reservation, an explanation of position or a minority statement is bound to its draft, and stands
with the final text wherever that is shown. ``statement`` is what is known of one, ``fold`` how it
came so; ``conditions`` and ``effects`` are what the rows of ``transitions`` name.
"""

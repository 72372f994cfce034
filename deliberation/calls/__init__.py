"""Calls: a chair asks who objects to the present text of a room, until a time.

A consensus call runs to its end; a silence procedure is broken by the first binding objection. Each
ends in a finding, which moves nothing, or lapses with its text. ``call`` is what is known of one,
``fold`` how it came so, ``answers`` who answered; ``conditions`` and ``effects`` are what the rows
of ``transitions`` name.
"""

"""Texts of proposals: what stands in them, what their clauses are called, how two differ.

A source is read into passages, a passage consists of blocks, a block of words; two texts
are compared passage by passage and word by word, as a list of operations. Pure; imports
nothing of this project.
"""

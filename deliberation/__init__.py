"""The rules of procedure.

Pure: no I/O, no clock, no SQL, no Matrix, no sentences. Imports nothing else of
this project. ``decide`` judges an act and answers with entries; ``fold`` applies
entries and never refuses.
"""
